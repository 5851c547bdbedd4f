import { and, eq, inArray } from 'drizzle-orm'
import { NotAllowedError } from '#server/auth/errors.ts'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { rule, ruleVersion, run } from '#server/database/rule-tables.ts'
import { voidDraftsOf } from './action-letters.ts'
import { type Company, companyById, lockRuns } from './company.ts'
import { NotFoundError, StateConflictError } from './errors.ts'
import { isLiveVersion } from './live-rules.ts'
import { releasePlanned } from './release-planned.ts'

/** A person's word on a run that its limits have stopped. */
export type RunVerdict = {
  readonly companyId: string
  readonly runId: string
  /** The stopped rules it is about; all of them, unless said. */
  readonly ruleIds?: readonly string[] | undefined
  readonly actor: string
  readonly actorId: string
  readonly now: Date
  readonly why: string
}

/**
 * Lets go on what a stopped run has planned. Whoever wrote or published one of the rules cannot, unless the company works with one
 * person. Answers how many actions that were.
 */
export async function releaseRun(db: Database, verdict: RunVerdict): Promise<number> {
  return settle(db, verdict, 'release run', async (tx, { company, ruleIds }) => {
    if (company.mode === 'test')
      throw new StateConflictError(
        'The company is in test mode, where nothing leaves and nothing is released.',
      )
    await refuseAuthor(tx, company, { ...verdict, ruleIds })
    return releasePlanned(tx, { companyId: company.id, runId: verdict.runId, ruleIds })
  })
}

/** Cancels what a stopped run has planned. The next run decides again. Answers how many actions that were. */
export async function discardRun(db: Database, verdict: RunVerdict): Promise<number> {
  return settle(db, verdict, 'discard run', async (tx, { ruleIds }) => {
    const { companyId, runId, actor, why, now } = verdict
    const cancelled = await tx
      .update(action)
      .set({
        state: 'cancelled',
        stateReason: `The run was discarded by ${actor}: ${why}`,
        settledAt: now,
      })
      .where(
        and(
          eq(action.companyId, companyId),
          eq(action.runId, runId),
          eq(action.state, 'planned'),
          inArray(action.ruleId, [...ruleIds]),
        ),
      )
      .returning({ id: action.id })
    for (const { id } of cancelled) await voidDraftsOf(tx, { companyId, actionId: id })
    return cancelled.length
  })
}

async function settle(
  db: Database,
  { companyId, runId, actor, now, why, ruleIds }: RunVerdict,
  act: 'release run' | 'discard run',
  change: (tx: Transaction, of: { company: Company; ruleIds: readonly string[] }) => Promise<number>,
): Promise<number> {
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const company = await companyById(tx, companyId)
    const [found] = await tx
      .select()
      .from(run)
      .where(and(eq(run.companyId, companyId), eq(run.id, runId)))
      .for('update')
    if (found === undefined) throw new NotFoundError(`There is no run "${runId}" in company "${companyId}".`)
    if (found.state !== 'stopped')
      throw new StateConflictError(
        `The run of ${found.asOf} is ${found.state}. Only a run that was stopped can be released or discarded.`,
      )
    const stopped = Object.keys(found.brakes)
    const strange = (ruleIds ?? []).filter((id) => !stopped.includes(id))
    if (strange.length > 0)
      throw new StateConflictError(
        `The run of ${found.asOf} is not stopped for ${strange.join(', ')}, but for ${stopped.join(', ')}.`,
      )
    const concerned = ruleIds ?? stopped
    const actions = await change(tx, { company, ruleIds: concerned })
    const left = stopped.filter((id) => !concerned.includes(id))
    const isOver = left.length === 0
    await tx
      .update(run)
      .set({
        state: isOver ? 'completed' : 'stopped',
        // While rules are left they alone are what it is stopped for; in the end the sentences stay to be read.
        ...(!isOver && {
          brakes: Object.fromEntries(left.map((id) => [id, found.brakes[id] ?? []])),
        }),
        ...(act === 'release run'
          ? { releasedBy: actor, releasedAt: now }
          : isOver && { problem: `Discarded by ${actor}: ${why}` }),
      })
      .where(and(eq(run.companyId, companyId), eq(run.id, runId)))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act,
        subject: { type: 'run', id: runId },
        before: { brakes: found.brakes },
        after: { rules: concerned, actions, left },
        why,
      },
    ])
    return actions
  })
}

async function refuseAuthor(
  tx: Transaction,
  company: Company,
  { actor, actorId, ruleIds }: { actor: string; actorId: string; ruleIds: readonly string[] },
): Promise<void> {
  if (company.settings.soloMode === true) return
  const versions = await tx
    .select({ ruleId: rule.id, authors: ruleVersion.authors })
    .from(rule)
    .innerJoin(ruleVersion, isLiveVersion)
    .where(and(eq(rule.companyId, company.id), inArray(rule.id, [...ruleIds])))
  const own = versions.find(({ authors }) => authors.includes(actorId))
  if (own === undefined) return
  throw new NotAllowedError(
    `"${actor}" wrote or published the rule "${own.ruleId}" and cannot release what it would do. Ask another approver; a company of one person can turn on solo mode in its settings.`,
  )
}
