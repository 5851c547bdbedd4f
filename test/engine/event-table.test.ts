import { describe, expect, test } from 'vitest'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { createEventTable } from '#engine/event-table.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { createFactTable } from '#engine/facts/fact-table-of.ts'
import type { LedgerEvent } from '#engine/ledger-event.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { plan } from '#engine/plan.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { aCustomer, aLedger, anInvoice, day } from '../builders.ts'
import { valueAt } from './facts/ask.ts'

const CATALOGUE = catalogueOf()
const LEDGER = aLedger({
  customers: [aCustomer({ id: 'acme', owner: 'maria' }), aCustomer({ id: 'beta' })],
  documents: [anInvoice({ id: 'inv', customerId: 'acme' })],
})

function aReceipt(values: LedgerEvent['values'], more: Partial<LedgerEvent> = {}): LedgerEvent {
  return {
    id: `payment-received/${String(values.reference)}`,
    kind: 'payment-received',
    customerId: 'acme',
    documentId: null,
    happenedOn: day('2026-03-01'),
    values: { currency: 'USD', ...values },
    ...more,
  }
}

function opened(event: LedgerEvent, number: number) {
  return { event, cycle: { number, openedOn: toEpochDay(event.happenedOn), marks: new Map() } }
}

/** A rule that thanks for payments of over 1,000.00 USD. */
const THANKS = parseRule(
  {
    dunlin: 1,
    name: 'Thanks',
    subject: 'customer',
    trigger: { on: 'payment-received' },
    steps: [
      {
        id: 'large',
        do: 'decide',
        branches: [
          {
            id: 'over',
            when: {
              fact: 'event.amount',
              params: { currency: 'USD' },
              operator: 'greaterThan',
              value: 1000,
            },
            steps: [{ id: 'note', do: 'act', action: 'add-note', params: { text: 'A large payment' } }],
          },
        ],
      },
    ],
  },
  'test',
  { catalogue: CATALOGUE, templates: [] },
)

describe('the facts of an event', () => {
  const base = createFactTable({
    snapshot: takeSnapshot(LEDGER),
    subject: 'customer',
    asOf: day('2026-03-10'),
  })
  const table = createEventTable(base, {
    ruleId: 'thanks',
    cycles: [
      opened(aReceipt({ amountMinor: 50_000, reference: 'INV-1' }), 1),
      opened(aReceipt({ amountMinor: 70_000, reference: 'INV-2' }), 2),
      opened(aReceipt({ amountMinor: 1, reference: 'gone' }, { customerId: 'nobody' }), 1),
    ],
  })
  const figure = (fact: string, row: number, params?: Record<string, string>) =>
    valueAt(table, table.column({ fact, ...(params && { params }) }), row)

  test('two payments of one customer are two rows, and one of nobody we know is none', () => {
    expect(table.rows).toBe(2)
    expect([table.idOf(0), table.idOf(1)]).toEqual(['acme', 'acme'])
  })

  test.each([
    ['event.amount', { currency: 'USD' }, 50_000, 70_000],
    ['event.amount', { currency: 'EUR' }, 0, 0],
    ['event.currency', undefined, 'USD', 'USD'],
    ['event.reference', undefined, 'INV-1', 'INV-2'],
    ['event.daysAgo', undefined, 9, 9],
    ['event.reason', undefined, null, null],
    ['owner', undefined, 'maria', 'maria'],
    ['stepOutcome', { rule: 'thanks', step: 'mail' }, 'none', 'none'],
  ] as const)('%s %j is that of the event of the row', (fact, params, first, second) => {
    expect([figure(fact, 0, params), figure(fact, 1, params)]).toEqual([first, second])
  })

  test('the promised day and the document type are read as a day and a type', () => {
    const events = createEventTable(base, {
      ruleId: 'thanks',
      cycles: [opened(aReceipt({ promisedFor: '2026-02-20', documentType: 'invoice' }), 1)],
    })
    const of = (fact: string) => valueAt(events, events.column({ fact }), 0)
    expect(of('event.promisedFor')).toBe(toEpochDay(calendarDate('2026-02-20')))
    expect(of('event.documentType')).toBe('invoice')
    expect(of('event.amount')).toBeNull()
  })
})

describe('a rule that waits for an event', () => {
  const decide = (events?: readonly LedgerEvent[]) =>
    plan({
      snapshot: takeSnapshot(LEDGER),
      catalogue: CATALOGUE,
      rules: [THANKS],
      asOf: day('2026-03-10'),
      ...(events && { eventCycles: new Map([['thanks', events.map((event, at) => opened(event, at + 1))]]) }),
    })

  test('is decided for its events and for nobody else', async () => {
    const small = aReceipt({ amountMinor: 99_999, reference: 'small' })
    const large = aReceipt({ amountMinor: 100_001, reference: 'large' })
    const { rules } = await decide([small, large])
    expect(rules[0]?.counts).toMatchObject({ evaluated: 2, matched: 1, notMatched: 1, unknown: 0 })
    expect(rules[0]?.decisions.map(({ event, cycle }) => [event?.id, cycle])).toEqual([
      ['payment-received/large', 2],
    ])
  })

  test('does nothing when nothing has happened', async () => {
    const { rules } = await decide([])
    expect(rules[0]?.counts).toMatchObject({ evaluated: 0, actions: 0 })
  })

  test('matches nobody where nobody looks at events: what it asks of them is unknown', async () => {
    const { rules } = await decide()
    expect(rules[0]?.counts).toMatchObject({ evaluated: 2, matched: 0, unknown: 2 })
  })

  test.each([
    [{ schedule: '30 10 * * 1-5' }, 'customer', 'is known in the branches of a rule that waits for'],
    [{ on: 'message-bounced' }, 'customer', 'is known in the branches of a rule that waits for'],
    [{ on: 'payment-received' }, 'invoice', '"payment-received" is about a customer'],
  ])('cannot ask what its trigger %j does not tell of a %s', (trigger, subject, problem) => {
    expect(() =>
      parseRule({ ...THANKS, trigger, subject }, 'test', { catalogue: CATALOGUE, templates: [] }),
    ).toThrow(problem)
  })
})
