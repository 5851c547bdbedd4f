import { and, count, eq, gt, isNotNull, isNull, lte, or, type SQL, sql, sum } from 'drizzle-orm'
import { z } from 'zod'
import { addDays, toEpochDay } from '#engine/calendar-date.ts'
import { decimalAmount } from '#engine/money.ts'
import { promiseStandings } from '#engine/promise-to-pay.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { block, customer, dispute, document, hold, promise } from '#server/database/ledger-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { Listing, pageOf } from '../page.ts'
import { DayAsked, IdAsked } from '../read-request.ts'
import { visibleCustomer } from '../row-access.ts'
import type {
  BlocksView,
  BlockView,
  DisputesView,
  DisputeView,
  HoldsView,
  HoldView,
  PromisesView,
  PromiseView,
} from '../views/manual-records.ts'
import { viewAmounts } from './actions.ts'
import type { BooksToday } from './customers.ts'
import { visibleDocument } from './invoices.ts'

/** By what these lists can be narrowed: `current` for what holds today, `ended` for what does not. */
export const RecordFilter = Listing.extend({
  customer: IdAsked.exactOptional(),
  state: z.enum(['current', 'ended']).exactOptional(),
})
type RecordFilter = z.infer<typeof RecordFilter>

/** Promises also by the day up to which they are promised. */
export const PromiseFilter = RecordFilter.extend({ until: DayAsked.exactOptional() })
type Narrowed = { readonly asked: RecordFilter; readonly books: BooksToday; readonly id?: string }

type ManualTable = typeof promise | typeof dispute | typeof block | typeof hold

/** What every one of these lists asks first: the company, the customers somebody sees, and what was asked for. */
function narrowed(
  principal: Principal,
  table: ManualTable,
  { asked, id }: Narrowed,
  current: SQL | undefined,
) {
  const state =
    asked.state === undefined || current === undefined
      ? undefined
      : asked.state === 'current'
        ? current
        : sql`not (${current})`
  return and(
    eq(table.companyId, principal.companyId),
    visibleCustomer(principal, sql`${table.customerId}`),
    asked.customer === undefined ? undefined : eq(table.customerId, asked.customer),
    id === undefined ? undefined : eq(table.id, id),
    state,
  )
}

const nameOf = (row: { customerId: string }, name: string | null) => ({
  id: row.customerId,
  name: name ?? row.customerId,
})

/**
 * Promises to pay, the latest promised day first; the first page with the sum of all that were asked for. A promise is current until it is kept,
 * broken or cancelled: one that was paid early is over, and one within its days of grace is not.
 */
export async function listPromises(
  db: Queryable,
  principal: Principal,
  order: Omit<Narrowed, 'asked'> & { readonly asked: z.infer<typeof PromiseFilter> },
): Promise<PromisesView> {
  const { asOf, snapshot } = order.books
  const { until } = order.asked
  const standings = promiseStandings(snapshot, toEpochDay(asOf))
  const statusOf = new Map(snapshot.promises.map(({ id }, at) => [id, standings[at]?.status ?? null]))
  const open = [...statusOf].flatMap(([id, status]) => (status === 'open' ? [id] : []))
  const current = sql`${promise.id} in (select jsonb_array_elements_text(${JSON.stringify(open)}::jsonb))`
  const asked = and(
    narrowed(principal, promise, order, current),
    until === undefined ? undefined : lte(promise.promisedFor, until),
  )
  const page = pageOf(order.asked, {
    sort: { by: sql`${promise.promisedFor}::text`, kind: 'text', descending: true },
    id: sql`${promise.id}`,
  })
  const found = await db
    .select({ row: promise, name: customer.name, place: page.place, placeId: promise.id })
    .from(promise)
    .leftJoin(customer, and(eq(customer.companyId, promise.companyId), eq(customer.id, promise.customerId)))
    .where(and(asked, page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  const isList = order.id === undefined && order.asked.cursor === undefined
  return {
    totals: isList ? await totalsOf(db, asked) : null,
    promises: rows.map(
      ({ row, name }): PromiseView => ({
        id: row.id,
        customer: nameOf(row, name),
        documents: row.documentIds,
        amount: { amount: decimalAmount(row.minor, row.currency), currency: row.currency },
        madeOn: row.madeOn,
        promisedFor: row.promisedFor,
        cancelledOn: row.cancelledOn,
        status: statusOf.get(row.id) ?? null,
        source: row.source,
      }),
    ),
    next,
  }
}

/** How many promises there are over all pages, and what is promised together. */
async function totalsOf(db: Queryable, asked: SQL | undefined): Promise<PromisesView['totals']> {
  const sums = await db
    .select({ currency: promise.currency, count: count(), minor: sum(promise.minor).mapWith(Number) })
    .from(promise)
    .where(asked)
    .groupBy(promise.currency)
  return {
    count: sums.reduce((all, each) => all + each.count, 0),
    promised: viewAmounts(Object.fromEntries(sums.map(({ currency, minor }) => [currency, minor]))),
  }
}

/** Disputes of the documents somebody sees, the latest first. */
export async function listDisputes(
  db: Queryable,
  principal: Principal,
  order: Narrowed,
): Promise<DisputesView> {
  const { asOf } = order.books
  const page = pageOf(order.asked, {
    sort: { by: sql`${dispute.openedOn}::text`, kind: 'text', descending: true },
    id: sql`${dispute.id}`,
  })
  const current = or(isNull(dispute.closedOn), gt(dispute.closedOn, asOf))
  const found = await db
    .select({
      row: dispute,
      name: customer.name,
      currency: document.currency,
      place: page.place,
      placeId: dispute.id,
    })
    .from(dispute)
    .innerJoin(document, and(eq(document.companyId, dispute.companyId), eq(document.id, dispute.documentId)))
    .leftJoin(customer, and(eq(customer.companyId, dispute.companyId), eq(customer.id, dispute.customerId)))
    .where(and(narrowed(principal, dispute, order, current), visibleDocument(principal), page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    disputes: rows.map(
      ({ row, name, currency }): DisputeView => ({
        id: row.id,
        customer: nameOf(row, name),
        document: row.documentId,
        amount: row.minor === null ? null : { amount: decimalAmount(row.minor, currency), currency },
        openedOn: row.openedOn,
        closedOn: row.closedOn,
        reason: row.reason,
        source: row.source,
      }),
    ),
    next,
  }
}

/** Pauses and dunning blocks, the latest first. */
export async function listBlocks(db: Queryable, principal: Principal, order: Narrowed): Promise<BlocksView> {
  const { asOf } = order.books
  const page = pageOf(order.asked, {
    sort: { by: sql`${block.from}::text`, kind: 'text', descending: true },
    id: sql`${block.id}`,
  })
  const current = and(lte(block.from, asOf), or(isNull(block.until), gt(block.until, asOf)))
  const found = await db
    .select({ row: block, name: customer.name, place: page.place, placeId: block.id })
    .from(block)
    .leftJoin(customer, and(eq(customer.companyId, block.companyId), eq(customer.id, block.customerId)))
    .where(and(narrowed(principal, block, order, current), page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    blocks: rows.map(
      ({ row, name }): BlockView => ({
        id: row.id,
        kind: row.kind,
        customer: nameOf(row, name),
        document: row.documentId,
        from: row.from,
        until: row.until === null ? null : addDays(row.until, -1),
        reason: row.reason,
        source: row.source,
      }),
    ),
    next,
  }
}

/** Credit holds, the latest first. */
export async function listHolds(db: Queryable, principal: Principal, order: Narrowed): Promise<HoldsView> {
  const { asOf } = order.books
  const page = pageOf(order.asked, {
    sort: { by: sql`${hold.placedOn}::text`, kind: 'text', descending: true },
    id: sql`${hold.id}`,
  })
  const current = not(and(isNotNull(hold.releasedOn), lte(hold.releasedOn, asOf)))
  const found = await db
    .select({ row: hold, name: customer.name, place: page.place, placeId: hold.id })
    .from(hold)
    .leftJoin(customer, and(eq(customer.companyId, hold.companyId), eq(customer.id, hold.customerId)))
    .where(and(narrowed(principal, hold, order, current), page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    holds: rows.map(
      ({ row, name }): HoldView => ({
        id: row.id,
        customer: nameOf(row, name),
        placedOn: row.placedOn,
        releasedOn: row.releasedOn,
        placedBy: row.placedBy,
        rule: row.ruleId,
        actor: row.actor,
        reason: row.reason,
        release: row.release,
        source: row.source,
      }),
    ),
    next,
  }
}

function not(condition: SQL | undefined): SQL {
  return sql`not (${condition})`
}

/** The one of a list that was asked for by its id. */
export function theOne<T>(found: readonly T[], what: string, id: string): T {
  const [one] = found
  if (one === undefined) throw new NotFoundError(`There is no ${what} "${id}" that you can see.`)
  return one
}
