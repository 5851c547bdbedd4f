import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Plan } from '#engine/plan.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { action } from '#server/database/action-tables.ts'
import { type AuditLine, appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { releaseKey } from '#server/run/action-key.ts'
import { type ActionRow, changeAction, WAITING_STATES } from '#server/run/action-states.ts'
import type { Company } from '#server/run/company.ts'
import { decideCompany } from '#server/run/decide-company.ts'
import { type DroppedAction, refreshActions } from '#server/run/record-actions.ts'
import { waitingVersions } from '#server/run/waiting-actions.ts'
import { type DecisionBasis, readBasis } from './decision-basis.ts'
import { DISPATCHER } from './dispatch-services.ts'

const LOOK_AGAIN_MS = 15 * 60_000

/** What the outbox was brought in line with, and what that did to it. */
export type DecidedAgain = {
  readonly basis: DecisionBasis
  readonly snapshot: Snapshot
  readonly asOf: CalendarDate
  readonly cancelled: number
  readonly deferred: number
}

/**
 * Decides all that waits once more, as of now and from one version of the books: what is not wanted any more is cancelled with
 * the reason, what is over a limit is put off to another day, and letters are written anew (`semantics.md` 5.9). Nothing new is
 * proposed: a letter that no run has planned yet must not stand in the way of a hold that was approved. The caller holds the
 * locks of the company's runs and of its ledger.
 */
export async function decideAgain(
  tx: Transaction,
  { company, asOf, tomorrow, now }: { company: Company; asOf: CalendarDate; tomorrow: Date; now: Date },
): Promise<DecidedAgain> {
  const companyId = company.id
  const basis = await readBasis(tx, companyId)
  const waitedAs = await waitingVersions(tx, companyId)
  const { snapshot, catalogue, rules, history, live, broken } = await decideCompany(tx, {
    companyId,
    asOf,
    now,
    proposing: [],
  })
  const versions = new Map(rules.map(({ document, version }) => [document.id, version]))
  const dropped = await refreshActions(
    tx,
    {
      companyId,
      companyName: company.name,
      mode: company.mode,
      soloMode: company.settings.soloMode === true,
      // Nothing is added, so no run is named.
      runId: '',
      asOf,
      now,
      snapshot,
      catalogue,
      customerIds: broken.length === 0 ? null : snapshot.customers.map(({ id }) => id),
      waitedAs,
    },
    {
      plans: live.rules,
      decisions: live.decisions,
      messages: live.messages,
      cycleOf: ({ rule, subject, cycle, event }) =>
        (event ? cycle : undefined) ??
        history.cycles.get(rule.id)?.get(subject.id)?.number ??
        cycle ??
        neverOpened(rule.id, subject.id),
      versionOf: (ruleId) => versions.get(ruleId) ?? neverOpened(ruleId, 'its version'),
    },
  )
  // Of whom nothing can be decided, nothing leaves.
  for (const { customerIds, found } of broken)
    await tx
      .update(action)
      .set({ notBefore: new Date(now.getTime() + LOOK_AGAIN_MS), stateReason: found })
      .where(
        and(
          eq(action.companyId, companyId),
          eq(action.state, 'queued'),
          inArray(action.customerId, [...customerIds]),
        ),
      )
  const releases = await releasesNotDue(tx, companyId, live)
  const lines: AuditLine[] = []
  const counts = { cancelled: 0, deferred: 0 }
  for (const { row, why, deferredFor } of [...dropped, ...releases]) {
    if (deferredFor !== null) {
      // Old books may be read any minute; a limit has no more room today.
      const until = deferredFor === 'stale-books' ? new Date(now.getTime() + LOOK_AGAIN_MS) : tomorrow
      await tx
        .update(action)
        .set({ notBefore: until, stateReason: why })
        .where(and(eq(action.companyId, companyId), eq(action.id, row.id)))
      counts.deferred += 1
      continue
    }
    await changeAction(tx, row, { state: 'cancelled', stateReason: why, settledAt: now })
    counts.cancelled += 1
    lines.push({
      companyId,
      at: now,
      actor: DISPATCHER,
      act: 'cancel action',
      subject: { type: 'action', id: row.id },
      before: { state: row.state },
      after: { state: 'cancelled' },
      why,
    })
  }
  await appendAudit(tx, lines)
  return { basis, snapshot, asOf, ...counts }
}

function neverOpened(ruleId: string, what: string): never {
  throw new TypeError(`The rule ${ruleId} has something under way for ${what} that it never began.`)
}

/** Releases by the terms of their hold that these terms do not ask for any more. */
async function releasesNotDue(
  tx: Transaction,
  companyId: string,
  { releases }: Plan,
): Promise<DroppedAction[]> {
  const verdicts = new Map(releases.map((each) => [releaseKey(each.hold.id), each]))
  const waiting: ActionRow[] = await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        isNull(action.cycle),
        isNull(action.event),
        eq(action.kind, 'release-credit-hold'),
        inArray(action.state, [...WAITING_STATES]),
      ),
    )
    .orderBy(asc(action.id))
    .for('update')
  return waiting.flatMap((row) => {
    const found = verdicts.get(row.key)
    if (found?.verdict === 'release') return []
    return [{ row, why: found?.sentence ?? 'The hold is not there any more.', deferredFor: null }]
  })
}
