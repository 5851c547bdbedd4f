import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  addDays,
  type CalendarDate,
  calendarDate,
  isBusinessDay,
  MONDAY_TO_FRIDAY,
  toEpochDay,
} from '#engine/calendar-date.ts'
import { emptyLedger } from '#engine/ledger.ts'
import { readableAmount } from '#engine/money.ts'
import type { ChaseLine } from '#engine/standing.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import { clockAt } from '../clock-at.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { aMailService } from '../server/dispatch/a-mail-service.ts'
import { theCompany } from '../server/run/a-company.ts'
import {
  contact,
  customer,
  dispute,
  disputeCloses,
  invoice,
  type LedgerEvent,
  payment,
  promise,
} from './ledger-events.ts'
import { hold as aHold, all, aRule, balanceOver, branch, daysOverdue, decide, send } from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/**
 * Scenarios are played without a database, by a dispatch in plain objects. Here one month is played by that and by the server's own
 * run and dispatch: what leaves, and on which day, is the same.
 */

const database = freshDatabase()
const mail = aMailService()

const RULES = [
  aRule({
    id: 'levels',
    steps: [
      decide('level', [
        branch('level-2', daysOverdue(10), [send('second', 'reminder-second')]),
        branch('level-1', daysOverdue(3), [send('first', 'reminder-first')]),
      ]),
    ],
  }),
  aRule({
    id: 'large',
    steps: [
      decide('late', [
        branch('late-5k', all(daysOverdue(7), balanceOver(5000)), [
          aHold('hold', { reason: '7 days late and over 5,000', release: 'cleared' }),
        ]),
      ]),
    ],
  }),
]

const MONTH: Readonly<Record<string, readonly LedgerEvent[]>> = {
  '2026-03-02': [
    ...['C1', 'C2', 'C3'].flatMap((id) => [customer(id), contact('billing', { customer: id })]),
    invoice('A', { due: '2026-03-02', amount: 6000 }),
    invoice('B', { due: '2026-03-03', customer: 'C2' }),
    invoice('B2', { due: '2026-03-03', amount: 40, customer: 'C2' }),
    invoice('C', { due: '2026-03-04', customer: 'C3' }),
  ],
  '2026-03-06': [dispute('B2', { customer: 'C2' })],
  '2026-03-10': [promise('V1', { by: '2026-03-16', amount: 100, customer: 'C3' })],
  '2026-03-16': [payment('P1', { amount: 30, pays: 'B', customer: 'C2' })],
  '2026-03-19': [payment('P2', { amount: 6000, pays: 'A' }), disputeCloses('B2')],
}
const FIRST = calendarDate('2026-03-02')
const LAST = calendarDate('2026-03-27')

test('a month is the same by the dispatch of scenarios and by that of the server', async () => {
  const inMemory = virtualCompany({
    rules: RULES,
    soloMode: true,
    contactLimit: limitsOf({}).contactLimit,
  })
  for (const [day, events] of Object.entries(MONTH)) inMemory.on(day, ...events)
  const expected = Object.entries(await inMemory.passUntil(LAST)).flatMap(([day, said]) =>
    said.filter((words) => /^(send|hold|release) /.test(words)).map((words) => `${day} ${words}`),
  )
  expect(expected.length).toBeGreaterThan(6)
  expect((await onTheServer()).sort()).toEqual(expected.sort())
})

async function onTheServer(): Promise<string[]> {
  const settings = { soloMode: true }
  const company = theCompany(database.db, await database.aCompany({ mode: 'live', settings }))
  await company.publish(FIRST, RULES)
  const books = emptyLedger()
  for (let day: CalendarDate = FIRST; day <= LAST; day = addDays(day, 1)) {
    const events = MONTH[day] ?? []
    for (const event of events) event(books, day)
    if (events.length > 0) await company.importBooks(day, books)
    if (!isBusinessDay(toEpochDay(day), MONDAY_TO_FRIDAY)) continue
    await company.run(day)
    await company.dispatch(day, mail.services(clockAt(day)))
  }
  const letters = (await company.messages()).filter(({ state }) => state === 'sent')
  const holds = await database.db.select().from(hold).where(eq(hold.companyId, company.id))
  return [
    ...letters.map(
      ({ sentAt, template, customerId, lines }) =>
        `${sentAt?.toISOString().slice(0, 10)} send ${template} to billing of ${customerId}: ${inWords(lines as ChaseLine[])}`,
    ),
    ...holds.map(({ placedOn, customerId }) => `${placedOn} hold ${customerId}`),
    ...holds.flatMap(({ releasedOn, customerId }) =>
      releasedOn === null ? [] : [`${releasedOn} release ${customerId}`],
    ),
  ]
}

function inWords(lines: readonly ChaseLine[]): string {
  const listed = lines.map(({ number, minor, currency }) => `${number} ${readableAmount(minor, currency)}`)
  const sum = lines.reduce((total, { minor }) => total + minor, 0)
  return lines.length > 1 ? `${listed.join(', ')} = ${readableAmount(sum, 'USD')}` : listed.join(', ')
}
