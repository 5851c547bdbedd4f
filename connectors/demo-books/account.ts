import type { EpochDay } from '#engine/calendar-date.ts'
import type { Document } from '#engine/ledger.ts'
import type { Bill } from './billing.ts'
import type { BookContext, Books } from './book-context.ts'
import type { CustomerPlan } from './customer-plan.ts'
import type { Random } from './random.ts'

/** Money a customer sends for one document; `receipts.ts` bundles those of one day into a payment. */
export type Remittance = {
  readonly bill: Bill
  readonly day: EpochDay
  readonly minor: number
  /** The bank takes it back on this day. */
  readonly returnedDay: EpochDay | null
}

/** What settling the bills of one customer works with. */
export type Account = {
  readonly books: Books
  readonly context: BookContext
  readonly plan: CustomerPlan
  readonly random: Random
  readonly remittances: Remittance[]
  /** Credit memos not used up yet, with what is left of each. */
  readonly credits: { readonly document: Document; readonly day: EpochDay; left: number }[]
}
