import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
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
      const content = {
        companyId,
        sequence,
        at: line.at,
        actor: line.actor,
        act: line.act,
        subjectType: line.subject.type,
        subjectId: line.subject.id,
        before: line.before ?? null,
        after: line.after ?? null,
        why: line.why ?? null,
      }
      const row = { ...content, previousHash, hash: hashOf(content, previousHash) }
      previousHash = row.hash
      return row
    })
    for (let from = 0; from < written.length; from += 1000)
      await tx.insert(audit).values(written.slice(from, from + 1000))
  }
}

/** Recomputes a company's whole chain. `broken` is the first line that was changed, is missing or was put in between. */
export async function verifyAudit(
  db: Queryable,
  companyId: string,
): Promise<{ lines: number; lastHash: string; broken: { sequence: number; found: string } | null }> {
  let lines = 0
  let previousHash = BEGINNING
  for (;;) {
    const page = await db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, companyId), gt(audit.sequence, lines)))
      .orderBy(asc(audit.sequence))
      .limit(1000)
    if (page.length === 0) return { lines, lastHash: previousHash, broken: null }
    for (const { previousHash: statedPrevious, hash, ...content } of page) {
      const found = explainBreak({ content, statedPrevious, hash, previousHash, expected: lines + 1 })
      if (found !== null)
        return { lines, lastHash: previousHash, broken: { sequence: content.sequence, found } }
      lines += 1
      previousHash = hash
    }
  }
}

type Content = Omit<typeof audit.$inferSelect, 'previousHash' | 'hash'>

function explainBreak({
  content,
  statedPrevious,
  hash,
  previousHash,
  expected,
}: {
  content: Content
  statedPrevious: string
  hash: string
  previousHash: string
  expected: number
}): string | null {
  if (content.sequence !== expected) return `line ${expected} is missing`
  if (statedPrevious !== previousHash) return 'it does not follow from the line before'
  return hashOf(content, previousHash) === hash ? null : 'its content was changed after it was written'
}

function hashOf(content: Content, previousHash: string): string {
  return createHash('sha256').update(previousHash).update(canonicalJson(content)).digest('hex')
}
