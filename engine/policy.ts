import { z } from 'zod'
import { CalendarDate } from './calendar-date.ts'
import { Currency, WrittenAmount } from './money.ts'

/** When a done step may act again for the same subject (`semantics.md` 4.1). */
export const AGAIN = ['unmatched', 'cleared', 'never'] as const

/**
 * Who, how often, how much. Every key has a default, and a key that is absent narrows nothing.
 * `audience` and `exclude` are conditions on the customer; they are checked with the rest of the rule.
 */
export const Policy = z.strictObject({
  audience: z.json().exactOptional(),
  exclude: z.json().exactOptional(),
  again: z.enum(AGAIN).exactOptional(),
  priority: z.int().min(0).max(100).exactOptional(),
  grace: z.int().min(0).max(365).exactOptional(),
  minimum: z.record(Currency, WrittenAmount).exactOptional(),
  group: z.enum(['customer', 'entity', 'contact']).exactOptional(),
  contactLimit: z
    .strictObject({ messages: z.int().min(1).max(100), businessDays: z.int().min(1).max(365) })
    .exactOptional(),
  catchUp: z.enum(['once', 'skip']).exactOptional(),
  firstRun: z.enum(['from-now-on', 'act-now']).exactOptional(),
  caps: z
    .strictObject({
      firstRun: z.int().min(1).exactOptional(),
      holdsPerDay: z.int().min(1).exactOptional(),
    })
    .exactOptional(),
  from: CalendarDate.exactOptional(),
  until: CalendarDate.exactOptional(),
  blackout: z.array(z.strictObject({ from: CalendarDate, until: CalendarDate })).exactOptional(),
  owner: z.string().min(1).max(200).exactOptional(),
})
export type Policy = z.infer<typeof Policy>

/** Defaults of `semantics.md` section 8. */
export const POLICY_DEFAULTS = {
  priority: 50,
  grace: 0,
  group: 'customer',
  contactLimit: { messages: 1, businessDays: 5 },
  catchUp: 'once',
  firstRun: 'from-now-on',
  caps: { firstRun: 25, holdsPerDay: 5 },
} as const

/** For how many days a person's release of a hold stands against another by a rule, unless the company says otherwise. */
export const RELEASE_GRACE_DAYS = 5
