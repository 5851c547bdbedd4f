import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { ACCOUNT_STATUSES } from '#engine/ledger.ts'
import { Currency, decimalAmount } from '#engine/money.ts'
import { type CustomerLine, openByCustomer } from '#engine/open-by-customer.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { block, contact, customer, hold } from '#server/database/ledger-tables.ts'
import { companyById } from '#server/run/company.ts'
import { Listing, pageOf, type Sort } from '../page.ts'
import { customerFor, visibleCustomer } from '../row-access.ts'
import type { CustomerRow, CustomersView, CustomerView } from '../views/customers.ts'
import type { MoneyView } from '../views.ts'
import { viewAmounts } from './actions.ts'
import { byFigure } from './by-figure.ts'
import { viewContact } from './contacts.ts'

/** By what the customers can be narrowed and sorted. */
export const CustomerFilter = Listing.extend({
  /** Part of the name or the id. */
  search: z.string().min(1).max(200).exactOptional(),
  owner: z.string().max(200).exactOptional(),
  status: z.enum(ACCOUNT_STATUSES).exactOptional(),
  segment: z.string().max(200).exactOptional(),
  tag: z.string().max(200).exactOptional(),
  minDaysOverdue: z.coerce.number().int().min(1).max(36_500).exactOptional(),
  /** `owing` and `overdue` by what is open, in the currency if one is named; the others by where they stand today. */
  state: z.enum(['owing', 'overdue', 'on-hold', 'blocked']).exactOptional(),
  currency: Currency.exactOptional(),
  /** The figures compare in one currency: the one named, else the company's. */
  sort: z.enum(['name', 'id', 'open', 'overdue', 'late']).exactOptional(),
})
type CustomerFilter = z.infer<typeof CustomerFilter>

function sortOf(
  asked: CustomerFilter,
  { principal, books, currency }: { principal: Principal; books: BooksToday; currency: string },
): Sort {
  const { sort = 'name' } = asked
  if (sort === 'name') return { by: sql`${customer.name}`, kind: 'text' }
  if (sort === 'id') return { by: sql`${customer.id}`, kind: 'text' }
  const figures = [...openByCustomer(books.snapshot, toEpochDay(books.asOf))].map(
    ([row, lines]): [string, number] => {
      const seen = seenLines(lines, principal)
      return [
        books.snapshot.customers[row]?.id ?? '',
        sort === 'late'
          ? Math.max(0, ...seen.map(({ daysOverdue }) => daysOverdue))
          : seen.reduce((sum, line) => sum + (line.currency === currency ? line[sort] : 0), 0),
      ]
    },
  )
  return byFigure(sql`${customer.id}`, new Map(figures))
}

/** Today's books, from which the figures of a list come. */
export type BooksToday = { readonly snapshot: Snapshot; readonly asOf: CalendarDate }

/** The customers somebody sees, with what they owe. */
export async function listCustomers(
  db: Queryable,
  principal: Principal,
  { asked, books }: { asked: CustomerFilter; books: BooksToday },
): Promise<CustomersView> {
  const { currency } = await companyById(db, principal.companyId)
  const sort = sortOf(asked, { principal, books, currency: asked.currency ?? currency })
  const page = pageOf(asked, { sort, id: sql`${customer.id}` })
  const wanted = and(
    eq(customer.companyId, principal.companyId),
    visibleCustomer(principal, sql`${customer.id}`),
    asked.search === undefined
      ? undefined
      : contains(asked.search, [sql`${customer.name}`, sql`${customer.id}`]),
    asked.owner === undefined ? undefined : eq(customer.owner, asked.owner),
    asked.status === undefined ? undefined : eq(customer.status, asked.status),
    asked.segment === undefined ? undefined : eq(customer.segment, asked.segment),
    asked.tag === undefined ? undefined : sql`jsonb_exists(${customer.tags}, ${asked.tag})`,
    asked.minDaysOverdue === undefined
      ? undefined
      : isOneOf(sql`${customer.id}`, overdueCustomers(principal, books, asked.minDaysOverdue)),
    inState(asked, { principal, books }),
  )
  const found = await db
    .select({ row: customer, ...standingNow(books.asOf), place: page.place, placeId: customer.id })
    .from(customer)
    .where(and(wanted, page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    asOf: books.asOf,
    customers: rows.map((each) => viewRow(each, principal, books)),
    totals: asked.cursor === undefined ? await totalsOf(db, wanted, { principal, books }) : null,
    next,
  }
}

/** How many there are over all pages, and what they owe together. */
async function totalsOf(
  db: Queryable,
  wanted: SQL | undefined,
  { principal, books: { snapshot, asOf } }: { principal: Principal; books: BooksToday },
): Promise<CustomersView['totals']> {
  const found = await db.select({ id: customer.id }).from(customer).where(wanted)
  const open = openByCustomer(snapshot, toEpochDay(asOf))
  const lines = found.flatMap(({ id }) => {
    const at = snapshot.customerRow.get(id)
    return at === undefined ? [] : seenLines(open.get(at) ?? [], principal)
  })
  return {
    count: found.length,
    open: sumsOf(lines, 'open'),
    overdue: sumsOf(lines, 'overdue').filter(isSome),
  }
}

function inState(
  { state, currency }: CustomerFilter,
  { principal, books }: { principal: Principal; books: BooksToday },
): SQL | undefined {
  const { onHold, blocked } = standingNow(books.asOf)
  if (state === 'on-hold') return onHold
  if (state === 'blocked') return blocked
  if (state === undefined && currency === undefined) return undefined
  const figure = state === 'overdue' ? 'overdue' : 'open'
  const owing = [...openByCustomer(books.snapshot, toEpochDay(books.asOf))].flatMap(([row, lines]) =>
    seenLines(lines, principal).some(
      (line) => line[figure] > 0 && (currency === undefined || line.currency === currency),
    )
      ? [books.snapshot.customers[row]?.id ?? '']
      : [],
  )
  return isOneOf(sql`${customer.id}`, owing)
}

/** One customer with contacts. Throws `NotFoundError` for one who is not there or not for this person to see. */
export async function viewCustomer(
  db: Queryable,
  principal: Principal,
  { id, books }: { id: string; books: BooksToday },
): Promise<CustomerView> {
  const row = await customerFor(db, principal, id)
  const [standing] = await db
    .select(standingNow(books.asOf))
    .from(customer)
    .where(and(eq(customer.companyId, principal.companyId), eq(customer.id, id)))
  const contacts = await db
    .select()
    .from(contact)
    .where(and(eq(contact.companyId, principal.companyId), eq(contact.customerId, id)))
    .orderBy(asc(contact.role), asc(contact.id))
  return {
    ...viewRow({ row, onHold: false, blocked: false, ...standing }, principal, books),
    parent: row.parentId,
    currency: row.currency,
    creditLimit:
      row.creditLimitMinor === null || row.currency === null
        ? null
        : { amount: decimalAmount(row.creditLimitMinor, row.currency), currency: row.currency },
    internal: row.internal === true,
    autopay: row.autopay === true,
    tags: row.tags ?? [],
    language: row.language,
    terms: row.terms,
    custom: row.custom ?? {},
    source: row.source,
    contacts: contacts.map(viewContact),
  }
}

/** The condition that a text occurs in one of several columns, in any case. */
export function contains(text: string, columns: readonly SQL[]): SQL | undefined {
  return or(...columns.map((column) => sql`position(lower(${text}) in lower(${column})) > 0`))
}

/** The condition that an id is one of many, handed over as one value whatever their number. */
export function isOneOf(column: SQL, ids: readonly string[]): SQL {
  return sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`
}

function overdueCustomers(principal: Principal, { snapshot, asOf }: BooksToday, days: number): string[] {
  return [...openByCustomer(snapshot, toEpochDay(asOf))].flatMap(([row, lines]) =>
    seenLines(lines, principal).some(({ daysOverdue }) => daysOverdue >= days)
      ? [snapshot.customers[row]?.id ?? '']
      : [],
  )
}

function standingNow(asOf: CalendarDate) {
  // The table is named in words: in a selection from one table alone, columns are written without it.
  return {
    onHold: sql<boolean>`exists (select 1 from ${hold} h where h.company_id = customer.company_id and h.customer_id = customer.id and h.placed_on <= ${asOf} and (h.released_on is null or h.released_on > ${asOf}))`,
    blocked: sql<boolean>`exists (select 1 from ${block} b where b.company_id = customer.company_id and b.customer_id = customer.id and b.document_id is null and b."from" <= ${asOf} and (b.until is null or b.until > ${asOf}))`,
  }
}

/** The lines of the entities somebody sees. */
export function seenLines(lines: readonly CustomerLine[], { entities }: Principal): readonly CustomerLine[] {
  return entities === null
    ? lines
    : lines.filter(({ entity }) => entity !== null && entities.includes(entity))
}

type FoundCustomer = { row: typeof customer.$inferSelect; onHold: boolean; blocked: boolean }

function viewRow(
  { row, onHold, blocked }: FoundCustomer,
  principal: Principal,
  books: BooksToday,
): CustomerRow {
  const { snapshot, asOf } = books
  const at = snapshot.customerRow.get(row.id)
  const all = at === undefined ? [] : (openByCustomer(snapshot, toEpochDay(asOf)).get(at) ?? [])
  const lines = seenLines(all, principal)
  return {
    id: row.id,
    name: row.name,
    owner: row.owner,
    status: row.status,
    segment: row.segment,
    country: row.country,
    open: sumsOf(lines, 'open'),
    overdue: sumsOf(lines, 'overdue').filter(isSome),
    daysOverdue: Math.max(0, ...lines.map(({ daysOverdue }) => daysOverdue)),
    onCreditHold: onHold,
    isBlocked: blocked,
  }
}

const isSome = ({ amount }: MoneyView) => /[1-9]/.test(amount)

function sumsOf(lines: readonly CustomerLine[], of: 'open' | 'overdue'): MoneyView[] {
  const sums: Record<string, number> = {}
  for (const line of lines) sums[line.currency] = (sums[line.currency] ?? 0) + line[of]
  return viewAmounts(sums)
}
