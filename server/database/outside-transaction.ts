import { AsyncLocalStorage } from 'node:async_hooks'
import type { PGlite, Transaction } from '@electric-sql/pglite'
import { OutsideTransactionError } from './errors.ts'

/**
 * PGlite has one connection. A query on its handle from within a transaction waits for that transaction, which waits for the
 * query: it hangs for ever and no timeout helps. This makes it an error instead.
 */
export function refuseHandleInsideTransaction(client: PGlite): PGlite {
  // The store is an object that is closed with its transaction: timers started inside outlive it.
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  const refuse = (): void => {
    if (inside.getStore()?.open) throw new OutsideTransactionError()
  }
  const guarded: Pick<PGlite, 'query' | 'exec' | 'transaction'> = {
    async query(...args) {
      refuse()
      return client.query(...args)
    },
    async exec(...args) {
      refuse()
      return client.exec(...args)
    },
    async transaction<T>(callback: (tx: Transaction) => Promise<T>) {
      refuse()
      const store = { open: true }
      return inside.run(store, () =>
        client.transaction(callback).finally(() => {
          store.open = false
        }),
      )
    },
  }
  return new Proxy(client, {
    get(target, key) {
      if (key === 'query' || key === 'exec' || key === 'transaction') return guarded[key]
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
