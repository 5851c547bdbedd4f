import { ACTS, isActName } from '#engine/acts.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { EVENTS } from '#engine/ledger-event.ts'
import { Policy } from '#engine/policy.ts'
import type { Act, Branch, RuleDocument, RuleStep } from '#engine/rule.ts'
import { actSentence, jointBefore, triggerSentence, waitSentence } from '#engine/sentence.ts'
import { policySentences } from '#engine/sentence-policy.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import { TRIGGER_ID } from '../canvas/graph.ts'
import { keptByPart } from '../canvas/kept-by-part.ts'
import { words } from '../words/words.ts'
import { draftSentence, isWholeReadable } from './condition-words.ts'
import { asDraft } from './draft-condition.ts'

const text = words.inspect

/** A piece of a rule's sentence; `id` is the step, branch or trigger it speaks of, null for the words between. */
export type Phrase = { readonly text: string; readonly id: string | null }

type Reading = {
  readonly catalogue: FactCatalogue
  readonly subject: RuleDocument['subject']
  readonly said: EngineWords
}

/**
 * The sentence of a rule in pieces that each belong to a step. Of a finished rule they say together exactly what
 * `ruleSentence` says, which a test holds them to; of an unfinished one what can be said already.
 */
export function sentencePhrases(
  rule: RuleDocument,
  catalogue: FactCatalogue,
  said: EngineWords = words.engine,
): Phrase[] {
  const reading: Reading = { catalogue, subject: rule.subject, said }
  return joined([
    { text: said.rule.start(triggerPhrase(rule.trigger, said), rule), id: TRIGGER_ID },
    ...body(rule.steps, reading),
    between('.'),
    ...limits(rule, reading).flatMap((sentence) => [between(' '), { text: sentence, id: TRIGGER_ID }]),
  ])
}

/** When a rule is looked at, in words; an event this version does not know, by its name. */
export function triggerPhrase(trigger: RuleDocument['trigger'], said: EngineWords = words.engine): string {
  if ('on' in trigger && !EVENTS.includes(trigger.on)) return text.trigger.otherEvent(trigger.on)
  return triggerSentence(trigger, said)
}

const between = (words: string): Phrase => ({ text: words, id: null })

function body(steps: readonly RuleStep[], reading: Reading): Phrase[] {
  const [only] = steps
  if (!only || steps.length > 1 || only.do !== 'decide') return [between(': '), ...list(steps, reading)]
  const [branch] = only.branches
  const isOneBranch = branch && only.branches.length === 1 && (only.otherwise ?? []).length === 0
  if (!isOneBranch) return [between(': '), ...decide(only, reading)]
  return [
    between(reading.said.rule.clause('')),
    condition(branch, reading, 'relative'),
    between(': '),
    ...list(branch.steps, reading),
  ]
}

function list(steps: readonly RuleStep[], reading: Reading): Phrase[] {
  if (steps.length === 0) return [between(reading.said.rule.nothing)]
  return steps.flatMap((step, at) => [
    between(jointBefore(steps, at, reading.said)),
    ...stepPhrases(step, reading),
  ])
}

function stepPhrases(step: RuleStep, reading: Reading): Phrase[] {
  if (step.do === 'wait') return [{ text: waitSentence(step, reading.said), id: step.id }]
  if (step.do === 'decide') return [between('('), ...decide(step, reading), between(')')]
  return [{ text: actPhrase(step, reading.said), id: step.id }]
}

/** An act in words; one that is not filled in yet by its title. */
export function actPhrase(act: Act, said: EngineWords = words.engine): string {
  return actInWords(act, said)
}

const actInWords = keptByPart((act: Act, said: EngineWords): string => {
  const action: string = act.action
  if (!isActName(action)) return `“${action}”`
  if (ACTS[action].params.safeParse(act.params).success) return actSentence(act, said)
  return text.unfilledAct(said.acts[action])
})

function decide(
  { branches, otherwise = [] }: Extract<RuleStep, { do: 'decide' }>,
  reading: Reading,
): Phrase[] {
  const said = reading.said.rule
  const cases = branches.flatMap((branch, at) => [
    between(at === 0 ? said.ifFirst : said.ifNext),
    condition(branch, reading, 'conditional'),
    between(': '),
    ...list(branch.steps, reading),
  ])
  if (otherwise.length === 0) return cases
  return [...cases, between(said.otherwise), ...list(otherwise, reading)]
}

function condition(branch: Branch, reading: Reading, form: 'relative' | 'conditional'): Phrase {
  return { text: whenInWords(branch, reading.catalogue, reading.subject, form, reading.said), id: branch.id }
}

const whenInWords = keptByPart(
  (
    { when }: Branch,
    catalogue: FactCatalogue,
    subject: Subject,
    form: 'relative' | 'conditional',
    said: EngineWords,
  ) => draftSentence(asDraft(when), { catalogue, subject }, form, said),
)

function limits({ policy }: RuleDocument, { catalogue, said }: Reading): string[] {
  const reading = { catalogue, subject: 'customer' } as const
  const { audience, exclude, ...rest } = policy
  const readable = (given: unknown) => given !== undefined && isWholeReadable(asDraft(given), reading)
  const parsed = Policy.safeParse(rest)
  if (!parsed.success) return []
  return policySentences(
    {
      ...rest,
      ...(readable(audience) && { audience }),
      ...(readable(exclude) && { exclude }),
    },
    catalogue,
    said,
  )
}

/** Neighbouring words that belong to nobody are one piece. */
function joined(phrases: readonly Phrase[]): Phrase[] {
  const done: Phrase[] = []
  for (const phrase of phrases.filter(({ text }) => text !== '')) {
    const last = done.at(-1)
    if (last?.id === null && phrase.id === null) done.splice(-1, 1, between(last.text + phrase.text))
    else done.push(phrase)
  }
  return done
}
