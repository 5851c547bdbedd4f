import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open as openFile, rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '#server/database/database.ts'
import { appliedMigrations } from '#server/database/migrate.ts'
import { rows } from '#server/database/rows.ts'
import {
  type BackupEnd,
  type BackupHead,
  COLUMNS_LEFT_OUT,
  type RowsAhead,
  TABLES_LEFT_OUT,
} from './backup-format.ts'
import { RestoreRefusedError } from './errors.ts'
import { storedTables } from './stored-tables.ts'

export type BackupSummary = {
  readonly tables: number
  readonly rows: number
  readonly digest: string
  readonly bytes: number
}

/** Rows a line. Letters of ten kilobytes each make a line of ten megabytes. */
const ROWS_A_LINE = 1000

const Row = z.object({ row: z.string() })

/**
 * Writes everything the database holds into a file, as of one moment, while others go on working. Secrets are in it as they are
 * stored: sealed, with a key that is not in it. The file appears when it is complete, for its owner alone.
 */
export async function backupToFile(
  db: Database,
  { path, version, now }: { path: string; version: string; now: Date },
): Promise<BackupSummary> {
  if (await isThere(path))
    throw new RestoreRefusedError(
      `Cannot write the backup: ${path} is there already, and it may be the only copy of something. Name another file.`,
    )
  const draft = `${path}.part`
  try {
    const counted = await db.transaction((tx) => writeDraft(tx, { draft, version, now }), {
      isolationLevel: 'repeatable read',
      accessMode: 'read only',
    })
    // A backup is often the last thing that is done on a machine: it has to be on the disk, not on its way there.
    const handle = await openFile(draft, 'r')
    await handle.sync()
    const { size } = await handle.stat()
    await handle.close()
    await rename(draft, path)
    return { ...counted, bytes: size }
  } finally {
    await rm(draft, { force: true })
  }
}

type Counted = Omit<BackupSummary, 'bytes'>

async function writeDraft(
  tx: Transaction,
  { draft, version, now }: { draft: string; version: string; now: Date },
): Promise<Counted> {
  const counted = { tables: 0, rows: 0, digest: '' }
  await pipeline(
    Readable.from(backupLines(tx, { version, now, counted }), { objectMode: false }),
    createGzip(),
    createWriteStream(draft, { mode: 0o600 }),
  )
  return counted
}

async function* backupLines(
  tx: Transaction,
  {
    version,
    now,
    counted,
  }: { version: string; now: Date; counted: { tables: number; rows: number; digest: string } },
): AsyncGenerator<string> {
  const digest = createHash('sha256')
  const line = (text: string): string => {
    digest.update(text).update('\n')
    return `${text}\n`
  }
  const tables = (await storedTables(tx))
    .filter(({ name }) => !TABLES_LEFT_OUT.includes(name))
    .map(({ name, columns }) => ({
      name,
      columns: columns.filter((column) => !COLUMNS_LEFT_OUT[name]?.includes(column)),
    }))
  counted.tables = tables.length
  const head: BackupHead = {
    dunlin: 'backup',
    format: 1,
    version,
    at: now.toISOString(),
    migrations: await appliedMigrations(tx),
    tables,
  }
  yield line(JSON.stringify(head))
  for (const { name, columns } of tables) {
    const selected = sql.join(
      columns.map((column) => sql.identifier(column)),
      sql`, `,
    )
    await tx.execute(sql`
      declare backup_page no scroll cursor for
      select row_to_json(record)::text as row from (select ${selected} from ${sql.identifier(name)}) record`)
    for (;;) {
      const page = rows(Row, await tx.execute(sql.raw(`fetch forward ${ROWS_A_LINE} from backup_page`)))
      if (page.length > 0) {
        const ahead: RowsAhead = { table: name, rows: page.length }
        yield line(JSON.stringify(ahead))
        yield line(`[${page.map(({ row }) => row).join(',')}]`)
        counted.rows += page.length
      }
      if (page.length < ROWS_A_LINE) break
    }
    await tx.execute(sql`close backup_page`)
  }
  counted.digest = digest.digest('hex')
  const end: BackupEnd = { end: true, rows: counted.rows, digest: counted.digest }
  yield `${JSON.stringify(end)}\n`
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
