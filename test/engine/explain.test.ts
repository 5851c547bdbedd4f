import { describe, expect, test } from 'vitest'
import { type Condition, columnId } from '#engine/condition.ts'
import { createExplainer, explainedLeaves } from '#engine/explain.ts'
import { internalOf } from './facts-of-rows.ts'
import { catalogue, type Row } from './random-conditions.ts'

const usd = { currency: 'USD' }
const LATE: Condition = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const LARGE: Condition = { fact: 'balance', params: usd, operator: 'greaterThan', value: 5000 }

function explain(condition: Condition, row: Row) {
  return createExplainer(condition, catalogue).explain((ref) => internalOf(ref, row[columnId(ref)] ?? null))
}

test('an explanation names every leaf with the value asked for, the value found and what came of it', async () => {
  const row: Row = { daysOverdue: 41, 'balance@currency=USD': '4999.99' }
  expect(await explain({ all: [{ name: 'c1', ...LATE }, LARGE] }, row)).toEqual({
    kind: 'all',
    result: false,
    parts: [
      {
        kind: 'leaf',
        name: 'c1',
        fact: 'daysOverdue',
        operator: 'greaterThanInclusive',
        value: 30,
        actual: 41,
        result: true,
      },
      {
        kind: 'leaf',
        fact: 'balance',
        params: usd,
        operator: 'greaterThan',
        value: '5000.00',
        actual: '4999.99',
        result: false,
      },
    ],
  })
})

test('a missing value is shown as missing, and its leaf as unknown', async () => {
  const explained = await explain({ any: [LATE, LARGE] }, { 'balance@currency=USD': '1.00' })
  expect(explained.result).toBeNull()
  expect(explainedLeaves(explained)[0]).toMatchObject({ actual: null, result: null })
})

test('a fact on the value side is shown with its own value', async () => {
  const condition: Condition = { ...LARGE, value: { fact: 'overdueBalance', params: usd } }
  const explained = await explain(condition, {
    'balance@currency=USD': '9.00',
    'overdueBalance@currency=USD': '7.50',
  })
  expect(explained).toMatchObject({
    value: { fact: 'overdueBalance', params: usd, actual: '7.50' },
    actual: '9.00',
    result: true,
  })
})

test('under a "not" a leaf still says what is true of it, and the "not" says the opposite', async () => {
  expect(await explain({ not: LATE }, { daysOverdue: 41 })).toMatchObject({
    kind: 'not',
    result: false,
    parts: [{ result: true, actual: 41 }],
  })
})

test('every leaf is explained, also those that no longer decide anything', async () => {
  const explained = await explain(
    { any: [LATE, LARGE, { all: [LATE, { not: LARGE }] }] },
    { daysOverdue: 41 },
  )
  expect(explained.result).toBe(true)
  expect(explainedLeaves(explained).map(({ result }) => result)).toEqual([true, null, true, null])
})

describe('values are printed as people write them', () => {
  test.each<[Condition, Row, unknown, unknown]>([
    [
      { fact: 'oldestDueDay', operator: 'lessThan', value: '2026-01-31' },
      { oldestDueDay: '2026-01-30' },
      '2026-01-31',
      '2026-01-30',
    ],
    [{ fact: 'onCreditHold', operator: 'equal', value: true }, { onCreditHold: false }, true, false],
    [{ fact: 'tags', operator: 'contains', value: 'key' }, { tags: ['key', 'new'] }, 'key', ['key', 'new']],
    [
      { ...LARGE, operator: 'between', value: [1, '2.5'] },
      { 'balance@currency=USD': '2.00' },
      ['1.00', '2.50'],
      '2.00',
    ],
    [{ fact: 'balance', params: usd, operator: 'isUnknown', value: true }, {}, true, null],
  ])('%j', async (condition, row, value, actual) => {
    expect(await explain(condition, row)).toMatchObject({ value, actual })
  })
})

test('one explainer serves many subjects, one after the other', async () => {
  const explainer = createExplainer(LATE, catalogue)
  const results = []
  for (const days of [29, 30, null, 31]) results.push((await explainer.explain(() => days)).result)
  expect(results).toEqual([false, true, null, true])
})
