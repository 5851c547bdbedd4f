import { canonicalJson, canonicalLogic } from './canonical-logic.ts'
import { type ConditionChange, diffConditions } from './condition-diff.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { movedParts } from './moved-parts.ts'
import type { RuleDocument, RulePolicy } from './rule.ts'
import { type OutlinedPart, outlineOf } from './rule-outline.ts'
import { ruleSentence, triggerSentence } from './sentence.ts'
import { policySentences } from './sentence-policy.ts'
import { countInWords, quoted } from './sentence-words.ts'

/** One difference between two versions of a rule, as its author would say it. */
export type RuleChange = {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  readonly what:
    | 'act'
    | 'wait'
    | 'decide'
    | 'branch'
    | 'condition'
    | 'policy'
    | 'trigger'
    | 'subject'
    | 'rule'
    | 'name'
    | 'test'
  /** The id of the step or branch, the key of the policy; null for what there is only one of. */
  readonly id: string | null
  /** How it read before and how it reads now; null where there is nothing. */
  readonly before: string | null
  readonly after: string | null
  /** The whole change in one sentence. */
  readonly sentence: string
  /** True when the rule may decide otherwise because of it; false for names, labels and tests. */
  readonly decides: boolean
}

/**
 * What changed between two versions of a rule, in words. Steps and branches are known by their ids, as their history is: a step
 * that was deleted and added again is a new one. Where boxes stand on the canvas and what is noted there is no change.
 */
export function diffRules(before: RuleDocument, after: RuleDocument, catalogue: FactCatalogue): RuleChange[] {
  const changes = [
    ...headChanges(before, after),
    ...policyChanges(before.policy, after.policy, catalogue),
    ...partChanges(outlineOf(before, catalogue), outlineOf(after, catalogue), {
      catalogue,
      subject: after.subject,
    }),
    ...testChanges(before, after),
  ]
  // What is only written otherwise is no change; but nothing that counts as logic may go unseen.
  if (!changes.some(({ decides }) => decides) && canonicalLogic(before) !== canonicalLogic(after))
    changes.push(
      changed('rule', null, {
        of: 'The rule',
        before: ruleSentence(before, catalogue),
        after: ruleSentence(after, catalogue),
      }),
    )
  return changes
}

/** A change in how something reads. */
function changed(
  what: RuleChange['what'],
  id: string | null,
  { of, before, after, decides = true }: { of: string; before: string; after: string; decides?: boolean },
): RuleChange {
  const sentence = `${of} was changed from ${unended(before)} to ${unended(after)}.`
  return { kind: 'changed', what, id, before, after, sentence, decides }
}

/** A text that goes on in a longer sentence. */
function unended(text: string): string {
  return text.replace(/\.$/, '')
}

function headChanges(before: RuleDocument, after: RuleDocument): RuleChange[] {
  const changes: RuleChange[] = []
  if (before.name !== after.name)
    changes.push(
      changed('name', null, {
        of: 'The name',
        before: quoted(before.name),
        after: quoted(after.name),
        decides: false,
      }),
    )
  if (before.subject !== after.subject)
    changes.push(
      changed('subject', null, {
        of: 'What it is about',
        before: `each ${before.subject}`,
        after: `each ${after.subject}`,
      }),
    )
  const [then, now] = [triggerSentence(before.trigger), triggerSentence(after.trigger)]
  if (then !== now)
    changes.push(changed('trigger', null, { of: 'When it is looked at', before: then, after: now }))
  return changes
}

function policyChanges(before: RulePolicy, after: RulePolicy, catalogue: FactCatalogue): RuleChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].sort().flatMap((key): RuleChange[] => {
    const [then, now] = [policyWords(before, key, catalogue), policyWords(after, key, catalogue)]
    if (then === now) return []
    const change = { what: 'policy', id: key, before: then, after: now, decides: true } as const
    if (then === null) return [{ ...change, kind: 'added', sentence: `Added: ${now}` }]
    if (now === null) return [{ ...change, kind: 'removed', sentence: `Removed: ${then}` }]
    return [changed('policy', key, { of: `The setting "${key}"`, before: then, after: now })]
  })
}

function policyWords(policy: RulePolicy, key: string, catalogue: FactCatalogue): string | null {
  const own = Object.fromEntries(Object.entries(policy).filter(([name]) => name === key)) as RulePolicy
  return policySentences(own, catalogue).join(' ') || null
}

type Sides = { readonly catalogue: FactCatalogue; readonly subject: RuleDocument['subject'] }

function partChanges(
  before: readonly OutlinedPart[],
  after: readonly OutlinedPart[],
  sides: Sides,
): RuleChange[] {
  const then = new Map(before.map((part) => [part.id, part]))
  const now = new Map(after.map((part) => [part.id, part]))
  const stays = (part: OutlinedPart, other: ReadonlyMap<string, OutlinedPart>) =>
    other.get(part.id)?.what === part.what
  const moved = movedParts(
    before.filter((part) => stays(part, now)),
    after.filter((part) => stays(part, then)),
  )
  return [
    ...before.filter((part) => !stays(part, now)).flatMap((part) => comeOrGone(part, 'removed')),
    ...after.flatMap((part): RuleChange[] => {
      const known = then.get(part.id)
      if (!known || !stays(part, then)) return comeOrGone(part, 'added')
      return [...(moved.has(part.id) ? [moveOf(known, part)] : []), ...changesOf(known, part, sides)]
    }),
  ]
}

/** A decide is told by its branches, which come and go with it. */
function comeOrGone(part: OutlinedPart, kind: 'added' | 'removed'): RuleChange[] {
  if (part.what === 'decide') return []
  const { what, id, words, place } = part
  const told = what === 'branch' ? `the branch ${part.title}: if ${words}` : words
  return [
    {
      kind,
      what,
      id,
      before: kind === 'removed' ? words : null,
      after: kind === 'added' ? words : null,
      sentence: `${kind === 'added' ? 'Added' : 'Removed'} ${place}: ${told}.`,
      decides: true,
    },
  ]
}

function moveOf(before: OutlinedPart, after: OutlinedPart): RuleChange {
  const { what, id, title } = after
  const to =
    before.container === after.container ? `to another position ${after.place}` : `to stand ${after.place}`
  return {
    kind: 'moved',
    what,
    id,
    before: before.place,
    after: after.place,
    sentence: `Moved ${what === 'branch' ? `the branch ${title}` : title} ${to}.`,
    decides: true,
  }
}

function changesOf(before: OutlinedPart, after: OutlinedPart, sides: Sides): RuleChange[] {
  const { id, what, place } = after
  if (what === 'branch') {
    const within = `In the branch ${after.title}`
    const renamed: RuleChange[] =
      before.label === after.label
        ? []
        : [
            changed('branch', id, {
              of: 'The label of a branch',
              before: before.title,
              after: after.title,
              decides: false,
            }),
          ]
    return [...renamed, ...conditionChanges(before, after, sides).map((each) => told(each, id, within))]
  }
  if (what === 'decide' || before.logic === after.logic) return []
  const says = (part: OutlinedPart) =>
    // Two acts may read alike and still differ in a detail the sentence leaves out.
    before.words === after.words ? `${part.words} ${part.logic}` : part.words
  return [changed(what, id, { of: `What is done ${place}`, before: says(before), after: says(after) })]
}

function conditionChanges(before: OutlinedPart, after: OutlinedPart, sides: Sides): ConditionChange[] {
  if (before.when === null || after.when === null) return []
  return diffConditions(before.when, after.when, sides)
}

function told({ kind, before, after }: ConditionChange, id: string, within: string): RuleChange {
  const sentence =
    kind === 'added'
      ? `${within}: added the condition that ${after}.`
      : kind === 'removed'
        ? `${within}: removed the condition that ${before}.`
        : kind === 'moved'
          ? `${within}: the conditions stand in another order.`
          : `${within}: ${before} became ${after}.`
  return { kind, what: 'condition', id, before, after, sentence, decides: true }
}

function testChanges(before: RuleDocument, after: RuleDocument): RuleChange[] {
  if (canonicalJson(before.tests) === canonicalJson(after.tests)) return []
  const count = (rule: RuleDocument) => countInWords(rule.tests.length, 'test')
  return [
    changed('test', null, {
      of: 'What its tests ask',
      before: count(before),
      after: count(after),
      decides: false,
    }),
  ]
}
