import { and, eq, inArray } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Queryable } from '#server/database/database.ts'
import { document } from '#server/database/ledger-tables.ts'
import { companyById } from '#server/run/company.ts'
import { type ApiContext, type ApiServices, actorOf } from './api-context.ts'
import { RequestInvalidError } from './errors.ts'
import type { BooksToday } from './queries/customers.ts'
import { visibleDocument } from './queries/invoices.ts'
import { customerFor } from './row-access.ts'

/** Who writes something by hand, and the day it is for them. */
export type HandRequest = {
  readonly companyId: string
  readonly actor: string
  readonly now: Date
  readonly today: CalendarDate
}

/** Reads from a request who writes, and when. */
export async function handRequest({ db, clock }: ApiServices, c: ApiContext): Promise<HandRequest> {
  const { companyId } = c.get('principal')
  const { timeZone } = await companyById(db, companyId)
  return { companyId, actor: actorOf(c).name, now: clock.now(), today: clock.today(timeZone) }
}

/** Today's books of whoever asks. */
export async function booksToday({ db, clock, shelf }: ApiServices, c: ApiContext): Promise<BooksToday> {
  const row = await companyById(db, c.get('principal').companyId)
  const { snapshot } = await shelf.booksOf(row)
  return { snapshot, asOf: clock.today(row.timeZone) }
}

/** The documents somebody names, which have to be the customer's and theirs to see. Answers their currencies. */
export async function documentsOf(
  db: Queryable,
  c: ApiContext,
  { customer, ids }: { customer: string; ids: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const principal = c.get('principal')
  await customerFor(db, principal, customer)
  if (ids.length === 0) return new Map()
  const found = await db
    .select({ id: document.id, currency: document.currency })
    .from(document)
    .where(and(visibleDocument(principal), eq(document.customerId, customer), inArray(document.id, [...ids])))
  const unknown = ids.filter((id) => !found.some((each) => each.id === id))
  if (unknown.length > 0)
    throw new RequestInvalidError(
      `The customer "${customer}" has no document "${unknown.join('", "')}" that you can see. Name documents from the list of invoices.`,
    )
  return new Map(found.map(({ id, currency }) => [id, currency]))
}
