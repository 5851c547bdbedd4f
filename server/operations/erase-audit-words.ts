import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import { audit } from '#server/database/company-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import type { Eraser } from './personal-values.ts'

/**
 * Takes the words out of the lines about these subjects and of every other line that names the person; gives the numbers of those
 * lines. Who did what and when stays, and so does the chain.
 */
export async function eraseAuditWords(
  tx: Transaction,
  {
    companyId,
    now,
    subjects,
    eraser,
  }: {
    companyId: string
    now: Date
    subjects: readonly { readonly type: string; readonly id: string }[]
    eraser: Eraser
  },
): Promise<number[]> {
  const isSubject = new Set(subjects.map(({ type, id }) => `${type} ${id}`))
  const found: number[] = []
  let last = 0
  for (;;) {
    const page = await tx
      .select()
      .from(audit)
      .where(
        and(
          eq(audit.companyId, companyId),
          gt(audit.sequence, last),
          isNull(audit.erasedAt),
          isNotNull(audit.contentDigest),
        ),
      )
      .orderBy(asc(audit.sequence))
      .limit(1000)
    for (const { sequence, subjectType, subjectId, before, after, why } of page) {
      const isAboutThem = isSubject.has(`${subjectType} ${subjectId}`)
      if (isAboutThem ? before !== null || after !== null || why !== null : eraser.isIn([before, after, why]))
        found.push(sequence)
    }
    const end = page.at(-1)
    if (end === undefined) break
    last = end.sequence
  }
  if (found.length > 0)
    await tx.execute(sql`
      select erase_audit_lines(${companyId},
        (select array_agg(value::bigint) from json_array_elements_text(${JSON.stringify(found)}::json)),
        ${now.toISOString()}::timestamptz)`)
  return found
}
