import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { verifyAudit } from '#server/database/audit.ts'
import { authSession, authUser } from '#server/database/auth-tables.ts'
import { company as companyTable, connection } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { knownMigrations } from '#server/database/migrate.ts'
import { type OpenDatabase, openDatabase } from '#server/database/open.ts'
import { rows } from '#server/database/rows.ts'
import { backupToFile } from '#server/operations/backup.ts'
import { TABLES_LEFT_OUT } from '#server/operations/backup-format.ts'
import { loadKeys } from '#server/operations/key-file.ts'
import { restoreFromFile } from '#server/operations/restore.ts'
import { openSecret, sealSecret } from '#server/operations/secret-box.ts'
import { storedTables } from '#server/operations/stored-tables.ts'
import { aDesk, OPEN_ITEMS, OPEN_ITEMS_MAPPING } from '../command-line/typing.ts'
import { prepareDataDir } from '../database/kept-images.ts'
import { freshDatabase, openTestDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'
const NOW = new Date('2026-03-16T20:00:00Z')

const database = freshDatabase()
const directory = mkdtempSync(join(tmpdir(), 'dunlin-backup-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A data folder of its own with an empty database, on which no migration has run. */
async function openPrepared(name: string): Promise<OpenDatabase> {
  await prepareDataDir(join(directory, name))
  return openDatabase({ dataDir: join(directory, name) })
}

let files = 0
async function backUp(db: Database = database.db): Promise<string> {
  const path = join(directory, `backup-${++files}.gz`)
  await backupToFile(db, { path, version: '0.0.0', now: NOW })
  return path
}

/** What a backup should bring back, row for row. */
async function everything(db: Database): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { name } of await storedTables(db)) {
    if (TABLES_LEFT_OUT.includes(name)) continue
    const all = await db.execute(
      sql`select row_to_json(r)::text as row from ${sql.identifier(name)} r order by 1`,
    )
    found[name] = rows(z.object({ row: z.string() }), all).map(({ row }) => row)
  }
  return found
}

const restoring = (path: string) => ({ path, now: NOW, actor: 'admin', keepSending: true })

async function withEmpty<T>(use: (open: OpenDatabase) => Promise<T>): Promise<T> {
  const { database: empty, remove } = await openTestDatabase()
  try {
    return await use(empty)
  } finally {
    await empty.close()
    await remove()
  }
}

/** A live company whose hold of Heron Supplies a second person has approved on Monday, and whose letters are queued. */
async function aLiveCompany() {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  await company.run(MONDAY)
  const placing = (await company.actions()).find(({ stepId }) => stepId === 'hold')
  await company.approve(MONDAY, placing!.id)
  return company
}

describe('a backup', () => {
  test('brings back every row of every table into another data folder, and the audit is whole', async () => {
    const { id } = await aLiveCompany()
    const path = await backUp()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const before = await everything(database.db)
    const open = await openPrepared('other-machine')
    try {
      const done = await restoreFromFile(open, restoring(path))
      const after = await everything(open.db)
      expect(after.audit?.length).toBeGreaterThan(before.audit!.length)
      expect({ ...after, audit: [] }).toEqual({ ...before, audit: [] })
      expect(done.rows).toBe(Object.values(before).flat().length)
      expect(await verifyAudit(open.db, id)).toMatchObject({ broken: null })
    } finally {
      await open.close()
    }
  })

  test('never overwrites a file, and leaves none behind when it fails', async () => {
    const path = await backUp()
    await expect(backupToFile(database.db, { path, version: '0.0.0', now: NOW })).rejects.toThrow(
      'is there already',
    )
    const nowhere = join(directory, 'no-such-directory', 'backup.gz')
    await expect(backupToFile(database.db, { path: nowhere, version: '0.0.0', now: NOW })).rejects.toThrow()
  })

  test('of tables that count by themselves would restart their count: there are none', async () => {
    const found = rows(
      z.object({ column: z.string() }),
      await database.db.execute(sql`
        select table_name || '.' || column_name as column from information_schema.columns
        where table_schema = 'public' and (column_default like 'nextval%' or is_identity = 'YES')`),
    )
    expect(found).toEqual([])
  })

  test('holds no secret that could be read, no session and no proof of a sign-in (Secrets)', async () => {
    const canary = 'canary-9f2c7e'
    const companyId = await database.aCompany()
    const keys = loadKeys(join(directory, 'keys-of-this-machine'))
    const place = `${companyId}/connection/erp`
    const sealed = sealSecret(keys, { secret: canary, place })
    await database.db
      .insert(connection)
      .values({ companyId, id: 'erp', kind: 'files', name: 'ERP', secret: sealed })
    await database.db
      .insert(authUser)
      .values({ id: 'u1', name: 'Ann', email: 'ann@books.test', createdAt: NOW, updatedAt: NOW })
    await database.db.insert(authSession).values({
      id: 's1',
      token: `session-${canary}`,
      userId: 'u1',
      expiresAt: NOW,
      createdAt: NOW,
      updatedAt: NOW,
    })
    const path = await backUp()
    const text = gunzipSync(readFileSync(path)).toString('utf8')
    expect(text).not.toContain(canary)
    expect(text).not.toContain(keys.current.bytes.toString('base64'))
    await withEmpty(async (open) => {
      await restoreFromFile(open, restoring(path))
      const [restored] = await open.db.select().from(connection).where(eq(connection.companyId, companyId))
      expect(openSecret(keys, { sealed: restored!.secret!, place })).toBe(canary)
      expect(await open.db.select().from(authUser)).toHaveLength(1)
      expect(await open.db.select().from(authSession)).toEqual([])
    })
  })
})

describe('the first run after a restore', () => {
  test('sends nothing that was sent before the backup', async () => {
    const company = await aLiveCompany()
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 1 })
    const path = await backUp()
    await withEmpty(async (open) => {
      await restoreFromFile(open, restoring(path))
      const restored = theCompany(open.db, company.id)
      const before = await restored.actions()
      expect(await restored.dispatch(MONDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
      await restored.run(MONDAY)
      await restored.run(TUESDAY)
      expect(await restored.dispatch(TUESDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
      expect((await restored.actions()).map(({ key, state }) => [key, state])).toEqual(
        before.map(({ key, state }) => [key, state]),
      )
      expect(await open.db.select().from(hold).where(eq(hold.companyId, company.id))).toHaveLength(1)
    })
  })

  test('sends nothing that was sent after the backup either: all sending is stopped until somebody has looked', async () => {
    const company = await aLiveCompany()
    const path = await backUp()
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 1 })
    await withEmpty(async (open) => {
      const done = await restoreFromFile(open, { ...restoring(path), keepSending: false })
      expect(done.stopped).toContain(company.id)
      const restored = theCompany(open.db, company.id)
      await restored.run(TUESDAY)
      expect(await restored.dispatch(TUESDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
      expect(await open.db.select().from(hold).where(eq(hold.companyId, company.id))).toEqual([])
      const [row] = await open.db.select().from(companyTable).where(eq(companyTable.id, company.id))
      expect(row).toMatchObject({ sendingStoppedBy: 'admin', sendingStoppedAt: NOW })
    })
  })

  test('asks a person about what was being sent at that moment', async () => {
    const company = await aLiveCompany()
    const [first] = await company.actions()
    await database.db.execute(sql`update action set state = 'sending', attempts = 1 where id = ${first!.id}`)
    const path = await backUp()
    await withEmpty(async (open) => {
      await restoreFromFile(open, restoring(path))
      const found = (await theCompany(open.db, company.id).actions()).find(({ id }) => id === first!.id)
      expect(found).toMatchObject({
        state: 'unknown',
        stateReason: 'It was being sent when the backup was made.',
      })
    })
  })
})

describe('a restore', () => {
  // What is refused leaves the database empty, so one serves every refusal.
  const empty = freshDatabase()
  beforeAll(async () => {
    await aLiveCompany()
  })
  const change = async (how: (lines: string[]) => string[]) => {
    const lines = gunzipSync(readFileSync(await backUp()))
      .toString('utf8')
      .split('\n')
    const path = join(directory, `changed-${++files}.gz`)
    writeFileSync(path, gzipSync(how(lines).join('\n')))
    return path
  }
  const damages: [string, () => Promise<string>, string][] = [
    ['is not there', async () => join(directory, 'nothing.gz'), 'there is no file'],
    [
      'is no backup',
      async () => {
        const path = join(directory, 'letter.txt')
        writeFileSync(path, 'Dear Ann,')
        return path
      },
      'no backup of Dunlin',
    ],
    [
      'was cut off while it was copied',
      async () => {
        const whole = readFileSync(await backUp())
        const path = join(directory, `cut-${++files}.gz`)
        writeFileSync(path, whole.subarray(0, whole.length - 300))
        return path
      },
      'ends in the middle',
    ],
    ['has lost its last lines', () => change((lines) => lines.slice(0, -2)), 'ends in the middle'],
    [
      'was changed by one letter',
      () => change((lines) => lines.map((line) => line.replace('Heron Supplies', 'Heron Suppliez'))),
      'not what was written',
    ],
    [
      'comes from a newer version',
      () =>
        change(([head, ...rest]) => {
          const newer = {
            ...JSON.parse(head!),
            version: '9.0.0',
            migrations: [...knownMigrations(), 'future'],
          }
          return [JSON.stringify(newer), ...rest]
        }),
      'newer version 9.0.0',
    ],
  ]
  test.each(damages)(
    'from a file that %s is refused in words, and nothing is restored',
    async (_, file, words) => {
      await expect(restoreFromFile(empty.open, restoring(await file()))).rejects.toThrow(words)
      expect(Object.values(await everything(empty.db)).flat()).toEqual([])
    },
  )

  test('never overwrites: a database that holds anything is refused', async () => {
    const path = await backUp()
    await withEmpty(async (open) => {
      await restoreFromFile(open, restoring(path))
      const before = await everything(open.db)
      await expect(restoreFromFile(open, restoring(path))).rejects.toThrow('the database is not empty')
      expect(await everything(open.db)).toEqual(before)
    })
  })

  test('from a backup of an older version brings its tables up to this one', async () => {
    const old = await openPrepared('old-version')
    const path = join(directory, 'old.gz')
    try {
      await old.migrate({ first: 1 })
      await old.db.execute(sql`
        insert into company (id, name, time_zone, currency, mode) values ('acme', 'Acme', 'Europe/Berlin', 'EUR', 'live')`)
      await backupToFile(old.db, { path, version: '0.1.0', now: NOW })
    } finally {
      await old.close()
    }
    const open = await openPrepared('new-version')
    try {
      await restoreFromFile(open, { ...restoring(path), keepSending: false })
      expect(await open.migrate()).toBe(0)
      expect(await open.db.select().from(companyTable)).toMatchObject([
        { id: 'acme', mode: 'live', sendingStoppedBy: 'admin' },
      ])
      expect(await verifyAudit(open.db, 'acme')).toMatchObject({ lines: 1, broken: null })
    } finally {
      await open.close()
    }
  })
})

describe('at the command line', () => {
  test('backup, restore into a new directory, and verify the audit there', { timeout: 90_000 }, async () => {
    const desk = aDesk()
    for (const data of ['one', 'two']) await prepareDataDir(join(desk.cwd, data))
    desk.file('items.csv', OPEN_ITEMS)
    desk.file('mapping.json', OPEN_ITEMS_MAPPING)
    const BOOKS = ['items.csv', '--mapping', 'mapping.json']
    const make = ['--create', '--currency', 'USD', '--time-zone', 'America/New_York']
    const imported = await desk.type('import', ...BOOKS, '--company', 'acme', ...make, '--data', 'one')
    expect(imported).toMatchObject({ code: 0, err: '' })
    expect(await desk.json('backup', 'books.gz', '--data', 'one')).toMatchObject({
      code: 0,
      json: { file: 'books.gz', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(await desk.type('backup', '--data', 'one')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Name one file'),
    })
    expect(await desk.type('restore', 'books.gz')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--data DIR'),
    })
    const restored = await desk.type('restore', 'books.gz', '--data', 'two')
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(restored.out).toContain('Restored ')
    expect(await desk.type('restore', 'books.gz', '--data', 'two')).toMatchObject({
      code: 1,
      err: expect.stringContaining('the database is not empty'),
    })
    const plan = ['plan', '--company', 'acme', '--as-of', '2026-03-31']
    const [one, two] = [await desk.json(...plan, '--data', 'one'), await desk.json(...plan, '--data', 'two')]
    expect(two).toEqual(one)
    const verified = await desk.type('audit', 'verify', '--data', 'two')
    expect(verified).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^whole {3}acme: \d+ lines, last digest/),
    })
  })

  test('audit verify ends with 1 and names the first line that was changed', async () => {
    const { id } = await aLiveCompany()
    const desk = aDesk({ database })
    expect(await desk.type('audit', 'verify', '--company', id)).toMatchObject({ code: 0 })
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`alter table audit disable trigger user`)
      await tx.execute(sql`update audit set why = 'forged' where company_id = ${id} and sequence = 2`)
      await tx.execute(sql`alter table audit enable trigger user`)
    })
    const found = await desk.json('audit', 'verify', '--company', id)
    expect(found).toMatchObject({
      code: 1,
      json: { whole: false, companies: [{ company: id, lines: 1, broken: { sequence: 2 } }] },
    })
    expect((await desk.type('audit', 'verify')).out).toContain(
      `BROKEN  ${id}: line 2: its content was changed`,
    )
  })
})
