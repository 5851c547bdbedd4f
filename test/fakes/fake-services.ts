import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { RESEND_FAULTS, startFakeResend } from './fake-resend.ts'
import { SMTP_FAULTS, startFakeSmtp } from './fake-smtp.ts'

const Mix = <F extends string>(faults: readonly [F, ...F[]]) =>
  z
    .strictObject({ seed: z.int(), chance: z.partialRecord(z.enum(faults), z.number().min(0).max(1)) })
    .nullable()
const Order = z.strictObject({
  resend: z
    .strictObject({ next: z.array(z.enum(RESEND_FAULTS)).optional(), mix: Mix(RESEND_FAULTS).optional() })
    .optional(),
  smtp: z
    .strictObject({ next: z.array(z.enum(SMTP_FAULTS)).optional(), mix: Mix(SMTP_FAULTS).optional() })
    .optional(),
  /** How far the clock of the services is moved on. */
  addMs: z.int().optional(),
})

/**
 * The mail services in a process of their own, for tests that kill what talks to them:
 *
 *   node test/fakes/fake-services.ts
 *
 * prints one line of JSON, `{ "control", "resend", "smtp" }`. `GET control` gives what was taken, by key and address; `POST control` with
 * `{ resend: { next, mix }, smtp: { next, mix }, addMs }` orders faults and moves the clock. Ends when its input does.
 */
async function main(): Promise<void> {
  let movedMs = 0
  const resend = await startFakeResend({ now: () => new Date(Date.now() + movedMs) })
  const smtp = await startFakeSmtp()
  const control = createServer(async (request, answer) => {
    if (request.method === 'POST') {
      let text = ''
      for await (const part of request) text += part
      const order = Order.parse(JSON.parse(text))
      movedMs += order.addMs ?? 0
      resend.failNext(...(order.resend?.next ?? []))
      smtp.failNext(...(order.smtp?.next ?? []))
      if (order.resend?.mix !== undefined) resend.failAtRandom(order.resend.mix)
      if (order.smtp?.mix !== undefined) smtp.failAtRandom(order.smtp.mix)
    }
    const taken = {
      resend: {
        requests: resend.requests(),
        keys: resend.letters().map(({ key }) => key),
        to: resend.letters().map(({ mail }) => [mail.to].flat().join(', ')),
      },
      smtp: {
        requests: smtp.requests(),
        keys: smtp.letters().map(({ key }) => key),
        to: smtp.letters().map(({ recipients }) => recipients.join(', ')),
      },
    }
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(taken))
  })
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
  const { port } = control.address() as AddressInfo
  const places = {
    control: `http://127.0.0.1:${port}`,
    resend: resend.url,
    smtp: { host: smtp.host, port: smtp.port },
  }
  process.stdout.write(`${JSON.stringify(places)}\n`)
  process.stdin.resume()
  process.stdin.once('end', () => process.exit(0))
}

await main()
