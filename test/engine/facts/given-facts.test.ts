import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { givenFactTable } from '#engine/facts/given-fact-table.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { aCustomer, aLedger } from '../../builders.ts'
import { valueAt } from './ask.ts'

const custom = discoverCustomFields(
  takeSnapshot(aLedger({ customers: [aCustomer({ custom: { region: 'north', score: 7 } })] })),
)
const catalogue = catalogueOf({ customFields: custom })

function given(facts: Record<string, unknown>) {
  const table = givenFactTable({ records: [{ id: 'c1', facts }], catalogue, subject: 'customer' })
  return (fact: string, params?: Record<string, string | number | boolean>) =>
    valueAt(table, table.column({ fact, ...(params && { params }) }), 0)
}

describe('facts that were written down', () => {
  test('are read in the form of the catalogue', () => {
    const fact = given({
      daysOverdue: 40,
      balance: { USD: '5200.50', JPY: 300, KWD: '1.250' },
      tags: ['key', 'export'],
      onCreditHold: false,
      oldestDueDay: '1970-01-02',
      accountStatus: 'legal',
      segment: 'enterprise',
      'custom.region': 'north',
      'custom.score': 7.5,
    })
    expect(fact('daysOverdue')).toBe(40)
    expect(fact('balance', { currency: 'USD' })).toBe(520_050)
    expect(fact('balance', { currency: 'JPY' })).toBe(300)
    expect(fact('balance', { currency: 'KWD' })).toBe(1_250)
    expect(fact('tags')).toEqual(['key', 'export'])
    expect(fact('onCreditHold')).toBe(0)
    expect(fact('oldestDueDay')).toBe(1)
    expect(fact('accountStatus')).toBe('legal')
    expect(fact('segment')).toBe('enterprise')
    expect(fact('custom.region')).toBe('north')
    expect(fact('custom.score')).toBe(7.5)
  })

  test('left out, or null, are unknown; a currency left out of an amount that is there is 0', () => {
    const fact = given({ balance: { USD: 1 }, segment: null })
    expect(fact('daysOverdue')).toBeNull()
    expect(fact('segment')).toBeNull()
    expect(fact('tags')).toBeNull()
    expect(fact('balance', { currency: 'EUR' })).toBe(0)
    expect(fact('overdueBalance', { currency: 'USD' })).toBeNull()
  })

  test('under a bare name answer whatever params are asked, under params only those', () => {
    const bare = given({ brokenPromises: 2, openCount: 4 })
    expect(bare('brokenPromises', { days: 90 })).toBe(2)
    expect(bare('openCount', { currency: 'USD', scope: 'group' })).toBe(4)
    const exact = given({ 'brokenPromises@days=90': 2, 'openCount@scope=group': 9, openCount: 4 })
    expect(exact('brokenPromises', { days: 90 })).toBe(2)
    expect(exact('brokenPromises', { days: 30 })).toBeNull()
    expect(exact('brokenPromises')).toBeNull()
    expect(exact('openCount', { scope: 'group' })).toBe(9)
    expect(exact('openCount', { scope: 'own' })).toBe(4)
  })

  test('of amounts with more params are given under them, per currency or for one', () => {
    const fact = given({
      'agingAmount@bucket=1-30': { USD: '10.00' },
      'balance@currency=EUR': '7.00',
      'balance@converted=true': { USD: '99.00' },
    })
    expect(fact('agingAmount', { currency: 'USD', bucket: '1-30' })).toBe(1_000)
    expect(fact('agingAmount', { currency: 'USD', bucket: '31-60' })).toBeNull()
    expect(fact('balance', { currency: 'EUR' })).toBe(700)
    expect(fact('balance', { currency: 'USD', converted: true })).toBe(9_900)
  })

  test('in single currencies do not tell what they come to in one', () =>
    expect(given({ balance: { EUR: 5 } })('balance', { currency: 'USD', converted: true })).toBeNull())

  test.each<[Record<string, unknown>, string]>([
    [
      { daysOverdu: 40 },
      'Cannot read record "c1": "daysOverdu" is no fact of a customer. Did you mean "daysOverdue"?',
    ],
    [{ dueDay: '2026-01-31' }, '"dueDay" is no fact of a customer'],
    [{ toString: 1 }, '"toString" is no fact of a customer'],
    [{ daysOverdue: '40' }, '"daysOverdue" is "40". This is a number such as 40, without quotes.'],
    [{ daysOverdue: Number.NaN }, 'This is a number'],
    [{ balance: 5200 }, '"balance" is 5200. An amount is given per currency, as in { "USD": "5200.50" }.'],
    [{ balance: { USD: '5,200.505' } }, 'record "c1", fact "balance"'],
    [{ balance: { usd: '5' } }, '"usd" is no active ISO 4217 currency code'],
    [{ balance: { USD: true } }, 'An amount in USD is a text or number'],
    [{ oldestDueDay: '2026-02-30' }, 'A day is an existing day such as "2026-01-31".'],
    [{ onCreditHold: 'yes' }, 'This is true or false.'],
    [{ accountStatus: 'sued' }, 'This is one of: active, insolvent, legal, agency, inactive.'],
    [{ tags: 'key' }, 'This is a list of texts such as ["key"].'],
    [{ segment: 7 }, 'This is a text.'],
    [{ 'brokenPromises@weeks=3': 1 }, 'takes only: days, scope'],
    [{ 'brokenPromises@days=soon': 1 }, 'Days are a whole number'],
    [{ 'agingAmount@bucket=old': { USD: 1 } }, 'This is one of: current, 1-30'],
    [{ agingAmount: { USD: 1 } }, 'It needs "bucket"'],
  ])('%j is refused', (facts, message) => {
    expect(() => given(facts)).toThrow(message)
  })
})
