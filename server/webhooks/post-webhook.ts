import { createHmac } from 'node:crypto'
import { request } from 'node:https'
import type { Effect } from '#server/dispatch/carry-out.ts'
import { AddressRefusedError, type AllowedHost, addressFor, type Resolve } from './outside-address.ts'

const MOST_SENT_BYTES = 64 * 1024
const MOST_READ_BYTES = 64 * 1024

export type WebhookCall = {
  readonly url: string
  readonly body: unknown
  /** The same for every try of one act, so that the receiver can tell a repeat. */
  readonly key: string
  readonly secret: string
  readonly allowed: readonly AllowedHost[]
  readonly now: Date
  readonly deadlineMs: number
  readonly resolve?: Resolve
  /** The certificates trusted besides those of the system. */
  readonly ca?: string
}

/** The signature of a body: `t=SECONDS,v1=HMAC-SHA256 of "SECONDS.BODY"`, by which the receiver knows that it is ours and fresh. */
export function webhookSignature(body: string, { secret, now }: { secret: string; now: Date }): string {
  const seconds = Math.floor(now.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/**
 * Calls a webhook once: signed, by https, to the checked address of an allowed host, following nobody elsewhere. What the receiver
 * may have taken although no answer came is `unknown`; everything else that is no success was not done.
 */
export async function postWebhook(call: WebhookCall): Promise<Effect> {
  const body = JSON.stringify(call.body)
  if (Buffer.byteLength(body) > MOST_SENT_BYTES)
    return notApplied(`Its data come to more than ${MOST_SENT_BYTES / 1024} KB. Send less.`)
  try {
    const url = new URL(call.url)
    const address = await addressFor(url, call)
    return await send(call, { url, address, body })
  } catch (error) {
    if (error instanceof AddressRefusedError) return notApplied(error.message)
    const found = error instanceof Error ? error.message : String(error)
    return notApplied(`The address could not be found: ${found}`)
  }
}

function send(
  { key, secret, now, deadlineMs, ca }: WebhookCall,
  { url, address, body }: { url: URL; address: string; body: string },
): Promise<Effect> {
  return new Promise((resolve) => {
    let isSent = false
    const outgoing = request(
      {
        method: 'POST',
        host: address,
        // The certificate is that of the name, although the connection goes to the address that was checked.
        servername: url.hostname,
        port: url.port === '' ? 443 : Number(url.port),
        path: `${url.pathname}${url.search}`,
        agent: false,
        signal: AbortSignal.timeout(deadlineMs),
        ...(ca !== undefined && { ca }),
        headers: {
          host: url.host,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Dunlin',
          'idempotency-key': key,
          'dunlin-signature': webhookSignature(body, { secret, now }),
        },
      },
      (answer) => {
        const { statusCode = 0 } = answer
        let read = 0
        answer.on('data', (chunk: Buffer) => {
          read += chunk.length
          // What it answers beyond its status is nobody's concern.
          if (read > MOST_READ_BYTES) answer.destroy()
        })
        answer.on('error', () => {})
        answer.on('close', () => resolve(effectOf(statusCode, key)))
        answer.resume()
      },
    )
    outgoing.on('finish', () => {
      isSent = true
    })
    outgoing.on('error', (error) =>
      resolve(
        isSent
          ? { result: 'unknown', found: `No answer came: ${error.message}` }
          : notApplied(`It could not be reached: ${error.message}`),
      ),
    )
    outgoing.end(body)
  })
}

function effectOf(status: number, key: string): Effect {
  if (status >= 200 && status < 300) return { result: 'applied', reference: key }
  if (status >= 300 && status < 400)
    return notApplied(`It answered ${status} and wants to be called elsewhere, which is not followed.`)
  return notApplied(`It answered ${status}.`)
}

function notApplied(found: string): Effect {
  return { result: 'not-applied', found }
}
