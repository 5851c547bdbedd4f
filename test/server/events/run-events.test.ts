import { and, asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import { company as companyTable } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { document } from '#server/database/ledger-tables.ts'
import { ledgerEvent, morningReport, rule, run } from '#server/database/rule-tables.ts'
import { lookForEvents } from '#server/events/daily-look.ts'
import { runEvents } from '#server/events/run-events.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { makeMorningReport } from '#server/report/morning-report.ts'
import { ReportContent } from '#server/report/report-content.ts'
import { reportLetter } from '#server/report/report-letter.ts'
import { pauseRule, resumeRule } from '#server/rules/stop-rule.ts'
import { companyById } from '#server/run/company.ts'
import { runDueRules } from '#server/schedule/run-due-rules.ts'
import { aDispute, aLedger, anApplication, anInvoice, aPayment, aPromise } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { ANN } from '../rules/rule-book.ts'
import { type ACompany, aRule, someBooks, theCompany } from '../run/a-company.ts'

const NOTE = { id: 'note', action: 'add-note', params: { text: 'Something happened' } }
const TASK = { id: 'task', do: 'act', action: 'create-task', params: { title: 'Call them' } }

const database = freshDatabase()
let db: Database
let heron: ACompany

beforeEach(async () => {
  db = database.db
  // What another test has left unread is nothing to this one.
  await db.update(ledgerEvent).set({ handledAt: clockAt('2026-03-01').now() })
  await db.update(rule).set({ state: 'retired' })
  heron = theCompany(db, await database.aCompany({ timeZone: 'America/New_York', mode: 'test' }))
  await heron.importBooks('2026-03-16', someBooks())
})

function waitsFor(on: string, settings: Record<string, unknown> = {}) {
  return aRule({ id: `on-${on}`, days: 0, acts: [NOTE], trigger: { on }, ...settings })
}

/** Books that only say what is new. */
function news(parts: Partial<Ledger>): Ledger {
  return aLedger({ entities: [], customers: [] }, parts)
}

async function events() {
  return db.select().from(ledgerEvent).where(eq(ledgerEvent.companyId, heron.id)).orderBy(asc(ledgerEvent.id))
}

async function change(settings: Partial<typeof companyTable.$inferInsert>) {
  await db.update(companyTable).set(settings).where(eq(companyTable.id, heron.id))
}

const paid = (id: string, more: Parameters<typeof aPayment>[0] = {}) =>
  aPayment({
    id,
    customerId: 'heron',
    minor: 50_000,
    receivedOn: '2026-03-17',
    clearedOn: '2026-03-17',
    ...more,
  })

describe('what happens', () => {
  test('is told of a payment once it has cleared, and once only however often the file is imported', async () => {
    const inFlight = news({ payments: [paid('P-1', { clearedOn: null })] })
    await heron.importBooks('2026-03-17', inFlight)
    expect(await events()).toEqual([])
    for (const day of ['2026-03-18', '2026-03-19'])
      await heron.importBooks(day, news({ payments: [paid('P-1')] }))
    expect(await events()).toMatchObject([
      {
        id: 'payment-received/P-1',
        customerId: 'heron',
        happenedOn: '2026-03-17',
        values: { amountMinor: 50_000, currency: 'USD', payment: 'P-1' },
        handledAt: null,
      },
    ])
  })

  test('is told of a payment that comes back, of an invoice and of a dispute', async () => {
    await heron.importBooks('2026-03-17', news({ payments: [paid('P-1')] }))
    await heron.importBooks(
      '2026-03-18',
      news({
        payments: [paid('P-1', { returnedOn: '2026-03-18' })],
        documents: [
          anInvoice({ id: 'A-3', customerId: 'heron', issuedOn: '2026-03-17', dueOn: '2026-04-17' }),
        ],
        disputes: [aDispute({ id: 'D-1', customerId: 'heron', documentId: 'A-1', openedOn: '2026-03-18' })],
      }),
    )
    expect((await events()).map(({ id, documentId }) => [id, documentId])).toEqual([
      ['dispute-opened/D-1', 'A-1'],
      ['invoice-created/A-3', 'A-3'],
      ['payment-received/P-1', null],
      ['payment-returned/P-1/2026-03-18', null],
    ])
  })

  test('F97: the first import of a source is the past, and so are older records that come later: no rule that waits for invoices acts on them', async () => {
    expect(await events()).toEqual([])
    await heron.publish('2026-03-16', [waitsFor('invoice-created')])
    const late = anInvoice({ id: 'A-0', customerId: 'heron', issuedOn: '2024-05-01', dueOn: '2024-06-01' })
    await heron.importBooks('2026-03-17', news({ documents: [late] }))
    const other = anInvoice({ id: 'X-1', customerId: 'heron', issuedOn: '2026-03-17', dueOn: '2026-04-17' })
    await heron.importBooks('2026-03-17', news({ documents: [other] }), { source: 'another system' })
    expect(await events()).toEqual([])
    expect([await runEvents(db, clockAt('2026-03-17')), await heron.actions()]).toEqual([[], []])
    // What is issued after it is new.
    const fresh = anInvoice({ id: 'A-3', customerId: 'heron', issuedOn: '2026-03-17', dueOn: '2026-04-17' })
    await heron.importBooks('2026-03-17', news({ documents: [fresh] }))
    await runEvents(db, clockAt('2026-03-17'))
    expect(await heron.actions()).toMatchObject([{ event: 'invoice-created/A-3' }])
  })

  test('F91: an invoice of which nothing is open because it was voided is void and not paid, and nobody is thanked', async () => {
    const thanks = { id: 'thanks', action: 'send-receipt', params: {} }
    await heron.publish('2026-03-16', [waitsFor('payment-received', { acts: [thanks] })])
    const invoice = { id: 'A-3', customerId: 'heron', issuedOn: '2026-03-10', dueOn: '2026-04-17' }
    await heron.importBooks('2026-03-17', news({ documents: [anInvoice(invoice)] }))
    const voided = anInvoice({ ...invoice, openMinor: 0, closedOn: '2026-03-18', closedBy: 'void' })
    await heron.importBooks('2026-03-18', news({ documents: [voided] }))
    expect((await events()).map(({ kind }) => kind)).not.toContain('payment-received')
    expect(await runEvents(db, clockAt('2026-03-18'))).toEqual([])
    expect(await heron.actions()).toEqual([])
    const [stored] = await db
      .select()
      .from(document)
      .where(and(eq(document.companyId, heron.id), eq(document.id, 'A-3')))
    expect(stored).toMatchObject({ closedOn: '2026-03-18', closedBy: 'void' })
  })

  test('is taken back with an import that is undone before any rule has seen it', async () => {
    const { importId } = await heron.importBooks('2026-03-17', news({ payments: [paid('P-1')] }))
    expect(await events()).toHaveLength(1)
    const now = clockAt('2026-03-17').now()
    await undoImport(db, { companyId: heron.id, importId: importId ?? '', actor: 'ann', now })
    expect(await events()).toEqual([])
  })

  test('F17: a promise that is not kept is broken once, three days after its day', async () => {
    const promise = aPromise({
      id: 'promise',
      customerId: 'heron',
      madeOn: '2026-03-16',
      promisedFor: '2026-03-20',
      minor: 100_000,
    })
    await heron.importBooks('2026-03-16', news({ promises: [promise] }), { source: 'crm' })
    const look = async (day: string) => {
      await heron.importBooks(day, someBooks())
      return lookForEvents(db, clockAt(day))
    }
    expect(await look('2026-03-20')).toBe(0)
    expect(await look('2026-03-22')).toBe(0)
    // Nobody looked on the day itself.
    expect(await look('2026-03-24')).toBe(1)
    expect(await look('2026-03-25')).toBe(0)
    expect(await events()).toMatchObject([
      { id: 'promise-broken/promise/2026-03-20', customerId: 'heron', happenedOn: '2026-03-23' },
    ])
  })
})

describe('a rule that waits for it', () => {
  test('runs once for each event, and two servers take it once', async () => {
    await heron.publish('2026-03-16', [waitsFor('payment-received')])
    await heron.importBooks('2026-03-17', news({ payments: [paid('P-1'), paid('P-2')] }))
    const clock = clockAt('2026-03-17')
    const runs = await Promise.all([runEvents(db, clock), runEvents(db, clock)])
    expect(runs.flat()).toHaveLength(1)
    const actions = await heron.actions()
    expect(actions.map(({ customerId, kind, event, cycle }) => [customerId, kind, event, cycle])).toEqual([
      ['heron', 'add-note', 'payment-received/P-1', 1],
      ['heron', 'add-note', 'payment-received/P-2', 2],
    ])
    expect((await events()).every(({ handledAt, runId }) => handledAt && runId === runs.flat()[0])).toBe(true)
    expect(await runEvents(db, clock)).toEqual([])
  })

  test('does nothing twice when an event is taken again', async () => {
    await heron.publish('2026-03-16', [waitsFor('payment-received')])
    await heron.importBooks('2026-03-17', news({ payments: [paid('P-1')] }))
    await runEvents(db, clockAt('2026-03-17'))
    await db.update(ledgerEvent).set({ handledAt: null }).where(eq(ledgerEvent.companyId, heron.id))
    await runEvents(db, clockAt('2026-03-17'))
    expect(await heron.actions()).toHaveLength(1)
    expect(await heron.cycles()).toHaveLength(1)
  })

  test('is about the invoice where the event is about one', async () => {
    const onInvoice = waitsFor('invoice-created', { subject: 'invoice', steps: [{ ...NOTE, do: 'act' }] })
    await heron.publish('2026-03-16', [onInvoice])
    const fresh = anInvoice({ id: 'A-3', customerId: 'heron', issuedOn: '2026-03-17', dueOn: '2026-04-17' })
    await heron.importBooks('2026-03-17', news({ documents: [fresh] }))
    await runEvents(db, clockAt('2026-03-17'))
    expect(await heron.actions()).toMatchObject([
      { subjectType: 'invoice', subjectId: 'A-3', event: 'invoice-created/A-3' },
    ])
  })

  test('acts for nobody in a run of everything, since nothing has happened to them', async () => {
    await heron.publish('2026-03-16', [waitsFor('payment-received')])
    const report = await heron.run('2026-03-16')
    expect(report.rules).toMatchObject([{ counts: { evaluated: 0, matched: 0 }, planned: 0 }])
    expect(await heron.cycles()).toEqual([])
  })

  test('goes on with its waits day by day, until nothing is pending', async () => {
    await change({ mode: 'live' })
    const steps = [{ ...NOTE, do: 'act' }, { id: 'wait', do: 'wait', days: 3 }, TASK]
    await heron.publish('2026-03-16', [waitsFor('payment-received', { steps })])
    await heron.importBooks('2026-03-17', news({ payments: [paid('P-1')] }))
    await runEvents(db, clockAt('2026-03-17'))
    await heron.dispatch('2026-03-17')
    const seen: string[] = []
    for (const day of ['2026-03-18', '2026-03-19', '2026-03-20', '2026-03-23']) {
      await heron.importBooks(day, someBooks())
      const clock = clockAt(`${day}T20:00:00Z`)
      await runDueRules(db, clock)
      await heron.dispatch(day)
      seen.push(`${day}: ${(await heron.actions()).map(({ kind, state }) => `${kind} ${state}`).join(', ')}`)
    }
    expect(seen).toEqual([
      '2026-03-18: add-note sent',
      '2026-03-19: add-note sent',
      '2026-03-20: add-note sent, create-task sent',
      '2026-03-23: add-note sent, create-task sent',
    ])
    expect(await heron.cycles()).toMatchObject([{ event: 'payment-received/P-1', state: 'closed' }])
    const [waiting] = await db.select().from(rule).where(eq(rule.companyId, heron.id))
    expect(waiting?.nextFireAt).toBeNull()
  })

  test('is over at once for whom its conditions do not hold', async () => {
    await heron.publish('2026-03-16', [waitsFor('payment-received', { policy: { audience: BETA } })])
    await heron.importBooks('2026-03-17', news({ payments: [paid('P-1')] }))
    await runEvents(db, clockAt('2026-03-17'))
    expect(await heron.cycles()).toMatchObject([{ state: 'closed' }])
  })
})

describe('a rule that is paused', () => {
  const stop = { actor: ANN, why: 'quarter end' }
  const key = (ruleId: string) => ({ companyId: heron.id, ruleId })

  test('does not look at what comes, and the morning report counts what it has missed', async () => {
    await heron.publish('2026-03-16', [waitsFor('payment-received', { name: 'Thanks' })])
    await heron.publish('2026-03-16', [waitsFor('dispute-opened'), waitsFor('reply-received')])
    const now = clockAt('2026-03-17').now()
    for (const kind of ['payment-received', 'reply-received'])
      await pauseRule(db, { ...key(`on-${kind}`), ...stop, now })
    const payments = ['P-1', 'P-2', 'P-3'].map((id) => paid(id))
    const disputes = [aDispute({ id: 'D-1', customerId: 'heron', documentId: 'A-1', openedOn: '2026-03-17' })]
    await heron.importBooks('2026-03-17', news({ payments, disputes }))
    await runEvents(db, clockAt('2026-03-17'))
    // Taken twice, it has still come once.
    await db.update(ledgerEvent).set({ handledAt: null }).where(eq(ledgerEvent.companyId, heron.id))
    await runEvents(db, clockAt('2026-03-17'))
    expect((await heron.actions()).map(({ event }) => event)).toEqual(['dispute-opened/D-1'])
    const report = async (day: string) => {
      await makeMorningReport(db, { companyId: heron.id, now: new Date(`${day}T11:30:00Z`) })
      const [made] = await db
        .select()
        .from(morningReport)
        .where(and(eq(morningReport.companyId, heron.id), eq(morningReport.day, calendarDate(day))))
      return ReportContent.parse(made?.content)
    }
    const told = await report('2026-03-18')
    expect(told.missedEvents).toEqual([
      { rule: { id: 'on-payment-received', name: 'Thanks' }, event: 'payment-received', count: 3 },
    ])
    const mail = (language: string) =>
      reportLetter(told, { company: 'Heron', timeZone: 'America/New_York', language }).text
    expect(mail('en')).toContain(
      '- 3 payments came while the rule "Thanks" was paused; it did not look at them.',
    )
    expect(mail('de')).toContain(
      '- 3 Zahlungen kamen, während die Regel „Thanks“ pausiert war; sie hat sie nicht angesehen.',
    )
    expect((await report('2026-03-19')).missedEvents).toEqual([])
  })

  test('goes on, once it is resumed, with what an event had begun, though nothing else runs', async () => {
    const steps = [{ ...NOTE, do: 'act' }, { id: 'wait', do: 'wait', days: 3 }, TASK]
    await heron.publish('2026-03-16', [waitsFor('payment-received', { steps })])
    await heron.importBooks('2026-03-17', news({ payments: [paid('P-1')] }))
    await runEvents(db, clockAt('2026-03-17'))
    await pauseRule(db, { ...key('on-payment-received'), ...stop, now: clockAt('2026-03-17').now() })
    await resumeRule(db, { ...key('on-payment-received'), ...stop, now: clockAt('2026-03-18').now() })
    const [resumed] = await db.select().from(rule).where(eq(rule.companyId, heron.id))
    expect(resumed?.nextFireAt).toEqual(new Date('2026-03-19T14:30:00Z'))
  })
})

const BETA = { all: [{ fact: 'customerId', operator: 'equal', value: 'plover' }] }

test('a hold ends by the payment itself, and not only by the next run', async () => {
  const limits = (await companyById(db, heron.id)).settings
  await change({ mode: 'live', settings: { ...limits, soloMode: true } })
  const hold = {
    id: 'hold',
    action: 'place-credit-hold',
    params: { reason: 'late', release: 'cleared' },
  }
  await heron.publish('2026-03-16', [aRule({ id: 'holds', days: 30, acts: [hold] })])
  await heron.run('2026-03-16')
  await heron.dispatch('2026-03-16')
  const payment = paid('P-1', { minor: 620_050 })
  await heron.importBooks(
    '2026-03-17',
    news({
      payments: [payment],
      applications: [
        anApplication({ fromId: 'P-1', documentId: 'A-1', minor: 620_050, appliedOn: '2026-03-17' }),
      ],
    }),
  )
  const runs = await runEvents(db, clockAt('2026-03-17'))
  expect(
    await db
      .select({ id: run.id })
      .from(run)
      .where(and(eq(run.companyId, heron.id), eq(run.trigger, 'event'))),
  ).toEqual([{ id: runs[0] }])
  await heron.dispatch('2026-03-17')
  expect((await heron.actions()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'place-credit-hold sent',
    'release-credit-hold sent',
  ])
})
