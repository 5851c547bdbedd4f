import { cpus, loadavg, totalmem } from 'node:os'
import { type BuilderFigures, type BuilderOrder, benchBuilder } from './builder-bench.ts'
import { benchEvaluation, type EvaluationRow } from './evaluation-bench.ts'
import { benchFacts, type FactsFigures } from './facts-bench.ts'
import { benchHttp, type HttpFigures } from './http-bench.ts'
import { benchLiveCount, type LiveCountFigures } from './live-count-bench.ts'
import { benchNight, type NightFigures, type NightOrder } from './night-bench.ts'
import { benchPlan, type PlanFigures } from './plan-bench.ts'
import { inventSubjects } from './subjects.ts'

/** What the figures were taken on. With more load than cores they are lower, and unevenly so. */
export type Machine = {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  /** Processes that wanted a core, over the last minute. */
  readonly loadAtStart: number
  readonly loadAtEnd: number
}

export type BenchReport = {
  readonly machine: Machine
  readonly subjects: number
  /** What it takes once to turn records of all facts into columns. */
  readonly columnsFromRecordsMilliseconds: number
  readonly evaluation: readonly EvaluationRow[]
  readonly facts: FactsFigures
  readonly liveCount: LiveCountFigures
  readonly plan: PlanFigures
  /** Over HTTP, for each size of books. */
  readonly http: readonly HttpFigures[]
  /** In a browser; null where it was left out. */
  readonly builder: BuilderFigures | null
  /** On PostgreSQL; null where no server is named. */
  readonly night: NightFigures | null
}

type HttpOrder = Parameters<typeof benchHttp>[0]

export type BenchSize = {
  readonly subjects: number
  readonly rounds: number
  readonly atLeastMs: number
  readonly sampleEvery: number
  readonly customers: number
  readonly invoices: number
  readonly liveInvoices: number
  readonly planInvoices: number
  readonly planRuns: number
  readonly http: readonly HttpOrder[]
  readonly builder: BuilderOrder | null
  readonly night: NightOrder
}

export const FULL: BenchSize = {
  subjects: 100_000,
  rounds: 7,
  atLeastMs: 100,
  sampleEvery: 100,
  customers: 100_000,
  invoices: 1_000_000,
  liveInvoices: 50_000,
  planInvoices: 100_000,
  planRuns: 3,
  http: [
    { invoices: 50_000, counts: 100, previews: 40, readers: { readers: 50, seconds: 60 } },
    { invoices: 1_000_000, counts: 20, previews: 5, readers: null },
  ],
  builder: { invoices: 50_000, times: 7 },
  night: { invoices: 1_000_000, rules: 50, workers: [1, 2, 4], letters: 5_000, jobs: 5_000 },
}

/** Enough to see that everything runs and agrees; its figures say little. */
export const QUICK: BenchSize = {
  subjects: 1_001,
  rounds: 1,
  atLeastMs: 0,
  sampleEvery: 10,
  customers: 500,
  invoices: 5_000,
  liveInvoices: 1_000,
  planInvoices: 1_000,
  planRuns: 1,
  http: [{ invoices: 1_000, counts: 10, previews: 5, readers: { readers: 50, seconds: 10 } }],
  builder: { invoices: 1_000, times: 2 },
  night: { invoices: 50_000, rules: 50, workers: [1, 2, 4], letters: 500, jobs: 1_000 },
}

/** Measures everything; `tell` is told what is going on. */
export async function runBench(size: BenchSize, tell: (what: string) => void): Promise<BenchReport> {
  const loadAtStart = loadavg()[0] ?? 0
  tell(`evaluation of 1, 10 and 50 rules over ${size.subjects} subjects`)
  const subjects = inventSubjects(size.subjects)
  const evaluation = await benchEvaluation({ ...size, subjects, ruleCounts: [1, 10, 50] })
  tell(`facts of ${size.customers} customers from ${size.invoices} invoices`)
  const facts = await benchFacts(size)
  tell(`live count over ${size.liveInvoices} invoices`)
  const liveCount = benchLiveCount({ invoices: size.liveInvoices, changes: 50 })
  tell(`dunlin plan over a file of ${size.planInvoices} invoices`)
  const plan = await benchPlan({ invoices: size.planInvoices, runs: size.planRuns })
  const http: HttpFigures[] = []
  for (const order of size.http) {
    tell(`a server with ${order.invoices} open invoices over HTTP`)
    http.push(await benchHttp(order))
  }
  let builder: BuilderFigures | null = null
  if (size.builder !== null) {
    tell(`the builder in a browser over ${size.builder.invoices} open invoices`)
    builder = await benchBuilder(size.builder)
  }
  tell(`a night over ${size.night.invoices} open invoices on PostgreSQL`)
  const night = await benchNight(size.night)
  return {
    machine: thisMachine(loadAtStart),
    subjects: size.subjects,
    columnsFromRecordsMilliseconds: subjects.columnsMs,
    evaluation,
    facts,
    liveCount,
    plan,
    http,
    builder,
    night,
  }
}

function thisMachine(loadAtStart: number): Machine {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadAtStart,
    loadAtEnd: loadavg()[0] ?? 0,
  }
}
