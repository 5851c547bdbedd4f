import { expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { aLedger, anApplication, anInvoice, aPayment, paid } from '../../builders.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule, libraryRule, someBooks, THE_RULE, theCompany } from './a-company.ts'

const database = freshDatabase()

const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'
const WEDNESDAY = '2026-03-18'

async function aCompany(rules = [libraryRule(THE_RULE)]) {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, rules)
  return company
}
const a1 = (settings: Record<string, unknown> = {}) =>
  aLedger({
    documents: [
      anInvoice({
        id: 'A-1',
        customerId: 'heron',
        entityId: 'us',
        totalMinor: 620_050,
        dueOn: '2026-01-31',
        ...settings,
      }),
    ],
  })
const shape = (cycles: { subjectId: string; number: number; state: string }[]) =>
  cycles.map(({ subjectId, number, state }) => `${subjectId} ${number} ${state}`)

test('a cycle opens when the rule first matches and stays open while it does', async () => {
  const company = await aCompany()
  await company.run(MONDAY)
  await company.run(TUESDAY)
  expect(await company.cycles()).toMatchObject([
    { subjectId: 'heron', number: 1, state: 'open', openedOn: MONDAY, closedOn: null },
  ])
})

test('a new invoice that gets late after everything was paid begins cycle 2 and is acted on anew', async () => {
  const company = await aCompany()
  await company.run(MONDAY)
  await company.importBooks(
    TUESDAY,
    aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: TUESDAY })),
  )
  await company.run(TUESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 closed'])
  const late = anInvoice({
    id: 'A-4',
    customerId: 'heron',
    entityId: 'us',
    totalMinor: 700_000,
    dueOn: '2026-02-10',
  })
  await company.importBooks(WEDNESDAY, aLedger({ documents: [late] }))
  await company.run(WEDNESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 closed', 'heron 2 open'])
  expect((await company.actions()).map(({ cycle, state }) => `${cycle} ${state}`).sort()).toEqual([
    '1 cancelled',
    '1 cancelled',
    '2 awaiting-approval',
    '2 queued',
  ])
})

test('a due date put right within a cycle repeats nothing', async () => {
  const company = await aCompany([aRule({ id: 'late', days: 30, acts: [A_MAIL] })])
  await company.run(MONDAY)
  await company.importBooks(TUESDAY, a1({ dueOn: '2026-02-10' }))
  await company.run(TUESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 open'])
  expect(await company.actions()).toHaveLength(1)
})

test('by "cleared", a cycle lasts until nothing is overdue, though the rule has stopped matching', async () => {
  const company = await aCompany([
    aRule({ id: 'late', days: 30, acts: [A_MAIL], policy: { again: 'cleared' } }),
  ])
  await company.run(MONDAY)
  await company.importBooks(TUESDAY, a1({ dueOn: '2026-03-10' }))
  await company.run(TUESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 open'])
  await company.importBooks(
    WEDNESDAY,
    aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: WEDNESDAY })),
  )
  await company.run(WEDNESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 closed'])
})

test('by "never", a cycle is not closed at all', async () => {
  const company = await aCompany([
    aRule({ id: 'late', days: 30, acts: [A_MAIL], policy: { again: 'never' } }),
  ])
  await company.run(MONDAY)
  await company.importBooks(
    TUESDAY,
    aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: TUESDAY })),
  )
  await company.run(TUESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 open'])
})

test('an invoice is acted on once in its open life', async () => {
  const company = await aCompany([libraryRule('invoice-ladder')])
  await company.run(MONDAY)
  await company.run(TUESDAY)
  expect(shape(await company.cycles())).toEqual(['A-1 1 open', 'B-1 1 open'])
  expect(await company.actions()).toHaveLength(2)
})

test('a run of one rule opens and closes no cycle of another', async () => {
  const company = await aCompany([
    aRule({ id: 'early', days: 1, acts: [A_MAIL] }),
    aRule({ id: 'late', days: 30, acts: [A_MAIL] }),
  ])
  await company.run(MONDAY, ['late'])
  expect((await company.cycles()).map(({ ruleId }) => ruleId)).toEqual(['late'])
  await company.importBooks(
    TUESDAY,
    aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: TUESDAY })),
  )
  await company.run(TUESDAY, ['early'])
  expect((await company.cycles()).map(({ ruleId, subjectId, state }) => [ruleId, subjectId, state])).toEqual([
    ['early', 'plover', 'open'],
    ['late', 'heron', 'open'],
  ])
})

test('while nobody can say whether the rule matches, its cycle stays open', async () => {
  const company = await aCompany()
  await company.run(MONDAY)
  // Paid in part before the day of the export, and nothing says by how much: what was open before is unknown.
  await company.importBooks(TUESDAY, a1({ openMinor: 600_000, openOn: '2026-06-30' }))
  const report = await company.run(TUESDAY)
  expect(report.rules).toMatchObject([{ counts: { matched: 0, unknown: 1 } }])
  expect(shape(await company.cycles())).toEqual(['heron 1 open'])
})

test('a cycle that a payment had closed goes on under its number when the payment is returned', async () => {
  const company = await aCompany([aRule({ id: 'late', days: 30, acts: [A_MAIL] })])
  await company.run(MONDAY)
  const payment = aPayment({ customerId: 'heron', minor: 620_050, receivedOn: TUESDAY })
  const application = anApplication({
    fromId: payment.id,
    documentId: 'A-1',
    minor: 620_050,
    appliedOn: TUESDAY,
  })
  await company.importBooks(TUESDAY, aLedger({ payments: [payment], applications: [application] }))
  await company.run(TUESDAY)
  expect(shape(await company.cycles())).toEqual(['heron 1 closed'])
  await company.importBooks(
    WEDNESDAY,
    aLedger({
      payments: [{ ...payment, returnedOn: calendarDate(WEDNESDAY) }],
      applications: [application],
    }),
  )
  await company.run(WEDNESDAY)
  expect(await company.cycles()).toMatchObject([
    { subjectId: 'heron', number: 1, state: 'open', openedOn: MONDAY, closedOn: null },
  ])
})
