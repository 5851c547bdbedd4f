import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keyDigest } from '#server/mail/letter-key.ts'
import type { FrozenMail } from '#server/mail/mail-sender.ts'
import { createResendSender } from '#server/mail/resend-sender.ts'
import { createSmtpSender, messageIdOf } from '#server/mail/smtp-sender.ts'
import { type FakeResend, startFakeResend } from '../../fakes/fake-resend.ts'
import { type FakeSmtp, startFakeSmtp } from '../../fakes/fake-smtp.ts'

const LETTER: FrozenMail = {
  from: { name: 'Dunlin Inc., Receivables', address: 'ar@dunlin.example.com' },
  to: { name: 'Ann', address: 'ann@heron.example.com' },
  replyTo: { name: 'Rosa', address: 'rosa@dunlin.example.com' },
  cc: [{ name: '', address: 'sales@dunlin.example.com' }],
  subject: 'Overdue: 6,200.50 USD',
  html: '<p>Dear Ann</p>',
  text: 'Dear Ann',
  attachments: [{ fileName: 'statement.pdf', contentType: 'application/pdf', content: 'JVBERi0xLjM=' }],
}
const FIRST = new Date('2026-03-16T15:30:00Z')

/** What a recipient's address must not be able to do. */
const POISONED = [
  '"x" <b@y.test>, evil\r\nRCPT TO:<z@z.test>@y.test',
  'ann@heron.example.com, eve@evil.test',
  'ann@heron.example.com\r\nBcc: eve@evil.test',
  'Ann <ann@heron.example.com>',
  '<ann@heron.example.com>',
  'ann@heron.example.com;eve@evil.test',
  '"ann,eve"@heron.example.com',
  'ann@heron.example.com\0',
  'ann@@heron.example.com',
  'ann @heron.example.com',
  '[erased]',
]

describe('a letter by Resend', () => {
  let resend: FakeResend
  let now = FIRST
  const clock = { now: () => now, today: () => '2026-03-16' as never }
  let key = ''
  let letters = 0
  const sender = () => createResendSender({ apiKey: 're_test', baseUrl: resend.url, clock })
  const send = (deadlineMs = 5000, mail = LETTER) => sender().send(mail, { key, deadlineMs })
  beforeAll(async () => {
    resend = await startFakeResend({ now: () => now })
  })
  afterAll(() => resend.stop())
  beforeEach(() => {
    now = FIRST
    letters += 1
    key = `letter-${letters}/us`
  })

  test('leaves once, with its name, copies, files and the person who reads answers', async () => {
    expect(await send()).toEqual({ result: 'sent', providerId: resend.letters().at(-1)?.id })
    expect(resend.letters().at(-1)?.mail).toMatchObject({
      from: '"Dunlin Inc., Receivables" <ar@dunlin.example.com>',
      to: ['"Ann" <ann@heron.example.com>'],
      cc: ['sales@dunlin.example.com'],
      reply_to: ['"Rosa" <rosa@dunlin.example.com>'],
      attachments: [{ filename: 'statement.pdf', content: 'JVBERi0xLjM=', content_type: 'application/pdf' }],
    })
  })

  test('has no second effect when it is repeated within 23 hours', async () => {
    await send()
    now = new Date(FIRST.getTime() + 23 * 3600_000)
    expect(await send()).toEqual({ result: 'sent', providerId: expect.any(String) })
    expect(resend.countOf(key)).toBe(1)
    expect(sender().keyLastsMs).toBe(23 * 3600_000)
  })

  test.each([
    ['rate-limited', { result: 'later', after: new Date('2026-03-16T15:30:07Z') }, 0],
    ['quota', { result: 'later', after: null }, 0],
    ['concurrent', { result: 'unknown' }, 0],
    ['unauthorised', { result: 'later', after: null }, 0],
    [
      'mismatch',
      { result: 'refused', found: expect.stringMatching(/Another letter was sent under this key/) },
      0,
    ],
    ['invalid', { result: 'refused', found: expect.stringMatching(/validation_error/) }, 0],
    ['server-error', { result: 'unknown' }, 0],
    ['server-error-after-accept', { result: 'unknown' }, 1],
    ['cut', { result: 'unknown' }, 0],
    ['cut-after-accept', { result: 'unknown' }, 1],
    ['truncated', { result: 'unknown' }, 1],
  ] as const)('is, when the service answers with "%s", %o', async (fault, expected, taken) => {
    resend.failNext(fault)
    expect(await send()).toMatchObject(expected)
    expect(resend.countOf(key)).toBe(taken)
  })

  test.each(['hang', 'hang-after-accept'] as const)(
    'is unknown when the service does not answer in time (%s)',
    async (fault) => {
      resend.failNext(fault)
      expect(await send(150)).toEqual({
        result: 'unknown',
        found: 'Resend did not answer in time. It may have taken the letter.',
      })
    },
  )

  test('is refused when another letter went out under its key', async () => {
    await send()
    expect(await send(5000, { ...LETTER, subject: 'Another' })).toMatchObject({ result: 'refused' })
    expect(resend.countOf(key)).toBe(1)
  })

  test('whose outcome is unknown is found again at the service, and only that one', async () => {
    resend.failNext('cut-after-accept')
    await send()
    const own = resend.letters().at(-1)?.id
    await sender().send(LETTER, { key: 'the one after', deadlineMs: 5000 })
    expect(await sender().lookUp({ key, since: FIRST })).toEqual({ result: 'sent', providerId: own })
    expect(await sender().lookUp({ key: 'never sent', since: FIRST })).toEqual({ result: 'not-found' })
  })

  test('is not said to be missing when the service cannot be asked', async () => {
    const nowhere = createResendSender({ apiKey: 're_test', baseUrl: 'http://127.0.0.1:1', clock })
    expect(await nowhere.lookUp({ key, since: FIRST })).toEqual({ result: 'cannot-tell' })
  })

  test.each(POISONED)('Mail header and recipient injection: nothing leaves for %j', async (address) => {
    const before = resend.requests()
    expect(await send(5000, { ...LETTER, to: { name: 'Ann', address } })).toMatchObject({ result: 'refused' })
    expect(resend.requests()).toBe(before)
  })

  test('Mail header and recipient injection: a name cannot bring a second address', async () => {
    await send(5000, {
      ...LETTER,
      to: { name: 'Ann" <eve@evil.test>,\r\nBcc: x', address: 'ann@heron.example.com' },
    })
    expect(resend.letters().at(-1)?.mail.to).toEqual(['"Ann eve@evil.test , Bcc: x" <ann@heron.example.com>'])
  })

  test('carries its key as a tag of letters and digits, whatever stands in the key', async () => {
    key = 'Ünternehmen / Süd 1'
    expect(await send()).toMatchObject({ result: 'sent' })
    expect(resend.letters().at(-1)).toMatchObject({
      key: keyDigest(key),
      mail: { tags: [{ name: 'dunlin_key', value: keyDigest(key) }] },
    })
  })
})

describe('a letter by SMTP', () => {
  let smtp: FakeSmtp
  let sender: ReturnType<typeof createSmtpSender>
  let letters = 0
  let key = ''
  const send = (deadlineMs = 5000, mail = LETTER) => sender.send(mail, { key, deadlineMs })
  const taken = () => smtp.countOf(messageIdOf(key, LETTER.from.address))
  beforeAll(async () => {
    smtp = await startFakeSmtp()
    sender = createSmtpSender({
      host: smtp.host,
      port: smtp.port,
      security: 'none',
      user: null,
      password: null,
    })
  })
  afterAll(async () => {
    sender.close()
    await smtp.stop()
  })
  beforeEach(() => {
    letters += 1
    key = `letter-${letters}/us`
  })

  test('leaves once, under a Message-ID that follows from its key', async () => {
    const messageId = messageIdOf(key, 'ar@dunlin.example.com')
    expect(await send()).toEqual({ result: 'sent', providerId: messageId })
    const [letter] = smtp.letters().slice(-1)
    expect(letter?.recipients).toEqual(['ann@heron.example.com', 'sales@dunlin.example.com'])
    expect(letter?.mail).toMatchObject({
      messageId,
      subject: 'Overdue: 6,200.50 USD',
      from: { name: 'Dunlin Inc., Receivables', address: 'ar@dunlin.example.com' },
      replyTo: [{ name: 'Rosa', address: 'rosa@dunlin.example.com' }],
    })
    expect(letter?.mail.attachments.map(({ filename }) => filename)).toEqual(['statement.pdf'])
    expect(sender.keyLastsMs).toBe(0)
  })

  test.each([
    ['refuse-mailbox', 'refused', 0],
    ['refuse-data', 'refused', 0],
    ['later-mailbox', 'later', 0],
    ['later-data', 'later', 0],
    ['later-sender', 'later', 0],
    ['cut-before-data', 'later', 0],
    ['cut-after-data', 'unknown', 1],
  ] as const)('is, when the server does "%s", %s', async (fault, result, count) => {
    smtp.failNext(fault)
    expect(await send()).toMatchObject({ result })
    expect(taken()).toBe(count)
  })

  test('is unknown when the server takes it and never says so, and nobody can look it up', async () => {
    smtp.failNext('silent-after-data')
    expect(await send(200)).toMatchObject({ result: 'unknown' })
    expect(taken()).toBe(1)
    expect(await sender.lookUp({ key, since: FIRST })).toEqual({ result: 'cannot-tell' })
  })

  test('waits while the server cannot be reached or does not let us in', async () => {
    const place = { host: '127.0.0.1', security: 'none' as const, user: null, password: null }
    const nowhere = createSmtpSender({ ...place, port: 1 })
    expect(await nowhere.send(LETTER, { key, deadlineMs: 5000 })).toMatchObject({ result: 'later' })
    nowhere.close()
    const guarded = await startFakeSmtp({ user: 'ar', password: 'right' })
    const stranger = createSmtpSender({ ...place, port: guarded.port, user: 'ar', password: 'wrong' })
    expect(await stranger.send(LETTER, { key, deadlineMs: 5000 })).toMatchObject({ result: 'later' })
    expect(guarded.letters()).toEqual([])
    stranger.close()
    await guarded.stop()
  })

  test('does not leave without encryption where that is asked for', async () => {
    const order = {
      host: smtp.host,
      port: smtp.port,
      security: 'starttls' as const,
      user: null,
      password: null,
    }
    const strict = createSmtpSender(order)
    expect(await strict.send(LETTER, { key, deadlineMs: 5000 })).toMatchObject({ result: 'later' })
    expect(taken()).toBe(0)
    strict.close()
  })

  test.each(POISONED)('Mail header and recipient injection: nothing leaves for %j', async (address) => {
    const before = smtp.requests()
    expect(await send(5000, { ...LETTER, to: { name: 'Ann', address } })).toMatchObject({ result: 'refused' })
    expect(smtp.requests()).toBe(before)
  })

  test('Mail header and recipient injection: a line end in a subject or a name makes no header', async () => {
    await send(5000, {
      ...LETTER,
      to: { name: 'Ann\r\nBcc: eve@evil.test', address: 'ann@heron.example.com' },
      subject: 'Overdue\r\nBcc: eve@evil.test',
    })
    const [letter] = smtp.letters().slice(-1)
    expect(letter?.recipients).toEqual(['ann@heron.example.com', 'sales@dunlin.example.com'])
    expect(letter?.raw).not.toMatch(/^bcc:/im)
  })
})
