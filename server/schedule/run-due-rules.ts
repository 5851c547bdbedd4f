import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import type { Clock } from '#server/clock.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { rule, ruleFire, ruleVersion } from '#server/database/rule-tables.ts'
import { dispatchQueued } from '#server/run/dispatch.ts'
import { fireAfter } from '#server/run/rules.ts'
import { runCompany } from '#server/run/run-company.ts'

type Due = { readonly companyId: string; readonly ruleId: string; readonly scheduledFor: Date }

/**
 * Runs every rule that has come due, however long ago: a due time that was missed is made up for once, as of today.
 * A due time is claimed by its row, so that any number of servers fire it once. Answers the ids of the runs.
 */
export async function runDueRules(db: Database, clock: Clock): Promise<string[]> {
  const claimed = await claimDue(db, clock)
  const runs: string[] = []
  for (const [companyId, due] of Map.groupBy(claimed, (each) => each.companyId)) {
    const [found] = await db.select().from(company).where(eq(company.id, companyId))
    if (!found) continue
    const report = await runCompany(db, {
      companyId,
      asOf: clock.today(found.timeZone),
      ruleIds: due.map(({ ruleId }) => ruleId),
      trigger: 'schedule',
      scheduledFor: due[0]!.scheduledFor,
      clock,
      actor: 'schedule',
    })
    for (const { ruleId, scheduledFor } of due)
      await db
        .update(ruleFire)
        .set({ runId: report.run })
        .where(
          and(
            eq(ruleFire.companyId, companyId),
            eq(ruleFire.ruleId, ruleId),
            eq(ruleFire.scheduledFor, scheduledFor),
          ),
        )
    await dispatchQueued(db, { companyId, clock, actor: 'schedule' })
    runs.push(report.run)
  }
  return runs
}

async function claimDue(db: Database, clock: Clock): Promise<Due[]> {
  const now = clock.now()
  return db.transaction(async (tx) => {
    const due = await tx
      .select({
        companyId: rule.companyId,
        ruleId: rule.id,
        nextFireAt: rule.nextFireAt,
        document: ruleVersion.document,
        timeZone: company.timeZone,
      })
      .from(rule)
      .innerJoin(company, eq(company.id, rule.companyId))
      .innerJoin(
        ruleVersion,
        and(
          eq(ruleVersion.companyId, rule.companyId),
          eq(ruleVersion.ruleId, rule.id),
          eq(ruleVersion.version, rule.liveVersion),
        ),
      )
      .where(and(lte(rule.nextFireAt, now), inArray(rule.state, ['live', 'monitor'])))
      .orderBy(asc(rule.companyId), asc(rule.id))
      .for('update', { of: rule })
    const claimed: Due[] = []
    for (const { companyId, ruleId, nextFireAt, document, timeZone } of due) {
      if (nextFireAt === null) continue
      const won = await tx
        .insert(ruleFire)
        .values({ companyId, ruleId, scheduledFor: nextFireAt, claimedAt: now })
        .onConflictDoNothing()
        .returning({ ruleId: ruleFire.ruleId })
      // Only the schedule is needed here, and it does not depend on what facts there are.
      const references = { catalogue: catalogueOf(), templates: mailTemplateNames() }
      const next = fireAfter(parseRule(document, `rule ${ruleId}`, references), now, timeZone)
      await tx
        .update(rule)
        .set({ nextFireAt: next })
        .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
      if (won.length > 0) claimed.push({ companyId, ruleId, scheduledFor: nextFireAt })
    }
    return claimed
  })
}
