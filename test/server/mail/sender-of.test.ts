import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { recipientFor } from '#engine/recipient.ts'
import { company } from '#server/database/company-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { mailSender } from '#server/database/mail-tables.ts'
import { commitImport } from '#server/import/commit-import.ts'
import type { FrozenMail } from '#server/mail/mail-sender.ts'
import { setMailSettings } from '#server/mail/mail-settings.ts'
import { createSenderOf, type SenderRow } from '#server/mail/sender-of.ts'
import { liftSuppression, suppressByHand } from '#server/mail/suppression.ts'
import { keyOf } from '#server/operations/key-file.ts'
import { companySecret, rotateSecrets, setCompanySecret } from '#server/operations/stored-secrets.ts'
import { clockAt } from '../../clock-at.ts'
import { type FakeResend, startFakeResend } from '../../fakes/fake-resend.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aLedger } from '../import/a-ledger.ts'

const database = freshDatabase()
const clock = clockAt('2026-03-16')
const KEY = keyOf(randomBytes(32))
const keys = { current: KEY, all: [KEY] }
const person = (companyId: string) => ({ companyId, actor: 'ada', now: clock.now() })
const PRODUCTION = { DUNLIN_ENV: 'production' }

let resend: FakeResend
beforeAll(async () => {
  resend = await startFakeResend({ apiKey: 're_right' })
})
afterAll(() => resend.stop())

const letterTo = (address: string): FrozenMail => ({
  from: { name: 'Dunlin Inc.', address: 'ar@dunlin.example.com' },
  to: { name: 'Ann', address },
  replyTo: { name: 'Rosa', address: 'rosa@dunlin.example.com' },
  cc: [{ name: '', address: 'sales@dunlin.example.com' }],
  subject: 'Overdue',
  html: '<!doctype html><html lang="en"><body style="color:#111"><p>Dear Ann</p></body></html>',
  text: 'Dear Ann',
  attachments: [],
})

async function aSender(companyId: string, given: Partial<SenderRow> = {}): Promise<void> {
  const entityId = given.entityId ?? ''
  await database.db.transaction(async (tx) => {
    await tx.insert(mailSender).values({
      companyId,
      entityId,
      kind: 'resend',
      from: { name: 'Dunlin Inc.', address: 'ar@dunlin.example.com' },
      replyTo: { name: 'Rosa', address: 'rosa@dunlin.example.com' },
      baseUrl: resend.url,
      setBy: 'ada',
      setAt: clock.now(),
      ...given,
    })
    const order = { name: `mail/${entityId}`, secret: 're_right', ...person(companyId) }
    await setCompanySecret(tx, keys, order)
  })
}

const senderFor = async (companyId: string, env: Record<string, string>, entityId: string | null = null) =>
  createSenderOf({ db: database.db, keys, env, clock })({ companyId, entityId })

test('a company whose sender nobody has entered sends nothing and says so', async () => {
  const companyId = await database.aCompany()
  expect(await senderFor(companyId, PRODUCTION)).toEqual({
    sender: null,
    found: expect.stringMatching(/Nobody has said yet how/),
  })
})

test('a legal entity has its own sender, and the others share the one of the company', async () => {
  const companyId = await database.aCompany()
  await aSender(companyId)
  await aSender(companyId, {
    entityId: 'de',
    from: { name: 'Dunlin GmbH', address: 'fibu@dunlin.example.de' },
  })
  expect(await senderFor(companyId, PRODUCTION, 'de')).toMatchObject({ from: { name: 'Dunlin GmbH' } })
  expect(await senderFor(companyId, PRODUCTION, 'us')).toMatchObject({ from: { name: 'Dunlin Inc.' } })
  expect(await senderFor(companyId, PRODUCTION, null)).toMatchObject({ from: { name: 'Dunlin Inc.' } })
})

test('outside production nothing leaves for customers', async () => {
  const companyId = await database.aCompany()
  await aSender(companyId)
  for (const env of [{}, { DUNLIN_ENV: 'staging' }, { DUNLIN_URL: 'https://dunlin.example.com' }])
    expect(await senderFor(companyId, env)).toMatchObject({ sender: null, found: /not production/ })
})

test('with an override address every letter goes there, and says whom it was for', async () => {
  const companyId = await database.aCompany()
  await aSender(companyId)
  const found = await senderFor(companyId, { DUNLIN_MAIL_OVERRIDE: 'trial@dunlin.example.com' })
  expect(
    await found.sender?.send(letterTo('ann@heron.example.com'), { key: 'o1', deadlineMs: 5000 }),
  ).toMatchObject({
    result: 'sent',
  })
  const { mail } = resend.letters().at(-1) ?? {}
  expect(mail).toMatchObject({ to: ['trial@dunlin.example.com'] })
  expect(mail?.cc).toBeUndefined()
  const line =
    'This is not production: the letter below was for Ann <ann@heron.example.com>, <sales@dunlin.example.com>.'
  expect(mail?.text?.startsWith(`${line}\n\nDear Ann`)).toBe(true)
  expect(mail?.html).toContain('<body style="color:#111"><p><strong>This is not production')
  expect(mail?.html).toContain('Ann &lt;ann@heron.example.com&gt;')
})

test('an address set by the company overrides as well, in production too', async () => {
  const companyId = await database.aCompany()
  await aSender(companyId)
  const mail = { override: 'trial@dunlin.example.com', paymentLink: null, linkHosts: [] }
  await setMailSettings(database.db, { ...person(companyId), why: 'First weeks' }, mail)
  const found = await senderFor(companyId, PRODUCTION)
  await found.sender?.send(letterTo('ann@heron.example.com'), { key: 'o2', deadlineMs: 5000 })
  expect(resend.letters().at(-1)?.mail.to).toEqual(['trial@dunlin.example.com'])
})

test.each([
  [{ kind: 'resend' as const, baseUrl: 'http://api.resend.com' }, /not encrypted/],
  [
    { kind: 'smtp' as const, host: 'smtp.example.com', port: 25, security: 'none' as const },
    /without encryption/,
  ],
  [
    { kind: 'smtp' as const, host: 'a.test\r\nQUIT', port: 25, security: 'tls' as const },
    /not the name of a server/,
  ],
])('letters and keys do not go out in the clear: %o', async (row, found) => {
  const companyId = await database.aCompany()
  await aSender(companyId, row)
  expect(await senderFor(companyId, PRODUCTION)).toMatchObject({ sender: null, found })
})

test('the key of a sender is sealed, and still opens after the keys were changed', async () => {
  const companyId = await database.aCompany()
  await aSender(companyId)
  const fresh = keyOf(randomBytes(32))
  const both = { current: fresh, all: [fresh, KEY] }
  await rotateSecrets(database.db, both)
  expect(await companySecret(database.db, both, { companyId, name: 'mail/' })).toBe('re_right')
  const other = await database.aCompany()
  expect(await companySecret(database.db, both, { companyId: other, name: 'mail/' })).toBeNull()
  await rotateSecrets(database.db, keys.all.length > 0 ? { current: KEY, all: [KEY, fresh] } : keys)
})

const LEDGER = aLedger({
  customers: [{ id: '0042', name: 'Heron Supplies' }],
  contacts: [
    {
      id: 'k0',
      customerId: '0042',
      name: 'Invoice inbox',
      email: 'invoices@heron.example.com',
      role: 'invoice-inbox',
    },
    { id: 'k1', customerId: '0042', name: 'Ann', email: 'Ann@Heron.example.com', role: 'billing' },
    { id: 'k2', customerId: '0042', name: 'Olaf', email: 'olaf@heron.example.com', role: 'other' },
  ],
})

async function withContacts(): Promise<string> {
  const companyId = await database.aCompany()
  await aSender(companyId)
  await commitImport(database.db, {
    companyId,
    source: 'files',
    ledger: LEDGER,
    problems: [],
    fileName: 'contacts.csv',
    mapping: null,
    lists: 'changes',
    exportedOn: calendarDate('2026-03-16'),
    actor: 'ada',
    now: clock.now(),
  })
  return companyId
}

const recipientOf = async (companyId: string) =>
  recipientFor((await loadLedger(database.db, companyId)).contacts, 'billing')?.name ?? null

test('F65: a reminder goes to the person and not to the inbox that files invoices', async () => {
  expect(await recipientOf(await withContacts())).toBe('Ann')
})

test('F69, F70: who bounced is passed over along the chain of contacts, until the address is lifted', async () => {
  const companyId = await withContacts()
  const version = async () => {
    const [row] = await database.db.select().from(company).where(eq(company.id, companyId))
    return row?.ledgerVersion ?? 0
  }
  const before = await version()
  await suppressByHand(database.db, person(companyId), {
    address: ' ANN@heron.example.com',
    why: 'Left the company',
  })
  expect(await recipientOf(companyId)).toBe('Olaf')
  expect(await version()).toBe(before + 1)
  await suppressByHand(database.db, person(companyId), { address: 'olaf@heron.example.com', why: 'Left too' })
  expect(await recipientOf(companyId)).toBeNull()
  await liftSuppression(database.db, person(companyId), { address: 'ann@heron.example.com', why: 'Is back' })
  expect(await recipientOf(companyId)).toBe('Ann')
})

test('F69: a letter to an address that bounced meanwhile ends as refused, and nothing leaves', async () => {
  const companyId = await withContacts()
  await suppressByHand(database.db, person(companyId), { address: 'ann@heron.example.com', why: 'Left' })
  const found = await senderFor(companyId, PRODUCTION)
  const before = resend.requests()
  expect(
    await found.sender?.send(letterTo('Ann@heron.example.com'), { key: 's1', deadlineMs: 5000 }),
  ).toEqual({
    result: 'refused',
    found: expect.stringMatching(/^Nothing is sent to Ann@heron.example.com any more/),
  })
  expect(resend.requests()).toBe(before)
})
