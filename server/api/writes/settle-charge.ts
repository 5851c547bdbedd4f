import { and, eq } from 'drizzle-orm'
import type { Principal } from '#server/auth/principal.ts'
import { charge } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database } from '#server/database/database.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { customerFor } from '../row-access.ts'

/**
 * Settles a draft of a finance charge: `posted` once somebody has entered it in the books, from which it comes back as a document
 * with the next import, or `void` when it is not to be charged. Each draft is settled once. Throws `NotFoundError`, and
 * `StateConflictError` for one that is settled.
 */
export async function settleCharge(
  db: Database,
  principal: Principal,
  {
    id,
    state,
    actor,
    now,
    why,
  }: { id: string; state: 'posted' | 'void'; actor: string; now: Date; why: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const { companyId } = principal
    const own = and(eq(charge.companyId, companyId), eq(charge.id, id))
    const [before] = await tx.select().from(charge).where(own).for('update')
    if (before === undefined)
      throw new NotFoundError(`There is no finance charge "${id}". The list shows those there are.`)
    await customerFor(tx, principal, before.customerId)
    if (before.state !== 'draft')
      throw new StateConflictError(
        `The finance charge "${id}" is ${before.state} since ${before.settledAt?.toISOString() ?? 'an unknown time'}. Only a draft can be posted or made void.`,
      )
    await tx.update(charge).set({ state, settledAt: now, settledBy: actor }).where(own)
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: state === 'posted' ? 'post finance charge' : 'void finance charge',
        subject: { type: 'charge', id },
        before: { state: before.state },
        after: { state, customer: before.customerId, currency: before.currency, minor: before.minor },
        why,
      },
    ])
  })
}
