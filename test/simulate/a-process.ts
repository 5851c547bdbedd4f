import type { Database } from '#server/database/database.ts'
import type { FaultPoint } from '#server/dispatch/dispatch-services.ts'

/** A process has died: what it had not committed is gone, and it does nothing more. */
export class Died extends Error {
  override name = 'Died' as const
}

/** What becomes of a transaction: it commits, is gone with its process, or commits and nobody hears of it any more. */
export type Fate = 'commits' | 'is-lost' | 'commits-unheard'

export type Process = {
  /** The database as this process has it. */
  readonly db: Database
  readonly isDead: () => boolean
  /** Whether the last transaction it began has been committed, heard of or not. */
  readonly hasCommitted: () => boolean
  /** Called at the points of dispatch; ends the process where its luck says so. */
  readonly at: (point: FaultPoint) => Promise<void>
}

/** A process that works on a database until it dies, which it may do in any transaction and at any point of dispatch. */
export function aProcess(
  database: Database,
  {
    fate = () => 'commits',
    at = async () => 'lives',
  }: { fate?: () => Fate; at?: (point: FaultPoint) => Promise<'lives' | 'dies'> } = {},
): Process {
  let isDead = false
  let hasCommitted = false
  const die = (): never => {
    isDead = true
    throw new Died('The process has died.')
  }
  const transaction: Database['transaction'] = async (work, config) => {
    if (isDead) die()
    const becomes = fate()
    hasCommitted = false
    const answer = await database.transaction(async (tx) => {
      const made = await work(tx)
      return becomes === 'is-lost' ? die() : made
    }, config)
    hasCommitted = true
    return becomes === 'commits-unheard' ? die() : answer
  }
  const db = new Proxy(database, {
    get(target, key) {
      if (key === 'transaction') return transaction
      // Dead processes do not read either.
      if (isDead && (key === 'select' || key === 'selectDistinct' || key === 'execute')) return die
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    db,
    isDead: () => isDead,
    hasCommitted: () => hasCommitted,
    async at(point) {
      if (isDead || (await at(point)) === 'dies') die()
    },
  }
}
