import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import { openItemsAt } from '#engine/open-items.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { ClosingNeedsConfirmationError } from '#server/import/errors.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { setCompanyMode } from '#server/run/company.ts'
import { planCompany } from '#server/run/plan-company.ts'
import { aLedger, anApplication, anInvoice, aPayment } from '../builders.ts'
import { clockAt } from '../clock-at.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { type ACompany, libraryRule, THE_RULE, theCompany } from '../server/run/a-company.ts'

/**
 * The first weeks of a company with Dunlin: the books come in, the rule of the mission is watched in test mode, goes live,
 * a hold is approved and placed, customers pay and drop out, the hold ends, and a later lateness starts over.
 */
describe('thirty days overdue and over 5,000, from the first import to the second time round', () => {
  const database = freshDatabase()
  const TODAY = '2026-03-16'
  const books = generateDemoBooks({ seed: 'dunlin', today: calendarDate(TODAY) })
  let company: ACompany
  /** Two customers against whom nothing speaks: one is put on hold and pays, the other pays before anything left. */
  let payer = ''
  let early = ''

  beforeAll(async () => {
    company = theCompany(database.db, await database.aCompany({ mode: 'test' }))
  })

  const matchesOn = async (day: string) => {
    const asOf = calendarDate(day)
    const now = clockAt(day).now()
    const order = { companyId: company.id, asOf, now, ruleIds: [THE_RULE], history: 'none' } as const
    const { report } = await planCompany(database.db, order)
    return report.rules[0]?.matches ?? []
  }
  const isMatched = async (customer: string, day: string) =>
    (await matchesOn(day)).some(({ subject }) => subject.id === customer)
  const actionsOf = async (customer: string) =>
    (await company.actions()).filter(({ customerId }) => customerId === customer)
  const liveActionsOf = async (customer: string) =>
    (await actionsOf(customer))
      .filter(({ stateReason }) => stateReason !== 'The company went from test to live.')
      .map(({ ruleId, stepId, cycle, state }) => `${ruleId} ${stepId} ${cycle}: ${state}`)
      .sort()
  const holdOf = (customer: string) =>
    database.db
      .select()
      .from(hold)
      .where(eq(hold.customerId, customer))
      .then((rows) => rows.filter(({ companyId }) => companyId === company.id))

  test('2026-03-16, in test mode: every match has the mail and the hold, or the reason against it, leaf by leaf', async () => {
    await company.importBooks(TODAY, books)
    await company.publish(TODAY, [libraryRule(THE_RULE)])
    const matches = await matchesOn(TODAY)
    const report = await company.run(TODAY)
    expect(report.rules).toMatchObject([{ rule: THE_RULE, counts: { matched: matches.length, unknown: 0 } }])
    const actions = await company.actions()
    for (const { subject, actions: acts, because } of matches) {
      expect(because).toMatchObject([
        { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30, result: true },
        { fact: 'balance', operator: 'greaterThan', value: '5000.00', result: true },
      ])
      for (const { step, heldBack } of acts)
        expect(
          actions.filter(({ customerId, stepId }) => customerId === subject.id && stepId === step),
        ).toHaveLength(heldBack ? 0 : 1)
    }
    for (const { state, reason, kind } of actions) {
      expect(state).toBe('planned')
      const [compared, ...more] = reason.split('\n')
      expect(compared).toMatch(/^Days overdue .*and balance .* USD\.( (Left out,|Asked for) .*)?$/)
      // Only a letter leaves anything out.
      expect(more.length === 0 || kind === 'send-email').toBe(true)
    }
    const free = matches.filter(
      ({ actions: acts }) => acts.length === 2 && acts.every(({ heldBack }) => !heldBack),
    )
    expect(free.length).toBeGreaterThanOrEqual(3)
    payer = free[0]!.subject.id
    early = free[1]!.subject.id
  })

  test('2026-03-16, run again: no new action, no new letter, no new cycle', async () => {
    const outbox = async () => [await company.actions(), await company.messages(), await company.cycles()]
    const before = await outbox()
    expect((await company.run(TODAY)).rules).toMatchObject([{ planned: 0, cancelled: 0 }])
    expect(await outbox()).toEqual(before)
    expect(await company.dispatch(TODAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
  })

  test('2026-03-16, going live: what was planned in test mode is void, and the run of the day plans it anew', async () => {
    await company.publish(TODAY, [libraryRule('release-on-payment')])
    const planned = (await company.actions()).length
    const change = { companyId: company.id, actor: 'ann', now: clockAt(TODAY).now(), why: 'Seen enough' }
    expect(await setCompanyMode(database.db, { ...change, mode: 'live' })).toEqual({ voided: planned })
    await company.run(TODAY)
    for (const customer of [payer, early])
      expect(await liveActionsOf(customer)).toEqual([
        'overdue-30-5k hold 1: awaiting-approval',
        'overdue-30-5k mail 1: queued',
      ])
  })

  test('2026-03-16, a second person approves the hold: it is placed once', async () => {
    const waiting = (await actionsOf(payer)).find(({ state }) => state === 'awaiting-approval')
    await company.approve(TODAY, waiting!.id)
    await company.dispatch(TODAY)
    await company.dispatch(TODAY)
    expect(await holdOf(payer)).toMatchObject([
      { placedOn: TODAY, placedBy: 'rule', ruleId: THE_RULE, releasedOn: null },
    ])
    await company.run(TODAY)
    expect(await liveActionsOf(payer)).toEqual(['overdue-30-5k hold 1: sent', 'overdue-30-5k mail 1: queued'])
  })

  test('2026-03-17, the list of open items leaves out what one customer paid: closed, and undone brought back', async () => {
    const file = openItemsBut(books, TODAY, early)
    expect(await isMatched(early, '2026-03-17')).toBe(true)
    const { importId, closed } = await company.importBooks('2026-03-17', file, { lists: 'all-open' })
    expect(closed).toBeGreaterThan(0)
    expect(await isMatched(early, '2026-03-17')).toBe(false)
    expect(await isMatched(payer, '2026-03-17')).toBe(true)
    const undo = {
      companyId: company.id,
      importId: importId!,
      actor: 'ann',
      now: clockAt('2026-03-17').now(),
    }
    await undoImport(database.db, undo)
    expect(await isMatched(early, '2026-03-17')).toBe(true)
  })

  test('2026-03-17, a list that leaves out half of everything is not taken without a word', async () => {
    const { documents } = openItemsBut(books, TODAY, '')
    const half = aLedger({ customers: books.customers, documents: documents.filter((_, at) => at % 2 === 0) })
    const taken = company.importBooks('2026-03-17', half, { lists: 'all-open' })
    await expect(taken).rejects.toThrow(ClosingNeedsConfirmationError)
    expect(await isMatched(early, '2026-03-17')).toBe(true)
  })

  test('2026-03-17, the right list and the run: mail and hold of the customer who paid are cancelled as paid', async () => {
    await company.importBooks('2026-03-17', openItemsBut(books, TODAY, early), { lists: 'all-open' })
    await company.run('2026-03-17')
    expect(await liveActionsOf(early)).toEqual([
      'overdue-30-5k hold 1: cancelled',
      'overdue-30-5k mail 1: cancelled',
    ])
    const reasons = (await actionsOf(early)).map(({ stateReason }) => stateReason).sort()
    expect(reasons.slice(0, 2)).toEqual([
      'Paid: nothing is overdue any more.',
      'Paid: nothing is overdue any more.',
    ])
    expect(await holdOf(early)).toEqual([])
  })

  test('2026-03-18, the other customer pays: the mail is cancelled, the hold is released once', async () => {
    await company.importBooks('2026-03-18', everythingPaid(books, TODAY, payer, '2026-03-18'), {
      source: 'bank',
    })
    await company.run('2026-03-18')
    expect(await liveActionsOf(payer)).toEqual([
      'overdue-30-5k hold 1: sent',
      'overdue-30-5k mail 1: cancelled',
      'release-on-payment release 1: queued',
    ])
    await company.dispatch('2026-03-18')
    await company.run('2026-03-18')
    await company.dispatch('2026-03-18')
    expect(await holdOf(payer)).toMatchObject([{ placedOn: TODAY, releasedOn: '2026-03-18' }])
    expect(await liveActionsOf(payer)).toContain('release-on-payment release 1: sent')
  })

  test('2026-03-18, holds that people have placed are as they were in the books', async () => {
    const byPeople = (await database.db.select().from(hold).where(eq(hold.companyId, company.id)))
      .filter(({ placedBy }) => placedBy === 'person')
      .map(({ id, releasedOn }) => [id, releasedOn])
    const inBooks = books.holds
      .filter(({ placedBy }) => placedBy === 'person')
      .map(({ id, releasedOn = null }) => [id, releasedOn])
    expect(byPeople.sort()).toEqual(inBooks.sort())
    expect(byPeople.length).toBeGreaterThan(0)
  })

  test('2026-05-04, a new invoice is 33 days late: cycle 2, with a mail and a hold of its own', async () => {
    const late = anInvoice({
      id: 'late-again',
      customerId: payer,
      entityId: 'us',
      totalMinor: 900_000,
      issuedOn: '2026-03-20',
      dueOn: '2026-04-01',
    })
    await company.importBooks('2026-05-04', aLedger({ documents: [late] }))
    await company.run('2026-05-04')
    const again = (await liveActionsOf(payer)).filter((each) => each.includes(' 2: '))
    expect(again).toEqual(['overdue-30-5k hold 2: awaiting-approval', 'overdue-30-5k mail 2: queued'])
    const cycles = (await company.cycles()).filter(
      ({ ruleId, subjectId }) => ruleId === THE_RULE && subjectId === payer,
    )
    expect(cycles.map(({ number, state, openedOn }) => [number, state, openedOn])).toEqual([
      [1, 'closed', TODAY],
      [2, 'open', '2026-05-04'],
    ])
  })

  test('in the end every line of the audit fits the one before, and no act was done twice', async () => {
    expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
    const done = (await company.actions()).filter(({ state }) => state === 'sent').map(({ key }) => key)
    expect(new Set(done).size).toBe(done.length)
    expect(done.length).toBeGreaterThanOrEqual(2)
  })
})

/** The open documents of a day with their customers, without those of one. */
function openItemsBut(books: Ledger, day: string, customerId: string): Ledger {
  const open = openDocuments(books, day)
  const documents = books.documents.filter((each) => open.has(each.id) && each.customerId !== customerId)
  return aLedger({ customers: books.customers, documents })
}

/** Payments of everything a customer owes. */
function everythingPaid(books: Ledger, day: string, customerId: string, on: string): Ledger {
  const open = openDocuments(books, day)
  const owed = books.documents.filter((each) => open.has(each.id) && each.customerId === customerId)
  const paid = owed.map((each) => {
    const minor = open.get(each.id)!
    const payment = aPayment({ customerId, currency: each.currency, minor, receivedOn: on })
    return {
      payment,
      application: anApplication({ fromId: payment.id, documentId: each.id, minor, appliedOn: on }),
    }
  })
  return aLedger({
    customers: books.customers,
    payments: paid.map(({ payment }) => payment),
    applications: paid.map(({ application }) => application),
  })
}

/** What is open on a day, by document, in minor units. */
function openDocuments(books: Ledger, day: string): Map<string, number> {
  const snapshot = takeSnapshot(books)
  const items = openItemsAt(snapshot, toEpochDay(calendarDate(day)))
  const open = new Map<string, number>()
  for (let at = 0; at < items.count; at++) {
    const { id } = snapshot.documents.records[items.document[at]!]!
    open.set(id, (open.get(id) ?? 0) + items.open[at]!)
  }
  return open
}
