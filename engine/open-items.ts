import type { EpochDay } from './calendar-date.ts'
import { type ChaseStops, chaseStops, DISPUTED, STOPS_ALL } from './chase-stops.ts'
import { oncePerDay } from './once-per-day.ts'
import { countsOn, openAmount, type UsedCreditMemos, usedCreditMemos } from './open-amount.ts'
import { CREDIT_MEMO_TYPE, type Snapshot } from './snapshot.ts'

/**
 * Everything open at the end of a day: one row per open instalment of an invoice, debit memo or finance charge, by customer,
 * document and due day. Amounts are minor units, NaN where nobody can know (`open-amount.ts`). Every figure about what is open
 * is one short loop over these rows.
 */
export type OpenItems = {
  readonly asOf: EpochDay
  readonly count: number
  readonly document: Int32Array
  readonly customer: Int32Array
  readonly currency: Uint16Array
  readonly due: Int32Array
  readonly open: Float64Array
  /** The contested part. */
  readonly disputed: Float64Array
  /** What may be asked for once it is due: open less disputed, and 0 where anything stops chasing. */
  readonly chaseable: Float64Array
  /** The bits of `chase-stops.ts`. */
  readonly stops: Uint8Array
  /** Credit memos with something left. */
  readonly credits: OpenCredits
}

export type OpenCredits = { readonly document: readonly number[]; readonly open: readonly number[] }

/** The open items at the end of a day. */
export const openItemsAt = oncePerDay((snapshot, asOf): OpenItems => {
  const { documents } = snapshot
  const items = emptyItems(countListedItems(snapshot, asOf))
  const credits = { document: [] as number[], open: [] as number[] }
  const stops = chaseStops(snapshot, asOf)
  const used = usedCreditMemos(snapshot, asOf)
  let count = 0
  for (let row = 0; row < documents.count; row++) {
    if (documents.issued[row]! > asOf || documents.closed[row]! <= asOf) continue
    const open = openDocumentAmount(snapshot, row, asOf, used)
    if (open === 0) continue
    if (documents.type[row] !== CREDIT_MEMO_TYPE)
      count = addDocument(items, count, snapshot, stops, row, open)
    else {
      credits.document.push(row)
      credits.open.push(open)
    }
  }
  return {
    asOf,
    count,
    document: items.document.subarray(0, count),
    customer: items.customer.subarray(0, count),
    currency: items.currency.subarray(0, count),
    due: items.due.subarray(0, count),
    open: items.open.subarray(0, count),
    disputed: items.disputed.subarray(0, count),
    chaseable: items.chaseable.subarray(0, count),
    stops: items.stops.subarray(0, count),
    credits,
  }
})

/**
 * How many items can be open at most: those of the documents that are issued and not closed. Most of a book is closed, and
 * columns long enough for all of it would take several times the memory for every day looked at.
 */
function countListedItems({ documents }: Snapshot, asOf: EpochDay): number {
  const { issued, closed, firstItem } = documents
  let count = 0
  for (let row = 0; row < documents.count; row++)
    if (issued[row]! <= asOf && closed[row]! > asOf) count += firstItem[row + 1]! - firstItem[row]!
  return count
}

type ItemArrays = ReturnType<typeof emptyItems>

function emptyItems(capacity: number) {
  return {
    document: new Int32Array(capacity),
    customer: new Int32Array(capacity),
    currency: new Uint16Array(capacity),
    due: new Int32Array(capacity),
    open: new Float64Array(capacity),
    disputed: new Float64Array(capacity),
    chaseable: new Float64Array(capacity),
    stops: new Uint8Array(capacity),
  }
}

/** What is open on a document, or unused of a credit memo, with the applications that count for it. */
function openDocumentAmount(
  { documents, applications }: Snapshot,
  row: number,
  asOf: EpochDay,
  used: UsedCreditMemos | null,
): number {
  if (documents.type[row] === CREDIT_MEMO_TYPE)
    return openAmount(documents, row, asOf, used?.applied[row] ?? 0, used?.appliedOnStatement[row] ?? 0)
  const statedOn = documents.openOn[row]!
  let applied = 0
  let appliedOnStatement = 0
  for (let at = documents.firstApplication[row]!; at < documents.firstApplication[row + 1]!; at++) {
    if (countsOn(applications, at, asOf)) applied += applications.minor[at]!
    if (countsOn(applications, at, statedOn)) appliedOnStatement += applications.minor[at]!
  }
  return openAmount(documents, row, asOf, applied, appliedOnStatement)
}

/**
 * Adds the open instalments of a document and answers the new count. What has been paid covers the instalments in order of
 * due date, and so does what is contested: nothing that may be contested is asked for first. (Arguments stand in a row and
 * not in an object since this runs once per document of the whole book.)
 */
function addDocument(
  items: ItemArrays,
  start: number,
  snapshot: Snapshot,
  stops: ChaseStops,
  row: number,
  open: number,
): number {
  const { documents, items: parts } = snapshot
  const customer = documents.customer[row]!
  const currency = documents.currency[row]!
  const bits =
    stops.document[row]! |
    stops.customer[customer]! |
    stops.customerCurrency[customer * snapshot.currencies.length + currency]!
  const first = documents.firstItem[row]!
  const end = documents.firstItem[row + 1]!
  let scheduled = 0
  for (let part = first; part < end; part++) scheduled += parts.amount[part]!
  let paid = scheduled - open
  let contested = bits & DISPUTED ? stops.disputedMinor[row]! : 0
  let count = start
  for (let part = first; part < end; part++) {
    // When more is open than the instalments add up to, `paid` is negative and the first one carries the rest.
    const covered = Math.min(paid, parts.amount[part]!)
    const left = parts.amount[part]! - covered
    paid = Math.max(0, paid - covered)
    if (left === 0) continue
    const disputed = contested === 0 ? 0 : Math.min(contested, left)
    const wholly = contested === Number.POSITIVE_INFINITY
    contested -= wholly ? 0 : disputed
    items.document[count] = row
    items.customer[count] = customer
    items.currency[count] = currency
    items.due[count] = parts.due[part]!
    items.open[count] = left
    items.disputed[count] = disputed
    items.chaseable[count] = bits & STOPS_ALL || wholly ? 0 : left - disputed
    items.stops[count] = bits
    count += 1
  }
  return count
}
