import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Transaction } from '#server/database/database.ts'
import { rule } from '#server/database/rule-tables.ts'
import type { Company } from '#server/run/company.ts'
import { lockLiveRules } from '#server/run/live-rules.ts'
import { nextFire } from '#server/run/next-fire.ts'

/**
 * Works out anew when rules that go by business days come due next, after a company has changed on which days it works, or
 * its books in which countries its legal entities are. What is due already stays due. The caller holds the lock of the company's runs.
 */
export async function renewDueTimes(
  tx: Transaction,
  { company, now }: { company: Pick<Company, 'id' | 'settings' | 'timeZone'>; now: Date },
): Promise<void> {
  const waiting = await lockLiveRules(tx, {
    companyId: company.id,
    where: and(gt(rule.nextFireAt, now), inArray(rule.state, ['live', 'monitor'])),
  })
  for (const { id, shape } of waiting) {
    const { trigger } = shape
    if (!('businessDays' in trigger)) continue
    const nextFireAt = await nextFire(tx, { company, trigger, after: now })
    await tx
      .update(rule)
      .set({ nextFireAt })
      .where(and(eq(rule.companyId, company.id), eq(rule.id, id)))
  }
}
