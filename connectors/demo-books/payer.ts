import type { EpochDay } from '#engine/calendar-date.ts'
import type { Random } from './random.ts'

/** How a customer pays: the one trait from which the days late of all its invoices follow. */
export const PAYER_TYPES = ['prompt', 'typical', 'slow', 'sporadic', 'chronic', 'worsening'] as const
export type PayerType = (typeof PAYER_TYPES)[number]

/** Share of customers of each type. Nobody worsens by chance: those are placed by `stories.ts`. */
const SHARES: readonly (readonly [PayerType, number])[] = [
  ['prompt', 0.44],
  ['typical', 0.37],
  ['slow', 0.1],
  ['sporadic', 0.05],
  ['chronic', 0.04],
]

/** From this many days before today on, a worsening payer takes longer every week. */
const WORSENING_FOR_DAYS = 170

/** The type of the payer standing at `position` (0 to 1) in the line of all customers. */
export function payerAt(position: number): PayerType {
  let left = position
  for (const [type, share] of SHARES) {
    left -= share
    if (left < 0) return type
  }
  return 'chronic'
}

/**
 * Days from the due date to the payment, negative when early. Everybody is slower around the turn of the year, and
 * European customers in August.
 */
export function drawDaysLate(
  { payer, dueDay, dueMonth, european, today }: DaysLateInput,
  random: Random,
): number {
  const season = dueMonth === 12 ? 2 : dueMonth === 8 && european ? 2 : 0
  return Math.round(season + daysLateOf(payer, today - dueDay, random))
}

type DaysLateInput = {
  readonly payer: PayerType
  readonly dueDay: EpochDay
  /** Month of the due date, January 1. */
  readonly dueMonth: number
  readonly european: boolean
  readonly today: EpochDay
}

function daysLateOf(payer: PayerType, dueDaysAgo: number, random: Random): number {
  switch (payer) {
    case 'prompt':
      return Math.max(-20, random.normal(-3, 3))
    case 'typical':
      return random.normal(-1, 3.5)
    case 'slow':
      return random.normal(7, 5)
    case 'sporadic':
      return random.chance(0.2) ? Math.max(5, random.normal(32, 15)) : random.normal(0, 4)
    case 'chronic':
      return Math.max(8, random.normal(40, 12))
    case 'worsening':
      return random.normal(2, 4) + 0.45 * Math.max(0, WORSENING_FOR_DAYS - dueDaysAgo)
  }
}
