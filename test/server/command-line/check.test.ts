import { describe, expect, test } from 'vitest'
import { aDesk, aRule, OPEN_ITEMS } from './typing.ts'

const desk = aDesk()
const check = async (rule: unknown) => {
  desk.file('rule.json', typeof rule === 'string' ? rule : (rule as object))
  return desk.json('check', 'rule.json')
}
const withLeaf = (leaf: object) => {
  const rule = aRule()
  rule.steps[0]!.branches[0]!.when = leaf as never
  return rule
}
const WHEN = 'steps[0].branches[0].when'

describe('a valid rule', () => {
  test('ends with 0, with its tests', async () => {
    const tests = [
      {
        name: 'late and large',
        given: { daysOverdue: 31, balance: { USD: '5000.01' } },
        expect: ['mail', 'hold'],
      },
      { name: 'late and small', given: { daysOverdue: 31, balance: { USD: 5000 } }, expect: [] },
      { name: 'nothing known', given: {}, expect: [] },
    ]
    expect(await check(aRule({ tests }))).toMatchObject({
      code: 0,
      json: {
        files: [
          {
            file: 'rule.json',
            rule: 'late',
            ok: true,
            problems: [],
            tests: [{ passed: true }, { passed: true }, { passed: true }],
          },
        ],
      },
    })
  })

  test('for a person it is said in words', async () => {
    desk.file('rule.json', aRule())
    const { out } = await desk.type('check', 'rule.json')
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /Next in [\w/+-]+: (\w{3} \d{4}-\d\d-\d\d 10:30, ){4}\w{3} \d{4}-\d\d-\d\d 10:30\./,
    )
    expect(out).toContain(
      '✓ rule.json\n  Every weekday at 10:30, for each customer whose oldest invoice is at least 30 days overdue',
    )
  })

  test('every rule of the library is valid and passes its tests', async () => {
    const library = ['invoice-ladder', 'overdue-30-5k', 'release-on-payment']
    const paths = library.map(
      (name) => new URL(`../../../rules-library/rules/${name}.json`, import.meta.url).pathname,
    )
    expect((await desk.type('check', ...paths)).code).toBe(0)
  })

  test('may ask for fields of the books it is checked with, or of those its tests give', async () => {
    const leaf = { fact: 'custom.region', operator: 'equal', value: 'north' }
    desk.file('items.csv', OPEN_ITEMS.replace('Email', 'Region').replaceAll('ap@acme.test', 'north'))
    desk.file('mapping.json', {
      records: 'invoices',
      columns: {
        number: 'Invoice',
        'customer.id': 'Customer No',
        issuedOn: 'Issued',
        total: 'Total',
        currency: 'Currency',
        'custom.region': 'Region',
      },
    })
    const rule = { ...withLeaf(leaf), subject: 'invoice' }
    expect(await check(rule)).toMatchObject({
      code: 1,
      json: { files: [{ problems: [{ path: `${WHEN}.fact` }] }] },
    })
    expect(
      (await desk.json('check', 'rule.json', '--ledger', 'items.csv', '--mapping', 'mapping.json')).code,
    ).toBe(0)
    const tests = [{ name: 'north', given: { 'custom.region': 'north' }, expect: ['mail', 'hold'] }]
    expect((await check({ ...rule, tests })).code).toBe(0)
  })
})

describe('a rule that is refused, with its path, the value found and what would be right', () => {
  const overdue = { fact: 'daysOverdue', operator: 'greaterThan', value: 30 }
  const deep = (levels: number): object => (levels === 0 ? overdue : { all: [deep(levels - 1)] })
  const withAct = (act: object) => {
    const rule = aRule()
    rule.steps[0]!.branches[0]!.steps = [{ id: 'a', do: 'act', ...act } as never]
    return rule
  }
  test.each<[string, unknown, string, string, string]>([
    ['an empty group', withLeaf({ all: [] }), `${WHEN}.all`, '[]', 'would match everybody'],
    [
      'an empty list',
      withLeaf({ fact: 'accountStatus', operator: 'in', value: [] }),
      `${WHEN}.value`,
      '[]',
      '',
    ],
    [
      'an unknown fact',
      withLeaf({ ...overdue, fact: 'daysOverdeu' }),
      `${WHEN}.fact`,
      '"daysOverdeu"',
      'Did you mean "daysOverdue"?',
    ],
    [
      'an unknown operator',
      withLeaf({ ...overdue, operator: 'greaterThen' }),
      `${WHEN}.operator`,
      '"greaterThen"',
      'Did you mean "greaterThan"?',
    ],
    ['a wrong type', withLeaf({ ...overdue, value: '30' }), `${WHEN}.value`, '"30"', ''],
    [
      'money without a currency',
      withLeaf({ fact: 'balance', operator: 'greaterThan', value: 5 }),
      `${WHEN}.params.currency`,
      '',
      '',
    ],
    [
      'an order of texts',
      withLeaf({ fact: 'segment', operator: 'greaterThan', value: 'a' }),
      `${WHEN}.operator`,
      '"greaterThan"',
      '',
    ],
    ['groups nested too deep', withLeaf(deep(11)), `${WHEN}${'.all[0]'.repeat(10)}`, '', 'nested 10 deep'],
    ['a newer format', { ...aRule(), dunlin: 2 }, 'dunlin', '2', 'newer Dunlin'],
    [
      'an unknown act',
      withAct({ action: 'send-emial' }),
      'steps[0].branches[0].steps[0].action',
      '"send-emial"',
      'Did you mean "send-email"?',
    ],
    [
      'an unknown template',
      withAct({ action: 'send-email', params: { template: 'overdue-3' } }),
      'steps[0].branches[0].steps[0].params.template',
      '"overdue-3"',
      'Did you mean "overdue-30"?',
    ],
    [
      'a bad schedule',
      { ...aRule(), trigger: { schedule: '61 * * * *' } },
      'trigger.schedule',
      '"61 * * * *"',
      '',
    ],
    [
      'a day that does not exist',
      { ...aRule(), policy: { from: '2026-02-30' } },
      'policy.from',
      '"2026-02-30"',
      '',
    ],
    ['a key nobody knows', { ...aRule(), polcy: {} }, 'polcy', '{}', 'no key that is known here'],
  ])('%s', async (_, rule, path, found, expected) => {
    const { code, json } = await check(rule)
    expect(code).toBe(1)
    const [file] = (
      json as { files: { ok: boolean; problems: { path: string; found: string; expected: string }[] }[] }
    ).files
    const problem = file?.problems.find((each) => each.path === path)
    expect(problem, JSON.stringify(file?.problems)).toBeDefined()
    expect(problem?.found).toBe(found)
    expect(problem?.expected).toContain(expected)
  })

  test('text that is not JSON', async () => {
    desk.file('rule.json', '{ "dunlin": 1, }')
    const { code, out } = await desk.type('check', 'rule.json')
    expect(code).toBe(1)
    expect(out).toContain('✗ rule.json\n  the document: It is not JSON: ')
  })

  test('a test of its own that fails', async () => {
    const tests = [
      { name: 'too early', given: { daysOverdue: 29, balance: { USD: 9000 } }, expect: ['mail'] },
    ]
    desk.file('rule.json', aRule({ tests }))
    const { code, out } = await desk.type('check', 'rule.json')
    expect(code).toBe(1)
    expect(out).toContain(
      '✗ too early: expected mail; the rule reaches nothing. Correct the rule or the test.',
    )
  })

  test('a test whose facts cannot be read', async () => {
    const tests = [{ name: 'typo', given: { daysOverdu: 29 }, expect: [] }]
    expect(await check(aRule({ tests }))).toMatchObject({
      code: 1,
      json: {
        files: [
          { tests: [{ passed: false, problem: expect.stringContaining('Did you mean "daysOverdue"?') }] },
        ],
      },
    })
  })

  test('two files with one id, the others being checked all the same', async () => {
    desk.file('a.json', aRule())
    desk.file('b.json', aRule())
    desk.file('c.json', aRule({ id: 'other' }))
    const { code, json } = await desk.json('check', 'a.json', 'b.json', 'c.json')
    expect(code).toBe(1)
    expect(json).toMatchObject({
      files: [{ ok: true }, { ok: false, problems: [{ path: 'id' }] }, { ok: true }],
    })
  })
})
