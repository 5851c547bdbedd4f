import { addDays, type CalendarDate, calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { chaseStops } from '#engine/chase-stops.ts'
import { createFactTable } from '#engine/facts/fact-table-of.ts'
import { openItemsAt } from '#engine/open-items.ts'
import { type Snapshot, takeSnapshot } from '#engine/snapshot.ts'
import { inventLedger } from './invent-ledger.ts'
import { type Memory, memoryHeld } from './memory.ts'
import { type ExposureFigures, plainPass } from './plain-pass.ts'
import { median } from './stopwatch.ts'

export type FactsFigures = {
  readonly customers: number
  readonly invoices: number
  readonly facts: readonly string[]
  /** From the snapshot to all columns: what is open, then fact by fact. */
  readonly milliseconds: number
  /** One pass by hand over the same columns to the same figures. */
  readonly plainPassMilliseconds: number
  /** By the clock on the wall, medians. */
  readonly vsPlainPass: number
  /** The same by processor time of the main thread, which other work on the machine and waiting do not enter. */
  readonly processorMilliseconds: number
  readonly plainPassProcessorMilliseconds: number
  readonly vsPlainPassByProcessorTime: number
  readonly openItemsMilliseconds: number
  readonly takeSnapshotMilliseconds: number
  /** Columns of the snapshot only. */
  readonly columnBytesPerInvoice: number
  /** All a snapshot holds, with the records themselves. */
  readonly bytesPerInvoice: number
}

const FACTS = [
  'balance',
  'overdueBalance',
  'notDueBalance',
  'chaseableOverdue',
  'daysOverdue',
  'openCount',
  'overdueCount',
  'largestOverdue',
] as const satisfies readonly (keyof ExposureFigures)[]

const TODAY = calendarDate('2026-11-20')

/** Facts of all customers from a snapshot that is already there, against one plain pass over the same columns. */
export async function benchFacts(options: {
  readonly customers: number
  readonly invoices: number
  readonly rounds: number
}): Promise<FactsFigures> {
  const { customers, invoices, rounds } = options
  const { snapshot, milliseconds, before, after } = loadSnapshot({ customers, invoices })
  holdToSameFigures(snapshot)
  const currency = snapshot.currencies.indexOf('USD')
  const times = { facts: [] as Elapsed[], plain: [] as Elapsed[], items: [] as Elapsed[] }
  for (let round = 0; round < rounds; round++) {
    // What is open is kept for the day last asked for, so two days take turns and every round computes all of it.
    const day = addDays(TODAY, -(round % 2))
    const asOf = toEpochDay(day)
    times.items.push(once(() => openItemsAt(snapshot, asOf)))
    openItemsAt(snapshot, toEpochDay(addDays(day, -2)))
    times.facts.push(once(() => factColumns(snapshot, day)))
    const stops = chaseStops(snapshot, asOf)
    times.plain.push(once(() => plainPass(snapshot, { asOf, currency, stops })))
  }
  const facts = mediansOf(times.facts)
  const plain = mediansOf(times.plain)
  return {
    customers,
    invoices,
    facts: FACTS,
    milliseconds: facts.wall,
    plainPassMilliseconds: plain.wall,
    vsPlainPass: facts.wall / plain.wall,
    processorMilliseconds: facts.processor,
    plainPassProcessorMilliseconds: plain.processor,
    vsPlainPassByProcessorTime: facts.processor / plain.processor,
    openItemsMilliseconds: mediansOf(times.items).wall,
    takeSnapshotMilliseconds: milliseconds,
    columnBytesPerInvoice: (after.columns - before.columns) / invoices,
    bytesPerInvoice: (after.columns + after.heap - before.columns - before.heap) / invoices,
  }
}

function loadSnapshot(size: { customers: number; invoices: number }): {
  snapshot: Snapshot
  milliseconds: number
  before: Memory
  after: Memory
} {
  const before = memoryHeld()
  const ledger = inventLedger({ ...size, today: TODAY })
  const start = performance.now()
  const snapshot = takeSnapshot(ledger)
  const milliseconds = performance.now() - start
  return { snapshot, milliseconds, before, after: memoryHeld() }
}

type Elapsed = { readonly wall: number; readonly processor: number }

/**
 * Milliseconds of one call, as a run pays them once, the garbage of what came before collected first. Computed day after day
 * without a pause the garbage collector takes most of the time, since every day's columns are new: that is not measured here.
 */
function once(work: () => unknown): Elapsed {
  memoryHeld()
  const before = process.threadCpuUsage()
  const start = performance.now()
  work()
  const wall = performance.now() - start
  const { user, system } = process.threadCpuUsage(before)
  return { wall, processor: (user + system) / 1000 }
}

function mediansOf(times: readonly Elapsed[]): Elapsed {
  return {
    wall: median(times.map(({ wall }) => wall)),
    processor: median(times.map(({ processor }) => processor)),
  }
}

function factColumns(snapshot: Snapshot, asOf: CalendarDate): Float64Array[] {
  const table = createFactTable({ snapshot, subject: 'customer', asOf })
  return FACTS.map((fact) => {
    const column = table.column({ fact, params: { currency: 'USD' } })
    if (column.kind !== 'number') throw new TypeError(`${fact} is no column of numbers.`)
    return column.values
  })
}

function holdToSameFigures(snapshot: Snapshot): void {
  const asOf = toEpochDay(TODAY)
  const columns = factColumns(snapshot, TODAY)
  const currency = snapshot.currencies.indexOf('USD')
  const plain = plainPass(snapshot, { asOf, currency, stops: chaseStops(snapshot, asOf) })
  FACTS.forEach((fact, at) => {
    for (let row = 0; row < snapshot.customers.length; row++)
      if (columns[at]![row] !== plain[fact][row])
        throw new Error(
          `The plain pass and the fact ${fact} disagree on ${snapshot.customers[row]!.id}: ${plain[fact][row]} and ${columns[at]![row]}.`,
        )
  })
}
