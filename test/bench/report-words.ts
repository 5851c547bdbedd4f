import { builderInWords } from './builder-words.ts'
import type { EvaluationRow } from './evaluation-bench.ts'
import { beside, figure, whole } from './figure-words.ts'
import { HTTP_TARGETS, type HttpFigures, type Latency } from './http-bench.ts'
import type { NightFigures } from './night-bench.ts'
import type { BenchReport } from './run-bench.ts'

/** The report as people read it. */
export function reportInWords(report: BenchReport): string {
  const { facts, liveCount, plan, machine } = report
  return [
    `Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}; load ${figure(machine.loadAtStart)} at the start, ${figure(machine.loadAtEnd)} at the end`,
    '',
    ...evaluationInWords(report),
    '',
    `Facts: ${whole(facts.facts.length)} facts of ${whole(facts.customers)} customers from ${whole(facts.invoices)} invoices in a snapshot, each time after a garbage collection`,
    `  ${figure(facts.milliseconds)} ms, of which ${figure(facts.openItemsMilliseconds)} ms to find what is open; one plain pass over the same columns ${figure(facts.plainPassMilliseconds)} ms: ${figure(facts.vsPlainPass)} times`,
    `  by processor time, which other work on the machine does not enter: ${figure(facts.processorMilliseconds)} ms and ${figure(facts.plainPassProcessorMilliseconds)} ms: ${figure(facts.vsPlainPassByProcessorTime)} times`,
    `  memory per invoice: ${figure(facts.columnBytesPerInvoice)} bytes in columns, ${figure(facts.bytesPerInvoice)} bytes with the record itself; taking the snapshot ${figure(facts.takeSnapshotMilliseconds / 1000)} s`,
    '',
    `Live count: ${whole(liveCount.invoices)} invoices, one condition changed: ${figure(liveCount.changeMilliseconds)} ms (${figure(liveCount.firstMilliseconds)} ms when the rule is opened)`,
    '',
    `dunlin plan --ledger: ${whole(plan.invoices)} invoices of ${whole(plan.customers)} customers, ${figure(plan.fileBytes / 1e6)} MB of CSV: ${figure(plan.seconds)} s from start to end, ${whole(plan.invoicesPerSecond)} invoices a second, ${whole(plan.matched)} customers matched`,
    '',
    ...report.http.flatMap((each) => [...httpInWords(each), '']),
    ...builderInWords(report.builder),
    '',
    ...nightInWords(report.night),
    '',
  ].join('\n')
}

function httpInWords({ invoices, customers, booksReadSeconds, readers, ...figures }: HttpFigures) {
  const { liveCount, preview, one, today, meanwhile } = figures
  // What is promised is promised of 50,000 invoices.
  const isPromised = invoices <= 50_000
  const latency = ({ requests, first, p50, p95, processor }: Latency, targetMs: number) =>
    `p50 ${figure(p50)} ms, p95 ${isPromised ? beside(p95, { most: targetMs }) : figure(p95)} ms (${whole(requests)} requests, the first ${figure(first)} ms; processor time of each ${figure(processor)} ms, which other work on the machine does not enter)`
  return [
    `Over HTTP: a server of its own over an embedded database with ${whole(invoices)} open invoices of ${whole(customers)} customers; the first question of all, for which it reads the books, ${figure(booksReadSeconds)} s`,
    `  live count: ${latency(liveCount, HTTP_TARGETS.liveCount)}`,
    `  preview: ${latency(preview, HTTP_TARGETS.preview)}`,
    `  preview of one record: ${latency(one, HTTP_TARGETS.one)}`,
    `  what the live rules say of one customer: ${latency(today, HTTP_TARGETS.today)}`,
    `  a customer asked for while previews are made: p50 ${figure(meanwhile.p50)} ms, the longest wait ${figure(meanwhile.longest)} ms (${whole(meanwhile.requests)} requests)`,
    ...(readers === null
      ? []
      : [
          `  ${readers.readers} readers who never pause, for ${readers.seconds} s: ${whole(readers.requests)} requests, ${readers.errors} errors, p50 ${figure(readers.p50)} ms, p95 ${figure(readers.p95)} ms`,
          ...readers.found.map((each) => `    ${each}`),
        ]),
  ]
}

/** What a night takes, as people read it. */
export function nightInWords(night: NightFigures | null): string[] {
  if (night === null)
    return ['A night: not measured. It takes a PostgreSQL server; name one in DATABASE_URL.']
  const { invoices, customers, rules, readSeconds, runs, dispatch } = night
  return [
    `A night on PostgreSQL: ${whole(rules)} rules over ${whole(invoices)} open invoices of ${whole(customers)} customers; just reading them ${figure(readSeconds)} s`,
    ...runs.map(
      ({ workers, seconds, vsReading, matched, planned }) =>
        `  ${workers} ${workers === 1 ? 'process' : 'processes'}: ${figure(seconds)} s from its beginning until the run is closed, ${figure(vsReading)} times just reading; ${whole(matched)} matches, ${whole(planned)} actions planned`,
    ),
    `  dispatch by one process: ${whole(dispatch.letters)} letters, ${figure(dispatch.lettersPerSecond)} a second; pg-boss alone hands out and completes ${figure(dispatch.queueJobsPerSecond)} jobs a second that do nothing`,
  ]
}

function evaluationInWords({ evaluation, subjects, columnsFromRecordsMilliseconds }: BenchReport): string[] {
  const header = ['rules', 'engine', 'answers a second', 'x json-rules-engine', 'x hand-written', 'subjects']
  const lines = evaluation.map((row) => [
    String(row.rules),
    row.engine,
    whole(row.recordsTimesRulesPerSecond),
    figure(row.vsJsonRulesEngine),
    figure(row.vsHandWritten),
    whole(row.subjects),
  ])
  const engines = new Map(evaluation.map((row): [string, EvaluationRow] => [row.engine, row]))
  return [
    `Evaluation: ${whole(subjects)} subjects times rules, medians of engines taking turns, after all gave the same matches`,
    ...aligned([header, ...lines]),
    '',
    ...aligned([...engines.values()].map(({ engine, how }) => ['', engine, how])),
    `  Engines that saw fewer subjects were given every n-th; their rate is scaled from those. Columns from records once: ${figure(columnsFromRecordsMilliseconds)} ms.`,
  ]
}

/** Columns under each other: words to the left, figures to the right, a header as what stands below it. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  const isFigures = widths.map((_, at) => /^[\d,.]+$/.test(rows.at(-1)?.[at] ?? ''))
  return rows.map((row) =>
    row
      .map((cell, at) => (isFigures[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
}
