import { and, eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { calendarDate } from '#engine/calendar-date.ts'
import { attempt, message, note } from '#server/database/action-tables.ts'
import { appendAudit, verifyAudit } from '#server/database/audit.ts'
import { account, audit } from '#server/database/company-tables.ts'
import { contact, customer, document } from '#server/database/ledger-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { attachment, reply, suppressedAddress } from '#server/database/mail-tables.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { rows } from '#server/database/rows.ts'
import { morningReport } from '#server/database/rule-tables.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { erasePersonalData } from '#server/operations/erasure.ts'
import { ErasureRefusedError } from '#server/operations/errors.ts'
import { ERASED, eraserOf } from '#server/operations/personal-values.ts'
import { storedTables } from '#server/operations/stored-tables.ts'
import { openMissingDataTasks } from '#server/report/missing-data.ts'
import { makeMorningReport } from '#server/report/morning-report.ts'
import { ReportContent } from '#server/report/report-content.ts'
import { cancelWaitingActions } from '#server/run/action-states.ts'
import { aContact, aLedger } from '../../builders.ts'
import { aDesk } from '../command-line/typing.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'
const NOW = new Date('2026-03-17T09:00:00Z')
const erasure = (companyId: string, subject: { type: 'customer' | 'contact'; id: string }) => ({
  companyId,
  subject,
  actor: 'admin',
  now: NOW,
  why: 'asked for on 2026-03-12',
})

/** A company that has written to Wilma of Heron Supplies, under an older address too, and kept notes about her. */
async function aCompanyThatWrote() {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  const books = someBooks()
  const wilma = aContact({ id: 'k1', customerId: 'heron', name: 'Wilma', email: 'wilma@heron.example.com' })
  const older = aContact({ id: 'k1', customerId: 'heron', name: 'Wilma', email: 'wilma@old.example.com' })
  await company.importBooks(MONDAY, { ...books, contacts: [older, books.contacts[1]!] })
  await company.importBooks(MONDAY, aLedger({ ...books, contacts: [wilma, books.contacts[1]!] }))
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  await company.run(MONDAY)
  await database.db.transaction(async (tx) => {
    await cancelWaitingActions(tx, { companyId: company.id, reason: 'Wilma called', now: NOW })
    await tx.update(message).set({ state: 'sent', sentAt: NOW }).where(eq(message.companyId, company.id))
    const letters = await tx
      .update(message)
      .set({
        payload: { to: { name: 'Wilma', address: 'wilma@heron.example.com' } },
        cc: [{ name: 'Wilma', address: 'wilma@heron.example.com' }],
        stateReason: 'Refused for wilma@heron.example.com',
      })
      .where(eq(message.companyId, company.id))
      .returning({ id: message.id })
    const at = { companyId: company.id, startedAt: NOW, worker: 'w1' }
    await tx.insert(attempt).values(
      letters.map(({ id }) => ({
        ...at,
        subjectType: 'message' as const,
        subjectId: id,
        number: 1,
        found: 'No mailbox wilma@heron.example.com',
      })),
    )
    const theirs = { companyId: company.id, customerId: 'heron', createdAt: NOW }
    await tx.insert(suppressedAddress).values({
      companyId: company.id,
      address: 'wilma@heron.example.com',
      reason: 'bounce',
      suppressedAt: NOW,
      suppressedBy: 'Resend',
    })
    await tx.insert(reply).values({
      companyId: company.id,
      id: 'r1',
      customerId: 'heron',
      from: 'wilma@heron.example.com',
      subject: 'Re: overdue',
      text: 'Paid. Wilma',
      receivedAt: NOW,
    })
    await tx.insert(attachment).values({
      ...theirs,
      id: 'f1',
      fileName: 'statement-heron.pdf',
      contentType: 'application/pdf',
      content: 'JVBERi0=',
    })
    await tx.insert(account).values({
      companyId: company.id,
      connectionId: 'erp',
      id: '17',
      customerId: 'heron',
      name: 'Heron Supplies',
      domain: 'heron.example.com',
      match: 'same-id',
    })
    const line = { companyId: company.id, at: NOW, actor: 'bob' }
    await tx.insert(note).values({
      ...{ companyId: company.id, id: 'n1', customerId: 'heron', createdAt: NOW, createdBy: 'bob' },
      text: 'Wilma is on leave until May',
    })
    await appendAudit(tx, [
      {
        ...line,
        act: 'change contact',
        subject: { type: 'contact', id: 'k1' },
        after: { phone: '+1 555 0100' },
      },
      {
        ...line,
        act: 'add promise',
        subject: { type: 'promise', id: 'p1' },
        after: { minor: 5000 },
        why: 'WILMA  called',
      },
      { ...line, act: 'change settings', subject: { type: 'company', id: company.id }, why: 'annual review' },
    ])
  })
  await toldInTheMorning(company.id)
  return company
}

/** What the morning report said of them, under a name nobody else remembers, and its mail of which nobody knows whether it arrived. */
async function toldInTheMorning(companyId: string) {
  const { db } = database
  await db.transaction(async (tx) => {
    const text = 'A letter to Wilma of Heron Supplies could not be written.'
    const alarm = { companyId, day: calendarDate('2026-03-17'), now: NOW }
    await raiseAlert(tx, { ...alarm, kind: 'letter-held-back', about: 'late', text })
    const rule = { id: 'late', name: 'Late' }
    const missing = [{ rule, subjects: 1, examples: [{ id: 'heron', name: 'Heron Supplies' }] }]
    await openMissingDataTasks(tx, { companyId, now: NOW, missing })
  })
  await makeMorningReport(db, { companyId, now: NOW })
  const [made] = await db.select().from(morningReport).where(eq(morningReport.companyId, companyId))
  const content = ReportContent.parse(made?.content)
  const holdsPlaced = [{ id: 'heron', name: 'Wilma & Daughters' }]
  await db
    .update(morningReport)
    .set({ content: { ...content, holdsPlaced } })
    .where(eq(morningReport.companyId, companyId))
  await db.insert(reportMail).values({
    companyId,
    day: content.day,
    userId: 'ann',
    to: { name: 'Ann', address: 'ann@dunlin.example.com' },
    state: 'unknown',
    payload: { text: 'Credit holds placed: Heron Supplies' },
    notBefore: NOW,
    createdAt: NOW,
  })
}

/** Every table and row in which a text stands. */
async function wherever(companyId: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const { name, columns } of await storedTables(database.db)) {
    if (!columns.includes('company_id')) continue
    const matching = await database.db.execute(sql`
      select row_to_json(stored)::text as row from ${sql.identifier(name)} stored
      where company_id = ${companyId} and row_to_json(stored)::text ~* ${`\\m${text}\\M`}`)
    for (const { row } of rows(z.object({ row: z.string() }), matching)) found.push(`${name} ${row}`)
  }
  return found
}

describe('the erasure of a customer', () => {
  test('leaves no name, no address and no letter anywhere, while amounts stay and the audit is whole', async () => {
    const { id } = await aCompanyThatWrote()
    for (const text of ['Wilma', 'Heron Supplies', 'wilma@heron.example.com', 'wilma@old.example.com'])
      expect(await wherever(id, text), text).not.toEqual([])
    const documents = await database.db.select().from(document).where(eq(document.companyId, id))
    const lines = (await verifyAudit(database.db, id)).lines
    const report = await erasePersonalData(database.db, erasure(id, { type: 'customer', id: 'heron' }))
    expect(report.rows).toBeGreaterThan(5)
    for (const text of [
      'Wilma',
      'Heron Supplies',
      'wilma@heron.example.com',
      'wilma@old.example.com',
      'heron.example.com',
    ])
      expect(await wherever(id, text), text).toEqual([])
    expect(await database.db.select().from(document).where(eq(document.companyId, id))).toEqual(documents)
    const letters = await database.db.select().from(message).where(eq(message.companyId, id))
    expect(letters.filter(({ customerId }) => customerId === 'heron')).toMatchObject([
      { html: '[erased]', text: '[erased]', state: 'sent', totals: { USD: 620_050 } },
    ])
    const [told] = await database.db.select().from(morningReport).where(eq(morningReport.companyId, id))
    expect(ReportContent.parse(told?.content)).toMatchObject({
      holdsPlaced: [{ id: 'heron', name: '[erased]' }],
      alerts: ['A letter to [erased] of [erased] could not be written.'],
    })
    const [mail] = await database.db.select().from(reportMail).where(eq(reportMail.companyId, id))
    expect(mail).toMatchObject({ state: 'unknown', payload: null, notBefore: null })
    expect(await verifyAudit(database.db, id)).toMatchObject({ lines: lines + 1, broken: null })
    const [last] = await database.db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, id), eq(audit.act, 'erase personal data')))
    expect(last).toMatchObject({ actor: 'admin', subjectId: 'heron', why: 'asked for on 2026-03-12' })
  })

  test('touches no other customer and no other company', async () => {
    const one = await aCompanyThatWrote()
    const other = await aCompanyThatWrote()
    const plover = await wherever(one.id, 'Plover')
    const others = await wherever(other.id, 'Wilma')
    await erasePersonalData(database.db, erasure(one.id, { type: 'customer', id: 'heron' }))
    expect(await wherever(one.id, 'Plover')).toEqual(plover)
    expect(await wherever(other.id, 'Wilma')).toEqual(others)
    const settings = and(eq(audit.companyId, one.id), eq(audit.act, 'change settings'))
    expect(await database.db.select().from(audit).where(settings)).toMatchObject([{ why: 'annual review' }])
  })

  test('leaves books that still can be read and decided on', async () => {
    const company = await aCompanyThatWrote()
    const before = (await loadLedger(database.db, company.id)).documents
    await erasePersonalData(database.db, erasure(company.id, { type: 'customer', id: 'heron' }))
    const ledger = await loadLedger(database.db, company.id)
    expect(ledger.documents).toEqual(before)
    expect(ledger.customers.find(({ id }) => id === 'heron')).toMatchObject({ name: '[erased]' })
    const report = await company.run(MONDAY)
    expect(report.rules[0]?.counts).toMatchObject({ evaluated: 2 })
    expect(
      (await company.actions()).filter(({ kind, state }) => kind === 'send-email' && state === 'queued'),
    ).toEqual([])
  })

  test('is refused while an act for them is under way, and nothing is erased', async () => {
    const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [libraryRule(THE_RULE)])
    await company.run(MONDAY)
    const erasing = erasePersonalData(database.db, erasure(company.id, { type: 'customer', id: 'heron' }))
    await expect(erasing).rejects.toBeInstanceOf(ErasureRefusedError)
    expect(await wherever(company.id, 'Heron Supplies')).not.toEqual([])
  })
})

describe('the erasure of one person', () => {
  test('leaves the customer and its other contacts', async () => {
    const { id } = await aCompanyThatWrote()
    await erasePersonalData(database.db, erasure(id, { type: 'contact', id: 'k1' }))
    expect(await wherever(id, 'Wilma')).toEqual([])
    expect(await wherever(id, 'wilma@old.example.com')).toEqual([])
    const [owner] = await database.db
      .select()
      .from(customer)
      .where(and(eq(customer.companyId, id), eq(customer.id, 'heron')))
    expect(owner?.name).toBe('Heron Supplies')
    const [pat] = await database.db
      .select()
      .from(contact)
      .where(and(eq(contact.companyId, id), eq(contact.id, 'k2')))
    expect(pat).toMatchObject({ name: 'Pat', email: 'pat@plover.example.com' })
    expect(await verifyAudit(database.db, id)).toMatchObject({ broken: null })
  })

  test('of somebody who is not there says so', async () => {
    const { id } = await aCompanyThatWrote()
    const erasing = erasePersonalData(database.db, erasure(id, { type: 'contact', id: 'k9' }))
    await expect(erasing).rejects.toThrow('There is no contact "k9"')
  })

  test('at the command line wants a reason', async () => {
    const { id } = await aCompanyThatWrote()
    const desk = aDesk({ database })
    expect(await desk.type('erase', '--company', id, '--contact', 'k1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('whom to erase and why'),
    })
    const done = await desk.json('erase', '--company', id, '--contact', 'k1', '--why', 'asked for')
    expect(done).toMatchObject({ code: 0, json: { subject: { type: 'contact', id: 'k1' } } })
    expect(await wherever(id, 'Wilma')).toEqual([])
  })
})

test.each([
  ['Ann called', '[erased] called'],
  ['the annual fee of ANN', 'the annual fee of [erased]'],
  ['O’Ann', 'O’[erased]'],
  ['mail ann+ar@b.test now', 'mail [erased] now'],
  ['pay Smith-Jones & Co. (UK)!', 'pay [erased]!'],
])('of %j %j is left when Ann is erased', (text, left) => {
  expect(eraserOf(['Ann', 'ann+ar@b.test', 'Smith-Jones & Co. (UK)']).erase({ deep: [text] })).toEqual({
    deep: [left],
  })
})

test('whatever a name is made of, it can be looked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 2 }), (name) => {
      expect(eraserOf([name]).erase({ figure: 5, text: 'unrelated 123' })).toHaveProperty('figure', 5)
      if (/^[\p{L}\p{N}]+$/u.test(name)) expect(eraserOf([name]).erase(name)).toBe(ERASED)
    }),
  )
})
