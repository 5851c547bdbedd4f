import { asc, eq, sql } from 'drizzle-orm'
import { CurrencyUnknownError, ReceivablesError } from '#engine/errors.ts'
import { isCurrency } from '#engine/money.ts'
import { appendAudit } from '#server/database/audit.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { cancelWaitingActions } from './action-states.ts'
import { runsUnderWay } from './begin-run.ts'
import { NotFoundError } from './errors.ts'
import { failRun } from './give-up-run.ts'

export type Company = typeof company.$inferSelect

/** The ids of all companies, in order. */
export async function companyIds(db: Queryable): Promise<string[]> {
  const found = await db.select({ id: company.id }).from(company).orderBy(asc(company.id))
  return found.map(({ id }) => id)
}

/** A company by its id. Throws `NotFoundError`, which names those there are. */
export async function companyById(db: Queryable, id: string): Promise<Company> {
  const [found] = await db.select().from(company).where(eq(company.id, id))
  if (found) return found
  const known = await companyIds(db)
  throw new NotFoundError(
    `There is no company "${id}". ${known.length === 0 ? 'None has been made yet: "dunlin import FILE --company ID --create" makes one.' : `There are: ${known.join(', ')}.`}`,
  )
}

/** One run, dispatch or change of mode of a company at a time, until the transaction ends. Taken before the ledger's lock. */
export async function lockRuns(tx: Transaction, companyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`run ${companyId}`}, 0))`)
}

/** Makes a company, in test mode. */
export async function createCompany(
  db: Database,
  {
    id,
    name,
    currency,
    timeZone,
    actor = 'command line',
    now,
  }: { id: string; name: string; currency: string; timeZone: string; actor?: string; now: Date },
): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    throw new ReceivablesError(
      `Cannot make the company "${id}". Its id is lower-case letters, digits and hyphens.`,
    )
  if (!isCurrency(currency)) throw new CurrencyUnknownError(currency)
  if (!isTimeZone(timeZone))
    throw new ReceivablesError(`Unknown time zone "${timeZone}". Use an IANA name such as Europe/Berlin.`)
  await db.transaction(async (tx) => {
    const made = await tx
      .insert(company)
      .values({ id, name, currency, timeZone, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: company.id })
    if (made.length === 0)
      throw new ReceivablesError(`There is a company "${id}" already. Choose another id.`)
    const line = { companyId: id, at: now, actor, act: 'create company' }
    await appendAudit(tx, [
      { ...line, subject: { type: 'company', id }, after: { name, currency, timeZone } },
    ])
  })
}

/** Switches between test mode and live. Leaving test mode voids what waits in the outbox (`semantics.md` 5.4). */
export async function setCompanyMode(
  db: Database,
  {
    companyId,
    mode,
    actor,
    now,
    why,
  }: { companyId: string; mode: 'test' | 'live'; actor: string; now: Date; why: string },
): Promise<{ voided: number }> {
  return db.transaction(async (tx) => {
    // A run that has begun in test mode must not put its actions into the outbox of a company that has gone live since.
    await lockRuns(tx, companyId)
    const before = await companyById(tx, companyId)
    if (before.mode === mode) return { voided: 0 }
    await tx.update(company).set({ mode }).where(eq(company.id, companyId))
    const reason = `The company went from ${before.mode} to ${mode}.`
    for (const { runId } of await runsUnderWay(tx, companyId))
      await failRun(tx, { companyId, runId, now, error: new ReceivablesError(reason) })
    const voided = await cancelWaitingActions(tx, { companyId, reason, now })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'set mode',
        subject: { type: 'company', id: companyId },
        before: { mode: before.mode },
        after: { mode, voided },
        why,
      },
    ])
    return { voided }
  })
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // The only way to ask: the constructor throws for names it does not know.
    return false
  }
}
