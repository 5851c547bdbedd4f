import { and, eq, inArray } from 'drizzle-orm'
import { ACTS } from '#engine/acts.ts'
import { action, type MailAddress, message } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { escapeHtml, oneLine } from '#server/mail/foreign-text.ts'
import { WAITING_STATES } from './action-states.ts'
import { colleaguesOf } from './colleagues.ts'
import type { RecordingOf, WantedAct } from './record-actions.ts'

/**
 * Writes the mails to colleagues that rules ask for, one for each act; they never merge and never reach the customer. Where nobody
 * is found the act is cancelled with the reason. Answers the letters with their actions.
 */
export async function recordInternalMail(
  tx: Transaction,
  { companyId, snapshot, now }: RecordingOf,
  { wanted, idOf }: { wanted: readonly WantedAct[]; idOf: ReadonlyMap<string, string> },
): Promise<Map<string, readonly string[]>> {
  const written = new Map<string, readonly string[]>()
  for (const { act, key, decision } of wanted) {
    const actionId = idOf.get(key)
    if (act.act.action !== 'send-internal-mail' || act.heldBack || actionId === undefined) continue
    const customer = snapshot.customers[decision.customer]!
    const { to, subject, text } = ACTS['send-internal-mail'].params.parse(act.act.params)
    const found = new Map<string, MailAddress>()
    for (const who of to)
      for (const { name, email } of await colleaguesOf(tx, { companyId, customerId: customer.id, who }))
        found.set(email, { name: oneLine(name), address: email })
    const [first, ...others] = [...found.values()]
    if (first === undefined) {
      await cancel(tx, { companyId, actionId, now })
      continue
    }
    const id = `${actionId}/colleagues`
    const about = `${oneLine(customer.name)} (${oneLine(customer.id)})`
    const body = `${text}\n\nCustomer: ${about}\nRule: ${oneLine(decision.rule.name)}`
    const values = {
      companyId,
      id,
      customerId: customer.id,
      kind: 'internal' as const,
      to: first,
      cc: others,
      subject: oneLine(subject),
      text: body,
      html: `<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body><p>${escapeHtml(body).replaceAll('\n', '<br>')}</p></body></html>`,
      lines: [],
      totals: {},
      state: 'draft' as const,
      createdAt: now,
    }
    const { createdAt: _, ...changes } = values
    await tx
      .insert(message)
      .values(values)
      .onConflictDoUpdate({
        target: [message.companyId, message.id],
        set: changes,
        // What was frozen is what may have been sent; it is never composed anew.
        setWhere: inArray(message.state, ['draft', 'void']),
      })
    written.set(id, [actionId])
  }
  return written
}

async function cancel(
  tx: Transaction,
  { companyId, actionId, now }: { companyId: string; actionId: string; now: Date },
): Promise<void> {
  await tx
    .update(action)
    .set({
      state: 'cancelled',
      stateReason:
        'Nobody at the company is meant by it: no such person, role or owner has an account. Change the rule, or add them.',
      settledAt: now,
    })
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.id, actionId),
        inArray(action.state, [...WAITING_STATES]),
      ),
    )
}
