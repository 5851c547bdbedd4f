import { canonicalJson, canonicalLogic } from './canonical-logic.ts'
import { type ConditionChange, diffConditions } from './condition-diff.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { movedParts } from './moved-parts.ts'
import type { RuleDocument, RulePolicy } from './rule.ts'
import { type OutlinedPart, outlineOf } from './rule-outline.ts'
import { ruleSentence, triggerSentence } from './sentence.ts'
import { policySentences } from './sentence-policy.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

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
export function diffRules(
  before: RuleDocument,
  after: RuleDocument,
  catalogue: FactCatalogue,
  words: EngineWords = english,
): RuleChange[] {
  const changes = [
    ...headChanges(before, after, words),
    ...policyChanges(before.policy, after.policy, { catalogue, words }),
    ...partChanges(outlineOf(before, catalogue, words), outlineOf(after, catalogue, words), {
      catalogue,
      subject: after.subject,
      words,
    }),
    ...testChanges(before, after, words),
  ]
  // What is only written otherwise is no change; but nothing that counts as logic may go unseen.
  if (!changes.some(({ decides }) => decides) && canonicalLogic(before) !== canonicalLogic(after))
    changes.push(
      changed('rule', null, {
        of: words.changes.rule,
        before: ruleSentence(before, catalogue, words),
        after: ruleSentence(after, catalogue, words),
        words,
      }),
    )
  return changes
}

type Change = {
  readonly of: string
  readonly before: string
  readonly after: string
  readonly words: EngineWords
  readonly decides?: boolean
}

/** A change in how something reads. */
function changed(
  what: RuleChange['what'],
  id: string | null,
  { of, before, after, words, decides = true }: Change,
): RuleChange {
  const sentence = words.changes.changed(of, { before: unended(before), after: unended(after) })
  return { kind: 'changed', what, id, before, after, sentence, decides }
}

/** A text that goes on in a longer sentence. */
function unended(text: string): string {
  return text.replace(/\.$/, '')
}

function headChanges(before: RuleDocument, after: RuleDocument, words: EngineWords): RuleChange[] {
  const { quoted } = words.values
  const changes: RuleChange[] = []
  if (before.name !== after.name)
    changes.push(
      changed('name', null, {
        of: words.changes.name,
        before: quoted(before.name),
        after: quoted(after.name),
        words,
        decides: false,
      }),
    )
  if (before.subject !== after.subject)
    changes.push(
      changed('subject', null, {
        of: words.changes.about,
        before: words.changes.each[before.subject],
        after: words.changes.each[after.subject],
        words,
      }),
    )
  const [then, now] = [triggerSentence(before.trigger, words), triggerSentence(after.trigger, words)]
  if (then !== now)
    changes.push(changed('trigger', null, { of: words.changes.when, before: then, after: now, words }))
  return changes
}

type Said = { readonly catalogue: FactCatalogue; readonly words: EngineWords }

function policyChanges(before: RulePolicy, after: RulePolicy, said: Said): RuleChange[] {
  const { words } = said
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].sort().flatMap((key): RuleChange[] => {
    const [then, now] = [policyWords(before, key, said), policyWords(after, key, said)]
    if (then === now) return []
    const change = { what: 'policy', id: key, before: then, after: now, decides: true } as const
    if (then === null) return [{ ...change, kind: 'added', sentence: words.changes.come(now ?? '') }]
    if (now === null) return [{ ...change, kind: 'removed', sentence: words.changes.gone(then) }]
    return [changed('policy', key, { of: words.changes.setting(key), before: then, after: now, words })]
  })
}

function policyWords(policy: RulePolicy, key: string, { catalogue, words }: Said): string | null {
  const own = Object.fromEntries(Object.entries(policy).filter(([name]) => name === key)) as RulePolicy
  return policySentences(own, catalogue, words).join(' ') || null
}

type Sides = Said & { readonly subject: RuleDocument['subject'] }

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
    ...before.filter((part) => !stays(part, now)).flatMap((part) => comeOrGone(part, 'removed', sides.words)),
    ...after.flatMap((part): RuleChange[] => {
      const known = then.get(part.id)
      if (!known || !stays(part, then)) return comeOrGone(part, 'added', sides.words)
      return [
        ...(moved.has(part.id) ? [moveOf(known, part, sides.words)] : []),
        ...changesOf(known, part, sides),
      ]
    }),
  ]
}

/** A decide is told by its branches, which come and go with it. */
function comeOrGone(part: OutlinedPart, kind: 'added' | 'removed', { changes }: EngineWords): RuleChange[] {
  if (part.what === 'decide') return []
  const { what, id, words, place } = part
  const told = what === 'branch' ? changes.branchIf(part.title, words) : words
  const said = kind === 'added' ? changes.come : changes.gone
  return [
    {
      kind,
      what,
      id,
      before: kind === 'removed' ? words : null,
      after: kind === 'added' ? words : null,
      sentence: `${said(told, place)}.`,
      decides: true,
    },
  ]
}

function moveOf(before: OutlinedPart, after: OutlinedPart, { changes }: EngineWords): RuleChange {
  const { what, id, title } = after
  const moved = before.container === after.container ? changes.movedWithin : changes.movedTo
  return {
    kind: 'moved',
    what,
    id,
    before: before.place,
    after: after.place,
    sentence: moved(what === 'branch' ? changes.branch(title) : title, after.place),
    decides: true,
  }
}

function changesOf(before: OutlinedPart, after: OutlinedPart, sides: Sides): RuleChange[] {
  const { id, what, place } = after
  const { words } = sides
  if (what === 'branch') {
    const within = words.changes.condition.within(after.title)
    const renamed: RuleChange[] =
      before.label === after.label
        ? []
        : [
            changed('branch', id, {
              of: words.changes.label,
              before: before.title,
              after: after.title,
              words,
              decides: false,
            }),
          ]
    return [
      ...renamed,
      ...conditionChanges(before, after, sides).map((each) => told(each, { id, within, words })),
    ]
  }
  if (what === 'decide' || before.logic === after.logic) return []
  const says = (part: OutlinedPart) =>
    // Two acts may read alike and still differ in a detail the sentence leaves out.
    before.words === after.words ? `${part.words} ${part.logic}` : part.words
  return [
    changed(what, id, { of: words.changes.done(place), before: says(before), after: says(after), words }),
  ]
}

function conditionChanges(before: OutlinedPart, after: OutlinedPart, sides: Sides): ConditionChange[] {
  if (before.when === null || after.when === null) return []
  return diffConditions(before.when, after.when, sides)
}

function told(
  { kind, before, after }: ConditionChange,
  { id, within, words }: { id: string; within: string; words: EngineWords },
): RuleChange {
  const { condition } = words.changes
  const said =
    kind === 'added'
      ? condition.added(after ?? '')
      : kind === 'removed'
        ? condition.removed(before ?? '')
        : kind === 'moved'
          ? condition.moved
          : condition.changed(before ?? '', after ?? '')
  return { kind, what: 'condition', id, before, after, sentence: `${within}: ${said}.`, decides: true }
}

function testChanges(before: RuleDocument, after: RuleDocument, words: EngineWords): RuleChange[] {
  if (canonicalJson(before.tests) === canonicalJson(after.tests)) return []
  const count = (rule: RuleDocument) => words.changes.testCount(rule.tests.length)
  return [
    changed('test', null, {
      of: words.changes.tests,
      before: count(before),
      after: count(after),
      words,
      decides: false,
    }),
  ]
}
