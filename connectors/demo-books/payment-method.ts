import { addBusinessDays, type EpochDay, MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import type { Random } from './random.ts'

/** How the money travels, and with it how long it is in flight. */
export const PAYMENT_METHODS = ['ach', 'check', 'wire', 'sepa', 'direct-debit'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

/** Business days from receipt to cleared. */
const CLEARING_DAYS: Record<PaymentMethod, number> = {
  ach: 1,
  check: 3,
  wire: 0,
  sepa: 1,
  'direct-debit': 2,
}
const REFERENCES: Record<PaymentMethod, string> = {
  ach: 'ACH',
  check: 'Check',
  wire: 'Wire',
  sepa: 'SEPA',
  'direct-debit': 'Direct debit',
}

/** The day on which a payment received on `day` is safe. */
export function clearingDay(day: EpochDay, method: PaymentMethod): EpochDay {
  return addBusinessDays(day, CLEARING_DAYS[method], MONDAY_TO_FRIDAY)
}

/** What the bank statement says: `ACH 4471920`. */
export function paymentReference(method: PaymentMethod, random: Random): string {
  return `${REFERENCES[method]} ${random.int(1_000_000, 9_999_999)}`
}
