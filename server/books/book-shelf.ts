import type { Subject } from '#engine/fact-spec.ts'
import type { Database } from '#server/database/database.ts'
import type { Books } from '#server/run/plan-company.ts'
import { type GroupBooks, groupBooks } from './group-books.ts'
import { type KeptBooks, readBooks, renewBooks } from './kept-books.ts'

/** The books of companies in memory, each as of the newest version of its ledger that anybody asked for. */
export type BookShelf = {
  booksOf(company: CompanyVersion): Promise<Books>
  /** Of these, what decides about one customer or one document; null when there is none of that id. */
  groupOf(company: CompanyVersion, subject: { type: Subject; id: string }): Promise<GroupBooks | null>
}

type CompanyVersion = { readonly id: string; readonly ledgerVersion: number }

/**
 * A shelf over the database. The whole ledger is read once; from then on only what has changed since. Whoever asks for an
 * older version gets the newest one: nothing is decided from the past by chance.
 */
export function openBookShelf(db: Database): BookShelf {
  const kept = new Map<string, { version: number; books: Promise<KeptBooks> }>()
  const keptOf = async ({ id, ledgerVersion }: CompanyVersion): Promise<KeptBooks> => {
    const known = kept.get(id)
    if (known && known.version >= ledgerVersion) return known.books
    const books = known ? renewed(db, id, known.books) : readBooks(db, id)
    const place = { version: ledgerVersion, books }
    kept.set(id, place)
    try {
      const found = await books
      // An import may have come in between; then the books are newer than was asked for.
      place.version = Math.max(place.version, found.books.ledgerVersion)
      return found
    } catch (error) {
      // Books that failed to load must not be kept; whoever asked for them sees the error.
      if (kept.get(id) === place) kept.delete(id)
      throw error
    }
  }
  return {
    booksOf: async (company) => (await keptOf(company)).books,
    groupOf: async (company, subject) => groupBooks(await keptOf(company), subject),
  }
}

async function renewed(db: Database, companyId: string, before: Promise<KeptBooks>): Promise<KeptBooks> {
  const [outcome] = await Promise.allSettled([before])
  // What could not be loaded before is simply loaded now; its error went to whoever asked then.
  return outcome.status === 'fulfilled' ? renewBooks(db, companyId, outcome.value) : readBooks(db, companyId)
}
