import { and, asc, eq, gte, isNotNull, isNull, lt, lte, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { AGING_BUCKETS } from '#engine/aging.ts'
import { type CalendarDate, daysBetween, toEpochDay } from '#engine/calendar-date.ts'
import { DOCUMENT_TYPES } from '#engine/ledger.ts'
import { Currency, decimalAmount } from '#engine/money.ts'
import { openByDocument } from '#engine/open-by-customer.ts'
import { openInBucket } from '#engine/open-in-bucket.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { application, customer, dispute, document } from '#server/database/ledger-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { Listing, pageOf, type Sort } from '../page.ts'
import { DayAsked, IdAsked } from '../read-request.ts'
import { visibleCustomer, visibleEntity } from '../row-access.ts'
import type { InvoiceRow, InvoicesView, InvoiceView } from '../views/customers.ts'
import { viewAmounts } from './actions.ts'
import { byFigure } from './by-figure.ts'
import { type BooksToday, contains, isOneOf } from './customers.ts'

/** By what the invoices and other documents can be narrowed and sorted. */
export const InvoiceFilter = Listing.extend({
  customer: IdAsked.exactOptional(),
  entity: IdAsked.exactOptional(),
  type: z.enum(DOCUMENT_TYPES).exactOptional(),
  state: z.enum(['open', 'overdue', 'closed']).exactOptional(),
  /** A part of the aging; what is listed adds up to it. */
  bucket: z.enum([...AGING_BUCKETS, 'overdue']).exactOptional(),
  currency: Currency.exactOptional(),
  /** Only documents that name no entity. */
  noEntity: z.literal('true').exactOptional(),
  /** `no` for overdue documents that no rule is about, neither itself nor whoever owes it. */
  covered: z.literal('no').exactOptional(),
  /** Part of the number. */
  search: z.string().min(1).max(200).exactOptional(),
  dueFrom: DayAsked.exactOptional(),
  dueUntil: DayAsked.exactOptional(),
  sort: z.enum(['due', 'issued', 'number', 'largest', 'open']).exactOptional(),
})
type InvoiceFilter = z.infer<typeof InvoiceFilter>

const SORTS: Record<Exclude<NonNullable<InvoiceFilter['sort']>, 'open'>, Sort> = {
  // What has no due day, a credit memo above all, comes after all days.
  due: { by: sql`coalesce(${document.dueOn}::text, '~')`, kind: 'text' },
  issued: { by: sql`${document.issuedOn}::text`, kind: 'text', descending: true },
  number: { by: sql`${document.number}`, kind: 'text' },
  largest: { by: sql`${document.totalMinor}`, kind: 'number', descending: true },
}

/** The invoices and other documents somebody sees, by due date unless asked otherwise. */
export async function listInvoices(
  db: Queryable,
  principal: Principal,
  {
    asked,
    books,
    uncovered,
  }: { asked: InvoiceFilter; books: BooksToday; uncovered: readonly string[] | null },
): Promise<InvoicesView> {
  const id = sql`${document.id}`
  const open = openIn(asked.bucket, books)
  const { sort = 'due' } = asked
  const page = pageOf(asked, { sort: sort === 'open' ? byFigure(id, byId(open, books)) : SORTS[sort], id })
  const wanted = and(
    visibleDocument(principal),
    asked.customer === undefined ? undefined : eq(document.customerId, asked.customer),
    asked.entity === undefined ? undefined : eq(document.entityId, asked.entity),
    asked.type === undefined ? undefined : eq(document.type, asked.type),
    asked.search === undefined ? undefined : contains(asked.search, [sql`${document.number}`]),
    asked.dueFrom === undefined ? undefined : gte(document.dueOn, asked.dueFrom),
    asked.dueUntil === undefined ? undefined : lte(document.dueOn, asked.dueUntil),
    inState(asked.state, books),
    asked.currency === undefined ? undefined : eq(document.currency, asked.currency),
    asked.noEntity === undefined ? undefined : isNull(document.entityId),
    asked.bucket === undefined ? undefined : isOneOf(id, [...byId(open, books).keys()]),
    uncovered === null ? undefined : isOneOf(id, uncovered),
  )
  const found = await selectDocuments(db, and(wanted, page.after), page.place)
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    asOf: books.asOf,
    invoices: rows.map((row) => viewRow(row, books, open)),
    totals: asked.cursor === undefined ? await totalsOf(db, wanted, { books, open }) : null,
    next,
  }
}

/** What is open by the row of the document: all of it, or what is in one part of the aging. */
function openIn(part: InvoiceFilter['bucket'], { snapshot, asOf }: BooksToday): ReadonlyMap<number, number> {
  const day = toEpochDay(asOf)
  return part === undefined ? openByDocument(snapshot, day) : openInBucket(snapshot, { asOf: day, part })
}

/** The same by the document's id, 0 where nobody can know. */
function byId(open: ReadonlyMap<number, number>, { snapshot }: BooksToday): ReadonlyMap<string, number> {
  return new Map(
    [...open].map(([row, minor]) => [
      snapshot.documents.records[row]?.id ?? '',
      Number.isNaN(minor) ? 0 : minor,
    ]),
  )
}

/** How many there are over all pages, and what is open on them together. */
async function totalsOf(
  db: Queryable,
  wanted: SQL | undefined,
  { books, open }: { books: BooksToday; open: ReadonlyMap<number, number> },
): Promise<InvoicesView['totals']> {
  const found = await db
    .select({ id: document.id, currency: document.currency, type: document.type })
    .from(document)
    .where(wanted)
  const minorOf = byId(open, books)
  const isCreditOnly = found.every(({ type }) => type === 'credit-memo')
  const sumOf = (counts: (type: string) => boolean) => {
    const sums = new Map<string, number>()
    for (const { id, currency, type } of found)
      if (counts(type)) sums.set(currency, (sums.get(currency) ?? 0) + (minorOf.get(id) ?? 0))
    return viewAmounts(Object.fromEntries([...sums].filter(([, minor]) => minor !== 0)))
  }
  // What is credited is not owed: beside invoices it has a sum of its own, as it has a column of its own in the aging.
  return {
    count: found.length,
    open: sumOf((type) => isCreditOnly || type !== 'credit-memo'),
    credited: sumOf((type) => !isCreditOnly && type === 'credit-memo'),
  }
}

/** One document with what was applied to it. Throws `NotFoundError`. */
export async function viewInvoice(
  db: Queryable,
  principal: Principal,
  { id, books }: { id: string; books: BooksToday },
): Promise<InvoiceView> {
  const [found] = await selectDocuments(db, and(visibleDocument(principal), eq(document.id, id)))
  if (found === undefined)
    throw new NotFoundError(`There is no invoice "${id}" that you can see. The list shows those there are.`)
  const { row } = found
  const { companyId } = principal
  const applied = await db
    .select()
    .from(application)
    .where(and(eq(application.companyId, companyId), eq(application.documentId, id)))
    .orderBy(asc(application.appliedOn), asc(application.id))
  const disputes = await db
    .select()
    .from(dispute)
    .where(and(eq(dispute.companyId, companyId), eq(dispute.documentId, id)))
    .orderBy(asc(dispute.openedOn), asc(dispute.id))
  const money = (minor: number) => ({ amount: decimalAmount(minor, row.currency), currency: row.currency })
  return {
    ...viewRow(found, books, openIn(undefined, books)),
    purchaseOrder: row.purchaseOrder,
    terms: row.terms,
    source: row.source,
    instalments: (row.instalments ?? []).map(({ dueOn, minor }) => ({ dueOn, amount: money(minor) })),
    applied: applied.map((each) => ({
      from: each.from,
      fromId: each.fromId,
      on: each.appliedOn,
      amount: money(each.minor),
    })),
    disputes: disputes.map((each) => ({
      id: each.id,
      openedOn: each.openedOn,
      closedOn: each.closedOn,
      amount: each.minor === null ? null : money(each.minor),
      reason: each.reason,
    })),
  }
}

/** The condition under which a document is there and for this person to see. */
export function visibleDocument(principal: Principal): SQL | undefined {
  return and(
    eq(document.companyId, principal.companyId),
    visibleEntity(principal, sql`${document.entityId}`),
    visibleCustomer(principal, sql`${document.customerId}`),
  )
}

function inState(state: InvoiceFilter['state'], { snapshot, asOf }: BooksToday): SQL | undefined {
  if (state === undefined) return undefined
  if (state === 'closed') return and(isNotNull(document.closedOn), lte(document.closedOn, asOf))
  const open = [...openByDocument(snapshot, toEpochDay(asOf)).keys()].map(
    (row) => snapshot.documents.records[row]?.id ?? '',
  )
  const isOpen = isOneOf(sql`${document.id}`, open)
  return state === 'open' ? isOpen : and(isOpen, lt(document.dueOn, asOf))
}

function selectDocuments(db: Queryable, where: SQL | undefined, place: SQL<string> = sql<string>`''`) {
  return db
    .select({ row: document, customerName: customer.name, place, placeId: document.id })
    .from(document)
    .leftJoin(customer, and(eq(customer.companyId, document.companyId), eq(customer.id, document.customerId)))
    .where(where)
    .$dynamic()
}

type FoundDocument = { row: typeof document.$inferSelect; customerName: string | null }

function viewRow(
  { row, customerName }: FoundDocument,
  { snapshot, asOf }: BooksToday,
  openOf: ReadonlyMap<number, number>,
): InvoiceRow {
  const at = snapshot.documents.row.get(row.id)
  const minor = at === undefined ? 0 : (openOf.get(at) ?? 0)
  const money = (amount: number) => ({ amount: decimalAmount(amount, row.currency), currency: row.currency })
  return {
    id: row.id,
    number: row.number,
    type: row.type,
    customer: { id: row.customerId, name: customerName ?? row.customerId },
    entity: row.entityId,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    closedOn: row.closedOn,
    closedBy: row.closedBy,
    total: money(row.totalMinor),
    open: Number.isNaN(minor) ? null : money(minor),
    daysOverdue: minor === 0 ? 0 : lateness(row.dueOn, asOf),
  }
}

function lateness(dueOn: CalendarDate | null, asOf: CalendarDate): number {
  return dueOn === null ? 0 : Math.max(0, daysBetween(dueOn, asOf))
}
