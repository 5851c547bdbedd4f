import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { aDesk, aRule } from './typing.ts'

const desk = aDesk()
desk.file('late.json', aRule())
const RECORDS = [
  { id: 'c1', facts: { daysOverdue: 40, balance: { USD: '5200.50' }, tags: ['key, "A" }'] } },
  { id: 'c2', facts: { daysOverdue: 40 } },
  { id: 'c3', facts: { daysOverdue: 4 } },
]
const evaluate = (facts: string, ...rules: string[]): string[] => [
  'eval',
  '--facts',
  facts,
  '--rule',
  ...(rules.length === 0 ? ['late.json'] : rules),
]

const EXPECTED = {
  rules: [
    {
      rule: 'late',
      records: [
        {
          id: 'c1',
          result: true,
          branch: 'is-late',
          actions: [
            { step: 'mail', action: 'send-email', params: { template: 'overdue-30', to: 'billing' } },
            { step: 'hold', action: 'place-credit-hold', params: { reason: 'late', release: 'cleared' } },
          ],
        },
        { id: 'c2', result: null, branch: null, actions: [] },
        { id: 'c3', result: false, branch: null, actions: [] },
      ],
    },
  ],
}

describe('rules over given facts', () => {
  test.each([
    ['one object a line', RECORDS.map((record) => JSON.stringify(record)).join('\n')],
    [
      'with blank lines, a byte order mark and line ends of another system',
      `\uFEFF\n${RECORDS.map((record) => JSON.stringify(record)).join('\r\n\r\n')}\r\n`,
    ],
    ['one array', JSON.stringify(RECORDS)],
    ['one array over many lines', JSON.stringify(RECORDS, null, 2)],
  ])('%s', async (_, content) => {
    desk.file('facts', content)
    expect(await desk.json(...evaluate('facts'))).toEqual({ code: 0, json: EXPECTED })
  })

  test('gzipped', async () => {
    writeFileSync(join(desk.cwd, 'facts.gz'), gzipSync(JSON.stringify(RECORDS)))
    expect((await desk.json(...evaluate('facts.gz'))).json).toEqual(EXPECTED)
  })

  test('no records are no mistake', async () => {
    for (const content of ['', '[]', ' [ ] ']) {
      desk.file('none', content)
      expect((await desk.json(...evaluate('none'))).json).toEqual({ rules: [{ rule: 'late', records: [] }] })
    }
  })

  test('several rules follow one another, each over all records', async () => {
    desk.file('facts', JSON.stringify(RECORDS))
    desk.file('any.json', aRule({ id: 'any', days: 1, over: 0 }))
    const { json } = await desk.json(...evaluate('facts', 'late.json', 'any.json'))
    const { rules } = json as { rules: { rule: string; records: unknown[] }[] }
    expect(rules.map(({ rule, records }) => [rule, records.length])).toEqual([
      ['late', 3],
      ['any', 3],
    ])
  })

  test('more records than fit one chunk come out once each and in order', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => ({
      id: `c${at}`,
      facts: { daysOverdue: at % 60, balance: { USD: 6000 } },
    }))
    desk.file('many.json', JSON.stringify(many))
    desk.file('many.ndjson', many.map((record) => JSON.stringify(record)).join('\n'))
    const { json } = await desk.json(...evaluate('many.json'))
    const { rules } = json as typeof EXPECTED
    expect(rules[0]?.records.map(({ id }) => id)).toEqual(many.map(({ id }) => id))
    expect(rules[0]?.records.map(({ result }) => result)).toEqual(
      many.map(({ facts }) => facts.daysOverdue >= 30),
    )
    expect((await desk.json(...evaluate('many.ndjson'))).json).toEqual(json)
  })

  test('an act behind a wait is reached, and waits', async () => {
    const rule = aRule({ id: 'waits' })
    rule.steps[0]!.branches[0]!.steps.splice(1, 0, { id: 'pause', do: 'wait', days: 7 } as never)
    desk.file('waits.json', rule)
    desk.file('facts', JSON.stringify(RECORDS.slice(0, 1)))
    expect((await desk.json(...evaluate('facts', 'waits.json'))).json).toMatchObject({
      rules: [
        {
          records: [{ actions: [{ step: 'mail' }, { step: 'hold', status: { is: 'waiting', day: null } }] }],
        },
      ],
    })
  })

  test("fields of the company's own are typed by their values", async () => {
    const rule = aRule({ id: 'own' })
    rule.steps[0]!.branches[0]!.when.all = [{ fact: 'custom.score', operator: 'lessThan', value: 5 } as never]
    desk.file('own.json', rule)
    desk.file(
      'facts',
      JSON.stringify([
        { id: 'a', facts: { 'custom.score': 3 } },
        { id: 'b', facts: {} },
      ]),
    )
    expect((await desk.json(...evaluate('facts', 'own.json'))).json).toMatchObject({
      rules: [{ records: [{ result: true }, { result: null }] }],
    })
  })

  test('plain json-rules-engine rules bring their own facts', async () => {
    desk.file('plain.json', {
      facts: { fouls: 'number', sport: 'text' },
      rules: [
        {
          name: 'Fouled out',
          conditions: {
            all: [
              { fact: 'fouls', operator: 'greaterThanInclusive', value: 5 },
              { fact: 'sport', operator: 'equal', value: 'basketball' },
            ],
          },
          event: { type: 'fouled-out', params: { message: 'Player has fouled out' } },
        },
      ],
    })
    desk.file(
      'facts',
      JSON.stringify([
        { id: 'p', facts: { fouls: 6, sport: 'basketball' } },
        { id: 'q', facts: { fouls: 6 } },
      ]),
    )
    expect((await desk.json(...evaluate('facts', 'plain.json'))).json).toMatchObject({
      rules: [
        {
          rule: 'fouled-out',
          records: [
            {
              result: true,
              actions: [
                {
                  action: 'emit-event',
                  params: { type: 'fouled-out', params: { message: 'Player has fouled out' } },
                },
              ],
            },
            { result: null, actions: [] },
          ],
        },
      ],
    })
  })

  test('for a person: counts, then the records', async () => {
    desk.file('facts', JSON.stringify(RECORDS))
    const { out } = await desk.type(...evaluate('facts'))
    expect(out).toContain('3 evaluated, 1 matched, 1 not, 1 with missing data')
    expect(out).toMatch(/c1 +matched +is-late +mail, hold/)
    expect(out).toMatch(/c2 +missing data/)
  })
})

describe('facts that cannot be read', () => {
  test.each([
    ['a line that is not JSON', '{"id":"a","facts":{}}\n{"id":\n', 'line 2: it is not JSON'],
    ['a record without an id', '{"facts":{}}', 'line 1: found {"facts":{}} ("id": '],
    ['a key nobody knows', '{"id":"a","fact":{}}', 'line 1: found {"id":"a","fact":{}}'],
    [
      'an array that ends too early',
      '[{"id":"a","facts":{}}',
      'record 1: the file ends before the array does',
    ],
    ['a comma too many', '[{"id":"a","facts":{}},,{"id":"b","facts":{}}]', 'record 2: a value is missing'],
    ['something behind the array', '[{"id":"a","facts":{}}] x', 'after record 1: the array has ended'],
    [
      'a fact that does not exist',
      '{"id":"a","facts":{"daysOverdu":3}}',
      'record "a": "daysOverdu" is no fact of a customer. Did you mean "daysOverdue"?',
    ],
    [
      'a number as text',
      '{"id":"a","facts":{"daysOverdue":"3"}}',
      'record "a": "daysOverdue" is "3". This is a number',
    ],
    ['an amount without a currency', '{"id":"a","facts":{"balance":5}}', 'An amount is given per currency'],
  ])('%s says where, what was found and what would be right', async (_, content, message) => {
    desk.file('bad', content)
    const { code, err } = await desk.type(...evaluate('bad'), '--json')
    expect(err).toContain(message)
    expect(code).toBe(1)
  })

  test('keep nobody else from being evaluated, and are each said once although there are several rules', async () => {
    desk.file('any.json', aRule({ id: 'any', days: 1, over: 0 }))
    desk.file('bad', '{"id":"a","facts":{"daysOverdue":"3"}}\nno record\n{"id":"b","facts":{}}\n')
    const { code, out, err } = await desk.type(...evaluate('bad', 'late.json', 'any.json'), '--json')
    const { rules } = JSON.parse(out) as { rules: { records: { id: string }[] }[] }
    expect(rules.map(({ records }) => records.map(({ id }) => id))).toEqual(rules.map(() => ['b']))
    expect(err.match(/record "a"/g)).toHaveLength(1)
    expect(err.match(/line 2/g)).toHaveLength(1)
    expect(code).toBe(1)
  })
})
