import { and, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { alert } from '#server/database/rule-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { instantNumber, Listing, pageOf } from '../page.ts'
import { seesOnlySome, visibleCustomer } from '../row-access.ts'
import type { AlertsView, AlertView } from '../views/alerts.ts'

/** By what the alerts can be narrowed. */
export const AlertFilter = Listing.extend({ seen: z.enum(['yes', 'no']).exactOptional() })

/** The alerts, the latest first. */
export async function listAlerts(
  db: Queryable,
  principal: Principal,
  asked: z.infer<typeof AlertFilter>,
): Promise<AlertsView> {
  const page = pageOf(asked, {
    sort: { by: instantNumber(sql`${alert.raisedAt}`), kind: 'number', descending: true },
    id: sql`${alert.id}`,
  })
  const found = await db
    .select({ row: alert, place: page.place, placeId: alert.id })
    .from(alert)
    .where(
      and(
        visibleAlert(principal),
        asked.seen === undefined
          ? undefined
          : asked.seen === 'yes'
            ? isNotNull(alert.seenAt)
            : isNull(alert.seenAt),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return { alerts: rows.map(({ row }) => viewAlert(row)), next }
}

/** One alert. Throws `NotFoundError` for one that is not there or not for this person to see. */
export async function alertFor(db: Queryable, principal: Principal, id: string): Promise<AlertView> {
  const [found] = await db
    .select()
    .from(alert)
    .where(and(visibleAlert(principal), eq(alert.id, id)))
  if (found === undefined) throw new NotFoundError(`There is no alert "${id}" that you can see.`)
  return viewAlert(found)
}

/** The condition under which an alert is there and for this person to see. */
export function visibleAlert(principal: Principal): SQL | undefined {
  return and(
    eq(alert.companyId, principal.companyId),
    // What is about no customer concerns the work of everybody.
    seesOnlySome(principal)
      ? or(isNull(alert.customerId), visibleCustomer(principal, sql`${alert.customerId}`))
      : undefined,
  )
}

function viewAlert(row: typeof alert.$inferSelect): AlertView {
  return {
    id: row.id,
    kind: row.kind,
    text: row.text,
    raisedAt: row.raisedAt.toISOString(),
    rule: row.ruleId,
    run: row.runId,
    customer: row.customerId,
    seen: row.seenAt === null ? null : { by: row.seenBy ?? '', at: row.seenAt.toISOString() },
  }
}
