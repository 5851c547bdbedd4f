import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Random } from '#connectors/demo-books/random.ts'

/**
 * Does some work during which every random id is drawn from a seed, so that what depends on the order of ids happens again when
 * the seed is played again. Afterwards ids are random as ever.
 */
export async function withSeededIds<T>(random: Random, work: () => Promise<T>): Promise<T> {
  const before = crypto.randomUUID
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join('')
  setRandomUuid(() => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`)
  try {
    return await work()
  } finally {
    setRandomUuid(before)
  }
}

function setRandomUuid(make: typeof crypto.randomUUID): void {
  crypto.randomUUID = make
  syncBuiltinESMExports()
}
