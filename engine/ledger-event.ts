import { z } from 'zod'
import { CalendarDate } from './calendar-date.ts'

/** What may start a rule besides a schedule. */
export const EVENTS = [
  'payment-received',
  'payment-returned',
  'invoice-created',
  'promise-broken',
  'dispute-opened',
  'message-bounced',
  'reply-received',
] as const
export type EventKind = (typeof EVENTS)[number]

/** Events about one document. A rule about invoices can wait for no other: of a payment nobody can say which invoice is meant. */
export const DOCUMENT_EVENTS: readonly EventKind[] = ['invoice-created', 'dispute-opened']

/** Something that happened in the books or the mail, with what a rule may ask about it. Amounts are minor units of `currency`. */
export const LedgerEvent = z.strictObject({
  /** Made of what happened, so that the same thing is never reported twice. */
  id: z.string().min(1).max(400),
  kind: z.enum(EVENTS),
  customerId: z.string(),
  documentId: z.string().nullable(),
  happenedOn: CalendarDate,
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})
export type LedgerEvent = z.infer<typeof LedgerEvent>
