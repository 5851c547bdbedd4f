import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { demoCsvLines, demoCsvMapping } from '#connectors/demo-books/demo-csv.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { median } from './stopwatch.ts'

export type PlanFigures = {
  readonly invoices: number
  readonly customers: number
  readonly fileBytes: number
  readonly matched: number
  /** `dunlin plan --ledger` from the start of the process to its last byte. */
  readonly seconds: number
  readonly invoicesPerSecond: number
}

const TODAY = calendarDate('2026-11-20')
const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const RULE = fileURLToPath(new URL('../../rules-library/rules/overdue-30-5k.json', import.meta.url))

/** `plan --ledger` over a generated CSV file, as a command of its own, from start to end. */
export async function benchPlan({
  invoices,
  runs,
}: {
  invoices: number
  runs: number
}): Promise<PlanFigures> {
  const customers = Math.max(1, Math.round(invoices / 15))
  const directory = await mkdtemp(join(tmpdir(), 'dunlin-bench-'))
  try {
    const ledger = join(directory, 'invoices.csv')
    const mapping = join(directory, 'mapping.json')
    await pipeline(
      demoCsvLines({ seed: 'bench', today: TODAY, customers, invoices }),
      createWriteStream(ledger),
    )
    await writeFile(mapping, JSON.stringify(demoCsvMapping({ today: TODAY })))
    const seconds: number[] = []
    let matched = 0
    for (let run = 0; run < runs; run++) {
      const start = performance.now()
      const report = await planOf([
        '--ledger',
        ledger,
        '--mapping',
        mapping,
        '--rule',
        RULE,
        '--as-of',
        TODAY,
      ])
      seconds.push((performance.now() - start) / 1000)
      if (report.ledger.invoices !== invoices)
        throw new Error(`The plan read ${report.ledger.invoices} invoices; the file has ${invoices}.`)
      matched = report.rules[0]?.counts.matched ?? 0
    }
    const { size } = await stat(ledger)
    return {
      invoices,
      customers,
      fileBytes: size,
      matched,
      seconds: median(seconds),
      invoicesPerSecond: Math.round(invoices / median(seconds)),
    }
  } finally {
    await rm(directory, { recursive: true })
  }
}

type Report = { ledger: { invoices: number }; rules: { counts: { matched: number } }[] }

async function planOf(options: readonly string[]): Promise<Report> {
  const child = spawn(process.execPath, [MAIN, 'plan', ...options, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: Buffer[] = []
  const complaints: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => printed.push(part))
  child.stderr.on('data', (part: Buffer) => complaints.push(part))
  const [code] = await once(child, 'close')
  if (code !== 0)
    throw new Error(`"dunlin plan" ended with ${code}: ${Buffer.concat(complaints).toString('utf8')}`)
  return JSON.parse(Buffer.concat(printed).toString('utf8'))
}
