import { company } from '#server/database/company-tables.ts'
import { openDatabase } from '#server/database/open.ts'

// A process that has a data directory open until it is killed. Started by `one-owner.test.ts`.
const database = await openDatabase({ dataDir: process.argv[2] ?? '' })
await database.migrate()
await database.db
  .insert(company)
  .values({ id: 'acme', name: 'Acme', timeZone: 'Europe/Berlin', currency: 'EUR' })
process.stdout.write('holding\n')
setInterval(() => {}, 60_000)
