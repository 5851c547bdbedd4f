import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { message } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { authSession, authUser, passwordLink } from '#server/database/auth-tables.ts'
import { decision, run } from '#server/database/rule-tables.ts'
import { applyAllRetention, applyRetention, setRetention } from '#server/operations/retention.ts'
import { clockAt } from '../../clock-at.ts'
import { aDesk } from '../command-line/typing.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'

async function aCompany(retention: { decisionDays?: number; messageDays?: number }) {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  await company.run(MONDAY)
  await setRetention(database.db, {
    companyId: company.id,
    retention,
    actor: 'admin',
    now: clockAt(MONDAY).now(),
  })
  return {
    ...company,
    apply: (day: string) =>
      applyRetention(database.db, { companyId: company.id, clock: clockAt(day), actor: 'retention' }),
    decisions: () => database.db.select().from(decision).where(eq(decision.companyId, company.id)),
    runs: () => database.db.select().from(run).where(eq(run.companyId, company.id)),
    markSent: () =>
      database.db
        .update(message)
        .set({ state: 'sent', sentAt: clockAt(MONDAY).now() })
        .where(eq(message.companyId, company.id)),
  }
}

describe('what a company no longer wants to keep', () => {
  test('decisions stay to the last day of their time and go on the next; the run keeps its counts', async () => {
    const company = await aCompany({ decisionDays: 90 })
    expect(await company.decisions()).not.toEqual([])
    expect(await company.apply('2026-06-14')).toEqual({ decisions: 0, messages: 0 })
    expect(await company.apply('2026-06-15')).toMatchObject({ decisions: 1 })
    expect(await company.decisions()).toEqual([])
    expect(await company.runs()).toMatchObject([{ counts: { [THE_RULE]: { evaluated: 2 } } }])
    expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
  })

  test('texts of letters go, and that they were sent over which amount stays', async () => {
    const company = await aCompany({ messageDays: 90 })
    await company.markSent()
    expect(await company.apply('2026-06-14')).toEqual({ decisions: 0, messages: 0 })
    expect(await company.apply('2026-06-15')).toEqual({ decisions: 0, messages: 1 })
    expect(await company.apply('2026-06-16')).toEqual({ decisions: 0, messages: 0 })
    expect(await company.messages()).toMatchObject([
      { subject: '[erased]', html: '[erased]', state: 'sent', totals: { USD: 620_050 } },
    ])
  })

  test('a letter that may still be sent is not touched, however old', async () => {
    const company = await aCompany({ messageDays: 30 })
    expect(await company.apply('2027-03-16')).toEqual({ decisions: 0, messages: 0 })
  })

  test('is nothing, unless the company says so', async () => {
    const company = await aCompany({})
    await company.markSent()
    expect(await company.apply('2036-03-16')).toEqual({ decisions: 0, messages: 0 })
  })

  test('is set at the command line, and said in words', async () => {
    const company = await aCompany({})
    const desk = aDesk({ database })
    const asked = ['retention', '--company', company.id]
    expect((await desk.type(...asked)).out).toBe('Decisions are kept for ever, texts of letters for ever.\n')
    expect(await desk.json(...asked, '--messages', '400')).toMatchObject({
      code: 0,
      json: { retention: { messageDays: 400 } },
    })
    expect(await desk.json(...asked, '--decisions', '90', '--messages', 'forever')).toMatchObject({
      json: { retention: { decisionDays: 90 } },
    })
    expect(await desk.type(...asked, '--decisions', '3')).toMatchObject({
      code: 1,
      err: expect.stringContaining('from 30 to 36500'),
    })
  })
})

describe('what lets nobody in any more', () => {
  test('goes with the daily look: sessions that have run out and links that are too old', async () => {
    const at = clockAt(MONDAY).now()
    const day = (days: number) => new Date(at.getTime() + days * 86_400_000)
    await database.db.insert(authUser).values({ id: 'ann', name: 'Ann', email: 'ann@heron.example.com' })
    const session = (id: string, expiresAt: Date) => ({
      ...{ id, token: id, userId: 'ann', expiresAt, updatedAt: at, ipAddress: '203.0.113.7' },
    })
    await database.db.insert(authSession).values([session('over', day(-1)), session('open', day(1))])
    const link = { tokenHash: 'h', userId: 'ann', expiresAt: day(-1), createdAt: day(-4), createdBy: 'Bob' }
    await database.db.insert(passwordLink).values(link)
    await applyAllRetention(database.db, clockAt(MONDAY))
    const sessions = await database.db.select().from(authSession)
    expect(sessions.map(({ id }) => id)).toEqual(['open'])
    expect(await database.db.select().from(passwordLink)).toEqual([])
  })
})
