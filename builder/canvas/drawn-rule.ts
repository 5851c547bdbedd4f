import { ACTS, isActName } from '#engine/acts.ts'
import { checkCondition } from '#engine/check-condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import type { Act, Branch, RuleDocument } from '#engine/rule.ts'
import { actSentence, conditionSentence, triggerSentence } from '#engine/sentence.ts'
import { words } from '../words/words.ts'
import type { EdgeCase } from './graph.ts'
import { keptByPart } from './kept-by-part.ts'

const unfinished = words.editing.unfinished

/** A rule with what is needed to put its parts into words. It may be a draft, and then parts of it may be unfinished. */
export type DrawnRule = {
  readonly rule: RuleDocument
  /** When it runs, in words. */
  readonly trigger: string
  readonly catalogue: FactCatalogue
}

/** A rule as it is drawn, finished or not. */
export function drawnRule(rule: RuleDocument, catalogue: FactCatalogue): DrawnRule {
  return { rule, trigger: triggerWords(rule.trigger), catalogue }
}

/** What a branch is called: its label, else its condition in words. */
export function branchName(branch: Branch, { rule, catalogue }: DrawnRule): string {
  if (branch.label !== undefined && branch.label !== '') return branch.label
  return whenInWords(branch, catalogue, rule.subject)
}

const whenInWords = keptByPart(({ when }: Branch, catalogue: FactCatalogue, subject: Subject): string => {
  const { condition } = checkCondition(when, { catalogue, subject, path: 'when' })
  // Only a checked condition can be put into words; the engine refuses any other.
  return condition === null
    ? unfinished.condition
    : conditionSentence(condition, catalogue, subject, words.engine)
})

/** What an act does, in words; of one that lacks something, its name. */
export const actWords = keptByPart((act: Act): string => {
  if (!isActName(act.action)) return unfinished.unknownAct(act.action)
  const { params } = ACTS[act.action]
  return params.safeParse(act.params).success
    ? actSentence(act, words.engine)
    : unfinished.act(words.engine.acts[act.action])
})

/** What stands on an edge that leaves a decide. */
export function caseName(reason: EdgeCase, rule: DrawnRule): string {
  return reason.is === 'otherwise' ? words.rule.otherwise : branchName(reason.branch, rule)
}

function triggerWords(trigger: RuleDocument['trigger']): string {
  if (!('schedule' in trigger)) return triggerSentence(trigger, words.engine)
  return trigger.schedule.trim().split(/\s+/).length === 5
    ? triggerSentence(trigger, words.engine)
    : unfinished.trigger
}
