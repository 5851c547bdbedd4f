import { and, eq, inArray, isNull } from 'drizzle-orm'
import { agingOf } from '#engine/aging.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { action, attempt, message, task } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { readLedger } from '#server/database/load-ledger.ts'
import { decision, ruleFire, run } from '#server/database/rule-tables.ts'
import { verifyDecisions } from '#server/operations/verify-decisions.ts'
import {
  chaseableOf,
  creditsOf,
  dayAfter,
  daysLate,
  invoicesOf,
  mayBeWrittenTo,
  openInAll,
  overdueOf,
} from './the-model.ts'
import type { World } from './the-world.ts'

/** Longer than the contact limit and a weekend: who has owed the same for so long has been told. */
const TOLD_WITHIN_DAYS = 9

/** What must be true once a company has been left in peace: nothing lost, nothing stuck, and every figure of the books right. */
export async function whatMustHold(world: World, { quietSince }: { quietSince: string }): Promise<void> {
  await nothingIsStuck(world)
  await nothingIsLost(world, quietSince)
  await holdsHaveEnded(world)
  await recordsAreWhole(world)
  await figuresAgree(world)
}

async function nothingIsStuck({ db, companyId, violations, clock }: World): Promise<void> {
  const open = await db
    .select()
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.state, ['planned', 'awaiting-approval', 'queued', 'sending', 'failed', 'unknown']),
      ),
    )
  for (const { key, state, notBefore, stateReason } of open)
    if (state !== 'queued' || notBefore === null || notBefore <= clock.now())
      violations.push(`in the end ${key} is ${state}: ${stateReason}`)
  const letters = await db
    .select()
    .from(message)
    .where(and(eq(message.companyId, companyId), inArray(message.state, ['frozen', 'sending'])))
  for (const { id, state, notBefore } of letters)
    if (notBefore === null || notBefore <= clock.now())
      violations.push(`in the end the letter ${id} is ${state}`)
  const running = await db
    .select({ id: run.id, state: run.state })
    .from(run)
    .where(and(eq(run.companyId, companyId), inArray(run.state, ['running', 'stopped'])))
  for (const { id, state } of running) violations.push(`in the end the run ${id} is ${state}`)
}

/** Every invoice that could be asked for all the while has had the letter of its level. */
async function nothingIsLost(world: World, quietSince: string): Promise<void> {
  const { db, companyId, model, rules, violations } = world
  const day = world.today()
  const levels = await db
    .select({ subjectId: action.subjectId, stepId: action.stepId })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.ruleId, 'ladder'),
        inArray(action.state, ['sent', 'skipped']),
      ),
    )
  const done = new Set(levels.map(({ subjectId, stepId }) => `${stepId} ${subjectId}`))
  const [first, second, final] = rules.ladder.levels
  const levelOn = (days: number) =>
    days >= final ? 'final' : days >= second ? 'second' : days >= first ? 'first' : null
  const since = [0, TOLD_WITHIN_DAYS].map((days) => dayAfter(day, -days)).filter((on) => on >= quietSince)
  const days = Array.from({ length: TOLD_WITHIN_DAYS + 1 }, (_, back) => dayAfter(day, -back))
  for (const document of invoicesOf(model)) {
    const { id, customer, currency } = document
    const reached = since.map((on) => levelOn(daysLate(model, document, on)))
    const [level] = reached
    if (since.length < 2 || level === null || level === undefined || reached.some((each) => each !== level))
      continue
    const may = days.every(
      (on) =>
        chaseableOf(model, document, on) > 0 &&
        mayBeWrittenTo(model, customer, on) &&
        overdueOf(model, customer, on)
          .filter((each) => each.currency === currency)
          .reduce((sum, each) => sum + chaseableOf(model, each, on), 0) >
          creditsOf(model, customer, currency, on) &&
        // Of a letter about some of the documents all credits are taken off.
        chaseableOf(model, document, on) > creditsOf(model, customer, currency, on),
    )
    if (may && !done.has(`${level} ${id}`))
      violations.push(`in the end nobody has sent "${level}" for ${id} of ${customer}`)
  }
}

async function holdsHaveEnded({ db, companyId, model, today, violations }: World): Promise<void> {
  const open = await db
    .select()
    .from(hold)
    .where(and(eq(hold.companyId, companyId), eq(hold.placedBy, 'rule'), isNull(hold.releasedOn)))
  for (const { customerId } of open)
    if ([0, 4].every((days) => overdueOf(model, customerId, dayAfter(today(), -days)).length === 0))
      violations.push(`in the end ${customerId} is on hold, and nothing is overdue`)
}

/** The audit, the decisions, the attempts, the due times and the tasks each tell the whole story, once. */
async function recordsAreWhole({ db, companyId, violations }: World): Promise<void> {
  const audit = await verifyAudit(db, companyId)
  if (audit.broken !== null) violations.push(`the audit is broken: ${JSON.stringify(audit.broken)}`)
  const decisions = await verifyDecisions(db, companyId)
  if (decisions.broken !== null) violations.push(`decisions are others: ${JSON.stringify(decisions.broken)}`)
  for (const { outcome, heldBack, subjectId } of await db
    .select()
    .from(decision)
    .where(eq(decision.companyId, companyId)))
    if ((outcome === 'held-back') !== (heldBack !== null))
      violations.push(`${subjectId} is ${outcome} for "${heldBack}"`)
  const attempts = await db.select().from(attempt).where(eq(attempt.companyId, companyId))
  for (const { subjectId, number, endedAt } of attempts)
    if (endedAt === null) violations.push(`attempt ${number} of ${subjectId} has never ended`)
  for (const [id, own] of Map.groupBy(attempts, ({ subjectId }) => subjectId))
    if (own.filter(({ result }) => result === 'sent').length > 1)
      violations.push(`${id} was sent by two attempts`)
  const fires = await db.select().from(ruleFire).where(eq(ruleFire.companyId, companyId))
  for (const { ruleId, scheduledFor, runId, skipped } of fires)
    if ((runId === null) === (skipped === null))
      violations.push(
        `"${ruleId}" was due at ${scheduledFor.toISOString()} and has neither a run nor a reason`,
      )
  const acts = await db
    .select()
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.kind, 'create-task'), eq(action.state, 'sent')))
  const tasks = await db
    .select()
    .from(task)
    .where(and(eq(task.companyId, companyId), eq(task.ruleId, 'look')))
  for (const { id, key } of acts) {
    const made = tasks.filter(({ actionId }) => actionId === id).length
    if (made !== 1) violations.push(`${key} is done, and made ${made} tasks`)
  }
}

/** What is open in the books, and the sum of its aging buckets, is what the model comes to. */
async function figuresAgree({ db, companyId, model, today, violations }: World): Promise<void> {
  const day = today()
  const books = await db.transaction((tx) => readLedger(tx, companyId))
  const open = openInAll(model, day)
  const sums: Record<string, number> = {}
  for (const { currency, balance, buckets } of agingOf(takeSnapshot(books), calendarDate(day))) {
    const inBuckets = Object.values(buckets).reduce((sum, minor) => sum + minor, 0)
    if (inBuckets !== balance)
      violations.push(`the buckets in ${currency} come to ${inBuckets}, the balance is ${balance}`)
    sums[currency] = (sums[currency] ?? 0) + balance
  }
  for (const currency of new Set([...Object.keys(open), ...Object.keys(sums)]))
    if ((open[currency] ?? 0) !== (sums[currency] ?? 0))
      violations.push(`${sums[currency]} ${currency} is open in the books, and ${open[currency]} in truth`)
}
