import { describe, expect, test } from 'vitest'
import { bookContext } from '#connectors/demo-books/book-context.ts'
import { planCustomers } from '#connectors/demo-books/customer-plan.ts'
import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { STORIES } from '#connectors/demo-books/stories.ts'
import { daysBetween, toEpochDay } from '#engine/calendar-date.ts'
import { planStandings } from '#engine/payment-plan.ts'
import { promiseStandings } from '#engine/promise-to-pay.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { lateCustomers, openDocuments, TODAY } from './demo-figures.ts'

const books = generateDemoBooks({ seed: 'dunlin', today: TODAY })
const asOf = toEpochDay(TODAY)
const plans = planCustomers(bookContext('dunlin', asOf), { customers: 400, invoices: 6_000 })
const open = openDocuments(books, TODAY)
const customerOf = (name: string, entity: 'us' | 'eu' = 'us') => {
  const plan = plans.find((p) => p.story?.name === name && p.story.entityId === entity)
  if (!plan) throw new Error(`No customer has the story "${name}" at ${entity}.`)
  return plan.id
}
const openOf = (customerId: string) => open.filter(({ document }) => document.customerId === customerId)

describe('the situations every set of demo books contains', () => {
  test.each([40, 400])('%i customers hold every story once', (customers) => {
    const told = planCustomers(bookContext('dunlin', asOf), { customers, invoices: 6_000 }).flatMap(
      (p) => p.story ?? [],
    )
    expect(told).toHaveLength(STORIES.length)
    expect(new Set(told).size).toBe(STORIES.length)
  })

  test('a customer on hold by the rule has paid everything, so that the hold can be released', () => {
    const customerId = customerOf('on hold by the rule, has paid everything since')
    expect(books.holds.filter((h) => h.customerId === customerId)).toMatchObject([
      { placedBy: 'rule', ruleId: 'overdue-30-5k', placedOn: '2026-10-29' },
    ])
    expect(openOf(customerId)).toEqual([])
    const last = books.payments.filter((p) => p.customerId === customerId).at(-1)
    expect(last).toMatchObject({ receivedOn: '2026-11-17', clearedOn: '2026-11-17', minor: 1_152_550 })
  })

  test('another on hold by the rule still owes', () => {
    const customerId = customerOf('on hold by the rule, still owing')
    expect(openOf(customerId).map((item) => [item.openMinor, item.daysOverdue])).toEqual([
      [915_020, 47],
      [430_000, 17],
    ])
  })

  test.each([
    ['30 days overdue and exactly 5,000.00', 500_000, 30],
    ['30 days overdue and 5,000.01', 500_001, 30],
    ['29 days overdue', 912_000, 29],
  ])('a customer is %s, to the cent and the day', (name, minor, days) => {
    expect(openOf(customerOf(name)).map((item) => [item.openMinor, item.daysOverdue])).toEqual([
      [minor, days],
    ])
  })

  test('a returned payment has made its invoice overdue again', () => {
    const customerId = customerOf('payment returned by the bank last week')
    expect(openOf(customerId)).toMatchObject([{ openMinor: 690_000, daysOverdue: 38 }])
    expect(books.payments.filter((p) => p.customerId === customerId && p.returnedOn)).toMatchObject([
      { returnedOn: '2026-11-16' },
    ])
  })

  test('the cheque of yesterday is in flight and pays nothing yet', () => {
    const customerId = customerOf('paid by cheque yesterday, not cleared')
    const payment = books.payments.find((p) => p.customerId === customerId && p.receivedOn === '2026-11-19')
    expect(payment?.minor).toBe(730_000)
    expect(payment?.clearedOn).toBeUndefined()
    expect(openOf(customerId)).toMatchObject([{ openMinor: 730_000 }])
  })

  test('nobody can be written to at one customer, and only the wrong person at another', () => {
    const rolesOf = (customerId: string) =>
      books.contacts.filter((c) => c.customerId === customerId).map((c) => c.role)
    expect(rolesOf(customerOf('overdue and nobody to write to'))).toEqual([])
    expect(rolesOf(customerOf('overdue, the only contact is not for billing'))).toEqual(['other'])
  })

  test('one payment plan is on track, the other has missed a rate', () => {
    const standings = planStandings(takeSnapshot(books), asOf)
    const standingOf = (customerId: string) =>
      standings[books.plans.findIndex((plan) => plan.customerId === customerId)]
    expect(standingOf(customerOf('payment plan on track'))).toMatchObject({ onTrack: true })
    expect(standingOf(customerOf('payment plan with a missed rate', 'eu'))).toMatchObject({ onTrack: false })
  })

  test('promises are open, kept, broken and cancelled where the stories say so', () => {
    const standings = promiseStandings(takeSnapshot(books), asOf)
    const statusesOf = (customerId: string) =>
      books.promises.flatMap((p, at) => (p.customerId === customerId ? [standings[at]?.status] : []))
    expect(statusesOf(customerOf('promise to pay is open'))).toEqual(['open'])
    expect(statusesOf(customerOf('promise to pay was broken'))).toEqual(['broken'])
    expect(statusesOf(customerOf('promise kept, and one withdrawn before it', 'eu'))).toEqual([
      'kept',
      'cancelled',
    ])
    const all = standings.map((standing) => standing?.status)
    const share = (status: string) => all.filter((found) => found === status).length / all.length
    expect(share('kept')).toBeGreaterThan(0.3)
    expect(share('broken')).toBeGreaterThan(0.1)
  })

  test.each(['us', 'eu'] as const)(
    'at %s a customer who used to pay on time pays later every month',
    (entity) => {
      const customerId = customerOf('used to pay on time, worse every month', entity)
      const payments = new Map(books.payments.map((p) => [p.id, p]))
      const dueDates = new Map(books.documents.map((d) => [d.id, d]))
      const late = { before: [] as number[], lately: [] as number[] }
      for (const a of books.applications) {
        const payment = payments.get(a.fromId)
        const document = dueDates.get(a.documentId)
        if (payment?.customerId !== customerId || document?.dueOn === undefined) continue
        if (document.dueOn < '2026-05-01') late.before.push(daysBetween(document.dueOn, payment.receivedOn))
        else if (document.dueOn > '2026-07-15')
          late.lately.push(daysBetween(document.dueOn, payment.receivedOn))
      }
      const overdueNow = openOf(customerId).map((item) => item.daysOverdue)
      const mean = (days: number[]) => days.reduce((sum, day) => sum + day, 0) / days.length
      expect(mean(late.before)).toBeLessThan(8)
      expect(Math.max(...late.lately, ...overdueNow)).toBeGreaterThan(20)
    },
  )

  test('over 30 days and 5,000 USD are, among others, those a guard will hold back', () => {
    const matching = lateCustomers(books, { asOf: TODAY, currency: 'USD', overDays: 30, overMinor: 500_000 })
    for (const name of [
      'on hold by the rule, still owing',
      'long overdue, nothing in the way',
      'payment plan on track',
      'handed to the lawyers',
      'dunning block while the account manager negotiates',
      'promise to pay is open',
      'the whole overdue invoice is in dispute',
      'paid by cheque yesterday, not cleared',
      'overdue and nobody to write to',
    ])
      expect(matching.has(customerOf(name)), name).toBe(true)
  })
})
