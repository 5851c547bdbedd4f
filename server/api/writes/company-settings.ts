import { eq, sql } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import type { LimitsChange } from '#server/guards/company-limits.ts'
import type { RetentionSettings } from '#server/operations/retention-settings.ts'
import { assertReaders } from '#server/report/report-recipients.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { renewDueTimes } from '#server/schedule/renew-due-times.ts'

type Order = { readonly companyId: string; readonly actor: string; readonly now: Date; readonly why: string }

/** What an administrator may set. A key that is left out stays as it is. */
export type SettingsChange = LimitsChange & {
  readonly name?: string
  readonly soloMode?: boolean
  /** In which language letters are written to those whose own is not known; and for a legal entity, where it has another. */
  readonly language?: string
  readonly entityLanguages?: Readonly<Record<string, string>>
  readonly retention?: RetentionSettings
}

/** Changes settings of a company, with what they were before in the audit. */
export async function changeSettings(
  db: Database,
  { companyId, actor, now, why }: Order,
  { name, soloMode, language, entityLanguages, retention, ...limits }: SettingsChange,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const before = await companyById(tx, companyId)
    if (limits.morningReport !== undefined)
      await assertReaders(tx, { companyId, to: limits.morningReport.to })
    const after = {
      name: name ?? before.name,
      settings: {
        ...before.settings,
        ...limits,
        ...(soloMode !== undefined && { soloMode }),
        ...(language !== undefined && { language }),
        ...(entityLanguages !== undefined && { entityLanguages }),
        ...(retention !== undefined && { retention }),
      },
    }
    await tx.update(company).set(after).where(eq(company.id, companyId))
    if (limits.businessDays !== undefined || limits.country !== undefined)
      await renewDueTimes(tx, { company: { ...before, ...after }, now })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'change settings',
        subject: { type: 'company', id: companyId },
        before: { name: before.name, settings: before.settings },
        after,
        why,
      },
    ])
  })
}

/**
 * Stops all sending of a company, or lets it go on. It does not wait for a run or a dispatch under way: whoever presses it wants
 * it to hold now, and a dispatch reads it once it has the lock.
 */
export async function stopSending(
  db: Database,
  { companyId, actor, now, why }: Order,
  stopped: boolean,
): Promise<void> {
  await db.transaction(async (tx) => {
    const before = await companyById(tx, companyId)
    if ((before.sendingStoppedAt !== null) === stopped) return
    // Whoever lets sending go on in a restored database has looked at it.
    await tx
      .update(company)
      .set({
        sendingStoppedAt: stopped ? now : null,
        sendingStoppedBy: stopped ? actor : null,
        ...(!stopped && { settings: sql`${company.settings} - 'restored'` }),
      })
      .where(eq(company.id, companyId))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: stopped ? 'stop all sending' : 'let sending go on',
        subject: { type: 'company', id: companyId },
        before: { stoppedAt: before.sendingStoppedAt, stoppedBy: before.sendingStoppedBy },
        after: { stopped },
        why,
      },
    ])
  })
}
