import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTo, allRows, and, countBits, hasBit, rowsOf, wordsFor } from '#engine/mask.ts'

function bitsOf(rows: readonly number[], count: number): Uint32Array {
  const bits = new Uint32Array(wordsFor(count))
  for (const row of rows) bits[row >>> 5] = (bits[row >>> 5] ?? 0) | (1 << (row & 31))
  return bits
}

test.each([0, 1, 31, 32, 33, 64, 65])('of %i subjects all are counted, and none of the padding', (count) => {
  expect(countBits(allRows(count))).toBe(count)
  expect(rowsOf(allRows(count))).toEqual(Array.from({ length: count }, (_, row) => row))
})

test('sets of subjects behave as sets do', () => {
  const rows = fc.uniqueArray(fc.integer({ min: 0, max: 99 }))
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const [a, b] = [bitsOf(first, 100), bitsOf(second, 100)]
      const sorted = (list: number[]) => list.sort((x, y) => x - y)
      expect(rowsOf(a)).toEqual(sorted([...first]))
      expect(countBits(a)).toBe(first.length)
      expect(first.every((row) => hasBit(a, row))).toBe(true)
      expect(rowsOf(and(a, b))).toEqual(sorted(first.filter((row) => second.includes(row))))
      addTo(a, b)
      expect(rowsOf(a)).toEqual(sorted([...new Set([...first, ...second])]))
    }),
    { seed: 20261121 },
  )
})
