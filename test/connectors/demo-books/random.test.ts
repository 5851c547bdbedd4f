import { describe, expect, test } from 'vitest'
import { seededRandom } from '#connectors/demo-books/random.ts'

const draws = (seed: string, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('chance that repeats itself', () => {
  test('the same seed gives the same sequence, a seed one letter away another one', () => {
    expect(draws('books/1', 50)).toEqual(draws('books/1', 50))
    expect(draws('books/1', 50)).not.toEqual(draws('books/2', 50))
  })

  test.each(['', '0', 'books', 'books/17'])('seed "%s" fills 0 to 1 evenly', (seed) => {
    const tenths = new Array<number>(10).fill(0)
    for (const draw of draws(seed, 20_000)) tenths[Math.floor(draw * 10)]! += 1
    for (const count of tenths) expect(count).toBeGreaterThan(1_800)
    expect(tenths.reduce((sum, count) => sum + count)).toBe(20_000)
  })

  test('neighbouring seeds start in unrelated places', () => {
    const firsts = Array.from({ length: 2_000 }, (_, at) => seededRandom(`books/${at}`).next())
    const mean = firsts.reduce((sum, first) => sum + first) / firsts.length
    expect(mean).toBeGreaterThan(0.47)
    expect(mean).toBeLessThan(0.53)
    expect(new Set(firsts).size).toBeGreaterThan(1_995)
  })

  test('whole numbers include both ends', () => {
    const random = seededRandom('ends')
    expect(new Set(Array.from({ length: 200 }, () => random.int(3, 5)))).toEqual(new Set([3, 4, 5]))
  })

  test('weighted choices come up in proportion to their shares', () => {
    const random = seededRandom('shares')
    const rare = Array.from({ length: 10_000 }, () =>
      random.weighted([
        ['often', 9],
        ['rare', 1],
      ]),
    ).filter((value) => value === 'rare')
    expect(rare.length).toBeGreaterThan(850)
    expect(rare.length).toBeLessThan(1_150)
  })

  test('bell-shaped numbers have the mean and deviation asked for', () => {
    const random = seededRandom('bell')
    const values = Array.from({ length: 20_000 }, () => random.normal(10, 4))
    const mean = values.reduce((sum, value) => sum + value) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    expect(mean).toBeCloseTo(10, 0)
    expect(deviation).toBeCloseTo(4, 0)
  })

  test('nothing can be picked from an empty list', () => {
    expect(() => seededRandom('x').pick([])).toThrow('empty list')
  })
})
