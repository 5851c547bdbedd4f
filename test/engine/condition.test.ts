import fc from 'fast-check'
import { Engine } from 'json-rules-engine'
import { describe, expect, test } from 'vitest'
import { checkCondition } from '#engine/check-condition.ts'
import { compileCondition } from '#engine/compile-condition.ts'
import { type Condition, columnId, type Leaf, leavesOf } from '#engine/condition.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import { createExplainer } from '#engine/explain.ts'
import type { Truth } from '#engine/leaf-truth.ts'
import { hasBit } from '#engine/mask.ts'
import { internalOf, tableOf } from './facts-of-rows.ts'
import { catalogue, type Row, randomCondition, randomRow } from './random-conditions.ts'

const LATE: Leaf = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const usd = { currency: 'USD' }

/** What both evaluators say of one subject; they must agree. */
async function truthOf(condition: Condition, row: Row): Promise<Truth> {
  const { problems } = checkCondition(condition, { catalogue, subject: 'customer', path: 'when' })
  expect(problems).toEqual([])
  const mask = createColumnEvaluator(tableOf([row])).evaluate(compileCondition(condition, catalogue))
  const inColumns = hasBit(mask.yes, 0) ? true : hasBit(mask.no, 0) ? false : null
  const explainer = createExplainer(condition, catalogue)
  const { result } = await explainer.explain((ref) => internalOf(ref, row[columnId(ref)] ?? null))
  expect(inColumns).toBe(result)
  return result
}

function problemsOf(json: unknown, subject: 'customer' | 'invoice' = 'customer') {
  return checkCondition(json, { catalogue, subject, path: 'when' }).problems
}

describe('1.1 a condition is true, false or unknown', () => {
  test.each<[string, Condition, Truth]>([
    ['a leaf is unknown when its fact is', LATE, null],
    ['not unknown is unknown', { not: LATE }, null],
    ['a decorated not of unknown is unknown', { ...LATE, operator: 'not:lessThan' }, null],
    ['"is not" of unknown is unknown', { fact: 'segment', operator: 'notEqual', value: 'A' }, null],
    ['"none of" of unknown is unknown', { fact: 'segment', operator: 'notIn', value: ['A'] }, null],
    [
      'unknown and false is false',
      { all: [LATE, { fact: 'openCount', operator: 'equal', value: 9 }] },
      false,
    ],
    [
      'unknown and true is unknown',
      { all: [LATE, { fact: 'openCount', operator: 'equal', value: 2 }] },
      null,
    ],
    ['unknown or true is true', { any: [LATE, { fact: 'openCount', operator: 'equal', value: 2 }] }, true],
    [
      'unknown or false is unknown',
      { any: [LATE, { fact: 'openCount', operator: 'equal', value: 9 }] },
      null,
    ],
    [
      'a leaf is unknown when the fact on its value side is',
      {
        fact: 'balance',
        params: usd,
        operator: 'greaterThan',
        value: { fact: 'overdueBalance', params: usd },
      },
      null,
    ],
    ['"includes" of an unknown list is unknown', { fact: 'tags', operator: 'contains', value: 'key' }, null],
    [
      '"every item" of an unknown list is unknown',
      { fact: 'tags', operator: 'everyFact:equal', value: 'k' },
      null,
    ],
    [
      'only isKnown reads unknown as a value',
      { fact: 'daysOverdue', operator: 'isKnown', value: true },
      false,
    ],
    [
      'only isUnknown reads unknown as a value',
      { fact: 'daysOverdue', operator: 'isUnknown', value: true },
      true,
    ],
    ['isUnknown of a known value is false', { fact: 'openCount', operator: 'isUnknown', value: true }, false],
    ['not isKnown is known', { not: { fact: 'daysOverdue', operator: 'isKnown', value: true } }, true],
    [
      'whether an amount is known is asked without an amount',
      { fact: 'overdueBalance', params: usd, operator: 'isUnknown', value: true },
      true,
    ],
    [
      'whether a day is known is asked without a day',
      { fact: 'pausedUntil', operator: 'isKnown', value: true },
      false,
    ],
  ])('%s', async (_, condition, wanted) => {
    const row: Row = { openCount: 2, 'balance@currency=USD': '10.00' }
    expect(await truthOf(condition, row)).toBe(wanted)
  })

  test('a currency a customer owes nothing in is zero and known; an empty list is known too', async () => {
    const zero: Condition = { fact: 'balance', params: usd, operator: 'equal', value: 0 }
    expect(await truthOf(zero, { 'balance@currency=USD': '0.00' })).toBe(true)
    expect(await truthOf({ fact: 'tags', operator: 'contains', value: 'key' }, { tags: [] })).toBe(false)
    expect(await truthOf({ fact: 'tags', operator: 'everyFact:equal', value: 'key' }, { tags: [] })).toBe(
      true,
    )
    expect(await truthOf({ fact: 'tags', operator: 'someFact:equal', value: 'key' }, { tags: [] })).toBe(
      false,
    )
  })
})

describe('1.2 what stock json-rules-engine finds true of a missing value does not act here', () => {
  const cases: [string, Condition, Row][] = [
    ['notEqual of null', { fact: 'segment', operator: 'notEqual', value: 'A' }, { segment: null }],
    [
      '5 > {fact: null}',
      { fact: 'openCount', operator: 'greaterThan', value: { fact: 'brokenPromises', params: { days: 90 } } },
      { openCount: 5, 'brokenPromises@days=90': null },
    ],
    ['not equal of null', { not: { fact: 'segment', operator: 'equal', value: 'A' } }, { segment: null }],
    [
      'not:greaterThan of null',
      { fact: 'openCount', operator: 'not:greaterThan', value: 1 },
      { openCount: null },
    ],
    ['notIn of null', { fact: 'segment', operator: 'notIn', value: ['A'] }, { segment: null }],
  ]
  test.each(cases)('%s', async (_, condition, row) => {
    const engine = new Engine()
    const plain = (part: Condition): unknown =>
      'fact' in part
        ? {
            ...part,
            fact: columnId(part),
            ...(typeof part.value === 'object' &&
              'fact' in part.value && { value: { fact: columnId(part.value) } }),
          }
        : { not: plain((part as { not: Condition }).not) }
    engine.addRule({ conditions: { all: [plain(condition)] } as never, event: { type: 'fired' } })
    const { events } = await engine.run({ ...row })
    expect(events).toHaveLength(1)
    expect(await truthOf(condition, row)).toBeNull()
  })
})

test('1.3 a negation swaps true and false and leaves unknown where it is', async () => {
  await fc.assert(
    fc.asyncProperty(randomCondition(3), randomRow, async (condition, row) => {
      const truth = await truthOf(condition, row)
      expect(await truthOf({ not: condition }, row)).toBe(truth === null ? null : !truth)
    }),
    { seed: 20261121, numRuns: 500 },
  )
})

describe('1.4 one id names a fact with its params', () => {
  test('the order of params does not matter', () => {
    expect(columnId({ fact: 'balance', params: { scope: 'group', currency: 'USD' } })).toBe(
      'balance@currency=USD&scope=group',
    )
    expect(columnId({ fact: 'balance', params: { currency: 'USD', scope: 'group' } })).toBe(
      'balance@currency=USD&scope=group',
    )
    expect(columnId({ fact: 'daysOverdue' })).toBe('daysOverdue')
    expect(columnId({ fact: 'daysOverdue', params: {} })).toBe('daysOverdue')
  })

  test.each([
    ['0.29', '0.29', true],
    [0.29, '0.29', true],
    [4.35, '4.35', true],
    ['4.350', '4.35', true],
    [1.1, '1.10', true],
    [5000, '5000.00', true],
    ['5000.01', '5000.00', false],
  ])('an amount written %j equals %s exactly: %s', async (written, actual, wanted) => {
    const condition: Condition = { fact: 'balance', params: usd, operator: 'equal', value: written }
    expect(await truthOf(condition, { 'balance@currency=USD': actual })).toBe(wanted)
  })

  test('currencies are kept apart: a large balance in yen is no balance in dollars', async () => {
    const row: Row = { 'balance@currency=USD': '10.00', 'balance@currency=JPY': '900000' }
    expect(await truthOf({ fact: 'balance', params: usd, operator: 'greaterThan', value: 5000 }, row)).toBe(
      false,
    )
    const yen: Condition = {
      fact: 'balance',
      params: { currency: 'JPY' },
      operator: 'greaterThan',
      value: 5000,
    }
    expect(await truthOf(yen, row)).toBe(true)
  })

  test('the names authors give to leaves are kept in the explanation', async () => {
    const condition: Condition = {
      all: [{ name: 'c1', ...LATE }, { not: { name: 'c2', ...LATE, value: 60 } }],
    }
    const explained = await createExplainer(condition, catalogue).explain(() => 40)
    expect(JSON.stringify(explained)).toMatch(/"name":"c1".*"name":"c2"/)
    expect(leavesOf(condition).map(({ name }) => name)).toEqual(['c1', 'c2'])
  })
})

describe('1.5 refused when the rule is saved, with path, found and expected', () => {
  const nested = (depth: number): unknown => (depth === 1 ? LATE : { all: [nested(depth - 1)] })
  test.each<[string, unknown, string, string, RegExp]>([
    ['an empty group', { all: [] }, 'when.all', '[]', /match everybody/],
    ['an empty group within', { any: [LATE, { all: [] }] }, 'when.any[1].all', '[]', /match everybody/],
    ['a group that is no list', { any: LATE }, 'when.any', JSON.stringify(LATE), /at least one condition/],
    ['two groups in one object', { all: [LATE], any: [LATE] }, 'when', '["all","any"]', /exactly one/],
    ['no group and no leaf', {}, 'when', '[]', /exactly one/],
    ['text for a condition', 'late', 'when', '"late"', /A condition is an object/],
    ['null for a condition', { not: null }, 'when.not', 'null', /A condition is an object/],
    [
      'an empty list',
      { fact: 'segment', operator: 'in', value: [] },
      'when.value',
      '[]',
      /at least one value/,
    ],
    [
      'null in a list',
      { fact: 'segment', operator: 'in', value: ['A', null] },
      'when.value[1]',
      'null',
      /a text/,
    ],
    [
      'NaN in a list',
      { fact: 'openCount', operator: 'in', value: [1, Number.NaN] },
      'when.value[1]',
      'null',
      /a number/,
    ],
    [
      'a text where a list belongs',
      { fact: 'country', operator: 'in', value: 'US,DE' },
      'when.value',
      '"US,DE"',
      /a list/,
    ],
    [
      'comparing texts by size',
      { fact: 'segment', operator: 'greaterThan', value: 'A' },
      'when.operator',
      '"greaterThan"',
      /Texts have no order/,
    ],
    [
      '"in" on a list fact',
      { fact: 'tags', operator: 'in', value: ['key'] },
      'when.operator',
      '"in"',
      /Use "contains"/,
    ],
    [
      '"notIn" on a list fact',
      { fact: 'tags', operator: 'notIn', value: ['key'] },
      'when.operator',
      '"notIn"',
      /Use "contains"/,
    ],
    [
      '"swap:in"',
      { fact: 'segment', operator: 'swap:in', value: ['key'] },
      'when.operator',
      '"swap:in"',
      /other way round/,
    ],
    [
      'a list fact on the value side of someValue',
      { fact: 'segment', operator: 'someValue:equal', value: { fact: 'tags' } },
      'when.value',
      '{"fact":"tags"}',
      /written list/,
    ],
    [
      'a list fact on the value side of everyValue',
      { fact: 'segment', operator: 'everyValue:equal', value: { fact: 'tags' } },
      'when.value',
      '{"fact":"tags"}',
      /written list/,
    ],
    [
      'whether an item is known',
      { fact: 'tags', operator: 'someFact:isKnown', value: true },
      'when.operator',
      '"someFact:isKnown"',
      /whole list/,
    ],
    [
      'items of what is no list',
      { fact: 'segment', operator: 'someFact:equal', value: 'A' },
      'when.operator',
      '"someFact:equal"',
      /type text/,
    ],
    [
      'an unknown fact',
      { ...LATE, fact: 'dayOverdue' },
      'when.fact',
      '"dayOverdue"',
      /Did you mean "daysOverdue"/,
    ],
    [
      'an unknown operator',
      { ...LATE, operator: 'greaterThen' },
      'when.operator',
      '"greaterThen"',
      /Did you mean "greaterThan"/,
    ],
    [
      'an unknown decorator',
      { ...LATE, operator: 'never:equal' },
      'when.operator',
      '"never:equal"',
      /with a colon: not/,
    ],
    ['no operator', { fact: 'daysOverdue', value: 30 }, 'when.operator', '', /An operator is a text/],
    ['no value', { fact: 'daysOverdue', operator: 'equal' }, 'when.value', '', /needs a "value"/],
    ['a number as text', { ...LATE, value: '30' }, 'when.value', '"30"', /compared with a number/],
    ['half a day', { ...LATE, value: 30.5 }, 'when.value', '30.5', /whole days/],
    [
      'a text for a day',
      { fact: 'pausedUntil', operator: 'equal', value: '2026-02-30' },
      'when.value',
      '"2026-02-30"',
      /existing day/,
    ],
    [
      'a number for yes or no',
      { fact: 'onCreditHold', operator: 'equal', value: 1 },
      'when.value',
      '1',
      /true or false/,
    ],
    [
      'a value the fact never has',
      { fact: 'accountStatus', operator: 'equal', value: 'late' },
      'when.value',
      '"late"',
      /is one of: /,
    ],
    [
      'an amount without a currency',
      { fact: 'balance', operator: 'greaterThan', value: 5000 },
      'when.params.currency',
      '',
      /needs its currency/,
    ],
    [
      'a currency that is none',
      { fact: 'balance', params: { currency: 'usd' }, operator: 'greaterThan', value: 1 },
      'when.params.currency',
      '"usd"',
      /ISO 4217/,
    ],
    [
      'more decimals than the currency has',
      { fact: 'balance', params: { currency: 'JPY' }, operator: 'equal', value: 1.5 },
      'when.value',
      '1.5',
      /JPY has 0 decimals/,
    ],
    [
      'amounts of two currencies',
      {
        fact: 'balance',
        params: usd,
        operator: 'greaterThan',
        value: { fact: 'creditLimit', params: { currency: 'EUR' } },
      },
      'when.value.params.currency',
      '"EUR"',
      /same currency, here USD/,
    ],
    [
      'a day against a number of days',
      { ...LATE, value: { fact: 'pausedUntil' } },
      'when.value',
      '{"fact":"pausedUntil"}',
      /here it must be days/,
    ],
    [
      'a param nobody knows',
      { ...LATE, params: { week: 1 } },
      'when.params.week',
      '1',
      /takes only: currency, scope/,
    ],
    [
      'a param that would break the id',
      { fact: 'timesDone', params: { rule: 'a&b', step: 'c' }, operator: 'equal', value: 1 },
      'when.params.rule',
      '"a&b"',
      /none of & = @/,
    ],
    [
      '"between" the wrong way round',
      { ...LATE, operator: 'between', value: [60, 30] },
      'when.value',
      '[60,30]',
      /lower value comes first/,
    ],
    [
      'isKnown with another value',
      { fact: 'segment', operator: 'isKnown', value: false },
      'when.value',
      'false',
      /"value": true/,
    ],
    ['a search for a path', { ...LATE, path: '$..x' }, 'when.path', '"$..x"', /no inner fields/],
    ['a shared condition', { condition: 'late' }, 'when', '{"condition":"late"}', /written out/],
    ['a key of nobody', { ...LATE, note: 'x' }, 'when.note', '"x"', /no key of a leaf/],
    ['a key of no group', { all: [LATE], label: 'x' }, 'when.label', '"x"', /no key of a group/],
    [
      'a prototype name for a fact',
      { ...LATE, fact: 'constructor' },
      'when.fact',
      '"constructor"',
      /named by a text/,
    ],
    [
      'a prototype name for a leaf',
      { ...LATE, name: '__proto__' },
      'when.name',
      '"__proto__"',
      /A name is a text/,
    ],
    [
      'a prototype name on the value side',
      { ...LATE, value: { fact: 'toString' } },
      'when.value.fact',
      '"toString"',
      /named by a text/,
    ],
    [
      'a prototype name for a param',
      JSON.parse('{"fact":"daysOverdue","operator":"equal","value":1,"params":{"__proto__":1}}'),
      'when.params.__proto__',
      '1',
      /takes only/,
    ],
    ['half a priority', { ...LATE, priority: 0.5 }, 'when.priority', '0.5', /whole number/],
    ['groups eleven deep', nested(11), `when${'.all[0]'.repeat(10)}`, '', /nested 10 deep/],
  ])('%s', (_, json, path, found, expected) => {
    const problems = problemsOf(json)
    const problem = problems.find((one) => one.path === path)
    expect(problem, JSON.stringify(problems)).toBeDefined()
    expect(problem?.found).toBe(found)
    expect(problem?.expected).toMatch(expected)
  })

  test('ten deep is allowed, and 200 leaves are; one more of either is not', () => {
    expect(problemsOf(nested(10))).toEqual([])
    expect(problemsOf({ all: Array.from({ length: 200 }, () => LATE) })).toEqual([])
    expect(problemsOf({ all: Array.from({ length: 201 }, () => LATE) })).toEqual([
      { path: 'when', found: '201', expected: 'A condition has at most 200 leaves. Split the rule.' },
    ])
  })

  test('a condition nested a thousand deep is refused, not a crash', () => {
    expect(problemsOf(nested(1000)).length).toBeGreaterThan(0)
  })

  test('a fact of invoices needs an aggregate in a rule about customers', () => {
    const leaf = { fact: 'dueDay', operator: 'lessThan', value: '2026-01-31' }
    expect(problemsOf(leaf)[0]).toMatchObject({ path: 'when.fact', found: '"dueDay"' })
    expect(problemsOf(leaf)[0]?.expected).toMatch(/invoiceSum/)
    expect(problemsOf(leaf, 'invoice')).toEqual([])
  })

  test('every problem is listed, not only the first', () => {
    const problems = problemsOf({
      all: [
        { ...LATE, fact: 'x1' },
        { ...LATE, operator: 'x2' },
        { ...LATE, value: null },
      ],
    })
    expect(problems.map(({ path }) => path)).toEqual([
      'when.all[0].fact',
      'when.all[1].operator',
      'when.all[2].value',
    ])
  })

  test('a condition that is accepted is handed back unchanged', () => {
    const condition = { all: [{ name: 'c1', ...LATE, priority: 3 }] }
    expect(checkCondition(condition, { catalogue, subject: 'customer', path: 'when' }).condition).toBe(
      condition,
    )
  })
})

describe('texts', () => {
  test.each<[string, string, string, boolean]>([
    ['startsWith', 'no', 'North', true],
    ['startsWith', 'orth', 'North', false],
    ['containsText', 'ORTH', 'North', true],
    ['containsText', 'ä', 'ÄRZTE', true],
    ['equal', 'north', 'North', false],
    ['equal', '日本', '日本', true],
    ['containsText', '😀', 'a😀b', true],
  ])('%s "%s" of "%s" is %s', async (operator, value, actual, wanted) => {
    expect(await truthOf({ fact: 'custom.region', operator, value }, { 'custom.region': actual })).toBe(
      wanted,
    )
  })

  test('leading zeros make another text, not the same number', async () => {
    expect(await truthOf({ fact: 'segment', operator: 'equal', value: '007' }, { segment: '7' })).toBe(false)
  })
})

test('days compare as days, the day itself included or not', async () => {
  const due = (operator: string): Condition => ({ fact: 'oldestDueDay', operator, value: '2026-01-31' })
  const on = (day: string): Row => ({ oldestDueDay: day })
  expect(await truthOf(due('lessThan'), on('2026-01-30'))).toBe(true)
  expect(await truthOf(due('lessThan'), on('2026-01-31'))).toBe(false)
  expect(await truthOf(due('lessThanInclusive'), on('2026-01-31'))).toBe(true)
  expect(await truthOf(due('greaterThan'), on('2026-02-01'))).toBe(true)
})
