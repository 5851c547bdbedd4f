import { expect, test } from 'vitest'
import type { Explanation } from '#engine/explain.ts'
import type { Truth } from '#engine/leaf-truth.ts'
import { whyNot } from '#engine/why-not.ts'

const leaf = (name: string, result: Truth): Explanation => ({
  kind: 'leaf',
  name,
  fact: 'daysOverdue',
  operator: 'greaterThan',
  value: 30,
  actual: result === null ? null : 10,
  result,
})
const all = (result: Truth, ...parts: Explanation[]): Explanation => ({ kind: 'all', result, parts })
const any = (result: Truth, ...parts: Explanation[]): Explanation => ({ kind: 'any', result, parts })
const not = (result: Truth, part: Explanation): Explanation => ({ kind: 'not', result, parts: [part] })
const names = (explanation: Explanation) => whyNot(explanation).map(({ name }) => name)

test('nothing has to change in a condition that is true', () => {
  expect(names(all(true, leaf('a', true), leaf('b', true)))).toEqual([])
})

test('of "all", every part that is not true has to change, missing data among them', () => {
  expect(names(all(false, leaf('a', true), leaf('b', false), leaf('c', null)))).toEqual(['b', 'c'])
})

test('of "any", the part that takes the fewest changes is enough', () => {
  const two = all(false, leaf('a', false), leaf('b', false))
  expect(names(any(false, two, leaf('c', false)))).toEqual(['c'])
})

test('under "not", what is true has to become false, and one part of an "all" is enough for that', () => {
  expect(names(not(false, all(true, leaf('a', true), leaf('b', true))))).toEqual(['a'])
  expect(names(not(false, any(true, leaf('a', true), leaf('b', true))))).toEqual(['a', 'b'])
})
