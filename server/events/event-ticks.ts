import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { nextDue } from '#engine/schedule.ts'
import type { Transaction } from '#server/database/database.ts'
import { cycle, rule } from '#server/database/rule-tables.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import type { Company } from '#server/run/company.ts'

/**
 * Lets rules with open cycles of events come due at the company's own time of the next business day: their waits and what was held
 * back are looked at daily until nothing is pending (`semantics.md` 4.3).
 */
export async function scheduleEventTicks(
  tx: Transaction,
  { company, now }: { company: Company; now: Date },
): Promise<void> {
  const { schedule } = limitsOf(company.settings)
  const [next] = nextDue(schedule, { after: now, timeZone: company.timeZone, count: 1 })
  await tx
    .update(rule)
    .set({ nextFireAt: next ?? null })
    .where(
      and(
        eq(rule.companyId, company.id),
        inArray(rule.state, ['live', 'monitor']),
        isNull(rule.nextFireAt),
        sql`exists (select from ${cycle} open_cycle where open_cycle.company_id = ${rule.companyId}
          and open_cycle.rule_id = ${rule.id} and open_cycle.event is not null and open_cycle.state = 'open')`,
      ),
    )
}
