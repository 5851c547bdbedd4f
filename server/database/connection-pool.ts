import pg, { type Pool, type PoolClient } from 'pg'

/**
 * A pool of connections to a PostgreSQL server. A connection that breaks is never used again, not even by the transaction that
 * had it: what that still asks for is refused, where it might else be done outside of any transaction.
 */
export function connectionPool(url: string, settings: { readonly max?: number } = {}): Pool {
  const pool = new WatchedPool({ connectionString: url, keepAlive: true, ...settings })
  // A connection that breaks while nobody uses it is replaced. Without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

class WatchedPool extends pg.Pool {
  override connect(): Promise<PoolClient>
  override connect(callback: (...answer: readonly unknown[]) => void): void
  override connect(callback?: (...answer: readonly unknown[]) => void): Promise<PoolClient> | undefined {
    if (callback === undefined) return super.connect().then(watch)
    super.connect(callback)
    return undefined
  }
}

/** Sees to it that a connection goes back to the pool once, and by itself when it breaks. */
function watch(client: PoolClient): PoolClient {
  const giveBack = client.release
  const release = (isBroken?: boolean): void => {
    client.release = () => {}
    giveBack(isBroken)
    client.off('error', tolerate)
    client.off('end', releaseBroken)
  }
  // Whoever holds the connection is told by the query that fails; the event besides would end the process.
  const tolerate = (): void => {}
  // A transaction that cannot even begin never gives its connection back (drizzle-orm 0.45): the pool would run dry.
  const releaseBroken = (): void => release(true)
  client.on('error', tolerate)
  client.once('end', releaseBroken)
  client.release = release
  return client
}
