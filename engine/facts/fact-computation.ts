import { ALWAYS, type CalendarDate, type EpochDay, NEVER } from '../calendar-date.ts'
import type { FactParams } from '../condition.ts'
import type { Subject } from '../fact-spec.ts'
import { paddedRows } from '../fact-table.ts'
import type { OpenItems } from '../open-items.ts'
import type { Snapshot } from '../snapshot.ts'

/** A step of a rule that was done for a subject on a day. */
export type DoneAct = {
  readonly rule: string
  readonly step: string
  readonly subjectType: Subject
  readonly subjectId: string
  readonly on: CalendarDate
  /** What is known of it beyond that it was done; `failed` stands for a step that was tried in vain and counts as not done. */
  readonly outcome?: 'delivered' | 'bounced' | 'failed'
  /** True for what was done in a cycle that has ended. */
  readonly isPast?: true
}

/** The rows of a fact table and what their facts are computed from. */
export type FactContext = {
  readonly snapshot: Snapshot
  readonly subject: Subject
  readonly asOf: EpochDay
  readonly rows: number
  readonly items: OpenItems
  /** Table row of every open item. */
  readonly rowOfItem: Int32Array
  /** Customer of every table row. */
  readonly customerOf: Int32Array
  /** Document of every table row and its first open item; empty in a table of customers. */
  readonly documentOf: Int32Array
  readonly firstItemOf: Int32Array
  readonly doneActs: readonly DoneAct[]
}

/**
 * How a fact is computed. Numbers come as one value per row: NaN is unknown, and plus or minus Infinity is "there is none",
 * which is unknown for the row but takes nothing away from a group that has one elsewhere.
 */
export type FactComputation =
  | { readonly kind: 'number'; readonly values: (context: FactContext, params: FactParams) => Float64Array }
  | {
      readonly kind: 'text'
      readonly textAt: (context: FactContext, params: FactParams) => (row: number) => string | null
    }
  | {
      readonly kind: 'list'
      readonly listAt: (context: FactContext) => (row: number) => readonly string[] | null
    }

/** Stands for "whatever currency". */
export const ANY_CURRENCY = -2
/** Stands for a currency in which the ledger has nothing. */
const NO_CURRENCY = -1

/** One 0 per row, padded. */
export function zeros({ rows }: FactContext): Float64Array {
  return new Float64Array(paddedRows(rows))
}

/** One value per row from a function of the row; for facts of a customer or document, never in a loop over items. */
export function valuesByRow(context: FactContext, valueAt: (row: number) => number): Float64Array {
  const values = zeros(context)
  for (let row = 0; row < context.rows; row++) values[row] = valueAt(row)
  return values
}

/** The number of the currency a fact is asked in, `ANY_CURRENCY` when none is named. */
export function currencyAsked({ snapshot }: FactContext, params: FactParams): number {
  const { currency } = params
  if (currency === undefined) return ANY_CURRENCY
  const at = snapshot.currencies.indexOf(String(currency))
  return at === -1 ? NO_CURRENCY : at
}

/** A number among the params, or what stands for it when left out. */
export function numberAsked(params: FactParams, key: string, otherwise: number): number {
  const value = params[key]
  return typeof value === 'number' ? value : otherwise
}

export type ItemRange = {
  readonly amounts: Float64Array
  readonly currency: number
  readonly dueFrom?: EpochDay
  readonly dueTo?: EpochDay
}

/** Adds up one amount of the open items per row, over the items due in a range of days. */
export function sumItems(
  context: FactContext,
  { amounts, currency, dueFrom, dueTo }: ItemRange,
): Float64Array {
  const { items, rowOfItem } = context
  const from = dueFrom ?? ALWAYS
  const to = dueTo ?? NEVER
  const sums = zeros(context)
  for (let at = 0; at < items.count; at++) {
    if (currency !== ANY_CURRENCY && items.currency[at] !== currency) continue
    const due = items.due[at]!
    if (due >= from && due <= to) sums[rowOfItem[at]!]! += amounts[at]!
  }
  return sums
}
