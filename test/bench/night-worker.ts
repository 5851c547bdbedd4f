import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import { openDatabase } from '#server/database/open.ts'
import { untilClosed } from '#server/run/run-in-shares.ts'
import { clockAt } from '../clock-at.ts'

/** A process that says when it is ready, and works on the run it is told of until that is closed: `night-worker.ts URL COMPANY DAY`. */
const [url = '', companyId = '', day = ''] = process.argv.slice(2)
const { db, close } = await openDatabase({ url, dataDir: '' })
await db.execute(sql`select 1`)
process.send?.('ready')
const [runId] = await once(process, 'message')
await untilClosed(db, {
  companyId,
  runId: String(runId),
  clock: clockAt(day),
  worker: `worker ${process.pid}`,
})
await close()
process.disconnect()
