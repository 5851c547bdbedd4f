import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { emptyLedger, type Ledger } from '#engine/ledger.ts'
import type { Account } from './account.ts'
import { billCustomer } from './billing.ts'
import { type BookContext, type Books, bookContext } from './book-context.ts'
import { addCollectionHistory } from './collection-history.ts'
import { type CustomerPlan, planCustomers } from './customer-plan.ts'
import { addCustomerRecords } from './customer-records.ts'
import { ENTITIES, weeklyRates } from './entities.ts'
import { bookHappening } from './happenings.ts'
import { seededRandom } from './random.ts'
import { type PaidBy, receivePayments } from './receipts.ts'
import { settleBill } from './settlement.ts'

export type DemoBooksOptions = {
  /** The same seed and day give the same books, to the last cent. */
  readonly seed: string | number
  /** The day the books end on: nothing is known after it. */
  readonly today: CalendarDate
  /** How many customers; 400 unless told otherwise. */
  readonly customers?: number
  /** Exactly how many documents of type invoice; 6,000 unless told otherwise. Memos and charges come on top. */
  readonly invoices?: number
}

/**
 * The books of an invented group of two companies over the two years until `today`: believable payers, and once in every
 * 400 customers each of the situations in `stories.ts`. Takes time in proportion to the number of invoices.
 */
export function generateDemoBooks(options: DemoBooksOptions): Ledger {
  const context = bookContext(String(options.seed), toEpochDay(options.today))
  const books = emptyLedger()
  books.entities.push(...ENTITIES)
  books.rates.push(...weeklyRates(context))
  for (const family of families(context, options)) fillFamily(books, context, family)
  return books
}

/**
 * The same records, but one family of customers (a head office and its children) at a time, so that a million invoices
 * never stand in memory together. Entities and rates are left out.
 */
export function* generateDemoFamilies(options: DemoBooksOptions): Generator<Ledger> {
  const context = bookContext(String(options.seed), toEpochDay(options.today))
  for (const family of families(context, options)) {
    const books = emptyLedger()
    fillFamily(books, context, family)
    yield books
  }
}

function* families(
  context: BookContext,
  { customers = 400, invoices = 6000 }: DemoBooksOptions,
): Generator<CustomerPlan[]> {
  let family: CustomerPlan[] = []
  for (const plan of planCustomers(context, { customers, invoices })) {
    if (family[0] && family[0].index !== plan.headIndex) {
      yield family
      family = []
    }
    family.push(plan)
  }
  if (family.length > 0) yield family
}

function fillFamily(books: Books, context: BookContext, family: readonly CustomerPlan[]): void {
  const [head] = family
  if (!head) return
  const paidBy: PaidBy[] = []
  for (const plan of family) {
    const payer = head.headPays ? head : plan
    for (const remittance of fillCustomer(books, context, plan)) paidBy.push({ payer, remittance })
  }
  receivePayments(books, context, paidBy, seededRandom(`${context.seed}/receipts/${head.index}`))
}

function fillCustomer(books: Books, context: BookContext, plan: CustomerPlan): Account['remittances'] {
  const random = seededRandom(`${context.seed}/customer/${plan.index}`)
  addCustomerRecords(books, context, plan, seededRandom(`${context.seed}/records/${plan.index}`))
  const account: Account = { books, context, plan, random, remittances: [], credits: [] }
  const bills = billCustomer(books, context, plan, random)
  const further = bills.flatMap((bill) => settleBill(account, bill))
  for (const happening of plan.story?.happenings ?? []) bookHappening(account, bills, happening)
  addCollectionHistory(account, [...bills, ...further])
  return account.remittances
}
