import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '#server/database/audit.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { appliedMigrations, knownMigrations } from '#server/database/migrate.ts'
import type { OpenDatabase } from '#server/database/open.ts'
import { rows } from '#server/database/rows.ts'
import { BackupEnd, BackupHead, RowsAhead } from './backup-format.ts'
import { BackupUnusableError, RestoreRefusedError } from './errors.ts'
import { storedTables } from './stored-tables.ts'

export type RestoreSummary = {
  readonly rows: number
  /** When the backup was made. */
  readonly at: string
  /** Live companies for which all sending was stopped, since what was sent after the backup is not known here. */
  readonly stopped: readonly string[]
}

type Restoring = {
  readonly path: string
  readonly now: Date
  readonly actor: string
  /** The backup was the last that happened, as when moving to another machine: sending goes on. */
  readonly keepSending: boolean
}

/**
 * Fills an empty database from a backup: all of it or nothing. Tables of an older version are brought up to this one; a backup of
 * a newer version is refused. Nothing is sent twice: what was about to be sent when the backup was made counts as unknown, and
 * all sending stays stopped until somebody has compared what was sent since.
 */
export async function restoreFromFile(open: OpenDatabase, restoring: Restoring): Promise<RestoreSummary> {
  const lines = backupLines(restoring.path)
  try {
    const head = await readHead(lines, restoring.path)
    await refuseUnlessEmpty(open.db)
    await prepareTables(open, head)
    const loaded = await open.db.transaction(async (tx) => {
      const count = await loadRows(tx, lines, head, restoring.path)
      return { rows: count, stopped: await holdBackSending(tx, restoring) }
    })
    await open.migrate()
    await writeDown(open.db, head, loaded, restoring)
    return { ...loaded, at: head.at }
  } finally {
    await lines.return(undefined)
  }
}

/** The lines with the digest of all lines before each; a file that is no backup, or is cut off, is said to be one. */
async function* backupLines(path: string): AsyncGenerator<{ text: string; digestBefore: string }> {
  const digest = createHash('sha256')
  const file = createReadStream(path)
  const unzipped = file.on('error', (error) => unzipped.destroy(error)).pipe(createGunzip())
  try {
    for await (const text of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield { text, digestBefore: digest.copy().digest('hex') }
      digest.update(text).update('\n')
    }
  } catch (cause) {
    throw unusable(path, cause)
  } finally {
    file.destroy()
    unzipped.destroy()
  }
}

function unusable(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOENT')
    return new BackupUnusableError(`Cannot restore: there is no file ${path}. Check its name.`, { cause })
  if (code === 'Z_BUF_ERROR') return new BackupUnusableError(cutOff(path), { cause })
  if (code.startsWith('Z_'))
    return new BackupUnusableError(
      `Cannot restore from ${path}: it is damaged, or no backup of Dunlin. Use another copy.`,
      { cause },
    )
  return cause
}

const cutOff = (path: string): string =>
  `Cannot restore from ${path}: it ends in the middle. It was not copied whole; copy it again.`

type Lines = AsyncGenerator<{ text: string; digestBefore: string }>

async function readHead(lines: Lines, path: string): Promise<BackupHead> {
  const first = await lines.next()
  if (first.done) throw new BackupUnusableError(cutOff(path))
  const head = parsed(BackupHead, first.value.text)
  if (head === null)
    throw new BackupUnusableError(
      `Cannot restore from ${path}: it is no backup that this version of Dunlin can read. Name a file made by "dunlin backup", and use the version that made it.`,
    )
  const known = knownMigrations()
  if (head.migrations.length > known.length)
    throw new BackupUnusableError(
      `Cannot restore from ${path}: it was made by the newer version ${head.version} (${head.migrations.length} migrations; this version knows ${known.length}). Install that version.`,
    )
  const strange = head.migrations.findIndex((hash, at) => known[at] !== hash)
  if (strange !== -1)
    throw new BackupUnusableError(
      `Cannot restore from ${path}: its tables were changed by version ${head.version} in a way this version does not know (migration ${strange + 1}). Use the version that made it.`,
    )
  return head
}

async function refuseUnlessEmpty(db: Database): Promise<void> {
  for (const { name } of await storedTables(db)) {
    const [row] = rows(
      z.object({ found: z.boolean() }),
      await db.execute(sql`select exists (select from ${sql.identifier(name)}) as found`),
    )
    if (row?.found)
      throw new RestoreRefusedError(
        `Cannot restore here: the database is not empty (its table "${name}" has rows), and a restore never overwrites. Name a new directory with --data, or an empty database in DATABASE_URL.`,
      )
  }
}

/** Makes the tables as they were when the backup was made. */
async function prepareTables(open: OpenDatabase, head: BackupHead): Promise<void> {
  const applied = await appliedMigrations(open.db)
  if (applied.length > head.migrations.length)
    throw new RestoreRefusedError(
      `Cannot restore here: the database is empty but already has the tables of a newer version (${applied.length} migrations; the backup has ${head.migrations.length}). Name a new directory with --data, or a fresh database in DATABASE_URL.`,
    )
  await open.migrate({ first: head.migrations.length })
}

async function loadRows(tx: Transaction, lines: Lines, head: BackupHead, path: string): Promise<number> {
  const columnsOf = new Map(head.tables.map(({ name, columns }) => [name, columns]))
  let loaded = 0
  for (;;) {
    const line = await lines.next()
    if (line.done) throw new BackupUnusableError(cutOff(path))
    const { text, digestBefore } = line.value
    const end = parsed(BackupEnd, text)
    if (end !== null) {
      if (end.rows === loaded && end.digest === digestBefore) return loaded
      throw new BackupUnusableError(
        `Cannot restore from ${path}: what it holds is not what was written (${loaded} rows, digest ${digestBefore.slice(0, 12)}; it should be ${end.rows}, ${end.digest.slice(0, 12)}). Use another copy.`,
      )
    }
    const ahead = parsed(RowsAhead, text)
    const columns = ahead && columnsOf.get(ahead.table)
    const content = await lines.next()
    if (!ahead || !columns || content.done)
      throw new BackupUnusableError(
        `Cannot restore from ${path}: it is damaged after ${loaded} rows. Use another copy.`,
      )
    loaded += await insertRows(tx, { table: ahead.table, columns, json: content.value.text })
  }
}

async function insertRows(
  tx: Transaction,
  { table, columns, json }: { table: string; columns: readonly string[]; json: string },
): Promise<number> {
  const list = sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  )
  const [inserted] = rows(
    z.object({ rows: z.string() }),
    await tx.execute(sql`
      with inserted as (
        insert into ${sql.identifier(table)} (${list})
        select ${list} from json_populate_recordset(null::${sql.identifier(table)}, ${json}::json)
        returning 1
      ) select count(*)::text as rows from inserted`),
  )
  return Number(inserted?.rows ?? 0)
}

/** Written in plain SQL, because the tables may still be those of an older version. */
async function holdBackSending(tx: Transaction, { now, actor, keepSending }: Restoring): Promise<string[]> {
  await tx.execute(sql`
    update action set state = 'unknown', state_reason = 'It was being sent when the backup was made.'
    where state = 'sending'`)
  if (keepSending) return []
  // One that was stopped before the backup says by this that mail to its own people waits too.
  await tx.execute(
    sql`update company set settings = settings || '{"restored": true}'::jsonb where mode = 'live'`,
  )
  const stopped = await tx.execute(sql`
    update company set sending_stopped_at = ${now.toISOString()}::timestamptz, sending_stopped_by = ${actor}
    where mode = 'live' and sending_stopped_at is null returning id`)
  return rows(z.object({ id: z.string() }), stopped).map(({ id }) => id)
}

async function writeDown(
  db: Database,
  head: BackupHead,
  { stopped }: { stopped: readonly string[] },
  { now, actor }: Restoring,
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { id } of await tx.select({ id: company.id }).from(company))
      await appendAudit(tx, [
        {
          companyId: id,
          at: now,
          actor,
          act: 'restore backup',
          subject: { type: 'company', id },
          after: { backupOf: head.at, sendingStopped: stopped.includes(id) },
          ...(stopped.includes(id) && { why: 'What was sent after the backup is not known here.' }),
        },
      ])
  })
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text))
    return result.success ? result.data : null
  } catch {
    // Not JSON: the caller says what it should have been.
    return null
  }
}
