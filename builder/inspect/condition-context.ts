import { createContext, useContext } from 'react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { DraftCondition } from './draft-condition.ts'
import type { At } from './edit-condition.ts'
import type { ConditionTally } from './live-counts.ts'

/** What every row and group of one condition needs to know of the whole. */
export type ConditionEditing = {
  readonly root: DraftCondition
  readonly catalogue: FactCatalogue
  readonly subject: RuleDocument['subject']
  /** The currency a new amount is in. */
  readonly currency: string
  /** Puts another condition in the place of the whole; `focus` is where the cursor goes then. */
  readonly edit: (next: DraftCondition, name: string, rest?: { joins?: string; focus?: At }) => void
  /** Ends the joining of keystrokes into one undo. */
  readonly leave: () => void
  /** The count of a condition by its place, such as `all[1]`; null where nothing is counted. */
  readonly tallyOf: (path: string) => ConditionTally | null
  readonly isStale: boolean
  /** The rule that reaches exactly those of whom a condition is true; null where nothing is counted. */
  readonly rowsOf: ((condition: DraftCondition) => Readonly<Record<string, unknown>>) | null
}

export const ConditionContext = createContext<ConditionEditing | null>(null)

/** The condition one is in the middle of. */
export function useCondition(): ConditionEditing {
  const editing = useContext(ConditionContext)
  if (editing === null) throw new Error('A row of a condition is drawn within ConditionEditor only.')
  return editing
}
