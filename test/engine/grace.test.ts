import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, Leaf } from '#engine/condition.ts'
import { withGrace } from '#engine/grace.ts'
import { naiveTruth } from './naive-truth.ts'
import { randomCondition, randomLeaf } from './random-conditions.ts'

const seed = Number(process.env.DUNLIN_SEED ?? 20261121)

const overdue = (operator: string, value: Leaf['value']): Leaf => ({ fact: 'daysOverdue', operator, value })
const isTrue = (condition: Condition, daysOverdue: number | null) => naiveTruth(condition, { daysOverdue })

describe('with 3 days of grace', () => {
  test.each([
    [32, false],
    [33, true],
    [34, true],
  ])('"at least 30 days overdue" is, at %i days, %s', (days, wanted) => {
    expect(isTrue(withGrace(overdue('greaterThanInclusive', 30), 3), days)).toBe(wanted)
  })

  test.each([
    [0, true],
    [3, true],
    [4, false],
  ])('"not overdue" is, at %i days, %s', (days, wanted) => {
    expect(isTrue(withGrace(overdue('equal', 0), 3), days)).toBe(wanted)
  })

  test('missing days stay unknown', () => {
    expect(isTrue(withGrace(overdue('greaterThan', 0), 3), null)).toBeNull()
    expect(isTrue(withGrace(overdue('in', [0, 30]), 3), null)).toBeNull()
  })

  test('other facts are not put off', () => {
    const other: Leaf = { fact: 'daysSinceLastContact', operator: 'greaterThan', value: 7 }
    expect(withGrace(other, 3)).toEqual(other)
  })

  test('asking whether the days are known stays as it is', () => {
    expect(withGrace(overdue('isUnknown', true), 3)).toEqual(overdue('isUnknown', true))
  })
})

test('without grace a condition stays as it is', () => {
  const condition = overdue('greaterThan', 30)
  expect(withGrace(condition, 0)).toBe(condition)
})

test('whatever the operator and its decorators, grace says of an item what was said of its days less the grace', () => {
  const leaves = randomLeaf((operator) => !/isKnown|isUnknown/.test(operator)).filter(
    (leaf) => leaf.fact === 'daysOverdue' && (typeof leaf.value !== 'object' || Array.isArray(leaf.value)),
  )
  fc.assert(
    fc.property(
      leaves,
      fc.constantFrom(1, 3, 29, 30),
      fc.integer({ min: 0, max: 70 }),
      (leaf, grace, days) => {
        expect(isTrue(withGrace(leaf, grace), days)).toBe(isTrue(leaf, Math.max(0, days - grace)))
      },
    ),
    { seed, numRuns: 1500 },
  )
})

test('grace reaches into every group, and "not" stays "not"', () => {
  fc.assert(
    fc.property(randomCondition(3), fc.integer({ min: 0, max: 40 }), (condition, days) => {
      const plain = onlyOverdue(condition)
      expect(isTrue(withGrace(plain, 5), days)).toBe(isTrue(plain, Math.max(0, days - 5)))
    }),
    { seed, numRuns: 1500 },
  )
})

/** The same tree with every leaf asking for days overdue. */
function onlyOverdue(condition: Condition): Condition {
  if ('fact' in condition) return overdue('greaterThan', condition.operator.length)
  if ('not' in condition) return { not: onlyOverdue(condition.not) }
  if ('all' in condition) return { all: condition.all.map(onlyOverdue) }
  return { any: condition.any.map(onlyOverdue) }
}
