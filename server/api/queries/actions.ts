import { and, asc, count, desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ACTS, isActName } from '#engine/acts.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { decimalAmount } from '#engine/money.ts'
import { action, message } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { rule } from '#server/database/rule-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import type { ActionRow, ActionState, ActionsView, ActionView, MessageView, MoneyView } from '../views.ts'
import { PAGE, readCursor, writeCursor } from './cursor.ts'
import { readLeaves } from './stored-reasons.ts'

type Filter = { companyId: string; state?: ActionState | undefined; cursor?: string | undefined }

/** The outbox: what was decided to be done, newest first. */
export async function listActions(db: Queryable, { companyId, state, cursor }: Filter): Promise<ActionsView> {
  const after = readCursor(cursor, 2)
  const found = await selectActions(
    db,
    and(
      eq(action.companyId, companyId),
      state === undefined ? undefined : eq(action.state, state),
      after === null
        ? undefined
        : sql`(${action.decidedAt}, ${action.id}) < (${after[0]}::timestamptz, ${after[1]})`,
    ),
  )
    .orderBy(desc(action.decidedAt), desc(action.id))
    .limit(PAGE + 1)
  const byState = await db
    .select({ state: action.state, count: count() })
    .from(action)
    .where(eq(action.companyId, companyId))
    .groupBy(action.state)
    .orderBy(asc(action.state))
  const last = found.length > PAGE ? found[PAGE - 1]?.action : undefined
  return {
    actions: found.slice(0, PAGE).map(viewRow),
    byState: Object.fromEntries(byState.map((row) => [row.state, row.count])),
    next: last === undefined ? null : writeCursor([last.decidedAt.toISOString(), last.id]),
  }
}

/** One action with its reasons and the letter it belongs to. Throws `NotFoundError`. */
export async function viewAction(
  db: Queryable,
  { companyId, id, catalogue }: { companyId: string; id: string; catalogue: FactCatalogue },
): Promise<ActionView> {
  const [found] = await selectActions(db, and(eq(action.companyId, companyId), eq(action.id, id))).limit(1)
  if (found === undefined)
    throw new NotFoundError(
      `There is no action "${id}". It may have been removed; the list shows what there is.`,
    )
  const row = found.action
  return {
    ...viewRow(found),
    params: z.record(z.string(), z.json()).parse(row.params),
    decidedAt: row.decidedAt.toISOString(),
    doneOn: row.doneOn,
    approvedBy: row.approvedBy,
    approvedAt: row.approvedAt?.toISOString() ?? null,
    because: readLeaves(row.because, { catalogue, subject: row.subjectType }),
    message: row.messageId === null ? null : await viewMessage(db, companyId, row.id, row.messageId),
  }
}

/** The letter of an action as HTML. Throws `NotFoundError` when the action has no letter. */
export async function letterOf(
  db: Queryable,
  { companyId, id }: { companyId: string; id: string },
): Promise<string> {
  const [found] = await db
    .select({ html: message.html })
    .from(action)
    .innerJoin(message, and(eq(message.companyId, action.companyId), eq(message.id, action.messageId)))
    .where(and(eq(action.companyId, companyId), eq(action.id, id)))
    .limit(1)
  if (found === undefined)
    throw new NotFoundError(
      `There is no letter of the action "${id}". It may have been removed; the list shows what there is.`,
    )
  return found.html
}

function selectActions(db: Queryable, where: SQL | undefined) {
  return db
    .select({ action, customerName: customer.name, ruleName: rule.name })
    .from(action)
    .leftJoin(customer, and(eq(customer.companyId, action.companyId), eq(customer.id, action.customerId)))
    .leftJoin(rule, and(eq(rule.companyId, action.companyId), eq(rule.id, action.ruleId)))
    .where(where)
    .$dynamic()
}

type FoundAction = {
  action: typeof action.$inferSelect
  customerName: string | null
  ruleName: string | null
}

function viewRow({ action: row, customerName, ruleName }: FoundAction): ActionRow {
  return {
    id: row.id,
    customer: { id: row.customerId, name: customerName ?? row.customerId },
    // An act this version does not know any more keeps its own name, so an old outbox can still be read.
    act: { name: row.kind, title: isActName(row.kind) ? ACTS[row.kind].title : row.kind },
    rule: { id: row.ruleId, name: ruleName ?? row.ruleId },
    step: row.stepId,
    amounts: viewAmounts(row.amounts ?? {}),
    state: row.state,
    stateReason: row.stateReason,
    reason: row.reason,
    plannedOn: row.plannedOn,
  }
}

/** Minor units by currency as decimal text, currencies in the order of the alphabet. */
export function viewAmounts(minorByCurrency: Readonly<Record<string, number>>): MoneyView[] {
  return Object.entries(minorByCurrency)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => ({ amount: decimalAmount(minor, currency), currency }))
}

const StoredAddress = z.object({ name: z.string().nullish(), address: z.string() })

async function viewMessage(
  db: Queryable,
  companyId: string,
  actionId: string,
  messageId: string,
): Promise<MessageView | null> {
  const [found] = await db
    .select()
    .from(message)
    .where(and(eq(message.companyId, companyId), eq(message.id, messageId)))
    .limit(1)
  if (found === undefined) return null
  const to = z.union([StoredAddress.transform((one) => [one]), z.array(StoredAddress)]).parse(found.to)
  return {
    id: found.id,
    to: to.map(({ name, address }) => ({ name: name || null, address })),
    subject: found.subject,
    text: found.text,
    htmlPath: found.html === '' ? null : `/api/v1/actions/${encodeURIComponent(actionId)}/letter`,
  }
}
