import { constants, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { and, eq, isNotNull, lt } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { readHolder } from '#server/database/directory-lock.ts'
import type { OpenDatabase } from '#server/database/open.ts'
import { isAlive } from '#server/database/process-identity.ts'
import { rule } from '#server/database/rule-tables.ts'
import { companyById, companyIds } from '#server/run/company.ts'
import { listRules } from '#server/run/rules.ts'
import type { CommandContext } from './command.ts'
import { mailFindings } from './doctor-mail.ts'
import { HeldByServer } from './errors.ts'

/** One thing looked at: how it is, what was found, and what to do about it. */
export type Finding = {
  readonly check: string
  readonly is: 'ok' | 'warn' | 'fail'
  readonly found: string
  readonly remedy: string | null
}

type Looked = Pick<CommandContext, 'dataDir' | 'env' | 'clock' | 'withDatabase'>

/** Drafts that nobody has touched for so long are worth a word. */
const STALE_DRAFT_DAYS = 30

/** Looks at everything Dunlin stands on. What cannot be looked at is itself a finding. */
export async function findings(looked: Looked): Promise<Finding[]> {
  const found = [runtime(), zones()]
  if (!looked.env.DATABASE_URL) found.push(await directory(looked), lock(looked))
  return [...found, ...(await database(looked))]
}

function runtime(): Finding {
  const [major = 0] = process.versions.node.split('.').map(Number)
  const version = `Node ${process.versions.node}`
  return major >= 24
    ? ok('runtime', version)
    : fail('runtime', version, 'Run "npm ci" with install scripts allowed; it brings Node 24.')
}

/** A runtime built without its data about time zones knows UTC only, and every due time would be wrong. */
function zones(): Finding {
  const winter = dayAt(new Date('2026-01-15T03:30:00Z'), 'America/New_York')
  const summer = dayAt(new Date('2026-07-15T03:30:00Z'), 'America/New_York')
  const knows = winter === '2026-01-14' && summer === '2026-07-14'
  return knows
    ? ok('time zones', 'the runtime knows them')
    : fail('time zones', `14 January in New York is shown as ${winter}`, 'Use the Node that "npm ci" brings.')
}

async function directory({ dataDir }: Looked): Promise<Finding> {
  const place = existsSync(dataDir) ? dataDir : dirname(dataDir)
  try {
    await access(place, constants.R_OK | constants.W_OK)
    return ok('data directory', existsSync(dataDir) ? dataDir : `${dataDir} is not there yet and can be made`)
  } catch {
    // The answer of the system is the finding.
    return fail(
      'data directory',
      `${place} cannot be written by this user`,
      'Change its owner, or name another with --data.',
    )
  }
}

function lock({ dataDir }: Looked): Finding {
  try {
    const holder = readHolder(dataDir)
    if (holder === null) return ok('lock', 'nobody has the directory open')
    if (holder.pid === process.pid) return ok('lock', `the running server, process ${holder.pid}`)
    return isAlive(holder)
      ? ok('lock', `process ${holder.pid} on ${holder.host}`)
      : ok('lock', `left by process ${holder.pid}, which has ended; the next start takes it over`)
  } catch (error) {
    if (!(error instanceof ReceivablesError)) throw error
    return fail(
      'lock',
      error.message,
      'Make sure no Dunlin runs on this directory, then remove the lock file.',
    )
  }
}

async function database(looked: Looked): Promise<Finding[]> {
  const { dataDir, env, withDatabase } = looked
  if (!env.DATABASE_URL && !existsSync(join(dataDir, 'database')))
    return [
      warn(
        'database',
        'there is none yet',
        '"dunlin serve" makes one with demo books; "dunlin import" makes one with yours.',
      ),
    ]
  try {
    return await withDatabase((open) => contents(open, looked))
  } catch (error) {
    // A running server does all of this itself, with the database it has open.
    if (error instanceof HeldByServer) throw error
    const found = error instanceof Error ? error.message : String(error)
    return [
      fail(
        'database',
        found,
        env.DATABASE_URL ? 'Correct DATABASE_URL or start that server.' : 'See the message.',
      ),
    ]
  }
}

async function contents({ db, kind }: OpenDatabase, looked: Looked): Promise<Finding[]> {
  const ids = await companyIds(db)
  const found = [ok('database', kind === 'postgres' ? 'PostgreSQL, up to date' : 'embedded, up to date')]
  if (kind === 'pglite')
    found.push(
      warn(
        'durability',
        'the embedded database does not survive a power failure for certain',
        'Keep backups of the data directory; for more than one person use PostgreSQL (DATABASE_URL).',
      ),
    )
  if (ids.length === 0)
    return [
      ...found,
      warn('companies', 'there are none', '"dunlin import FILE --company ID --create" makes one.'),
    ]
  found.push(ok('companies', ids.join(', ')))
  for (const id of ids)
    found.push(...(await company(db, id, looked)), ...(await mailFindings(db, id, looked)))
  return found
}

async function company(db: OpenDatabase['db'], id: string, { clock }: Looked): Promise<Finding[]> {
  const { mode, sendingStoppedAt, name } = await companyById(db, id)
  const rules = await listRules(db, id)
  const running = rules.filter(({ state }) => state === 'live' || state === 'monitor').length
  const found = [
    ok(
      `company ${id}`,
      `${name}, ${mode === 'test' ? 'in test mode' : 'live'}, ${running} of ${rules.length} rules run`,
    ),
  ]
  if (sendingStoppedAt !== null)
    found.push(
      warn(
        `company ${id}`,
        `all sending was stopped at ${sendingStoppedAt.toISOString()}`,
        'Start it again when the reason is gone.',
      ),
    )
  for (const rule of rules)
    if (rule.state === 'paused')
      found.push(
        warn(`rule ${rule.id}`, 'is paused', 'Look at why on its page, then publish it again or retire it.'),
      )
  const stale = await staleDrafts(db, id, clock.now())
  for (const draft of stale)
    found.push(
      warn(
        `rule ${draft.id}`,
        `has a draft nobody touched since ${draft.since}`,
        'Publish it or throw it away.',
      ),
    )
  return found
}

async function staleDrafts(
  db: OpenDatabase['db'],
  companyId: string,
  now: Date,
): Promise<{ id: string; since: string }[]> {
  const limit = new Date(now.getTime() - STALE_DRAFT_DAYS * 86_400_000)
  const found = await db
    .select({ id: rule.id, draftAt: rule.draftAt })
    .from(rule)
    .where(and(eq(rule.companyId, companyId), isNotNull(rule.draft), lt(rule.draftAt, limit)))
    .orderBy(rule.id)
  return found.map(({ id, draftAt }) => ({ id, since: draftAt?.toISOString().slice(0, 10) ?? '' }))
}

function ok(check: string, found: string): Finding {
  return { check, is: 'ok', found, remedy: null }
}

function warn(check: string, found: string, remedy: string): Finding {
  return { check, is: 'warn', found, remedy }
}

function fail(check: string, found: string, remedy: string): Finding {
  return { check, is: 'fail', found, remedy }
}
