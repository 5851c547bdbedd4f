import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import { ACTS } from '#engine/acts.ts'
import { type CalendarDate, dayAt, toEpochDay } from '#engine/calendar-date.ts'
import { chargePeriod, financeCharge } from '#engine/finance-charge.ts'
import { chargeableItems, createStandings } from '#engine/standing.ts'
import { action, charge } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { DISPATCHER } from '../dispatch-services.ts'
import { type ActEffect, documentOf } from './act-effect.ts'

/**
 * Drafts a finance charge on every overdue invoice that may be charged, once for each rule, invoice and period. Interest runs from
 * the due day, or from the day of the last charge, so that no day is charged twice. A person posts the drafts in the books.
 */
export const chargeFinance: ActEffect = async (tx, row, { company, now, today, snapshot }) => {
  const terms = ACTS['finance-charge'].params.parse(row.params)
  const customer = snapshot?.customerRow.get(row.customerId)
  if (snapshot === undefined || customer === undefined) return row.id
  const own = documentOf(row)
  const period = chargePeriod(today, terms.period)
  const { overdue } = createStandings(snapshot, toEpochDay(today)).of(customer)
  const lastCharges = await lastChargedOn(tx, { companyId: company.id, timeZone: company.timeZone, row })
  // An invoice in instalments has several overdue items and one charge.
  const dueOf = Map.groupBy(chargeableItems(overdue), ({ document }) => document)
  for (const [document, items] of dueOf) {
    const record = snapshot.documents.records[document]!
    // Interest is never charged on interest.
    if (record.type === 'finance-charge' || (own !== null && record.id !== own)) continue
    const last = lastCharges.get(record.id)
    const parts = items.map(({ open, due }) => ({
      openMinor: open,
      days: toEpochDay(today) - Math.max(due, last === undefined ? due : toEpochDay(last)),
    }))
    const minor = financeCharge(terms, { parts, currency: record.currency })
    if (minor <= 0) continue
    await tx
      .insert(charge)
      .values({
        companyId: company.id,
        id: JSON.stringify([row.ruleId, record.id, period]),
        actionId: row.id,
        customerId: row.customerId,
        documentId: record.id,
        period,
        currency: record.currency,
        minor,
        state: 'draft',
        createdAt: now,
        createdBy: DISPATCHER,
      })
      .onConflictDoNothing()
  }
  return row.id
}

/** When each invoice was last charged by this rule, whatever has become of the charge but for those that were made void. */
async function lastChargedOn(
  tx: Transaction,
  { companyId, timeZone, row }: { companyId: string; timeZone: string; row: ActionRow },
): Promise<ReadonlyMap<string, CalendarDate>> {
  const ofRule = tx
    .select({ id: action.id })
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.ruleId, row.ruleId)))
  const found = await tx
    .select({ documentId: charge.documentId, createdAt: charge.createdAt })
    .from(charge)
    .where(
      and(
        eq(charge.companyId, companyId),
        eq(charge.customerId, row.customerId),
        ne(charge.state, 'void'),
        inArray(charge.actionId, ofRule),
      ),
    )
    .orderBy(asc(charge.createdAt))
  return new Map(
    found.flatMap(({ documentId, createdAt }) =>
      documentId === null ? [] : [[documentId, dayAt(createdAt, timeZone)]],
    ),
  )
}
