import { and, eq, inArray } from 'drizzle-orm'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { cycle, decision, run, runChunk } from '#server/database/rule-tables.ts'
import type { RunRow } from './close-run.ts'

/**
 * Takes back what the shares of a run have recorded so far: what they planned, which nobody has acted on, the cycles they opened
 * and closed, and their decisions. What they cancelled stays cancelled; where it is still wanted it is planned again.
 */
export async function undoShares(tx: Transaction, { companyId, id }: RunRow): Promise<void> {
  const planned = tx
    .select({ id: action.id })
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.runId, id), eq(action.state, 'planned')))
  const letters = tx
    .select({ id: messageAction.messageId })
    .from(messageAction)
    .where(and(eq(messageAction.companyId, companyId), inArray(messageAction.actionId, planned)))
  await tx
    .update(message)
    .set({ state: 'void' })
    .where(and(eq(message.companyId, companyId), inArray(message.id, letters), eq(message.state, 'draft')))
  await tx
    .delete(messageAction)
    .where(and(eq(messageAction.companyId, companyId), inArray(messageAction.actionId, planned)))
  await tx
    .delete(action)
    .where(and(eq(action.companyId, companyId), eq(action.runId, id), eq(action.state, 'planned')))
  await tx
    .delete(cycle)
    .where(and(eq(cycle.companyId, companyId), eq(cycle.openedRun, id), eq(cycle.state, 'open')))
  await tx
    .update(cycle)
    .set({ state: 'open', closedOn: null, closedRun: null })
    .where(and(eq(cycle.companyId, companyId), eq(cycle.closedRun, id)))
  await tx.delete(decision).where(and(eq(decision.companyId, companyId), eq(decision.runId, id)))
  await tx.delete(runChunk).where(and(eq(runChunk.companyId, companyId), eq(runChunk.runId, id)))
}

/** Ends a run that cannot go on, with what was found; nothing it has planned leaves. */
export async function failRun(
  tx: Transaction,
  { companyId, runId, now, error }: { companyId: string; runId: string; now: Date; error: unknown },
): Promise<void> {
  const problem = error instanceof Error ? error.message : String(error)
  const [row] = await tx
    .update(run)
    .set({ state: 'failed', problem, finishedAt: now })
    .where(and(eq(run.companyId, companyId), eq(run.id, runId), eq(run.state, 'running')))
    .returning()
  if (row !== undefined) await undoShares(tx, row)
}
