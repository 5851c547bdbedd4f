import { and, eq, isNull } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import type { Database } from '#server/database/database.ts'
import { alert } from '#server/database/rule-tables.ts'

/** Notes who was the first to look at an alert; a second look changes nothing. */
export async function markAlertSeen(
  db: Database,
  { companyId, id, actor, now }: { companyId: string; id: string; actor: string; now: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    const seen = await tx
      .update(alert)
      .set({ seenBy: actor, seenAt: now })
      .where(and(eq(alert.companyId, companyId), eq(alert.id, id), isNull(alert.seenAt)))
      .returning({ id: alert.id })
    if (seen.length === 0) return
    const subject = { type: 'alert', id }
    await appendAudit(tx, [{ companyId, at: now, actor, act: 'see alert', subject }])
  })
}
