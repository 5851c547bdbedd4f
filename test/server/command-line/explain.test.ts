import { describe, expect, test } from 'vitest'
import { aDesk, aRule, OPEN_ITEMS, OPEN_ITEMS_MAPPING } from './typing.ts'

const desk = aDesk()
desk.file('items.csv', OPEN_ITEMS)
desk.file('mapping.json', OPEN_ITEMS_MAPPING)
desk.file('late.json', aRule())
const explain = (subject: string, rule = 'late.json'): string[] => {
  const books = ['--ledger', 'items.csv', '--mapping', 'mapping.json']
  return ['explain', ...books, '--rule', rule, '--subject', subject, '--as-of', '2026-03-31']
}

describe('why a rule acts', () => {
  test('leaf by leaf, with the values, and with what is done', async () => {
    const { code, json } = await desk.json(...explain('001'))
    expect(code).toBe(0)
    expect(json).toMatchObject({
      asOf: '2026-03-31',
      rule: 'late',
      subject: { type: 'customer', id: '001', name: 'Acme, Inc.' },
      outcome: 'matched',
      branch: 'is-late',
      actions: [{ step: 'mail' }, { step: 'hold' }],
      because: [
        { fact: 'daysOverdue', value: 30, actual: 60, result: true },
        { fact: 'balance', value: '5000.00', actual: '5300.50', result: true },
      ],
      conditions: [{ branch: 'is-late', label: 'Late', result: true, tree: { kind: 'all', result: true } }],
    })
  })

  test('in words, each leaf with its mark', async () => {
    const { out } = await desk.type(...explain('001'))
    expect(out).toContain('Acme, Inc. (001) on 2026-03-31: the rule matches')
    expect(out).toContain('    ✓ oldest invoice is at least 30 days overdue (it is 60 days)')
    expect(out).toContain('    ✓ USD balance is over 5,000.00 USD (it is 5,300.50 USD)')
    expect(out).toContain('  mail: send "More than 30 days overdue" to billing: due now')
  })

  test('a customer may be named, where only one has the name', async () => {
    expect(await desk.json(...explain('Acme, Inc.'))).toMatchObject({ json: { subject: { id: '001' } } })
  })
})

describe('why a rule does not act', () => {
  test('each leaf says what it found', async () => {
    const { code, out } = await desk.type(...explain('002'))
    expect(code).toBe(0)
    expect(out).toContain('the rule does not match')
    expect(out).toContain('    ✓ oldest invoice is at least 30 days overdue (it is 31 days)')
    expect(out).toContain('    ✗ USD balance is over 5,000.00 USD (it is 80.00 USD)')
  })

  test('what is held back says why', async () => {
    desk.file('any.json', aRule({ id: 'any', days: 0, over: 0 }))
    const { out } = await desk.type(...explain('003', 'any.json'))
    expect(out).toMatch(/mail: send "More than 30 days overdue" to billing: held back: .+\./)
  })

  test('missing data is neither yes nor no', async () => {
    const rule = aRule({ id: 'limit' })
    const leaf = { fact: 'creditUtilisation', operator: 'greaterThan', value: 100 }
    rule.steps[0]!.branches[0]!.when.all = [leaf as never]
    desk.file('limit.json', rule)
    expect(await desk.json(...explain('001', 'limit.json'))).toMatchObject({
      json: { outcome: 'unknown', branch: null, actions: [], because: [{ actual: null, result: null }] },
    })
    const { out } = await desk.type(...explain('001', 'limit.json'))
    expect(out).toContain('it cannot be decided, because data is missing')
    expect(out).toContain('? credit utilisation is over 100 (it is unknown)')
  })

  test('a rule that is not for this customer says so before anything else is asked', async () => {
    const audience = { fact: 'balance', params: { currency: 'USD' }, operator: 'lessThan', value: 100 }
    desk.file('small.json', { ...aRule({ id: 'small' }), policy: { audience } })
    const { json } = await desk.json(...explain('001', 'small.json'))
    expect(json).toMatchObject({
      outcome: 'notMatched',
      policy: [{ of: 'audience', result: false }],
      conditions: [],
    })
    const { out } = await desk.type(...explain('001', 'small.json'))
    expect(out).toContain(
      'Only for a customer for which\n  ✗ USD balance is under 100.00 USD (it is 5,300.50 USD)',
    )
  })

  test('of the branches, those that were asked', async () => {
    const rule = aRule({ id: 'ladder' })
    const [first] = rule.steps[0]!.branches
    const when = { fact: 'daysOverdue', operator: 'greaterThan', value: 10 }
    rule.steps[0]!.branches.push({ ...first, id: 'second', label: 'Second', when, steps: [] } as never)
    rule.steps[0]!.branches.push({ ...first, id: 'third', label: 'Third', when, steps: [] } as never)
    desk.file('ladder.json', rule)
    const { json } = await desk.json(...explain('002', 'ladder.json'))
    const asked = (json as { conditions: { branch: string; result: boolean }[] }).conditions
    expect(asked.map(({ branch, result }) => [branch, result])).toEqual([
      ['is-late', false],
      ['second', true],
    ])
  })
})

describe('a subject that cannot be found', () => {
  test('a customer who is not there: the nearest id', async () => {
    const { code, err } = await desk.type(...explain('0001'))
    expect(err).toBe('There is no customer "0001" in this ledger on 2026-03-31. Did you mean "001"?\n')
    expect(code).toBe(1)
  })

  test('an invoice that is paid: choose another day', async () => {
    const when = { fact: 'daysOverdue', operator: 'greaterThan', value: 1 }
    const rule = { ...aRule({ id: 'bill' }), subject: 'invoice' }
    rule.steps[0]!.branches[0]!.when = when as never
    desk.file('bill.json', rule)
    expect((await desk.type(...explain('D-1', 'bill.json'))).err).toBe(
      'Cannot explain the invoice "D-1": it is not open on 2026-03-31. Choose a day on which it is.\n',
    )
    expect(await desk.json(...explain('B-1', 'bill.json'))).toMatchObject({
      json: { subject: { type: 'invoice', name: 'B-1' }, outcome: 'matched' },
    })
  })
})
