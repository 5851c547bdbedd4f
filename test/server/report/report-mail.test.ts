import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { changeSettings, stopSending } from '#server/api/writes/company-settings.ts'
import { removeMember } from '#server/auth/members.ts'
import { authUser, member } from '#server/database/auth-tables.ts'
import { company as companyTable } from '#server/database/company-tables.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { sentInsteadTo } from '#server/mail/override.ts'
import { makeMorningReport } from '#server/report/morning-report.ts'
import { sendReports } from '#server/report/send-reports.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aMailService, byWay } from '../dispatch/a-mail-service.ts'
import { A_MAIL, aRule, someBooks, theCompany } from '../run/a-company.ts'

/** The morning report on its way to the people a company has chosen. */

const database = freshDatabase()
const mail = aMailService()
const AT_SEVEN_THIRTY = '2026-03-17T11:30:00Z'

// Every sweep looks at all companies: those of the tests before have nothing under way any more.
beforeEach(async () => {
  await database.db.delete(reportMail)
})

type Reader = { readonly name: string; readonly ownCustomersOnly?: boolean }

/** A live company whose report goes to these people. */
async function aCompany(readers: readonly Reader[], settings: Record<string, unknown> = {}) {
  const id = await database.aCompany({ mode: 'live', name: 'Heron Trading' })
  const to: string[] = []
  for (const { name, ownCustomersOnly = false } of readers) {
    const userId = `${id}-${name.toLowerCase()}`
    const email = `${name.toLowerCase()}@${id}.example.com`
    await database.db
      .insert(authUser)
      .values({ id: userId, name, email, createdAt: new Date(0), updatedAt: new Date(0) })
    await database.db.insert(member).values({
      companyId: id,
      userId,
      role: 'admin',
      ownCustomersOnly,
      createdAt: new Date(0),
      createdBy: 'test',
    })
    to.push(userId)
  }
  const [row] = await database.db.select().from(companyTable).where(eq(companyTable.id, id))
  await database.db
    .update(companyTable)
    .set({ settings: { ...row?.settings, morningReport: { at: '07:30', to }, ...settings } })
    .where(eq(companyTable.id, id))
  return theCompany(database.db, id)
}

/** The same after a run on Monday. */
async function aCompanyThatRan(...given: Parameters<typeof aCompany>) {
  const company = await aCompany(...given)
  await company.importBooks('2026-03-16', someBooks())
  await company.publish('2026-03-16', [aRule({ id: 'late', days: 10, acts: [A_MAIL] })])
  await company.run('2026-03-16')
  return company
}

const make = (companyId: string) =>
  makeMorningReport(database.db, { companyId, now: new Date(AT_SEVEN_THIRTY) })
const send = (at: string) => sendReports(database.db, mail.services(clockAt(at)))
const mailsOf = (companyId: string) =>
  database.db
    .select()
    .from(reportMail)
    .where(eq(reportMail.companyId, companyId))
    .orderBy(asc(reportMail.userId))
const set = (companyId: string, change: Partial<typeof companyTable.$inferInsert>) =>
  database.db.update(companyTable).set(change).where(eq(companyTable.id, companyId))

describe('the morning report by mail', () => {
  test('goes once to each of those chosen, with the alerts first, however many servers and restarts', async () => {
    const company = await aCompanyThatRan([{ name: 'Ann' }, { name: 'Bea' }])
    await database.db.transaction(async (tx) => {
      const alarm = {
        companyId: company.id,
        day: calendarDate('2026-03-17'),
        now: new Date('2026-03-17T10:00:00Z'),
      }
      const missed = 'The rule "late" was due on 2026-03-16 at 10:30 and did not run within an hour.'
      await raiseAlert(tx, { ...alarm, kind: 'missed-run', about: 'late', text: missed })
      await raiseAlert(tx, {
        ...alarm,
        kind: 'fell-to-zero',
        about: 'late',
        text: 'The rule "late" matches nobody any more.',
      })
    })
    await Promise.all([make(company.id), make(company.id)])
    await Promise.all([send(AT_SEVEN_THIRTY), send(AT_SEVEN_THIRTY), send(AT_SEVEN_THIRTY)])
    await make(company.id)
    for (const at of ['2026-03-17T11:31:00Z', '2026-03-17T15:00:00Z', '2026-03-18T11:29:00Z']) await send(at)
    const letters = mail.taken()
    expect(letters.map(({ mail: { to } }) => [to].flat().join()).sort()).toEqual([
      `"Ann" <ann@${company.id}.example.com>`,
      `"Bea" <bea@${company.id}.example.com>`,
    ])
    expect(letters[0]?.mail).toMatchObject({
      subject: 'Morning report of Heron Trading, 2026-03-17: 2 to look at',
      text: expect.stringMatching(
        /To look at\n- .*matches nobody any more\.\n- .*did not run within an hour\./,
      ),
    })
    expect(letters[0]?.mail.text).toContain('late, as of 2026-03-16: completed')
    expect(letters[0]?.mail.cc ?? []).toEqual([])
    expect(await mailsOf(company.id)).toMatchObject([
      { state: 'sent', attempts: 1, payload: null },
      { state: 'sent', attempts: 1 },
    ])
  })

  test('is in the language of the company', async () => {
    const company = await aCompanyThatRan([{ name: 'Ann' }], { language: 'de' })
    await make(company.id)
    await send(AT_SEVEN_THIRTY)
    expect(mail.taken()[0]?.mail).toMatchObject({
      subject: 'Morgenbericht Heron Trading, 17.03.2026',
      text: expect.stringContaining('Was lief\n- late, Stand 16.03.2026: abgeschlossen'),
    })
  })

  test('goes to nobody who sees a part of the books only, and to nobody from a company in test mode', async () => {
    const partly = await aCompany([{ name: 'Ann', ownCustomersOnly: true }])
    const testing = await aCompany([{ name: 'Ann' }])
    await set(testing.id, { mode: 'test' })
    for (const { id } of [partly, testing]) await make(id)
    await send(AT_SEVEN_THIRTY)
    expect(mail.taken()).toEqual([])
    expect(await mailsOf(partly.id)).toMatchObject([
      { state: 'not-sent', stateReason: expect.stringContaining('only a part of the books') },
    ])
    expect(await mailsOf(testing.id)).toMatchObject([
      { state: 'not-sent', stateReason: expect.stringContaining('test mode') },
    ])
  })

  test('goes while all sending is stopped, since it goes to people of the company; not from restored books', async () => {
    const company = await aCompany([{ name: 'Ann' }])
    const restored = await aCompany([{ name: 'Bea' }], { restored: true })
    const stopped = { sendingStoppedAt: new Date(AT_SEVEN_THIRTY), sendingStoppedBy: 'Ann' }
    for (const { id } of [company, restored]) {
      await set(id, stopped)
      await make(id)
    }
    await send('2026-03-17T11:31:00Z')
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'sent' }])
    const why = 'The books were restored from a backup. Look at them and let sending go on.'
    expect(await mailsOf(restored.id)).toMatchObject([{ state: 'waiting', stateReason: why }])
    await send('2026-03-18T11:31:00Z')
    await stopSending(
      database.db,
      { companyId: restored.id, actor: 'Ann', now: new Date(), why: 'go' },
      false,
    )
    await send('2026-03-18T11:32:00Z')
    expect(mail.taken()).toHaveLength(1)
    expect(await mailsOf(restored.id)).toMatchObject([
      { state: 'not-sent', stateReason: `It could not leave within a day. ${why}` },
    ])
    const [row] = await database.db.select().from(companyTable).where(eq(companyTable.id, restored.id))
    expect(row?.settings).not.toHaveProperty('restored')
  })

  test('goes to users of the company alone: nobody else can be chosen, and who was removed since the morning gets none', async () => {
    const company = await aCompany([{ name: 'Ann' }, { name: 'Bea' }, { name: 'Cid' }])
    const [ann = '', bea = '', cid = ''] = ['ann', 'bea', 'cid'].map((name) => `${company.id}-${name}`)
    const asked = { companyId: company.id, now: new Date(AT_SEVEN_THIRTY), why: 'holidays' }
    const choose = (to: string[]) =>
      changeSettings(database.db, { ...asked, actor: 'Ann' }, { morningReport: { at: '07:30', to } })
    await expect(choose([ann, 'somebody'])).rejects.toThrow('cannot go to "somebody"')
    await make(company.id)
    await removeMember(database.db, { ...asked, userId: bea, actor: { id: ann, name: 'Ann' } })
    await choose([ann])
    await send(AT_SEVEN_THIRTY)
    expect(mail.taken().map(({ mail: { to } }) => [to].flat().join())).toEqual([
      `"Ann" <ann@${company.id}.example.com>`,
    ])
    expect(await mailsOf(company.id)).toMatchObject([
      { userId: ann, state: 'sent' },
      { userId: bea, state: 'not-sent', stateReason: 'The report does not go to them any more.' },
      { userId: cid, state: 'not-sent', stateReason: 'The report does not go to them any more.' },
    ])
  })

  test('whose reader left the company is not repeated, though it may not have arrived', async () => {
    const company = await aCompany([{ name: 'Ann' }])
    await make(company.id)
    mail.resend.failNext('cut')
    await send(AT_SEVEN_THIRTY)
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'unknown' }])
    await database.db.delete(member).where(eq(member.companyId, company.id))
    await send('2026-03-17T11:33:00Z')
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'unknown', attempts: 1 }])
  })

  test('goes to the override address outside production, and says whom it was for', async () => {
    const company = await aCompany([{ name: 'Ann' }])
    await make(company.id)
    const own = mail.services(clockAt(AT_SEVEN_THIRTY))
    await sendReports(database.db, {
      ...own,
      async senderOf(order) {
        const set = await own.senderOf(order)
        return 'found' in set ? set : byWay(sentInsteadTo('all@dunlin.example.com', set.sender))
      },
    })
    const [letter] = mail.taken()
    expect([letter?.mail.to].flat()).toEqual(['all@dunlin.example.com'])
    expect(letter?.mail.text).toContain(`for Ann <ann@${company.id}.example.com>`)
  })

  test('whose answer was lost is looked up, and not sent again', async () => {
    const company = await aCompany([{ name: 'Ann' }])
    await make(company.id)
    mail.resend.failNext('cut-after-accept')
    await send(AT_SEVEN_THIRTY)
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'unknown', mayHaveLeft: true }])
    await send('2026-03-17T11:33:00Z')
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'sent' }])
    expect(mail.taken()).toHaveLength(1)
  })

  test('whose server died while sending it is looked up, and a late answer changes nothing', async () => {
    const company = await aCompany([{ name: 'Ann' }])
    await make(company.id)
    const own = mail.services(clockAt(AT_SEVEN_THIRTY))
    const dies = async (point: string) => {
      if (point === 'after-send') throw new Error('killed')
    }
    await expect(sendReports(database.db, { ...own, at: dies })).rejects.toThrow('killed')
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'sending', attempts: 1 }])
    await send('2026-03-17T11:30:10Z')
    expect(mail.taken()).toHaveLength(1)
    // Its time is over: it may have left, so it is looked up before anything else.
    await send('2026-03-17T11:35:00Z')
    await send('2026-03-17T11:40:00Z')
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'sent', attempts: 1 }])
    expect(mail.taken()).toHaveLength(1)
  })

  test('that is refused is told as an alert', async () => {
    const company = await aCompany([{ name: 'Ann' }])
    await make(company.id)
    mail.resend.failNext('invalid')
    await send(AT_SEVEN_THIRTY)
    expect(await mailsOf(company.id)).toMatchObject([{ state: 'failed' }])
  })
})
