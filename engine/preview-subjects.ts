import type { Decision } from './decision.ts'
import type { HeldBackReason } from './held-back.ts'
import { hasBit, rowsOf } from './mask.ts'
import { outcomeOf } from './outcome.ts'
import type { RulePlan } from './plan.ts'
import { PREVIEW_OUTCOMES, type PreviewOutcome } from './preview-outcome.ts'

/** What a rule does to one row of its table. */
export type PreviewedSubject = {
  readonly row: number
  readonly outcome: PreviewOutcome
  readonly decision: Decision | null
  readonly reason: HeldBackReason | null
}

/** Everybody a rule looks at, in the order of its table, each with the one way it ends. */
export function everySubject({ table, match, decisions }: RulePlan): PreviewedSubject[] {
  const byRow = new Map<number, Decision>()
  // Decisions stand in the order of the table, one for each matched row.
  rowsOf(match.matched).forEach((row, at) => {
    const decision = decisions[at]
    if (decision) byRow.set(row, decision)
  })
  return Array.from({ length: table.rows }, (_, row): PreviewedSubject => {
    const decision = byRow.get(row) ?? null
    if (!decision)
      return { row, outcome: hasBit(match.unknown, row) ? 'unknown' : 'not-matched', decision, reason: null }
    const outcome = outcomeOf(decision)
    return { row, outcome, decision, reason: outcome === 'held-back' ? firstReason(decision) : null }
  })
}

/** Whether one comes behind another in a preview: by how it ends, then by its row. */
export function isLater(each: PreviewedSubject, last: PreviewedSubject): boolean {
  const steps = PREVIEW_OUTCOMES.indexOf(each.outcome) - PREVIEW_OUTCOMES.indexOf(last.outcome)
  return steps > 0 || (steps === 0 && each.row > last.row)
}

function firstReason({ acts }: Decision): HeldBackReason | null {
  return acts.find(({ heldBack }) => heldBack)?.heldBack?.reason ?? null
}
