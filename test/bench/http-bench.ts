import { setTimeout as pause } from 'node:timers/promises'
import { calendarDate } from '#engine/calendar-date.ts'
import { type BenchServer, startBenchServer } from './a-server.ts'
import { percentile } from './stopwatch.ts'

/** How long requests took from their sending to the last byte of the answer, in milliseconds. */
export type Latency = {
  readonly requests: number
  readonly first: number
  readonly p50: number
  readonly p95: number
  /** Processor time of the server for one request, in milliseconds: other work on the machine does not enter. */
  readonly processor: number
}

export type HttpFigures = {
  readonly invoices: number
  readonly customers: number
  /** The first count of all, for which the server reads the books. */
  readonly booksReadSeconds: number
  /** A threshold was changed: how many, with money, by branch and condition. */
  readonly liveCount: Latency
  /** A page of 25 with reasons and letters, beside the live rules. */
  readonly preview: Latency
  /** One record of such a preview. */
  readonly one: Latency
  /** What the live rules say of one customer today. */
  readonly today: Latency
  readonly meanwhile: MeanwhileFigures
  readonly readers: ReadersFigures | null
}

/** What somebody else waits who asks for a customer while previews are made. */
export type MeanwhileFigures = { readonly requests: number; readonly p50: number; readonly longest: number }

export type ReadersFigures = {
  readonly readers: number
  readonly seconds: number
  readonly requests: number
  /** Answers other than 200, and requests without an answer. */
  readonly errors: number
  /** What each error was, the first few of them. */
  readonly found: readonly string[]
  readonly p50: number
  readonly p95: number
}

/** What the product promises at 50,000 invoices, in milliseconds at the 95th percentile. */
export const HTTP_TARGETS = { liveCount: 400, preview: 3_000, one: 100, today: 100 }

const MEANWHILE_EVERY_MS = 50
const TODAY = calendarDate('2026-11-20')

/** A server over HTTP: counts and previews one after the other, then many readers at once. */
export async function benchHttp({
  invoices,
  counts,
  previews,
  readers,
}: {
  invoices: number
  counts: number
  previews: number
  readers: { readonly readers: number; readonly seconds: number } | null
}): Promise<HttpFigures> {
  const server = await startBenchServer({ invoices, today: TODAY })
  try {
    const start = performance.now()
    const seen = await askedJson(server, '/rules/count', { document: ruleWith(30, 'invoice'), asOf: TODAY })
    const booksReadSeconds = (performance.now() - start) / 1000
    if (seen.evaluated !== invoices)
      throw new Error(`The server counts ${seen.evaluated} open invoices; the books have ${invoices}.`)
    const customers = await askedJson(server, '/rules/count', {
      document: ruleWith(30, 'customer'),
      asOf: TODAY,
    })
    const liveCount = await latencyOf(server, counts, (at) =>
      askedJson(server, '/rules/count', { document: anyRule(at), asOf: TODAY }),
    )
    const preview = await latencyOf(server, previews, async (at) => {
      const page = await askedJson(server, '/rules/preview', {
        document: anyRule(at),
        asOf: TODAY,
        limit: 25,
      })
      if (!(Number(page.found) > 0)) throw new Error('The preview found nobody; it would measure nothing.')
    })
    const one = await latencyOf(server, previews, async (at) => {
      const subject = customerId(at)
      const found = await askedJson(server, '/rules/preview-one', {
        document: ruleWith(10 + (at % 40), 'customer'),
        asOf: TODAY,
        subject,
      })
      if (found.row === null)
        throw new Error(`The preview does not know ${subject}; it would measure nothing.`)
    })
    const today = await latencyOf(server, previews, (at) =>
      askedJson(server, `/customers/${customerId(at)}/today`),
    )
    const meanwhile = await askedMeanwhile(server)
    return {
      invoices,
      customers: Number(customers.evaluated),
      booksReadSeconds,
      liveCount,
      preview,
      one,
      today,
      meanwhile,
      readers: readers && (await read(server, readers)),
    }
  } finally {
    await server.stop()
  }
}

/** Turns between the two subjects and never asks for the same threshold twice in a row, as somebody who moves a slider. */
function anyRule(at: number): unknown {
  return ruleWith(10 + (at % 40), at % 2 === 0 ? 'customer' : 'invoice')
}

function customerId(at: number): string {
  return `C${String(at).padStart(7, '0')}`
}

/** Asks for a customer again and again while one preview after the other is made. */
async function askedMeanwhile(server: BenchServer): Promise<MeanwhileFigures> {
  const times: number[] = []
  let isDone = false
  const reading = (async () => {
    while (!isDone) {
      const start = performance.now()
      await askedJson(server, '/customers/C0000007')
      times.push(performance.now() - start)
      await pause(MEANWHILE_EVERY_MS)
    }
  })()
  for (let at = 0; at < 2; at++)
    await askedJson(server, '/rules/preview', { document: anyRule(at), asOf: TODAY, limit: 25 })
  isDone = true
  await reading
  return { requests: times.length, p50: percentile(times, 0.5), longest: Math.max(...times) }
}

async function latencyOf(
  server: BenchServer,
  requests: number,
  ask: (at: number) => Promise<unknown>,
): Promise<Latency> {
  const times: number[] = []
  const before = await processorSeconds(server)
  for (let at = 0; at < requests; at++) {
    const start = performance.now()
    await ask(at)
    times.push(performance.now() - start)
  }
  const processor = (((await processorSeconds(server)) - before) * 1000) / requests
  return {
    requests,
    first: times[0] ?? 0,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    processor,
  }
}

/** What the server's process has used of the processor since it began. */
async function processorSeconds({ url, key }: BenchServer): Promise<number> {
  const answer = await fetch(`${url}/api/metrics`, { headers: { authorization: `Bearer ${key}` } })
  const found = /^dunlin_process_process_cpu_seconds_total (\S+)$/m.exec(await answer.text())?.[1]
  if (found === undefined)
    throw new Error(`The server's metrics do not tell its processor time (${answer.status}).`)
  return Number(found)
}

/** What people look at all day, and now and then a count. */
const READ = [
  '/customers?limit=50',
  '/invoices?limit=50',
  '/customers/C0000007',
  '/customers/C0000007/timeline',
  '/invoices/INV-00000042',
  '/aging',
  '/rules',
  '/rules/overdue-30-5k',
  '/actions?limit=50',
  '/runs',
  '/tasks',
  '/company',
]

async function read(
  server: BenchServer,
  { readers, seconds }: { readers: number; seconds: number },
): Promise<ReadersFigures> {
  const times: number[] = []
  let errors = 0
  const found: string[] = []
  const until = performance.now() + seconds * 1000
  const report = (what: string) => {
    errors += 1
    if (found.length < 5) found.push(what)
  }
  const reader = async (number: number) => {
    for (let at = number; performance.now() < until; at++) {
      const start = performance.now()
      try {
        const path = READ[at % READ.length]!
        const answer = await ask(server, path)
        const text = await answer.text()
        if (answer.status !== 200) report(`${path} ${answer.status}: ${text.slice(0, 200)}`)
      } catch (error) {
        // A connection that broke is what is being looked for; it is counted, and reading goes on.
        report(error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error))
      }
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: readers }, (_, number) => reader(number)))
  return {
    readers,
    seconds,
    requests: times.length,
    errors,
    found,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
  }
}

function ask({ url, key }: BenchServer, path: string, body?: unknown): Promise<Response> {
  return fetch(`${url}/api/v1${path}`, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
}

async function askedJson(
  server: BenchServer,
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await ask(server, path, body)
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

function ruleWith(days: number, subject: 'customer' | 'invoice'): unknown {
  const usd = { params: { currency: 'USD' } }
  const when = {
    all: [
      {
        fact: 'daysOverdue',
        ...(subject === 'customer' && usd),
        operator: 'greaterThanInclusive',
        value: days,
      },
      { fact: 'balance', ...usd, operator: 'greaterThan', value: 1000 },
    ],
  }
  const params = { template: 'overdue-30', to: 'billing' }
  const mail = { id: 'mail', do: 'act', action: 'send-email', params }
  return {
    dunlin: 1,
    id: 'being-written',
    name: 'A rule somebody is writing',
    subject,
    trigger: { schedule: '30 10 * * 1-5' },
    policy: {},
    steps: [{ id: 'who', do: 'decide', branches: [{ id: 'those', label: 'those', when, steps: [mail] }] }],
  }
}
