import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { faultPlan, type Mix } from './fault-plan.ts'

/**
 * What can go wrong with one request. `...-after-accept` took the letter and lets nobody know; all others took nothing but
 * `truncated`, which took it and broke off in the middle of saying so.
 */
export const RESEND_FAULTS = [
  'rate-limited',
  'quota',
  'server-error',
  'server-error-after-accept',
  'hang',
  'hang-after-accept',
  'cut',
  'cut-after-accept',
  'truncated',
  'concurrent',
  'mismatch',
  'invalid',
  'unauthorised',
] as const
export type ResendFault = (typeof RESEND_FAULTS)[number]

const Mail = z.looseObject({
  from: z.string(),
  to: z.union([z.string(), z.array(z.string()).min(1).max(50)]),
  cc: z.array(z.string()).optional(),
  reply_to: z.union([z.string(), z.array(z.string())]).optional(),
  subject: z.string(),
  html: z.string().optional(),
  text: z.string().optional(),
  attachments: z
    .array(z.looseObject({ filename: z.string(), content: z.string(), content_type: z.string().optional() }))
    .optional(),
  tags: z.array(z.strictObject({ name: z.string(), value: z.string().regex(/^[\w-]{1,256}$/) })).optional(),
})

/** A letter that was taken: an effect on the world. */
export type TakenLetter = {
  readonly id: string
  readonly key: string | null
  readonly at: string
  readonly mail: z.infer<typeof Mail>
}

export type FakeResend = {
  readonly url: string
  /** Every letter taken so far, the oldest first; a repeat under a key that is remembered is none. */
  readonly letters: () => readonly TakenLetter[]
  /** How many letters were taken under a key. Above 1 somebody got the same letter twice. */
  readonly countOf: (key: string) => number
  /** Every request to send, with those that led to nothing. */
  readonly requests: () => number
  /** What happens to the next requests to send, one each; after them all is well again. */
  readonly failNext: (...faults: readonly ResendFault[]) => void
  /** Faults by chance from now on, the same for the same seed. */
  readonly failAtRandom: (mix: Mix<ResendFault> | null) => void
  readonly stop: () => Promise<void>
}

/** For how long a key is remembered. */
const KEY_MS = 24 * 3600_000

type Remembered = { readonly at: number; readonly digest: string; id: string | null }

/** A mail service that speaks Resend's API on an address of this machine, with its own clock and its own troubles. */
export async function startFakeResend({
  now = () => new Date(),
  port = 0,
  apiKey,
  retryAfterSeconds = 7,
}: {
  readonly now?: () => Date
  readonly port?: number
  /** The key that is let in; any when absent. */
  readonly apiKey?: string
  readonly retryAfterSeconds?: number
} = {}): Promise<FakeResend> {
  const letters: TakenLetter[] = []
  const keys = new Map<string, Remembered>()
  const plan = faultPlan<ResendFault>()
  let requests = 0

  const send = async (request: IncomingMessage, answer: ServerResponse) => {
    const body = await bodyOf(request)
    requests += 1
    const fault = plan.next()
    const key = headerOf(request, 'idempotency-key')
    const refusal = fault === null ? null : refusalOf(fault, retryAfterSeconds)
    if (refusal !== null) return problem(answer, refusal)
    if (fault === 'cut') return void request.socket.destroy()
    if (fault === 'hang') return
    if (key !== null && (key.length < 1 || key.length > 256))
      return problem(answer, { status: 400, name: 'invalid_idempotency_key', message: 'Too long.' })
    const mail = Mail.safeParse(parsed(body))
    if (!mail.success)
      return problem(answer, { status: 422, name: 'validation_error', message: mail.error.message })
    const digest = createHash('sha256').update(body).digest('hex')
    const known = key === null ? undefined : remembered(key)
    if (known !== undefined && known.digest !== digest) return problem(answer, MISMATCH)
    const id = known?.id ?? randomUUID()
    if (known === undefined) {
      letters.push({ id, key, at: now().toISOString(), mail: mail.data })
      if (key !== null) keys.set(key, { at: now().getTime(), digest, id })
    }
    finish(request, answer, { fault, id })
  }

  const remembered = (key: string): Remembered | undefined => {
    const found = keys.get(key)
    return found !== undefined && now().getTime() - found.at < KEY_MS ? found : undefined
  }

  const server = createServer((request, answer) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (apiKey !== undefined && headerOf(request, 'authorization') !== `Bearer ${apiKey}`)
      return problem(answer, { status: 401, name: 'invalid_api_key', message: 'API key is invalid.' })
    if (request.method === 'POST' && url.pathname === '/emails')
      return void send(request, answer).catch(() => request.socket.destroy())
    if (request.method === 'GET' && url.pathname === '/emails')
      return json(answer, 200, listed(letters, url.searchParams))
    const one = /^\/emails\/([^/]+)$/.exec(url.pathname)
    const letter = letters.find(({ id }) => id === one?.[1])
    if (request.method === 'GET' && letter !== undefined) return json(answer, 200, viewOf(letter))
    problem(answer, { status: 404, name: 'not_found', message: 'Not found.' })
  })
  // A connection that is closed for being idle in the moment it is used again looks like one that broke off, which only happens
  // when a test orders it.
  server.keepAliveTimeout = 3_600_000
  const url = await listenOn(server, port)
  return {
    url,
    letters: () => letters,
    countOf: (key) => letters.filter((letter) => letter.key === key).length,
    requests: () => requests,
    failNext: plan.queue,
    failAtRandom: plan.mix,
    stop: () => stopped(server),
  }
}

type Problem = {
  readonly status: number
  readonly name: string
  readonly message: string
  readonly headers?: Record<string, string>
}

const MISMATCH: Problem = {
  status: 409,
  name: 'invalid_idempotent_request',
  message: 'This idempotency key was used with another payload.',
}

function refusalOf(fault: ResendFault, retryAfterSeconds: number): Problem | null {
  const retry = { headers: { 'retry-after': String(retryAfterSeconds) } }
  if (fault === 'rate-limited')
    return { status: 429, name: 'rate_limit_exceeded', message: 'Too many requests.', ...retry }
  if (fault === 'quota')
    return { status: 429, name: 'daily_quota_exceeded', message: 'The daily quota is used up.' }
  if (fault === 'server-error')
    return { status: 500, name: 'application_error', message: 'Something went wrong.' }
  if (fault === 'concurrent')
    return { status: 409, name: 'concurrent_idempotent_requests', message: 'Still under way.' }
  if (fault === 'mismatch') return MISMATCH
  if (fault === 'invalid') return { status: 422, name: 'validation_error', message: 'Invalid `to` field.' }
  if (fault === 'unauthorised')
    return { status: 401, name: 'invalid_api_key', message: 'API key is invalid.' }
  return null
}

/** Says that the letter was taken, or fails to. */
function finish(
  request: IncomingMessage,
  answer: ServerResponse,
  { fault, id }: { fault: ResendFault | null; id: string },
): void {
  if (fault === 'hang-after-accept') return
  if (fault === 'cut-after-accept') request.socket.destroy()
  else if (fault === 'server-error-after-accept')
    problem(answer, { status: 500, name: 'application_error', message: 'Something went wrong.' })
  else if (fault === 'truncated') {
    answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '200' })
    answer.write(`{"id":"${id.slice(0, 8)}`, () => request.socket.destroy())
  } else json(answer, 200, { id })
}

function listed(letters: readonly TakenLetter[], asked: URLSearchParams) {
  const limit = Number(asked.get('limit') ?? 20)
  const newest = letters.toReversed()
  const after = asked.get('after')
  const from = after === null ? 0 : newest.findIndex(({ id }) => id === after) + 1
  const data = newest.slice(from, from + limit).map((letter) => {
    const { html: _, text: __, tags: ___, ...rest } = viewOf(letter)
    return rest
  })
  return { object: 'list', has_more: from + limit < newest.length, data }
}

function viewOf({ id, at, mail }: TakenLetter) {
  return {
    object: 'email',
    id,
    // The service writes instants its own way, and people's programs have to read them.
    created_at: at.replace('T', ' ').replace('Z', '000+00'),
    from: mail.from,
    to: [mail.to].flat(),
    subject: mail.subject,
    html: mail.html ?? null,
    text: mail.text ?? null,
    cc: mail.cc ?? null,
    bcc: null,
    reply_to: mail.reply_to === undefined ? null : [mail.reply_to].flat(),
    last_event: 'delivered',
    scheduled_at: null,
    tags: mail.tags ?? [],
  }
}

/** An event as Resend reports it, with the headers that prove who sent it. */
export function signedEvent(
  event: unknown,
  { secret, id, at }: { readonly secret: string; readonly id: string; readonly at: Date },
): { readonly body: string; readonly headers: Record<string, string> } {
  const body = JSON.stringify(event)
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': timestamp,
      'svix-signature': `v1,${signature}`,
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

function json(answer: ServerResponse, status: number, content: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
}

function problem(answer: ServerResponse, { status, name, message, headers = {} }: Problem): void {
  answer
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ statusCode: status, name, message }))
}

async function listenOn(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: own } = server.address() as AddressInfo
  return `http://127.0.0.1:${own}`
}

async function stopped(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
