import { canonicalJson } from './canonical-logic.ts'
import type { Condition } from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Act, RuleDocument, RuleStep } from './rule.ts'
import { actSentence, conditionSentence, waitSentence } from './sentence.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** A step or branch of a rule, with the list it stands in. */
export type OutlinedPart = {
  readonly id: string
  readonly what: 'act' | 'wait' | 'decide' | 'branch'
  /** The list it stands in: the rule's, a branch's, a decide's `otherwise` or its branches. */
  readonly container: string
  /** That list in words, as it stands in a sentence: `in the branch "late"`. */
  readonly place: string
  readonly words: string
  /** How it is called in a sentence about something else. */
  readonly title: string
  readonly label: string | null
  /** The same for two acts or waits that do the same. */
  readonly logic: string
  /** The condition of a branch, else null. */
  readonly when: Condition | null
}

type List = { readonly container: string; readonly place: string }

/** Every step and branch of a rule in reading order, however deep. */
export function outlineOf(
  rule: RuleDocument,
  catalogue: FactCatalogue,
  words: EngineWords = english,
): OutlinedPart[] {
  const { decision, theDecision, places } = words.changes
  const outline = (steps: readonly RuleStep[], list: List): OutlinedPart[] =>
    steps.flatMap((step): OutlinedPart[] => {
      const own = { ...list, id: step.id, label: null, when: null }
      if (step.do === 'act') {
        const said = actSentence(step, words)
        return [{ ...own, what: 'act', words: said, title: said, logic: actLogic(step) }]
      }
      if (step.do === 'wait') {
        const said = waitSentence(step, words)
        return [{ ...own, what: 'wait', words: said, title: said, logic: said }]
      }
      const branches = { container: `${step.id} branches`, place: list.place }
      return [
        { ...own, what: 'decide', words: decision, title: theDecision, logic: '' },
        ...step.branches.flatMap((branch): OutlinedPart[] => {
          const { id, label = null, when } = branch
          const said = conditionSentence(when, catalogue, rule.subject, words)
          const title = words.values.quoted(label ?? said)
          return [
            { ...branches, id, what: 'branch', words: said, title, label, logic: said, when },
            ...outline(branch.steps, { container: id, place: places.branch(title) }),
          ]
        }),
        ...outline(step.otherwise ?? [], {
          container: `${step.id} otherwise`,
          place: places.otherwise,
        }),
      ]
    })
  return outline(rule.steps, { container: '', place: places.top })
}

/** What an act does, as text: the same for two acts that do the same. */
export function actLogic({ action, params, approval, every, times }: Act): string {
  return canonicalJson({ action, params, approval, every, times })
}
