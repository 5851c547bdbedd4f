import { type CalendarDate, toEpochDay } from '../calendar-date.ts'
import { columnId, type FactParams, type FactRef } from '../condition.ts'
import type { EventCycle } from '../event-table.ts'
import { type FactCatalogue, factSpec } from '../fact-catalogue.ts'
import { CUSTOM_PREFIX, discoverCustomFields } from '../fact-catalogue-custom.ts'
import type { FactSpec, Subject } from '../fact-spec.ts'
import {
  type Column,
  createDictionary,
  type FactTable,
  listColumn,
  paddedRows,
  textColumn,
} from '../fact-table.ts'
import { openItemsAt } from '../open-items.ts'
import type { Snapshot } from '../snapshot.ts'
import { convertMinor, rateOn } from './conversion.ts'
import { customComputation } from './custom.ts'
import { FactRequestInvalidError } from './errors.ts'
import type { DoneAct, FactComputation, FactContext } from './fact-computation.ts'
import { FACT_COMPUTATIONS } from './fact-computations.ts'
import { rollUp } from './group-scope.ts'

export type { DoneAct }

/** A fact table over a snapshot, which knows the records behind its rows. */
export type SnapshotFactTable = FactTable & {
  readonly snapshot: Snapshot
  readonly asOf: CalendarDate
  /** Row of the snapshot's customers. */
  customerOf(row: number): number
  /** Row of the snapshot's documents; -1 in a table of customers. */
  documentOf(row: number): number
  /** In a table whose rows are events: the event of a row, with its cycle. */
  eventAt?(row: number): EventCycle
}

/**
 * The facts of all customers, or of all open invoices, debit memos and finance charges, at the end of a day. Rows stand in the
 * order of the snapshot. `doneActs` is what rules have done, for `daysSinceStep` and `timesDone`. Where the snapshot is of some
 * customers only, `catalogue` is that of all: a field of the company's own that none of these has is unknown, and no mistake.
 */
export function createFactTable({
  snapshot,
  subject,
  asOf,
  doneActs = [],
  catalogue,
}: {
  snapshot: Snapshot
  subject: Subject
  asOf: CalendarDate
  doneActs?: readonly DoneAct[]
  catalogue?: FactCatalogue
}): SnapshotFactTable {
  const context = contextOf({ snapshot, subject, asOf, doneActs })
  const dictionary = createDictionary()
  const columns = new Map<string, Column>()
  let customFields: Map<string, FactSpec> | null = null
  const customField = (name: string) => {
    customFields ??= new Map(discoverCustomFields(snapshot).map((spec) => [spec.name, spec]))
    return customFields.get(name)
  }
  const compute = (ref: FactRef): Column => {
    const spec = factSpec(ref.fact) ?? catalogue?.spec(ref.fact) ?? customField(ref.fact)
    const params = ref.params ?? {}
    if (!spec) throw new FactRequestInvalidError(`There is no fact "${ref.fact}". "dunlin facts" lists all.`)
    refuseWrongRequest(spec, params, subject)
    const computation = computationOf(spec)
    if (computation.kind === 'text')
      return textColumn(dictionary, context.rows, computation.textAt(context, params))
    if (computation.kind === 'list') return listColumn(dictionary, context.rows, computation.listAt(context))
    const own =
      params.converted === true
        ? convertedValues(context, computation, { params, asOf })
        : computation.values(context, params)
    const values =
      params.scope === 'group' && spec.rollUp !== undefined ? rollUp(own, snapshot, spec.rollUp) : own
    return finished(values, context.rows)
  }
  return {
    snapshot,
    asOf,
    subject,
    rows: context.rows,
    dictionary,
    customerOf: (row) => context.customerOf[row]!,
    documentOf: (row) => (subject === 'invoice' ? context.documentOf[row]! : -1),
    idOf: (row) =>
      subject === 'invoice'
        ? snapshot.documents.records[context.documentOf[row]!]!.id
        : snapshot.customers[row]!.id,
    nameOf: (row) =>
      subject === 'invoice'
        ? snapshot.documents.records[context.documentOf[row]!]!.number
        : snapshot.customers[row]!.name,
    column(ref) {
      const id = columnId(ref)
      const known = columns.get(id)
      if (known) return known
      const column = compute(ref)
      columns.set(id, column)
      return column
    },
  }
}

type TableSource = {
  readonly snapshot: Snapshot
  readonly subject: Subject
  readonly asOf: CalendarDate
  readonly doneActs: readonly DoneAct[]
}

function contextOf({ snapshot, subject, asOf, doneActs }: TableSource): FactContext {
  const items = openItemsAt(snapshot, toEpochDay(asOf))
  const common = { snapshot, subject, asOf: items.asOf, items, doneActs }
  if (subject === 'customer') {
    const rows = snapshot.customers.length
    const customerOf = Int32Array.from({ length: rows }, (_, row) => row)
    const none = new Int32Array(0)
    return { ...common, rows, rowOfItem: items.customer, customerOf, documentOf: none, firstItemOf: none }
  }
  const rowOfItem = new Int32Array(items.count)
  const documentOf = new Int32Array(items.count)
  const firstItemOf = new Int32Array(items.count)
  const customerOf = new Int32Array(items.count)
  let rows = 0
  for (let at = 0; at < items.count; at++) {
    if (at === 0 || items.document[at] !== items.document[at - 1]) {
      documentOf[rows] = items.document[at]!
      customerOf[rows] = items.customer[at]!
      firstItemOf[rows] = at
      rows += 1
    }
    rowOfItem[at] = rows - 1
  }
  return { ...common, rows, rowOfItem, customerOf, documentOf, firstItemOf }
}

function computationOf(spec: FactSpec): FactComputation {
  if (Object.hasOwn(FACT_COMPUTATIONS, spec.name))
    return FACT_COMPUTATIONS[spec.name as keyof typeof FACT_COMPUTATIONS]
  return customComputation(spec.name.slice(CUSTOM_PREFIX.length), spec.type)
}

function refuseWrongRequest(spec: FactSpec, params: FactParams, subject: Subject): void {
  if (!spec.subjects.includes(subject))
    throw new FactRequestInvalidError(
      `Cannot ask for "${spec.name}" of a ${subject}: it is a fact of ${spec.subjects.join(' and ')}.`,
    )
  for (const [key, param] of Object.entries(spec.params ?? {}))
    if (param.required && params[key] === undefined)
      throw new FactRequestInvalidError(`Cannot compute "${spec.name}" without "${key}". ${param.meaning}`)
  if (subject === 'invoice' && params.scope === 'group')
    throw new FactRequestInvalidError(
      `Cannot compute "${spec.name}" of an invoice for a group: only customers have children. Leave "scope" out.`,
    )
}

/** The values in every currency of the ledger, each converted and rounded by itself, added up per row. */
function convertedValues(
  context: FactContext,
  computation: Extract<FactComputation, { kind: 'number' }>,
  { params, asOf }: { params: FactParams; asOf: CalendarDate },
): Float64Array {
  const to = String(params.currency)
  const sums = new Float64Array(paddedRows(context.rows))
  for (const from of context.snapshot.currencies) {
    const values = computation.values(context, { ...params, currency: from })
    const rate = rateOn(context.snapshot.rates, { from, to, asOf })
    for (let row = 0; row < context.rows; row++) {
      const value = values[row]!
      // Nothing converts to nothing, be there a rate or not.
      if (value === 0) continue
      sums[row]! += rate && Number.isFinite(value) ? convertMinor(value, rate) : Number.NaN
    }
  }
  return sums
}

/** Values as a column: what there is none of is unknown. */
function finished(values: Float64Array, rows: number): Column {
  let hasUnknown = false
  for (let row = 0; row < rows; row++)
    if (!Number.isFinite(values[row]!)) {
      values[row] = Number.NaN
      hasUnknown = true
    }
  return { kind: 'number', values, hasUnknown }
}
