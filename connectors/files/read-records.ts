import type { CalendarDate } from '#engine/calendar-date.ts'
import { emptyLedger, type Ledger, type LedgerProblem } from '#engine/ledger.ts'
import { type NumberFormat, PLAIN_NUMBERS } from '#engine/money.ts'
import { readContacts } from './contacts-file.ts'
import { customFieldReader } from './custom-fields.ts'
import { collectCustomers } from './customer-records.ts'
import { type DayReader, dayReaderFor, decideDayReader } from './date-forms.ts'
import { readDocuments } from './documents-file.ts'
import type { FileMapping } from './mapping.ts'
import { decideNumberFormat } from './number-forms.ts'
import { namedCustomers, readPayments } from './payments-file.ts'
import { createRowReader, type RowReader, type SourceRow } from './row-reader.ts'
import type { Cell } from './table.ts'
import { findTarget, type ValueKind } from './targets.ts'

/** The records of a file with what was wrong and what is worth knowing. */
export type RecordsRead = {
  readonly ledger: Ledger
  readonly problems: readonly LedgerProblem[]
  readonly notices: readonly string[]
  /** The numbers of documents that could not be read; null where the number could not either. */
  readonly unread: readonly (string | null)[]
}

/** Turns mapped rows into records. What only the whole file can decide (date order, decimal mark, currency) is decided first. */
export function readRecords(
  rows: readonly SourceRow[],
  mapping: FileMapping,
  exportedOn: CalendarDate,
): RecordsRead {
  const problems: LedgerProblem[] = []
  const days = decideDays(rows, mapping, problems)
  const numbers = decideNumbers(rows, mapping, problems)
  const reader = createRowReader(mapping, days, numbers)
  const noCurrency = missingCurrency(rows, mapping, reader)
  if (noCurrency) problems.push(noCurrency)
  if (problems.length > 0)
    return { ledger: emptyLedger(), problems, notices: [], unread: rows.map(() => null) }
  const { unread = [], ...records } = recordsOf(rows, mapping, reader, exportedOn)
  return {
    ledger: { ...emptyLedger(), ...records },
    unread,
    problems: reader.problems,
    notices: [...reader.notices].map(([sentence, count]) => `${sentence} (${count})`),
  }
}

function recordsOf(
  rows: readonly SourceRow[],
  mapping: FileMapping,
  reader: RowReader,
  exportedOn: CalendarDate,
): Partial<Ledger> & { unread?: readonly (string | null)[] } {
  const { records } = mapping
  if (records === 'contacts') return readContacts(reader, rows)
  const custom = customFieldReader(reader, rows)
  const customers = collectCustomers(reader, records === 'customers' ? '' : 'customer.', custom)
  if (records === 'customers') {
    for (const row of rows) customers.take(row)
    return { customers: customers.customers(), contacts: customers.contacts() }
  }
  if (records === 'payments') {
    const read = readPayments(reader, customers, rows)
    return { ...read, customers: namedCustomers(reader, customers), contacts: customers.contacts() }
  }
  const reading = { reader, customers, custom, exportedOn, records }
  const read = readDocuments(reading, rows, mapping.negatives ?? 'credit-notes')
  return { ...read, customers: customers.customers(), contacts: customers.contacts() }
}

function decideDays(
  rows: readonly SourceRow[],
  mapping: FileMapping,
  problems: LedgerProblem[],
): Map<string, DayReader> {
  const readers = new Map<string, DayReader>()
  for (const { name, header, at } of columnsOf(mapping, ['day'])) {
    const decided = mapping.dates ? dayReaderFor(mapping.dates) : decideDayReader(header, cellsAt(rows, at))
    if ('read' in decided) readers.set(name, decided)
    else problems.push(decided)
  }
  for (const name of Object.keys(mapping.constants ?? {}))
    if (!readers.has(name)) readers.set(name, dayReaderFor(mapping.dates ?? []))
  return readers
}

function decideNumbers(
  rows: readonly SourceRow[],
  mapping: FileMapping,
  problems: LedgerProblem[],
): NumberFormat {
  if (mapping.numbers) return mapping.numbers
  const columns = columnsOf(mapping, ['amount', 'number'])
  function* cells() {
    for (const { header, at } of columns)
      for (const { cell } of cellsAt(rows, at)) if (cell !== '') yield { cell, column: header }
  }
  const decided = decideNumberFormat(cells())
  if ('decimal' in decided) return decided
  problems.push(decided)
  return PLAIN_NUMBERS
}

/** One problem for the file where no row could have a currency, and not one for each row. */
function missingCurrency(
  rows: readonly SourceRow[],
  mapping: FileMapping,
  reader: RowReader,
): LedgerProblem | null {
  if (mapping.records === 'customers' || mapping.records === 'contacts' || rows.length === 0) return null
  if (reader.has('currency') && rows.some((row) => reader.text(row, 'currency') !== undefined)) return null
  const column = mapping.columns.currency ?? null
  return {
    line: null,
    column,
    value: '',
    message: `${column === null ? 'The file has no column for the currency' : 'The currency is blank in every row'}. Say "constants": { "currency": "USD" } in a mapping, or add the column. No row was loaded.`,
  }
}

function columnsOf(mapping: FileMapping, kinds: readonly ValueKind[]) {
  return Object.entries(mapping.columns).flatMap(([name, header], at) => {
    const found = findTarget(mapping.records, name)
    return found && kinds.includes(found.kind) ? [{ name, header, at }] : []
  })
}

function* cellsAt(rows: readonly SourceRow[], at: number): Generator<{ cell: Cell; line: number | null }> {
  for (const { cells, line } of rows) yield { cell: cells[at]!, line }
}
