import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import type { Ledger } from '#engine/ledger.ts'
import { COLUMN_STREAMS, type SnapshotColumns, takeColumns, withRecords } from '#engine/snapshot.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { readLedger } from '#server/database/load-ledger.ts'
import { companyById } from '#server/run/company.ts'
import type { Books } from '#server/run/plan-company.ts'
import { changesSince } from './changes-since.ts'
import { patchLedger } from './patch-ledger.ts'

/** Books with the records they were made from, which is what changes are worked into. */
export type KeptBooks = {
  readonly books: Books
  readonly ledger: Ledger
  readonly columns: SnapshotColumns
}

/** One moment of the database: the version and the records that go with it. */
const ONE_MOMENT = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const

/** Reads the whole ledger of a company. */
export async function readBooks(db: Database, companyId: string): Promise<KeptBooks> {
  return db.transaction((tx) => readWhole(tx, companyId), ONE_MOMENT)
}

/** Brings books up to date by what has changed since; where nobody said what has, by reading the ledger anew. */
export async function renewBooks(db: Database, companyId: string, before: KeptBooks): Promise<KeptBooks> {
  return db.transaction(async (tx) => {
    const { ledgerVersion } = await companyById(tx, companyId)
    if (ledgerVersion === before.books.ledgerVersion) return before
    const span = { after: before.books.ledgerVersion, upTo: ledgerVersion }
    const changes = await changesSince(tx, companyId, span)
    if (changes === null) return readWhole(tx, companyId)
    const ledger = await patchLedger(tx, companyId, before.ledger, changes)
    // A hold or a promise leaves the columns of documents and payments as they are, and those are nearly all of the work.
    if (COLUMN_STREAMS.some((stream) => changes.has(stream))) return booksFrom(ledger, ledgerVersion)
    const { catalogue } = before.books
    const books = { catalogue, ledgerVersion, snapshot: withRecords(before.columns, ledger) }
    return { ledger, columns: before.columns, books }
  }, ONE_MOMENT)
}

async function readWhole(tx: Transaction, companyId: string): Promise<KeptBooks> {
  const { ledgerVersion } = await companyById(tx, companyId)
  return booksFrom(await readLedger(tx, companyId), ledgerVersion)
}

function booksFrom(ledger: Ledger, ledgerVersion: number): KeptBooks {
  const columns = takeColumns(ledger)
  const snapshot = withRecords(columns, ledger)
  const catalogue = catalogueOf({ customFields: discoverCustomFields(snapshot) })
  return { ledger, columns, books: { snapshot, catalogue, ledgerVersion } }
}
