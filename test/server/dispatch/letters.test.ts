import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { recordDoneByHand, retryAction } from '#server/api/writes/settle-action.ts'
import { action, attempt, message, messageAction, task } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { authUser, member } from '#server/database/auth-tables.ts'
import { company as companyTable } from '#server/database/company-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { contactEvent } from '#server/database/ledger-tables.ts'
import { mailTemplate } from '#server/database/mail-tables.ts'
import { alert } from '#server/database/rule-tables.ts'
import { companyGuards } from '#server/dispatch/company-guards.ts'
import { hasMoved, readBasis } from '#server/dispatch/decision-basis.ts'
import { dispatchCompany } from '#server/dispatch/dispatch.ts'
import type { DispatchServices, FaultPoint } from '#server/dispatch/dispatch-services.ts'
import { thawLetter } from '#server/dispatch/freeze-letter.ts'
import { companiesWithWork, sweepLetters } from '#server/dispatch/sweep-letters.ts'
import { attachmentsOf } from '#server/mail/attachments.ts'
import { suppressByHand } from '#server/mail/suppression.ts'
import { aContact, aContactEvent, aCustomer, aLedger, anEntity, anInvoice, paid } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import { pdfTexts } from '../mail/pdf-text.ts'
import { A_MAIL, type ACompany, aRule, someBooks, theCompany } from '../run/a-company.ts'
import { aMailService } from './a-mail-service.ts'

const database = freshDatabase()
const mail = aMailService()

const MONDAY = '2026-03-16'
/** Monday, 11:30 in New York. */
const NOON = '2026-03-16T15:30:00Z'

const REMINDER = aRule({ id: 'late', days: 30, acts: [A_MAIL] })

/** A live company whose rule has just queued one letter to Heron Supplies about 6,200.50. */
async function aCompany({ rules = [REMINDER], books = someBooks() } = {}): Promise<ACompany> {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live', settings: SOLO }))
  await company.importBooks(MONDAY, books)
  await company.publish(MONDAY, rules)
  await company.run(MONDAY)
  return company
}
const SOLO = {
  soloMode: true,
  firstRun: { customers: 1000, percentOfReceivables: 100 },
  staleAfterHours: null,
}

const servicesAt = (when: string, more: Partial<DispatchServices> = {}): DispatchServices => ({
  guards: companyGuards,
  attachmentsOf: async () => ({ attachments: [] }),
  worker: 'worker 1',
  ...mail.services(clockAt(when)),
  ...more,
})
const dispatch = (company: ACompany, when = NOON, more: Partial<DispatchServices> = {}) =>
  dispatchCompany(database.db, servicesAt(when, more), company.id)
const sweep = (when: string, more: Partial<DispatchServices> = {}) =>
  sweepLetters(database.db, servicesAt(when, more))
const attemptsOf = (company: ACompany) =>
  database.db
    .select({ number: attempt.number, result: attempt.result, worker: attempt.worker })
    .from(attempt)
    .where(eq(attempt.companyId, company.id))
    .orderBy(attempt.number)
const paidInFull = (day: string) => aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: day }))
/** Heron Supplies owes the other legal entity something, too. */
const booksOfTwo = () =>
  aLedger(someBooks(), {
    entities: [anEntity({ id: 'uk', name: 'Dunlin Ltd', currency: 'USD' })],
    documents: [anInvoice({ id: 'A-3', customerId: 'heron', entityId: 'uk', dueOn: '2026-01-31' })],
  })
const alertsOf = (company: ACompany) =>
  database.db.select().from(alert).where(eq(alert.companyId, company.id))

/** Dies at a point: what it had not committed is gone, and it writes nothing more. */
class Killed extends Error {}
const dieAt = (point: FaultPoint) => ({
  at: async (reached: FaultPoint) => {
    if (reached === point) throw new Killed(point)
  },
})
const stateOf = async (company: ACompany) => (await company.actions()).map(({ state }) => state)

describe('a letter', () => {
  test('leaves once, frozen before it left, and is told in the books, the attempt and the audit', async () => {
    const company = await aCompany()
    expect(await dispatch(company)).toMatchObject({ done: 1, failed: 0, unknown: 0 })
    expect(mail.taken()).toHaveLength(1)
    const [letter] = await company.messages()
    expect(mail.taken()[0]).toMatchObject({ key: letter?.id, mail: { subject: letter?.subject } })
    expect(letter).toMatchObject({
      state: 'sent',
      providerId: mail.taken()[0]?.id,
      sentBy: 'resend',
      attempts: 1,
      payload: { to: { address: 'ann@heron.example.com' }, text: letter?.text },
    })
    expect(letter?.payloadHash).toMatch(/^[0-9a-f]{64}$/)
    expect(await company.actions()).toMatchObject([{ state: 'sent', doneOn: MONDAY, attempts: 1 }])
    expect(await attemptsOf(company)).toMatchObject([{ result: 'sent', worker: 'worker 1' }])
    const contacts = await database.db
      .select()
      .from(contactEvent)
      .where(eq(contactEvent.companyId, company.id))
    expect(contacts).toMatchObject([{ customerId: 'heron', on: MONDAY, kind: 'chase' }])
    expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
    expect(await dispatch(company)).toEqual({ done: 0, cancelled: 0, failed: 0, deferred: 0, unknown: 0 })
    expect(mail.taken()).toHaveLength(1)
  })

  test('looked at 96 times that day, and by two ways at once, leaves once (F1, F3)', async () => {
    const company = await aCompany()
    for (let look = 0; look < 95; look += 1) await dispatch(company)
    await company.run(MONDAY)
    await Promise.all([dispatch(company), company.run(MONDAY), dispatch(company)])
    expect(mail.taken()).toHaveLength(1)
  })

  test('of fifty dispatches at once is sent by one of them (F4)', async () => {
    const company = await aCompany()
    const reports = await Promise.all(
      Array.from({ length: 50 }, (_, at) => dispatch(company, NOON, { worker: `worker ${at}` })),
    )
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(1)
    expect(mail.taken()).toHaveLength(1)
    expect(await attemptsOf(company)).toHaveLength(1)
  })

  test('is cancelled as paid when the payment came after it was queued (F13)', async () => {
    const company = await aCompany()
    await company.importBooks(MONDAY, paidInFull(MONDAY))
    expect(await dispatch(company)).toMatchObject({ done: 0, cancelled: 1 })
    expect(mail.taken()).toEqual([])
    expect(await company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: 'Paid: nothing is overdue any more.' },
    ])
  })

  test('is cancelled when its invoice is voided or written off, and the outbox does not call that paid (F22)', async () => {
    const one = aRule({ id: 'one', subject: 'invoice', days: 10, acts: [A_MAIL] })
    const company = await aCompany({ rules: [REMINDER, one] })
    const ends = [
      { id: 'A-1', customerId: 'heron', totalMinor: 620_050, closedBy: 'written-off' },
      { id: 'B-1', customerId: 'plover', totalMinor: 90_000, closedBy: 'void' },
    ] as const
    const documents = ends.map((each) => anInvoice({ ...each, dueOn: '2026-01-31', closedOn: MONDAY }))
    await company.importBooks(MONDAY, aLedger({ documents }))
    expect(await dispatch(company)).toMatchObject({ done: 0, cancelled: 3 })
    expect(mail.taken()).toEqual([])
    const said = (await company.actions()).map(({ subjectId, stateReason }) => `${subjectId}: ${stateReason}`)
    expect(said.sort()).toEqual([
      'A-1: Written off: nothing is overdue any more.',
      'B-1: Voided: nothing is overdue any more.',
      'heron: Nothing is overdue any more.',
    ])
  })

  test.each(['after-claim', 'before-freeze', 'after-freeze'] as const)(
    'does not leave when the payment comes between %s and the attempt',
    async (when) => {
      const company = await aCompany()
      let isPaid = false
      const at = async (point: FaultPoint) => {
        if (point !== when || isPaid) return
        isPaid = true
        await company.importBooks(MONDAY, paidInFull(MONDAY))
      }
      expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 0, cancelled: 1 })
      expect(mail.taken()).toEqual([])
      expect(await attemptsOf(company)).toEqual([])
    },
  )

  test('asks for what is left when a part was paid while it was about to leave', async () => {
    const company = await aCompany()
    let once = true
    const at = async (point: FaultPoint) => {
      if (point !== 'after-freeze' || !once) return
      once = false
      await company.importBooks(
        MONDAY,
        aLedger(paid('A-1', { customerId: 'heron', minor: 20_050, on: MONDAY })),
      )
    }
    expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 1 })
    expect(mail.taken()).toHaveLength(1)
    expect(mail.taken()[0]?.mail.text).toContain('6,000.00')
  })

  test('F15: that chases an invoice issued when it was overdue waits a week from the day the invoice was sent', async () => {
    const late = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 3 }
    const sentBefore = {
      fact: 'daysSinceStep',
      params: { rule: 'deliver', step: 'copy' },
      operator: 'greaterThanInclusive',
      value: 7,
    }
    const chase = {
      id: 'decide',
      do: 'decide',
      branches: [{ id: 'late', when: { all: [late, sentBefore] }, steps: [{ do: 'act', ...A_MAIL }] }],
    }
    const copy = { id: 'copy', action: 'send-invoice', params: {} }
    const company = await aCompany({
      rules: [
        aRule({ id: 'deliver', subject: 'invoice', days: 0, acts: [copy] }),
        aRule({ id: 'chase', subject: 'invoice', days: 0, acts: [], steps: [chase] }),
      ],
      // Issued on Friday the 13th; the invoice itself leaves on Monday.
      books: aLedger(someBooks(), {
        documents: [
          anInvoice({ id: 'L-1', customerId: 'heron', issuedOn: '2026-03-13', dueOn: '2026-02-27' }),
        ],
      }),
    })
    const seen: string[] = []
    for (const day of [MONDAY, '2026-03-17', '2026-03-20', '2026-03-23']) {
      if (day !== MONDAY) await company.run(day)
      await dispatch(company, `${day}T15:30:00Z`)
      const letters = await company.messages()
      const left = letters.filter(
        ({ state, lines }) => state === 'sent' && JSON.stringify(lines).includes('L-1'),
      )
      seen.push(`${day}: ${left.map(({ kind }) => kind).join(', ')}`)
    }
    expect(seen).toEqual([
      `${MONDAY}: receipt`,
      '2026-03-17: receipt',
      '2026-03-20: receipt',
      '2026-03-23: receipt, chase',
    ])
  })

  test('F69: whose address gets nothing more since it was written ends at once, is not left queued, and the next run asks a person', async () => {
    const company = await aCompany()
    const at = async (point: FaultPoint) => {
      if (point !== 'after-freeze') return
      const person = { companyId: company.id, actor: 'Resend', now: new Date(NOON) }
      await suppressByHand(database.db, person, { address: 'ann@heron.example.com', why: 'Bounced' })
    }
    expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 0, deferred: 0 })
    expect(mail.taken()).toEqual([])
    expect(await company.actions()).toMatchObject([{ state: 'cancelled' }])
    expect((await company.messages()).map(({ state }) => state)).toEqual(['void'])
    await company.run('2026-03-17')
    const asked = await database.db.select().from(task).where(eq(task.companyId, company.id))
    expect(asked).toMatchObject([{ customerId: 'heron', title: 'Nobody to write to', state: 'open' }])
  })

  test('waits for its window and is not dropped, and leaves when it opens (F52)', async () => {
    const company = await aCompany()
    expect(await dispatch(company, '2026-03-16T22:00:00Z')).toMatchObject({ done: 0, deferred: 1 })
    expect(await company.actions()).toMatchObject([
      { state: 'queued', attempts: 0, notBefore: new Date('2026-03-17T13:00:00Z') },
    ])
    expect(await dispatch(company, '2026-03-17T12:59:00Z')).toMatchObject({ done: 0, deferred: 0 })
    expect(await dispatch(company, '2026-03-17T13:00:00Z')).toMatchObject({ done: 1 })
    expect(mail.taken()).toHaveLength(1)
  })

  test('F19: whose pause is lifted on a Saturday evening waits for Monday morning, and another one for the contact limit too; both are told before', async () => {
    const company = await aCompany({ rules: [] })
    const written = aContactEvent({ customerId: 'heron', on: calendarDate('2026-03-11'), kind: 'chase' })
    await company.importBooks('2026-03-12', aLedger({ contactEvents: [written] }))
    await company.publish('2026-03-12', [aRule({ id: 'late', days: 10, acts: [A_MAIL] })])
    const asked = async (when: string, method: string, path: string, body?: object) =>
      (
        await ask(
          anApi(database.db, () => somebody(company.id), { clock: clockAt(when) }),
          method,
          path,
          {
            body,
          },
        )
      ).json
    const pauses: { id: string }[] = []
    for (const customer of ['heron', 'plover'])
      pauses.push(
        await asked('2026-03-12T15:30:00Z', 'POST', '/v1/blocks', {
          kind: 'pause',
          customer,
          until: '2026-03-14',
          reason: 'They are moving house',
        }),
      )
    await company.run('2026-03-13')
    // Saturday is the last day of both pauses.
    await company.run('2026-03-14')
    expect(await company.actions()).toEqual([])
    const SATURDAY_EVENING = '2026-03-14T23:00:00Z'
    for (const { id } of pauses)
      await asked(SATURDAY_EVENING, 'POST', `/v1/blocks/${id}/lift`, { why: 'Done' })
    const { day, customers } = await asked(SATURDAY_EVENING, 'GET', '/v1/tomorrow')
    expect([day, customers]).toMatchObject([
      MONDAY,
      [
        { customer: { id: 'heron' }, acts: [{ heldBack: expect.stringContaining('2026-03-11') }] },
        { customer: { id: 'plover' }, acts: [{ recipient: 'pat@plover.example.com', heldBack: null }] },
      ],
    ])
    await company.run('2026-03-14')
    expect(await dispatch(company, SATURDAY_EVENING)).toMatchObject({ done: 0, deferred: 1 })
    expect((await asked(SATURDAY_EVENING, 'GET', '/v1/actions')).actions).toMatchObject([
      {
        customer: { id: 'plover' },
        state: 'queued',
        stateReason: '2026-03-14 is no business day in America/New_York.',
      },
    ])
    const seen: string[] = []
    const seenAt = async (when: string) => {
      await dispatch(company, when)
      const taken = mail.taken().map(({ mail: { to } }) => (String(to).includes('ann@') ? 'heron' : 'plover'))
      seen.push(`${when}: ${taken.join(', ')}`)
    }
    await seenAt('2026-03-16T12:59:00Z')
    await seenAt('2026-03-16T13:00:00Z')
    for (const on of [MONDAY, '2026-03-17', '2026-03-18']) {
      await company.run(on)
      await seenAt(`${on}T15:30:00Z`)
    }
    // Five business days after Wednesday the 11th are over on Wednesday the 18th.
    expect(seen).toEqual([
      '2026-03-16T12:59:00Z: ',
      '2026-03-16T13:00:00Z: plover',
      '2026-03-16T15:30:00Z: plover',
      '2026-03-17T15:30:00Z: plover',
      '2026-03-18T15:30:00Z: plover, heron',
    ])
  })

  test('does not leave once all sending was stopped, even right before the attempt', async () => {
    const company = await aCompany()
    const stop = (sendingStoppedAt: Date | null) =>
      database.db.update(companyTable).set({ sendingStoppedAt }).where(eq(companyTable.id, company.id))
    const at = async (point: FaultPoint) => {
      if (point === 'after-freeze') await stop(new Date(NOON))
    }
    expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 0 })
    expect(await dispatch(company)).toMatchObject({ done: 0 })
    expect(mail.taken()).toEqual([])
    expect(await stateOf(company)).toEqual(['queued'])
    await stop(null)
    expect(await dispatch(company)).toMatchObject({ done: 1 })
  })

  test('stays where it is when a guard fails, and people are told', async () => {
    const company = await aCompany()
    const guards = {
      sendTime: () => {
        throw new Error('The calendar cannot be read.')
      },
    }
    expect(await dispatch(company, NOON, { guards })).toMatchObject({ done: 0, deferred: 1 })
    const senderOf = async () => Promise.reject(new Error('The safe is locked.'))
    expect(await dispatch(company, '2026-03-16T15:36:00Z', { senderOf })).toMatchObject({
      done: 0,
      deferred: 1,
    })
    expect(mail.taken()).toEqual([])
    expect(await stateOf(company)).toEqual(['queued'])
    expect((await alertsOf(company)).map(({ text }) => text).join(' ')).toMatch(
      /calendar.*safe|safe.*calendar/,
    )
    expect(await dispatch(company, '2026-03-16T15:52:00Z')).toMatchObject({ done: 1 })
  })

  test('of two legal entities are two, and their action is done when both have left', async () => {
    const company = await aCompany({ books: booksOfTwo() })
    mail.resend.failNext('rate-limited')
    expect(await dispatch(company)).toMatchObject({ deferred: 1 })
    expect(await company.actions()).toMatchObject([{ state: 'sending', doneOn: null }])
    expect(mail.taken()).toHaveLength(1)
    await dispatch(company, '2026-03-16T15:31:00Z')
    expect(await company.actions()).toMatchObject([{ state: 'sent', doneOn: MONDAY }])
    expect(new Set(mail.taken().map(({ key }) => key)).size).toBe(2)
  })

  test('of two legal entities waits while the other one has no sender, and both leave once it has', async () => {
    const company = await aCompany({ books: booksOfTwo() })
    const { senderOf } = servicesAt(NOON)
    const withoutOne: DispatchServices['senderOf'] = async (who) =>
      who.entityId === 'uk' ? { sender: null, found: 'No sender has been set up.' } : senderOf(who)
    expect(await dispatch(company, NOON, { senderOf: withoutOne })).toMatchObject({ done: 0 })
    expect(mail.taken()).toEqual([])
    expect(await company.actions()).toMatchObject([
      { state: 'queued', stateReason: 'No sender has been set up.' },
    ])
    await dispatch(company, '2026-03-16T15:46:00Z')
    expect(mail.taken()).toHaveLength(2)
    expect(await stateOf(company)).toEqual(['sent'])
  })

  test('of two legal entities waits for the other one while somebody else is at that, written anew', async () => {
    const company = await aCompany({ books: booksOfTwo() })
    await expect(dispatch(company, NOON, dieAt('after-freeze'))).rejects.toThrow(Killed)
    // The process had begun to take back what it had frozen: one letter is a draft again, and a second process has taken it.
    const [first, second] = await company.messages()
    await database.db.transaction((tx) => thawLetter(tx, second!))
    await leased(second!.id, '2026-03-16T15:50:00Z')
    expect(await dispatch(company, '2026-03-16T15:40:00Z')).toMatchObject({ done: 0 })
    expect(mail.taken()).toEqual([])
    expect(await stateOf(company)).toEqual(['queued'])
    expect(await dispatch(company, '2026-03-16T15:51:00Z')).toMatchObject({ done: 2 })
    expect(mail.taken()).toHaveLength(2)
    expect(await stateOf(company)).toEqual(['sent'])
    expect(first?.state).toBe('frozen')
  })

  test('of two legal entities stays when the other one is taken back between its writing and its leaving', async () => {
    const company = await aCompany({ books: booksOfTwo() })
    let taken: (typeof message.$inferSelect)[] = []
    const at: NonNullable<DispatchServices['at']> = async (point) => {
      if (point !== 'after-freeze' || taken.length > 0) return
      taken = (await company.messages()).slice(1)
      await database.db.transaction((tx) => thawLetter(tx, taken[0]!))
      await leased(taken[0]!.id, '2026-03-16T15:50:00Z')
    }
    expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 0 })
    expect([taken.length, mail.taken()]).toEqual([1, []])
    expect(await stateOf(company)).toEqual(['queued'])
    expect(await dispatch(company, '2026-03-16T15:51:00Z')).toMatchObject({ done: 2 })
    expect(await stateOf(company)).toEqual(['sent'])
  })

  test('of two legal entities that was taken back while the other one left is not forgotten', async () => {
    const company = await aCompany({ books: booksOfTwo() })
    mail.resend.failNext('rate-limited')
    await dispatch(company)
    const second = (await company.messages()).find(({ state }) => state === 'frozen')
    await database.db.transaction((tx) => thawLetter(tx, second!))
    const later = '2026-03-16T15:40:00Z'
    expect(await companiesWithWork(database.db, new Date(later))).toContain(company.id)
    await sweep(later)
    await dispatch(company, later)
    expect(mail.taken()).toHaveLength(2)
    expect(await stateOf(company)).toEqual(['sent'])
  })

  test('put off while the other one of its act left is not sent when its invoice is paid, and a person is told', async () => {
    const company = await aCompany({ books: booksOfTwo() })
    mail.resend.failNext('rate-limited')
    await dispatch(company)
    const left = (await company.messages()).find(({ state }) => state === 'frozen')
    const [document, minor] = left?.entityId === 'uk' ? ['A-3', 100_000] : ['A-1', 620_050]
    await company.importBooks(MONDAY, aLedger(paid(document, { customerId: 'heron', minor, on: MONDAY })))
    await dispatch(company, '2026-03-16T15:31:00Z')
    expect(mail.taken()).toHaveLength(1)
    expect(await stateOf(company)).toEqual(['sent'])
    expect((await company.messages()).map(({ state }) => state).sort()).toEqual(['sent', 'void'])
    const asked = await database.db.select().from(task).where(eq(task.companyId, company.id))
    expect(asked).toMatchObject([{ title: 'One letter of an act was not sent', state: 'open' }])
  })

  test.each([
    ['is not decided by itself any more, though no rule asks for it', 'queued', 2, ['sent', 'sent']],
    [
      'was cancelled takes that letter out of the act, and a person is told',
      'cancelled',
      1,
      ['cancelled', 'sent'],
    ],
  ] as const)(
    'put off while the other one of its act left: another act in it that %s',
    async (_, state, letters, ends) => {
      const company = await aCompany({ books: booksOfTwo() })
      mail.resend.failNext('rate-limited')
      await dispatch(company)
      const [begun] = await company.actions()
      const left = (await company.messages()).find((each) => each.state === 'frozen')
      const beside = { ...begun!, id: `beside-${company.id}`, key: 'beside', state, attempts: 0 }
      await database.db.insert(action).values(beside)
      await database.db
        .insert(messageAction)
        .values({ companyId: company.id, messageId: left!.id, actionId: beside.id })
      // What was paid makes everything that waits be decided again.
      await company.importBooks(
        MONDAY,
        aLedger(paid('B-1', { customerId: 'plover', minor: 100, on: MONDAY })),
      )
      await dispatch(company, '2026-03-16T15:31:00Z')
      expect(mail.taken()).toHaveLength(letters)
      expect((await stateOf(company)).sort()).toEqual(ends)
    },
  )
})

describe('what came of an attempt', () => {
  test('a letter that a service put off asks for what is open once it leaves, under a key of its own', async () => {
    const company = await aCompany()
    mail.resend.failNext('rate-limited')
    expect(await dispatch(company)).toMatchObject({ deferred: 1 })
    const [frozen] = await company.messages()
    const part = paid('A-1', { customerId: 'heron', minor: 20_050, on: MONDAY })
    await company.importBooks(MONDAY, aLedger(part))
    expect(await dispatch(company, '2026-03-16T15:31:00Z')).toMatchObject({ done: 1 })
    expect(mail.taken().map(({ mail: { text } }) => text?.includes('6,000.00'))).toEqual([true])
    expect((await company.messages())[0]?.idempotencyKey).not.toBe(frozen?.idempotencyKey)
  })

  test('a service that asks to wait is tried again with the same key and the same bytes', async () => {
    const company = await aCompany()
    mail.resend.failNext('rate-limited')
    expect(await dispatch(company)).toMatchObject({ done: 0, deferred: 1 })
    const [frozen] = await company.messages()
    expect(frozen).toMatchObject({ state: 'frozen', notBefore: new Date('2026-03-16T15:30:07Z') })
    expect(await company.actions()).toMatchObject([{ state: 'queued', attempts: 0 }])
    expect(await dispatch(company)).toMatchObject({ done: 0 })
    expect(await dispatch(company, '2026-03-16T15:30:08Z')).toMatchObject({ done: 1 })
    const [sent] = await company.messages()
    expect([sent?.idempotencyKey, sent?.payloadHash]).toEqual([frozen?.idempotencyKey, frozen?.payloadHash])
    expect((await attemptsOf(company)).map(({ result }) => result)).toEqual(['later', 'sent'])
  })

  test('paid while it waited to be tried again, it is cancelled and its step is free', async () => {
    const company = await aCompany()
    mail.resend.failNext('rate-limited')
    await dispatch(company)
    await company.importBooks(MONDAY, paidInFull(MONDAY))
    expect(await dispatch(company, '2026-03-16T15:31:00Z')).toMatchObject({ cancelled: 1 })
    expect(await company.actions()).toMatchObject([{ state: 'cancelled', attempts: 0 }])
    expect(mail.taken()).toEqual([])
  })

  test('a refused letter fails, and a person who has put it right sends it by trying again', async () => {
    const company = await aCompany()
    mail.resend.failNext('invalid')
    expect(await dispatch(company)).toMatchObject({ failed: 1 })
    expect(await stateOf(company)).toEqual(['failed'])
    expect(await dispatch(company)).toMatchObject({ done: 0 })
    await retryAction(database.db, await verdictOn(company))
    expect(await dispatch(company)).toMatchObject({ done: 1 })
    expect(mail.taken()).toHaveLength(1)
  })

  test.each(['hang-after-accept', 'cut-after-accept', 'truncated', 'server-error-after-accept'] as const)(
    'after %s nobody knows, until it is looked up: it was sent, once',
    async (fault) => {
      const company = await aCompany()
      mail.resend.failNext(fault)
      const deadlineMs = fault === 'hang-after-accept' ? 200 : 10_000
      expect(await dispatch(company, NOON, { deadlineMs })).toMatchObject({ done: 0, unknown: 1 })
      expect(await stateOf(company)).toEqual(['unknown'])
      expect(await dispatch(company)).toMatchObject({ done: 0 })
      await company.run(MONDAY)
      await sweep('2026-03-16T15:32:00Z')
      expect(await company.actions()).toMatchObject([{ state: 'sent', doneOn: MONDAY }])
      expect(mail.taken()).toHaveLength(1)
    },
  )

  test('after a cut before it was taken it is tried again under the same key', async () => {
    const company = await aCompany()
    mail.resend.failNext('cut')
    expect(await dispatch(company)).toMatchObject({ unknown: 1 })
    expect(await sweep('2026-03-16T15:32:00Z')).toMatchObject({ repeated: 1 })
    expect(await stateOf(company)).toEqual(['sent'])
    expect(mail.taken()).toHaveLength(1)
    expect(mail.taken()[0]?.key).toBe((await company.messages())[0]?.id)
  })

  test('after a cut before it was taken it waits for its window to be tried again (seed 10)', async () => {
    const company = await aCompany()
    mail.resend.failNext('cut')
    expect(await dispatch(company, '2026-03-16T20:29:00Z')).toMatchObject({ unknown: 1 })
    expect(await sweep('2026-03-16T20:40:00Z')).toMatchObject({ repeated: 0 })
    expect(await stateOf(company)).toEqual(['unknown'])
    expect(await sweep('2026-03-17T13:10:00Z')).toMatchObject({ repeated: 1 })
    expect(mail.taken()).toHaveLength(1)
  })

  test('paid while it waited to be tried again, it is not left behind frozen (seed 8)', async () => {
    const company = await aCompany()
    mail.resend.failNext('rate-limited')
    await dispatch(company)
    await company.importBooks(MONDAY, paidInFull(MONDAY))
    await company.run(MONDAY)
    await sweep('2026-03-16T15:31:00Z')
    expect((await company.messages()).map(({ state }) => state)).toEqual(['void'])
  })

  test('to colleagues leaves while all sending is stopped, and the one to the customer does not', async () => {
    const email = 'ada@dunlin.example.com'
    const colleagues = {
      id: 'tell',
      action: 'send-internal-mail',
      params: { to: [{ person: email }], subject: 'Look', text: 'At this customer.' },
    }
    const company = theCompany(database.db, await database.aCompany({ mode: 'live', settings: SOLO }))
    const userId = `${company.id}-ada`
    const joined = { createdAt: new Date(0), updatedAt: new Date(0) }
    await database.db.insert(authUser).values({ id: userId, name: 'Ada', email, ...joined })
    const as = { role: 'admin' as const, createdAt: new Date(0), createdBy: 'test' }
    await database.db.insert(member).values({ companyId: company.id, userId, ...as })
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [aRule({ id: 'late', days: 30, acts: [A_MAIL, colleagues] })])
    await company.run(MONDAY)
    await database.db
      .update(companyTable)
      .set({ sendingStoppedAt: new Date(NOON) })
      .where(eq(companyTable.id, company.id))
    expect(await dispatch(company)).toMatchObject({ done: 1, deferred: 0 })
    expect(mail.taken().map(({ mail: { to } }) => [to].flat().join())).toEqual([`"Ada" <${email}>`])
    expect((await company.messages()).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'chase draft',
      'internal sent',
    ])
  })

  test('unknown, and paid meanwhile, it is not sent again but shown to a person', async () => {
    const company = await aCompany()
    mail.resend.failNext('cut')
    await dispatch(company)
    await company.importBooks(MONDAY, paidInFull(MONDAY))
    await sweep('2026-03-16T15:32:00Z')
    expect(await stateOf(company)).toEqual(['unknown'])
    expect(mail.taken()).toEqual([])
  })

  test('25 hours after a crash it is never sent again by itself (F7)', async () => {
    const company = await aCompany()
    await expect(dispatch(company, NOON, dieAt('after-send'))).rejects.toThrow(Killed)
    expect(mail.taken()).toHaveLength(1)
    const cannotTell: DispatchServices['senderOf'] = async (order) => {
      const known = await servicesAt('2026-03-17T16:30:00Z').senderOf(order)
      if ('found' in known) return known
      return { ...known, sender: { ...known.sender, lookUp: async () => ({ result: 'cannot-tell' }) } }
    }
    await sweep('2026-03-17T16:30:00Z', { senderOf: cannotTell })
    await sweep('2026-03-17T16:32:00Z', { senderOf: cannotTell })
    for (let look = 0; look < 3; look += 1) await dispatch(company, '2026-03-17T16:33:00Z')
    expect(mail.taken()).toHaveLength(1)
    expect(await stateOf(company)).toEqual(['unknown'])
  })

  test('what a person has recorded as done is not looked after any more', async () => {
    const company = await aCompany()
    mail.resend.failNext('cut')
    await dispatch(company)
    await recordDoneByHand(database.db, await verdictOn(company))
    expect(await sweep('2026-03-16T15:32:00Z')).toMatchObject({ repeated: 0 })
    expect(mail.taken()).toEqual([])
  })

  test('by SMTP, whose repeat nobody notices, a lost answer is left to a person', async () => {
    const company = await aCompany()
    const byMail: DispatchServices['senderOf'] = async (order) => {
      const known = await servicesAt(NOON).senderOf(order)
      if ('found' in known) return known
      const lookUp = async () => ({ result: 'cannot-tell' as const })
      return { ...known, sender: { ...known.sender, name: 'smtp', keyLastsMs: 0, lookUp } }
    }
    await expect(dispatch(company, NOON, { senderOf: byMail, ...dieAt('before-send') })).rejects.toThrow(
      Killed,
    )
    expect(await sweep('2026-03-16T15:45:00Z', { senderOf: byMail })).toMatchObject({ lost: 1, repeated: 0 })
    await sweep('2026-03-16T15:50:00Z', { senderOf: byMail })
    await sweep('2026-03-17T15:50:00Z', { senderOf: byMail })
    expect(await stateOf(company)).toEqual(['unknown'])
    expect(mail.taken()).toEqual([])
    // A person has found out that it did not arrive.
    await retryAction(database.db, await verdictOn(company))
    expect(await dispatch(company, '2026-03-17T16:00:00Z')).toMatchObject({ done: 1 })
    expect(mail.taken()).toHaveLength(1)
  })
})

describe('a process that dies', () => {
  test.each([
    'before-claim',
    'after-claim',
    'before-freeze',
    'after-freeze',
    'before-send',
    'after-send',
    'before-record',
    'after-record',
  ] as const)('%s leaves a letter that leaves once all the same', async (point) => {
    const company = await aCompany()
    await expect(dispatch(company, NOON, dieAt(point))).rejects.toThrow(Killed)
    // Another process looks every minute.
    for (const minute of ['31', '33', '35', '37', '39']) {
      const when = `2026-03-16T15:${minute}:00Z`
      await sweep(when, { worker: 'worker 2' })
      await dispatch(company, when, { worker: 'worker 2' })
    }
    expect(mail.taken()).toHaveLength(1)
    expect(await company.actions()).toMatchObject([{ state: 'sent' }])
  })

  test('and wakes after its time writes nothing: its late answer is refused', async () => {
    const company = await aCompany()
    let asleep = true
    const at = async (point: FaultPoint) => {
      if (point !== 'before-record' || !asleep) return
      asleep = false
      // Meanwhile the time of its claim runs out, and another takes over.
      await sweep('2026-03-16T15:40:00Z', { worker: 'worker 2' })
      await sweep('2026-03-16T15:42:00Z', { worker: 'worker 2' })
    }
    expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 0 })
    expect(mail.taken()).toHaveLength(1)
    expect(await stateOf(company)).toEqual(['sent'])
    expect(await attemptsOf(company)).toMatchObject([{ result: 'superseded', worker: 'worker 1' }])
  })
})

async function verdictOn(company: ACompany) {
  const [row] = await database.db
    .select()
    .from(action)
    .where(and(eq(action.companyId, company.id), eq(action.kind, 'send-email')))
  return {
    companyId: company.id,
    actionId: row!.id,
    actor: 'bob',
    now: clockAt(NOON).now(),
    today: calendarDate(MONDAY),
  }
}

describe('many letters', () => {
  test('F64, F65, F72: two customers at one address get one each, with all of their own invoices and nothing of the other, files included, and none goes to an inbox nobody reads', async () => {
    const numbers = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, at) => `${prefix}-${at + 10}`)
    const owed = { heron: numbers('HRN', 25), plover: numbers('PLV', 2) }
    const customers = Object.keys(owed) as (keyof typeof owed)[]
    const company = await aCompany({
      books: {
        ...someBooks(),
        contacts: customers.flatMap((customerId) => [
          aContact({ customerId, role: 'invoice-inbox', email: 'invoices@shared.example.com' }),
          aContact({ customerId, name: 'Ann', email: 'ann@shared.example.com' }),
        ]),
        documents: customers.flatMap((customerId) =>
          owed[customerId].map((id) => anInvoice({ id, customerId, dueOn: '2026-01-31' })),
        ),
      },
    })
    await database.db.insert(mailTemplate).values({
      companyId: company.id,
      name: 'overdue-30',
      language: 'en',
      version: 1,
      subject: 'Overdue: {{customer.name}}',
      body: '{{table}}',
      attachStatement: true,
      savedAt: new Date(NOON),
      savedBy: 'ada',
    })
    expect(await dispatch(company, NOON, { attachmentsOf })).toMatchObject({ done: 2 })
    const taken = mail.taken().map(({ mail: { attachments, ...letter } }) => {
      const pages = (attachments ?? []).map(({ content }) => pdfTexts(Buffer.from(String(content), 'base64')))
      return { to: letter.to, said: JSON.stringify(letter), pages: pages.flat().join(' ') }
    })
    expect(taken.flatMap(({ to }) => to)).toEqual(Array(2).fill('"Ann" <ann@shared.example.com>'))
    for (const [own, other] of [
      ['heron', 'plover'],
      ['plover', 'heron'],
    ] as const) {
      const letter = taken.find(({ said }) => said.includes(owed[own][0]!))
      for (const text of [letter?.said, letter?.pages]) {
        expect(owed[own].filter((id) => !text?.includes(id))).toEqual([])
        expect(owed[other].filter((id) => text?.includes(id))).toEqual([])
        expect(text).not.toContain(other === 'heron' ? 'Heron' : 'Plover')
      }
    }
  })

  const asked = <T>(question: (tx: Transaction) => Promise<T>) => database.db.transaction(question)
  const many = Array.from({ length: 60 }, (_, at) => `c${String(at).padStart(2, '0')}`)
  const books = aLedger({
    entities: [anEntity({ id: 'us' })],
    customers: many.map((id) => aCustomer({ id })),
    contacts: many.map((id) => aContact({ id: `k-${id}`, customerId: id, email: `${id}@example.com` })),
    documents: many.map((id) =>
      anInvoice({ id: `A-${id}`, customerId: id, entityId: 'us', dueOn: '2026-01-31' }),
    ),
  })

  test('are decided again once and no oftener: that some have left is no reason to weigh the others anew', async () => {
    const company = await aCompany({ books })
    let claims = 0
    const at = async (point: FaultPoint) => {
      if (point === 'after-claim') claims += 1
    }
    const basis = await asked((tx) => readBasis(tx, company.id))
    expect(await dispatch(company, NOON, { at })).toMatchObject({ done: 60 })
    // Fifty at a time.
    expect(claims).toBe(2)
    // Each of them changed the books, and is looked at once: from then on is counted what comes after.
    const opened = basis.ledgerVersion
    expect(await asked((tx) => hasMoved(tx, company.id, basis))).toBe(false)
    expect(basis.ledgerVersion).toBe(opened + 60)
    await company.importBooks(MONDAY, aLedger(paid('A-c00', { customerId: 'c00', minor: 1, on: MONDAY })))
    for (const time of ['first', 'second'])
      expect(await asked((tx) => hasMoved(tx, company.id, basis)), `asked a ${time} time`).toBe(true)
    expect(basis.ledgerVersion).toBe(opened + 60)
  })

  test('leave by two processes, each once', async () => {
    const company = await aCompany({ books })
    const reports = await Promise.all([
      dispatch(company, NOON, { worker: 'worker 1' }),
      dispatch(company, NOON, { worker: 'worker 2' }),
    ])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(60)
    expect(mail.taken()).toHaveLength(60)
    expect(new Set(mail.taken().map(({ mail: { to } }) => String(to))).size).toBe(60)
    const states = await database.db.select().from(message).where(eq(message.companyId, company.id))
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['sent']))
  })
})

/** Has another process hold a letter until then. */
async function leased(messageId: string, until: string): Promise<void> {
  await database.db
    .update(message)
    .set({ leaseUntil: new Date(until) })
    .where(eq(message.id, messageId))
}
