import { createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { message } from '#server/database/action-tables.ts'
import { block } from '#server/database/ledger-tables.ts'
import { reply } from '#server/database/mail-tables.ts'
import { ledgerEvent } from '#server/database/rule-tables.ts'
import { checkReplySignature, IncomingMail, REPLY_SECRET_NAME, takeReply } from '#server/events/take-reply.ts'
import { loadKeys } from '#server/operations/key-file.ts'
import { setCompanySecret } from '#server/operations/stored-secrets.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, type ACompany, aRule, someBooks, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const NOW = new Date('2026-03-17T15:00:00Z')
const KEYS = loadKeys('', Buffer.alloc(32, 7).toString('base64'))
let heron: ACompany

beforeEach(async () => {
  const settings = { replyPauseDays: 5 }
  heron = theCompany(database.db, await database.aCompany({ timeZone: 'America/New_York', settings }))
  await heron.importBooks('2026-03-16', someBooks())
})

const take = (mail: Record<string, unknown>) =>
  takeReply(database.db, {
    companyId: heron.id,
    mail: IncomingMail.parse({ id: '<1@heron>', from: 'ann@heron.example.com', subject: 'Re: due', ...mail }),
    now: NOW,
    today: calendarDate('2026-03-17'),
  })

test('a reply is kept, told to the rules that wait for one, and pauses chasing, once', async () => {
  expect(await take({ text: 'We paid yesterday.' })).toBe('taken')
  expect(await take({ text: 'We paid yesterday.' })).toBe('seen before')
  expect(await database.db.select().from(reply).where(eq(reply.companyId, heron.id))).toMatchObject([
    { customerId: 'heron', text: 'We paid yesterday.', messageId: null },
  ])
  expect(
    await database.db.select().from(ledgerEvent).where(eq(ledgerEvent.companyId, heron.id)),
  ).toMatchObject([
    {
      kind: 'reply-received',
      customerId: 'heron',
      values: { subject: 'Re: due', text: 'We paid yesterday.' },
    },
  ])
  expect(await database.db.select().from(block).where(eq(block.companyId, heron.id))).toMatchObject([
    { kind: 'pause', customerId: 'heron', from: '2026-03-17', until: '2026-03-22' },
  ])
})

test('it belongs to whom the letter it answers went to, whatever address it comes from', async () => {
  await heron.publish('2026-03-16', [aRule({ id: 'late', days: 30, acts: [A_MAIL] })])
  await heron.run('2026-03-16')
  const [letter] = await heron.messages()
  await database.db.update(message).set({ providerId: '<letter@us>' }).where(eq(message.companyId, heron.id))
  expect(await take({ from: 'private@elsewhere.example', inReplyTo: '<letter@us>' })).toBe('taken')
  const [kept] = await database.db.select().from(reply).where(eq(reply.companyId, heron.id))
  expect(kept).toMatchObject({ customerId: 'heron', messageId: letter?.id })
})

test('a mail of nobody we know changes nothing', async () => {
  expect(await take({ from: 'stranger@example.org' })).toBe('of nobody we know')
  expect(await database.db.select().from(block).where(eq(block.companyId, heron.id))).toEqual([])
})

test('only who signs with the secret of the company within five minutes is heard', async () => {
  const secret = 'the secret of the reply hook'
  const order = { companyId: heron.id, name: REPLY_SECRET_NAME, secret, now: NOW, actor: 'ann' }
  const signed = (at: Date, by = secret, body = '{}') => {
    const seconds = Math.floor(at.getTime() / 1000)
    return `t=${seconds},v1=${createHmac('sha256', by).update(`${seconds}.${body}`).digest('hex')}`
  }
  const check = (signature: string, companyId = heron.id) =>
    checkReplySignature(database.db, KEYS, { companyId, body: '{}', signature, now: NOW })
  // With no secret set, nothing is a signature, an empty secret least of all.
  await expect(check(signed(NOW, ''))).rejects.toThrow('not signed')
  await database.db.transaction((tx) => setCompanySecret(tx, KEYS, order))
  await check(signed(NOW))
  await expect(check(signed(NOW, 'another'))).rejects.toThrow('not signed')
  await expect(check(signed(NOW, secret, '{"from":"x"}'))).rejects.toThrow('not signed')
  await expect(check(signed(new Date(NOW.getTime() - 301_000)))).rejects.toThrow('not signed')
  await expect(check('')).rejects.toThrow('not signed')
  await expect(check(signed(NOW), 'no-such-company')).rejects.toThrow('not signed')
})
