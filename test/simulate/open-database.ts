import { drizzle } from 'drizzle-orm/node-postgres'
import { connectionPool } from '#server/database/connection-pool.ts'
import type { Database } from '#server/database/database.ts'
import { openTestDatabase } from '../server/database/test-database.ts'

export type SimulatedDatabase = { readonly db: Database; remove(): Promise<void> }

/**
 * A database for histories: embedded, or on the server of DATABASE_URL, which plays them at half the cost. There by one connection, as the
 * embedded one has: letters that leave at once would else come in another order each time, and no history could be played again.
 */
export async function openForHistories(): Promise<SimulatedDatabase> {
  const { database, url, remove } = await openTestDatabase()
  if (url === undefined)
    return {
      db: database.db,
      async remove() {
        await database.close()
        await remove()
      },
    }
  await database.close()
  const client = connectionPool(url, { max: 1 })
  return {
    // The drivers differ in what `execute` answers besides rows, and `rows` reads nothing else.
    db: drizzle({ client, casing: 'snake_case' }) as unknown as Database,
    async remove() {
      await client.end()
      await remove()
    },
  }
}
