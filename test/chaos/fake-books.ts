import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { type Random, randomOf } from './random.ts'

/** What a hold is written with. `expected` is the mark the hold must still bear. */
export const HoldWrite = z.strictObject({
  customerId: z.string(),
  onHold: z.boolean(),
  key: z.string(),
  expected: z.string(),
})

/** What the accounting system has had done to it, in the order it was done. */
export const BooksTaken = z.strictObject({
  effects: z.array(z.strictObject({ customerId: z.string(), onHold: z.boolean(), key: z.string() })),
  requests: z.int(),
})
export type BooksTaken = z.infer<typeof BooksTaken>

/** Troubles of a hundred writes, once they have been ordered. */
const OFTEN = { refused: 2, broken: 2, cutBefore: 2, cutAfter: 3, silentAfter: 2, late: 1 }
/** How long a late write takes: longer than anybody waits for its answer, and shorter than until it is looked up. */
export const LATE_MS = 1300

const Order = z.strictObject({ seed: z.int().nullable() })

/**
 * An accounting system in a process of its own: knows no keys, as many do not, so that whoever writes a hold twice does it twice
 * unless the mark of the hold says no. `POST /order` with a seed orders troubles, `GET /taken` gives what was done. Prints its
 * address, and ends when its input does.
 */
async function main(): Promise<void> {
  const marks = new Map<string, number>()
  const effects: BooksTaken['effects'] = []
  let requests = 0
  let random: Random | null = null
  const holdOf = (customerId: string) => {
    const mark = marks.get(customerId) ?? 0
    return { onHold: mark % 2 === 1, mark: String(mark) }
  }
  const apply = ({ customerId, onHold, key, expected }: z.infer<typeof HoldWrite>): boolean => {
    const now = holdOf(customerId)
    if (now.mark !== expected || now.onHold === onHold) return false
    marks.set(customerId, Number(now.mark) + 1)
    effects.push({ customerId, onHold, key })
    return true
  }
  const write = async (request: IncomingMessage, answer: ServerResponse) => {
    const order = HoldWrite.parse(JSON.parse(await bodyOf(request)))
    requests += 1
    const trouble = random === null ? null : troubleOf(random)
    if (trouble === 'refused') return say(answer, 429, { found: 'too many requests' })
    if (trouble === 'broken') return say(answer, 500, { found: 'something went wrong' })
    if (trouble === 'cutBefore') return void request.socket.destroy()
    if (trouble === 'late') return void setTimeout(() => apply(order), LATE_MS)
    const isApplied = apply(order)
    if (trouble === 'cutAfter') return void request.socket.destroy()
    if (trouble === 'silentAfter') return
    say(answer, isApplied ? 200 : 409, { found: holdOf(order.customerId) })
  }
  const server = createServer(async (request, answer) => {
    const path = new URL(request.url ?? '/', 'http://books').pathname
    const customer = /^\/holds\/(.+)$/.exec(path)?.[1]
    if (customer !== undefined) say(answer, 200, holdOf(decodeURIComponent(customer)))
    else if (path === '/holds') await write(request, answer)
    else if (path === '/order') {
      const { seed } = Order.parse(JSON.parse(await bodyOf(request)))
      random = seed === null ? null : randomOf(seed)
      say(answer, 200, {})
    } else say(answer, 200, { effects, requests } satisfies BooksTaken)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
  process.stdin.resume()
  process.stdin.once('end', () => process.exit(0))
}

function troubleOf(random: Random): keyof typeof OFTEN | null {
  let left = random.next() * 100
  for (const [trouble, often] of Object.entries(OFTEN)) {
    // Object.entries forgets that the keys are troubles.
    if (left < often) return trouble as keyof typeof OFTEN
    left -= often
  }
  return null
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function say(answer: ServerResponse, status: number, content: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
}

if (import.meta.main) await main()
