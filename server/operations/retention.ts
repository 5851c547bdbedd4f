import { and, eq, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { addDays } from '#engine/calendar-date.ts'
import { removeExpiredSignIns } from '#server/auth/expired-sign-ins.ts'
import type { Clock } from '#server/clock.ts'
import { message } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { attachment, reply, webhookEvent } from '#server/database/mail-tables.ts'
import { decision, run } from '#server/database/rule-tables.ts'
import { companyById, companyIds, lockRuns } from '#server/run/company.ts'
import { ERASED, ERASED_ADDRESS } from './personal-values.ts'
import { type RetentionSettings, retentionOf } from './retention-settings.ts'
import { RETENTION_ACT } from './verify-decisions.ts'

export type RetentionReport = { readonly decisions: number; readonly messages: number }

/** Sets how long a company keeps decisions and letters. */
export async function setRetention(
  db: Database,
  {
    companyId,
    retention,
    actor,
    now,
  }: { companyId: string; retention: RetentionSettings; actor: string; now: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const { settings } = await companyById(tx, companyId)
    const line = { companyId, at: now, actor, act: 'change settings' }
    await tx
      .update(company)
      .set({ settings: { ...settings, retention } })
      .where(eq(company.id, companyId))
    await appendAudit(tx, [
      {
        ...line,
        subject: { type: 'company', id: companyId },
        before: { retention: settings.retention ?? null },
        after: { retention },
      },
    ])
  })
}

/**
 * Removes what a company no longer wants to keep: decisions of old runs (the runs with their counts stay), and the texts of old
 * letters (that they were sent, when, and over which amounts stays). Letters that may still be sent are not touched.
 */
export async function applyRetention(
  db: Database,
  { companyId, clock, actor }: { companyId: string; clock: Clock; actor: string },
): Promise<RetentionReport> {
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const { settings, timeZone } = await companyById(tx, companyId)
    const { decisionDays, messageDays } = retentionOf(settings)
    const today = clock.today(timeZone)
    const now = clock.now()
    let decisions = 0
    let runs: string[] = []
    let messages = 0
    if (decisionDays !== undefined) {
      const old = tx
        .select({ id: run.id })
        .from(run)
        .where(and(eq(run.companyId, companyId), lt(run.asOf, addDays(today, -decisionDays))))
      const gone = await tx
        .delete(decision)
        .where(and(eq(decision.companyId, companyId), inArray(decision.runId, old)))
        .returning({ runId: decision.runId })
      decisions = gone.length
      runs = [...new Set(gone.map(({ runId }) => runId))]
    }
    if (messageDays !== undefined) {
      const before = new Date(now.getTime() - messageDays * 86_400_000)
      const blanked = await tx
        .update(message)
        .set({
          to: ERASED_ADDRESS,
          subject: ERASED,
          html: ERASED,
          text: ERASED,
          wording: null,
          payload: null,
          cc: [],
          replyTo: null,
        })
        .where(
          and(
            eq(message.companyId, companyId),
            inArray(message.state, ['sent', 'failed', 'void']),
            lt(sql`coalesce(${message.sentAt}, ${message.createdAt})`, before.toISOString()),
            or(ne(message.html, ERASED), ne(message.text, ERASED)),
          ),
        )
        .returning({ id: message.id })
      messages = blanked.length
      await removeOldMail(tx, companyId, before)
    }
    if (decisions + messages > 0)
      await appendAudit(tx, [
        {
          companyId,
          at: now,
          actor,
          act: RETENTION_ACT,
          subject: { type: 'company', id: companyId },
          after: {
            decisions,
            messages,
            runs,
            decisionDays: decisionDays ?? null,
            messageDays: messageDays ?? null,
          },
        },
      ])
    return { decisions, messages }
  })
}

/** What came with letters and after them: statements, answers, and which events were taken. Invoice copies stay in use. */
async function removeOldMail(tx: Transaction, companyId: string, before: Date): Promise<void> {
  await tx
    .delete(attachment)
    .where(
      and(
        eq(attachment.companyId, companyId),
        isNull(attachment.documentId),
        lt(attachment.createdAt, before),
      ),
    )
  await tx
    .update(reply)
    .set({ from: ERASED, subject: ERASED, text: ERASED })
    .where(and(eq(reply.companyId, companyId), lt(reply.receivedAt, before)))
  await tx
    .delete(webhookEvent)
    .where(and(eq(webhookEvent.companyId, companyId), lt(webhookEvent.receivedAt, before)))
}

/** The same for every company; one that fails does not keep the others waiting. Sessions that have run out go as well. */
export async function applyAllRetention(db: Database, clock: Clock): Promise<void> {
  const failures: unknown[] = []
  for (const companyId of await companyIds(db))
    try {
      await applyRetention(db, { companyId, clock, actor: 'retention' })
    } catch (error) {
      failures.push(error)
    }
  await removeExpiredSignIns(db, clock.now())
  if (failures.length > 0)
    throw new AggregateError(failures, 'Old data could not be removed for every company.')
}
