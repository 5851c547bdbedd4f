import { expect, test } from 'vitest'
import { freshDatabase } from '../server/database/test-database.ts'
import { playHistory } from './one-history.ts'

const database = freshDatabase()

test.each([11, 12])(
  'in history %i everybody is asked for what they owe, at most once, and nothing is lost',
  async (seed) => {
    const { violations, tally } = await playHistory(database.db, { seed, days: 5 })
    expect(violations).toEqual([])
    expect(tally.letters).toBeGreaterThan(0)
  },
  120_000,
)
