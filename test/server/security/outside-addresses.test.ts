import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createResendSender } from '#server/mail/resend-sender.ts'
import { assertServerIsEncrypted, assertServiceUrl } from '#server/mail/service-address.ts'
import { clockAt } from '../../clock-at.ts'

let asked = 0
const inside = createServer((_, answer) => {
  asked += 1
  answer.setHeader('content-type', 'application/json')
  answer.end('{"id":"re_1","object":"list","has_more":false,"data":[]}')
})
const detour = createServer((_, answer) => {
  answer.writeHead(307, { location: `${addressOf(inside)}/latest/meta-data` })
  answer.end()
})

function addressOf(server: Server): string {
  return `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`
}

beforeAll(async () => {
  for (const server of [inside, detour])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  for (const server of [inside, detour]) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

test('SSRF: a mail service that points elsewhere is not followed, with a letter or with a question', async () => {
  const clock = clockAt('2026-03-16')
  const sender = createResendSender({ apiKey: 're_test', baseUrl: addressOf(detour), clock })
  const mailbox = { name: 'Rosa', address: 'rosa@dunlin.example.com' }
  const letter = {
    ...{ from: mailbox, replyTo: mailbox, to: { name: 'Ann', address: 'ann@heron.example.com' }, cc: [] },
    ...{ subject: 'Overdue', html: '<p>Overdue</p>', text: 'Overdue', attachments: [] },
  }
  // What became of it nobody knows, so it is asked about and not sent again.
  expect(await sender.send(letter, { key: 'letter-1', deadlineMs: 5000 })).toMatchObject({
    result: 'unknown',
  })
  expect(await sender.lookUp?.({ key: 'letter-1', since: clock.now() })).not.toMatchObject({
    result: 'sent',
  })
  expect(asked).toBe(0)
})

test.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://[::ffff:169.254.169.254]/',
  'http://localhost.evil.test/',
  'http://127.0.0.1.evil.test/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  'https://user:password@api.example.com/',
])('SSRF: %s is no address of a mail service', (url) => {
  expect(() => assertServiceUrl(url)).toThrow(/is not encrypted|holds a user or a password/)
})

test.each(['169.254.169.254', '127.0.0.1.evil.test', 'smtp.example.com/../', 'smtp.example.com\r\nRCPT'])(
  'SSRF: %s is no mail server to speak to in the clear',
  (host) => {
    expect(() => assertServerIsEncrypted({ host, security: 'none' })).toThrow(
      /without encryption|not the name/,
    )
  },
)
