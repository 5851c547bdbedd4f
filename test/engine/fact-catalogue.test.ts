import { describe, expect, test } from 'vitest'
import { catalogueOf, FACTS, factSpec } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { createFactTable } from '#engine/facts/fact-table-of.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { aCustomer, aLedger, anInvoice, day } from '../builders.ts'
import { ask } from './facts/ask.ts'

describe('the fact catalogue', () => {
  test('names every fact once', () => expect(new Set(FACTS.map(({ name }) => name)).size).toBe(FACTS.length))

  test.each(FACTS.map((spec) => [spec.name, spec] as const))(
    '%s says what it means, in whole sentences',
    (_, spec) => {
      expect(spec.meaning).toMatch(/^[A-Z].*\.$/)
      expect(spec.example).toMatch(/\.$/)
      expect(spec.unit).not.toBe('')
      expect(spec.subjects.length).toBeGreaterThan(0)
      expect(spec.type === 'enum').toBe(spec.values !== undefined)
      // A bare number of no currency is never an amount (F38).
      expect(spec.params?.currency?.required ?? false).toBe(spec.type === 'money')
      expect(spec.params?.scope !== undefined).toBe(spec.rollUp !== undefined)
      for (const param of Object.values(spec.params ?? {})) expect(param.meaning).toMatch(/\.$/)
    },
  )

  test('knows no fact by the name of something every object has', () => {
    for (const name of ['toString', 'constructor', '__proto__']) {
      expect(factSpec(name)).toBeUndefined()
      expect(catalogueOf().spec(name)).toBeUndefined()
    }
  })

  test('a table refuses what no fact can answer', () => {
    const snapshot = takeSnapshot(aLedger({ documents: [anInvoice()] }))
    const table = createFactTable({ snapshot, subject: 'customer', asOf: day('2026-02-01') })
    expect(() => table.column({ fact: 'balanse' })).toThrow('There is no fact "balanse"')
    expect(() => table.column({ fact: 'dueDay' })).toThrow('it is a fact of invoice')
    expect(() => table.column({ fact: 'balance' })).toThrow('Cannot compute "balance" without "currency"')
  })

  test('a column is computed once however its params are written', () => {
    const snapshot = takeSnapshot(aLedger({ documents: [anInvoice()] }))
    const table = createFactTable({ snapshot, subject: 'customer', asOf: day('2026-02-01') })
    expect(table.column({ fact: 'balance', params: { currency: 'USD', scope: 'group' } })).toBe(
      table.column({ fact: 'balance', params: { scope: 'group', currency: 'USD' } }),
    )
  })
})

describe('fields of a company’s own making', () => {
  const ledger = aLedger({
    customers: [
      aCustomer({ custom: { region: 'north', score: 7, vip: true, brands: ['a', 'b'], mixed: 1 } }),
      aCustomer({ id: 'bare', custom: { mixed: 'one' } }),
    ],
    documents: [
      anInvoice({ id: 'own', custom: { region: 'south', project: 'P-1' } }),
      anInvoice({ id: 'plain' }),
    ],
  })
  const facts = discoverCustomFields(takeSnapshot(ledger))

  test('are typed by their values and known where they were found', () => {
    expect(facts.map(({ name, type, subjects }) => [name, type, subjects.join(' ')])).toEqual([
      ['custom.brands', 'list', 'customer invoice'],
      ['custom.mixed', 'text', 'customer invoice'],
      ['custom.project', 'text', 'invoice'],
      ['custom.region', 'text', 'customer invoice'],
      ['custom.score', 'number', 'customer invoice'],
      ['custom.vip', 'boolean', 'customer invoice'],
    ])
    expect(facts.every(({ nullable }) => nullable)).toBe(true)
  })

  test.each([
    ['custom.region', 'acme', 'north'],
    ['custom.score', 'acme', 7],
    ['custom.vip', 'acme', true],
    ['custom.brands', 'acme', ['a', 'b']],
    ['custom.mixed', 'acme', '1'],
    ['custom.mixed', 'bare', 'one'],
    ['custom.region', 'bare', null],
    ['custom.score', 'bare', null],
    ['custom.vip', 'bare', null],
    ['custom.brands', 'bare', null],
  ])('%s of customer %s is %j', (fact, id, expected) =>
    expect(ask(ledger, { fact, id, asOf: '2026-02-01' })).toEqual(expected),
  )

  test.each([
    ['custom.region', 'own', 'south'],
    ['custom.region', 'plain', 'north'],
    ['custom.project', 'own', 'P-1'],
    ['custom.project', 'plain', null],
    ['custom.score', 'plain', 7],
  ])('%s of invoice %s is %j: its own goes before its customer’s', (fact, id, expected) =>
    expect(ask(ledger, { fact, id, subject: 'invoice', asOf: '2026-02-01' })).toEqual(expected),
  )

  test('are in the catalogue of that company beside those of every ledger', () => {
    const catalogue = catalogueOf({ customFields: facts })
    expect(catalogue.spec('custom.score')?.type).toBe('number')
    expect(catalogue.spec('balance')?.type).toBe('money')
    expect(catalogue.all).toHaveLength(FACTS.length + facts.length)
  })
})
