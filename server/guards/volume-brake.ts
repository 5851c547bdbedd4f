import { and, desc, eq, inArray, ne, or, sql } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { type RuleVolume, volumeBrakes } from '#engine/volume-brake.ts'
import { action } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { run } from '#server/database/rule-tables.ts'
import type { Company } from '#server/run/company.ts'
import { raiseAlert } from './alerts.ts'
import { limitsOf } from './company-limits.ts'

export type BrakeOrder = {
  readonly company: Company
  readonly runId: string
  readonly asOf: CalendarDate
  readonly now: Date
  readonly snapshot: Snapshot
  /** The live rules that ran. */
  readonly rules: readonly Pick<RuleDocument, 'id' | 'name' | 'policy' | 'trigger'>[]
  /** How many each of them matched, over all chunks. */
  readonly matched: ReadonlyMap<string, number>
}

/** How many earlier runs say what is usual. */
const RUNS_LOOKED_AT = 10

/**
 * Asks, once a run has planned everything and before anything is released, whether it stays within its limits: gives the rules
 * that stop with their sentences, and alerts people. Nothing stops in test mode, where nothing leaves.
 */
export async function decideBrake(
  tx: Transaction,
  order: BrakeOrder,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { company, runId, asOf, now, snapshot, rules, matched } = order
  if (company.mode === 'test' || rules.length === 0) return new Map()
  const volumes = await volumesOf(tx, order)
  const brakes = volumeBrakes({ volumes, limits: limitsOf(company.settings), snapshot, asOf })
  for (const rule of rules) {
    const brake = brakes.get(rule.id)
    if (brake === undefined) continue
    const what = matched.get(rule.id) === 0 ? 'matches nobody any more' : 'was stopped before anything left'
    await raiseAlert(tx, {
      companyId: company.id,
      kind: brake.fellToZero ? 'fell-to-zero' : 'brake',
      about: rule.id,
      day: asOf,
      now,
      ruleId: rule.id,
      runId,
      text: `The rule "${rule.name}" ${what}. ${brake.sentences.join(' ')} What it planned waits until the run is released or discarded.`,
    })
  }
  return new Map([...brakes].map(([id, { sentences }]) => [id, sentences]))
}

async function volumesOf(
  tx: Transaction,
  { company, runId, asOf, rules, matched }: BrakeOrder,
): Promise<RuleVolume[]> {
  const companyId = company.id
  const ids = rules.map(({ id }) => id)
  const planned = await tx
    .selectDistinct({ ruleId: action.ruleId, customerId: action.customerId })
    .from(action)
    .where(and(eq(action.companyId, companyId), inArray(action.ruleId, ids), eq(action.state, 'planned')))
  const customersOf = Map.groupBy(planned, ({ ruleId }) => ruleId)
  const acted = await tx
    .selectDistinct({ ruleId: action.ruleId })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.ruleId, ids),
        or(inArray(action.state, ['sending', 'sent', 'failed', 'unknown']), sql`${action.attempts} > 0`),
      ),
    )
  const holds = await tx
    .select({ ruleId: action.ruleId, count: sql<number>`count(*)::int` })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.ruleId, ids),
        eq(action.kind, 'place-credit-hold'),
        or(eq(action.plannedOn, asOf), eq(action.state, 'planned')),
        // What will not be done takes up no room.
        sql`${action.state} not in ('cancelled', 'expired', 'skipped')`,
      ),
    )
    .groupBy(action.ruleId)
  const earlier = await earlierRuns(tx, { companyId, runId })
  return rules.map((rule): RuleVolume => {
    const own = earlier.filter(({ counts }) => Object.hasOwn(counts, rule.id))
    const released = own.filter(
      ({ releasedAt, brakes }) => releasedAt !== null && Object.hasOwn(brakes, rule.id),
    )
    const stopped = own.find(({ state, brakes }) => state === 'stopped' && Object.hasOwn(brakes, rule.id))
    const numbers = own.slice(0, RUNS_LOOKED_AT).map(({ counts }) => counts[rule.id]?.matched ?? 0)
    return {
      rule,
      matched: matched.get(rule.id) ?? 0,
      // How often something happens says nothing about how often it is to be expected.
      earlier: 'on' in rule.trigger ? [] : numbers,
      accepted: Math.max(0, ...released.map(({ counts }) => counts[rule.id]?.matched ?? 0)),
      isNew: released.length === 0 && !acted.some(({ ruleId }) => ruleId === rule.id),
      customers: (customersOf.get(rule.id) ?? []).map(({ customerId }) => customerId),
      holdsToday: holds.find(({ ruleId }) => ruleId === rule.id)?.count ?? 0,
      stoppedSince: stopped?.asOf ?? null,
    }
  })
}

/** The runs before this one, the latest first. Runs of an event look at one customer and say nothing about what is usual. */
async function earlierRuns(tx: Transaction, { companyId, runId }: { companyId: string; runId: string }) {
  return tx
    .select({
      asOf: run.asOf,
      state: run.state,
      counts: run.counts,
      brakes: run.brakes,
      releasedAt: run.releasedAt,
    })
    .from(run)
    .where(
      and(
        eq(run.companyId, companyId),
        ne(run.id, runId),
        ne(run.trigger, 'event'),
        inArray(run.state, ['completed', 'stopped']),
      ),
    )
    .orderBy(desc(run.startedAt), desc(run.id))
    .limit(100)
}
