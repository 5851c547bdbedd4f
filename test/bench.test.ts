import { expect, test } from 'vitest'
import { type BenchReport, QUICK, runBench } from './bench/run-bench.ts'

test('every engine of the benchmark gives the same matches, and its report has a row for each', {
  timeout: 120_000,
}, async () => {
  const report: BenchReport = await runBench(
    {
      ...QUICK,
      subjects: 301,
      // The browser has tests of its own, which see the same pages.
      builder: null,
      http: QUICK.http.map((each) => ({ ...each, readers: { readers: 50, seconds: 1 } })),
      night: { invoices: 2_000, rules: 5, workers: [2], letters: 10, jobs: 100 },
    },
    () => undefined,
  )
  const engines = [
    'dunlin',
    'hand-written',
    'hand-written, branch-free',
    'json-logic-engine',
    'json-logic-js',
    '@gorules/zen-engine',
    'json-rules-engine',
  ]
  expect(report.evaluation.map(({ rules, engine }) => `${rules} ${engine}`)).toEqual(
    [1, 10, 50].flatMap((rules) => engines.map((engine) => `${rules} ${engine}`)),
  )
  for (const row of report.evaluation) {
    expect(row.recordsTimesRulesPerSecond).toBeGreaterThan(0)
    expect(row.vsJsonRulesEngine).toBeGreaterThan(0)
    expect(row.vsHandWritten).toBeGreaterThan(0)
  }
  expect(report.facts).toMatchObject({ customers: 500, invoices: 5000 })
  expect(report.facts.vsPlainPass).toBeGreaterThan(0)
  // What a process holds is told by the benchmark in a process of its own; here others share the heap.
  expect(report.facts.bytesPerInvoice).toEqual(expect.any(Number))
  expect(report.liveCount).toMatchObject({ invoices: 1000 })
  expect(report.liveCount.matched[0]).toBeGreaterThan(report.liveCount.matched[1])
  expect(report.plan).toMatchObject({ invoices: 1000 })
  expect(report.plan.matched).toBeGreaterThan(0)
  const [http] = report.http
  expect(http).toMatchObject({ invoices: 1000, customers: 100, readers: { readers: 50, errors: 0 } })
  expect(http!.readers!.requests).toBeGreaterThan(0)
  if (!process.env.DATABASE_URL) expect(report.night).toBeNull()
  else
    expect(report.night).toMatchObject({
      invoices: 2_000,
      runs: [{ workers: 2, matched: expect.any(Number) }],
      dispatch: { letters: 10 },
    })
})
