import type { Database } from '#server/database/database.ts'
import { type Books, loadBooks } from '#server/run/plan-company.ts'

/** The books of companies, loaded once for each version of their ledger. */
export type BookShelf = { booksOf(company: { id: string; ledgerVersion: number }): Promise<Books> }

/** A shelf over the database. It keeps the newest version of each company alone; nobody asks for older ones again. */
export function openBookShelf(db: Database): BookShelf {
  const kept = new Map<string, { version: number; books: Promise<Books> }>()
  return {
    booksOf({ id, ledgerVersion }) {
      const known = kept.get(id)
      if (known?.version === ledgerVersion) return known.books
      const books = loadBooks(db, id)
      kept.set(id, { version: ledgerVersion, books })
      // Books that failed to load must not be kept; whoever asked for them sees the error.
      books.catch(() => {
        if (kept.get(id)?.books === books) kept.delete(id)
      })
      return books
    },
  }
}
