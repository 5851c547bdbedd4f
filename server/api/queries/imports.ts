import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '#server/database/database.ts'
import { ledgerImport } from '#server/database/import-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { instantNumber, Listing, pageOf, type Sort } from '../page.ts'
import type { ImportRow, ImportsView, ImportView } from '../views/imports.ts'

/** By what the imports can be narrowed. */
export const ImportFilter = Listing.extend({
  source: z.string().max(200).exactOptional(),
  state: z.enum(['committed', 'undone']).exactOptional(),
})

/** The imports, newest first. */
export async function listImports(
  db: Queryable,
  companyId: string,
  asked: z.infer<typeof ImportFilter>,
): Promise<ImportsView> {
  const sort: Sort = { by: instantNumber(sql`${ledgerImport.createdAt}`), kind: 'number', descending: true }
  const page = pageOf(asked, { sort, id: sql`${ledgerImport.id}` })
  const found = await db
    .select({ row: ledgerImport, place: page.place, placeId: ledgerImport.id })
    .from(ledgerImport)
    .where(
      and(
        eq(ledgerImport.companyId, companyId),
        asked.source === undefined ? undefined : eq(ledgerImport.source, asked.source),
        asked.state === undefined ? undefined : eq(ledgerImport.state, asked.state),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return { imports: rows.map(({ row }) => viewRow(row)), next }
}

/** One import with its problems. Throws `NotFoundError`. */
export async function viewImport(
  db: Queryable,
  { companyId, id }: { companyId: string; id: string },
): Promise<ImportView> {
  const [found] = await db
    .select()
    .from(ledgerImport)
    .where(and(eq(ledgerImport.companyId, companyId), eq(ledgerImport.id, id)))
  if (found === undefined)
    throw new NotFoundError(`There is no import "${id}". The list of imports shows those there are.`)
  return {
    ...viewRow(found),
    mapping: found.mapping,
    streams: found.counts,
    problems: found.problems.map(plain),
  }
}

type StoredProblem = (typeof ledgerImport.$inferSelect)['problems'][number]

/** The database keeps no order of keys; what is shown has one. */
function plain({ line, column, value, message }: StoredProblem) {
  return { line, column, value, message }
}

function viewRow(row: typeof ledgerImport.$inferSelect): ImportRow {
  const sum = (of: 'added' | 'changed' | 'unchanged' | 'closed') =>
    Object.values(row.counts).reduce((total, each) => total + each[of], 0)
  return {
    id: row.id,
    fileName: row.fileName,
    source: row.source,
    lists: row.lists,
    exportedOn: row.exportedOn,
    rows: row.rows,
    added: sum('added'),
    changed: sum('changed'),
    unchanged: sum('unchanged'),
    closed: sum('closed'),
    problemCount: row.problems.length,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    undoneAt: row.undoneAt?.toISOString() ?? null,
    undoneBy: row.undoneBy,
  }
}
