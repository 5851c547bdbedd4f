import { createHash, randomBytes } from 'node:crypto'
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { audit } from './company-tables.ts'
import type { Queryable, Transaction } from './database.ts'

/** What somebody (or a rule) did, to be written into the audit. */
export type AuditLine = {
  readonly companyId: string
  readonly at: Date
  readonly actor: string
  readonly act: string
  readonly subject: { readonly type: string; readonly id: string }
  readonly before?: unknown
  readonly after?: unknown
  readonly why?: string
}

/** What stands before the first line of a company. */
const BEGINNING = '0'.repeat(64)

/**
 * Appends lines to a company's audit, each chained to the one before by its hash. It holds up other writers of the same
 * company's audit until `tx` ends, so append last. The transaction must be "read committed", the default.
 */
export async function appendAudit(tx: Transaction, lines: readonly AuditLine[]): Promise<void> {
  for (const [companyId, ofCompany] of Map.groupBy(lines, (line) => line.companyId)) {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${companyId}`}, 0))`)
    const [last] = await tx
      .select({ sequence: audit.sequence, hash: audit.hash })
      .from(audit)
      .where(eq(audit.companyId, companyId))
      .orderBy(desc(audit.sequence))
      .limit(1)
    let sequence = last?.sequence ?? 0
    let previousHash = last?.hash ?? BEGINNING
    const written = ofCompany.map((line): typeof audit.$inferInsert => {
      sequence += 1
      const words = { before: line.before ?? null, after: line.after ?? null, why: line.why ?? null }
      const salt = randomBytes(16).toString('hex')
      const sealed = {
        companyId,
        sequence,
        at: line.at,
        actor: line.actor,
        act: line.act,
        subjectType: line.subject.type,
        subjectId: line.subject.id,
        contentDigest: digestOf(words, salt),
      }
      const row = { ...sealed, ...words, salt, previousHash, hash: hashOf(sealed, previousHash) }
      previousHash = row.hash
      return row
    })
    for (let from = 0; from < written.length; from += 1000)
      await tx.insert(audit).values(written.slice(from, from + 1000))
  }
}

/** What a look at the whole chain of a company found. `broken` is the first line that is not as it was written. */
export type AuditFinding = {
  readonly lines: number
  readonly lastHash: string
  readonly erased: number
  readonly broken: { readonly sequence: number; readonly found: string } | null
}

/** The act of the line that says which lines had their words erased, in `after.auditLines`. */
export const ERASURE_ACT = 'erase personal data'

/**
 * Recomputes a company's whole chain. `broken` is the first line that was changed, is missing or was put in between. Words may be
 * missing only where a later line says that they were erased.
 */
export async function verifyAudit(db: Queryable, companyId: string): Promise<AuditFinding> {
  let lines = 0
  let previousHash = BEGINNING
  let hasDigests = false
  const erased = new Set<number>()
  const unexplained = new Set<number>()
  for (;;) {
    const page = await db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, companyId), gt(audit.sequence, lines)))
      .orderBy(asc(audit.sequence))
      .limit(1000)
    for (const row of page) {
      const found = explainBreak(row, { previousHash, expected: lines + 1, hasDigests })
      if (found !== null)
        return {
          lines,
          lastHash: previousHash,
          erased: erased.size,
          broken: { sequence: row.sequence, found },
        }
      lines += 1
      previousHash = row.hash
      hasDigests ||= row.contentDigest !== null
      if (row.erasedAt !== null) {
        erased.add(row.sequence)
        unexplained.add(row.sequence)
      } else if (row.act === ERASURE_ACT) {
        for (const sequence of linesErasedBy(row.after)) unexplained.delete(sequence)
      }
    }
    if (page.length < 1000) break
  }
  const [first] = unexplained
  const broken =
    first === undefined
      ? null
      : { sequence: first, found: 'its words were taken out, and no later line says who erased them and why' }
  return { lines, lastHash: previousHash, erased: erased.size, broken }
}

type Row = typeof audit.$inferSelect

function explainBreak(
  row: Row,
  { previousHash, expected, hasDigests }: { previousHash: string; expected: number; hasDigests: boolean },
): string | null {
  if (row.sequence !== expected) return `line ${expected} is missing`
  if (row.previousHash !== previousHash) return 'it does not follow from the line before'
  return isAsWritten(row, hasDigests) ? null : 'its content was changed after it was written'
}

function isAsWritten(row: Row, hasDigests: boolean): boolean {
  const { before, after, why, salt, erasedAt, previousHash, hash, ...sealed } = row
  const { contentDigest, ...place } = sealed
  const words = { before, after, why }
  // Lines of the first version carry their words in the hash itself. None can come after a line of this one.
  if (contentDigest === null)
    return (
      !hasDigests &&
      erasedAt === null &&
      salt === null &&
      hashOf({ ...place, ...words }, previousHash) === hash
    )
  if (hashOf({ ...place, contentDigest }, previousHash) !== hash) return false
  if (erasedAt !== null) return before === null && after === null && why === null && salt === null
  return salt !== null && digestOf(words, salt) === contentDigest
}

const Erasure = z.object({ auditLines: z.array(z.int()) })

function linesErasedBy(after: unknown): readonly number[] {
  const parsed = Erasure.safeParse(after)
  return parsed.success ? parsed.data.auditLines : []
}

function digestOf(words: { before: unknown; after: unknown; why: string | null }, salt: string): string {
  return createHash('sha256').update(salt).update(canonicalJson(words)).digest('hex')
}

function hashOf(sealed: object, previousHash: string): string {
  return createHash('sha256').update(previousHash).update(canonicalJson(sealed)).digest('hex')
}
