import { describe, expect, test } from 'vitest'
import { aCustomer, aHold, aLedger, anInvoice, aPayment, aRate, day } from '../../builders.ts'
import { ask, type Figure } from './ask.ts'

const group = { scope: 'group' } as const
const USD = { currency: 'USD' }

describe('a customer with everybody below it', () => {
  const ledger = aLedger({
    customers: [
      aCustomer({ id: 'acme' }),
      aCustomer({ id: 'north', parentId: 'acme' }),
      aCustomer({ id: 'oslo', parentId: 'north' }),
      aCustomer({ id: 'other' }),
    ],
    documents: [
      anInvoice({ customerId: 'acme', totalMinor: 1_000, dueOn: '2026-02-20' }),
      anInvoice({ customerId: 'north', totalMinor: 2_000, dueOn: '2026-02-10' }),
      anInvoice({ customerId: 'oslo', totalMinor: 4_000, dueOn: '2026-01-31' }),
      anInvoice({ customerId: 'other', totalMinor: 8_000, dueOn: '2026-01-01' }),
    ],
    payments: [aPayment({ customerId: 'oslo', minor: 500, receivedOn: '2026-02-28' })],
    holds: ['north', 'oslo'].map((customerId) => aHold({ customerId, placedOn: '2026-02-01' })),
  })
  const of = (fact: string, params: Record<string, string>, id = 'acme'): Figure | undefined =>
    ask(ledger, { fact, params, id, asOf: '2026-03-01' })

  test.each<[string, Record<string, string>, Figure, Figure]>([
    ['balance', USD, '10.00', '70.00'],
    ['largestOverdue', USD, '10.00', '40.00'],
    ['unappliedCash', USD, '0.00', '5.00'],
    ['daysOverdue', {}, 9, 29],
    ['oldestDueDay', {}, '2026-02-20', '2026-01-31'],
    ['overdueCount', {}, 1, 3],
    ['daysSinceLastPayment', {}, null, 1],
    ['onCreditHold', {}, false, true],
  ])('%s: own and group', (fact, params, own, ofGroup) => {
    expect(of(fact, params)).toEqual(own)
    expect(of(fact, { ...params, scope: 'own' })).toEqual(own)
    expect(of(fact, { ...params, ...group })).toEqual(ofGroup)
  })

  test('a child has only what is below it', () => {
    expect(of('balance', { ...USD, ...group }, 'north')).toBe('60.00')
    expect(of('balance', { ...USD, ...group }, 'oslo')).toBe('40.00')
  })

  test('a child of which nobody knows makes its parents unknown', () => {
    const doubt = aLedger(ledger, {
      documents: [anInvoice({ customerId: 'oslo', openMinor: 1, openOn: day('2026-06-01') })],
    })
    expect(ask(doubt, { fact: 'balance', params: { ...USD, ...group }, asOf: '2026-03-01' })).toBeNull()
    expect(ask(doubt, { fact: 'balance', params: USD, asOf: '2026-03-01' })).toBe('10.00')
  })

  test('a hierarchy that runs in a circle is unknown, its own figures are not', () => {
    const circle = aLedger({
      customers: [aCustomer({ parentId: 'b' }), aCustomer({ id: 'b', parentId: 'acme' })],
      documents: [anInvoice()],
    })
    expect(ask(circle, { fact: 'balance', params: { ...USD, ...group }, asOf: '2026-03-01' })).toBeNull()
    expect(ask(circle, { fact: 'balance', params: USD, asOf: '2026-03-01' })).toBe('1000.00')
  })

  test('a customer that is its own parent is simply a customer', () => {
    const self = aLedger({ customers: [aCustomer({ parentId: 'acme' })], documents: [anInvoice()] })
    expect(ask(self, { fact: 'balance', params: { ...USD, ...group }, asOf: '2026-03-01' })).toBe('1000.00')
  })

  test('an invoice has no group', () => {
    expect(() =>
      ask(ledger, { fact: 'balance', subject: 'invoice', params: { ...USD, ...group }, asOf: '2026-03-01' }),
    ).toThrow('only customers have children')
  })
})

describe('amounts in several currencies', () => {
  const ledger = aLedger({
    documents: [
      anInvoice({ totalMinor: 10_000 }),
      anInvoice({ totalMinor: 10_001, currency: 'EUR' }),
      anInvoice({ totalMinor: 1_000, currency: 'JPY', dueOn: '2026-06-30' }),
    ],
    rates: [
      aRate({ rate: '1.10', on: day('2026-01-01') }),
      aRate({ rate: '1.25', on: day('2026-03-01') }),
      aRate({ rate: '2.00', on: day('2026-03-02') }),
      aRate({ from: 'USD', to: 'JPY', rate: '160', on: day('2026-01-01') }),
    ],
  })
  const of = (fact: string, params: Record<string, string | boolean>, asOf = '2026-03-01') =>
    ask(ledger, { fact, params, asOf })

  test('are never added up unless asked for (F38)', () => {
    expect(of('balance', USD)).toBe('100.00')
    expect(of('balance', { currency: 'EUR' })).toBe('100.01')
    expect(of('balance', { currency: 'JPY' })).toBe('1000')
    expect(of('balance', { currency: 'GBP' })).toBe('0.00')
  })

  // 100.01 EUR x 1.25 = 125.0125 -> 125.01 USD; 1,000 JPY / 160 = 6.25 USD.
  test('are added up by the latest rate on or before the day, direct or the other way round', () =>
    expect(of('balance', { ...USD, converted: true })).toBe('231.26'))

  // 100.01 EUR x 1.10 = 110.011 -> 110.01 USD.
  test('use the older rate the day before', () =>
    expect(of('balance', { ...USD, converted: true }, '2026-02-28')).toBe('216.26'))

  test('are unknown while a rate is missing for something that is there', () => {
    expect(of('balance', { currency: 'GBP', converted: true })).toBeNull()
    expect(of('balance', { ...USD, converted: true }, '2025-12-31')).toBe('0.00')
  })

  test('need no rate for a currency in which nothing is overdue', () =>
    expect(of('overdueBalance', { currency: 'EUR', converted: true })).toBe('180.01'))

  test('a half is rounded to the even neighbour, each currency by itself', () => {
    const half = (minor: number) =>
      ask(
        aLedger({
          documents: [anInvoice({ totalMinor: minor, currency: 'EUR' })],
          rates: [aRate({ rate: '0.5' })],
        }),
        { fact: 'balance', params: { ...USD, converted: true }, asOf: '2026-03-01' },
      )
    expect([half(1), half(3), half(5)]).toEqual(['0.00', '0.02', '0.02'])
  })
})
