import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { connection } from '#server/database/company-tables.ts'
import { secret } from '#server/database/secret-tables.ts'
import { SecretUnreadableError } from '#server/operations/errors.ts'
import { type Keyring, keyOf, loadKeys } from '#server/operations/key-file.ts'
import { openSecret, sealSecret } from '#server/operations/secret-box.ts'
import { connectionPlace, installationSecret, rotateSecrets } from '#server/operations/stored-secrets.ts'
import { aDesk } from '../command-line/typing.ts'
import { freshDatabase } from '../database/test-database.ts'

const database = freshDatabase()
afterEach(async () => {
  await database.db.delete(secret)
  await database.db.delete(connection)
})

function aKeyring(...older: Keyring[]): Keyring {
  const current = keyOf(randomBytes(32))
  return { current, all: [current, ...older.flatMap(({ all }) => all)] }
}
const WORD = { name: 'sign-in', now: new Date('2026-03-16T14:30:00Z') }

async function aConnection(keyring: Keyring, password: string) {
  const companyId = await database.aCompany()
  const sealed = sealSecret(keyring, { secret: password, place: connectionPlace({ companyId, id: 'erp' }) })
  await database.db
    .insert(connection)
    .values({ companyId, id: 'erp', kind: 'files', name: 'ERP', secret: sealed })
  return async (now: Keyring) => {
    const [row] = await database.db.select().from(connection).where(eq(connection.companyId, companyId))
    return openSecret(now, { sealed: row!.secret!, place: connectionPlace({ companyId, id: 'erp' }) })
  }
}

describe('the word of an installation', () => {
  test('is one for all servers that start at the same time, and is not in the database to be read', async () => {
    const keyring = aKeyring()
    const words = await Promise.all(
      Array.from({ length: 10 }, () => installationSecret(database.db, keyring, WORD)),
    )
    expect(new Set(words).size).toBe(1)
    const [row, ...more] = await database.db.select().from(secret)
    expect(more).toEqual([])
    expect(row?.sealed).not.toContain(words[0])
  })

  test('cannot be had with the key of another installation', async () => {
    await installationSecret(database.db, aKeyring(), WORD)
    await expect(installationSecret(database.db, aKeyring(), WORD)).rejects.toBeInstanceOf(
      SecretUnreadableError,
    )
  })
})

describe('a change of the key', () => {
  test('brings every secret under the new one, which alone opens them, and changes none', async () => {
    const old = aKeyring()
    const word = await installationSecret(database.db, old, WORD)
    const password = await aConnection(old, 'hunter2')
    const both = aKeyring(old)
    expect(await rotateSecrets(database.db, both)).toBe(2)
    const onlyNew: Keyring = { current: both.current, all: [both.current] }
    expect(await installationSecret(database.db, onlyNew, WORD)).toBe(word)
    expect(await password(onlyNew)).toBe('hunter2')
    await expect(password(old)).rejects.toBeInstanceOf(SecretUnreadableError)
    expect(await rotateSecrets(database.db, both)).toBe(0)
  })

  test('that finds one secret it cannot open changes none', async () => {
    const old = aKeyring()
    const password = await aConnection(old, 'hunter2')
    await aConnection(aKeyring(), 'lost')
    await expect(rotateSecrets(database.db, aKeyring(old))).rejects.toBeInstanceOf(SecretUnreadableError)
    expect(await password(old)).toBe('hunter2')
  })

  test('at the command line makes the key, and keeps the old one for older backups', async () => {
    const desk = aDesk({ database })
    const dataDir = `${desk.cwd}/.dunlin`
    const before = loadKeys(dataDir)
    const password = await aConnection(before, 'hunter2')
    const { json } = await desk.json('keys', 'rotate')
    const after = loadKeys(dataDir)
    expect(json).toEqual({ key: after.current.id, secrets: 1 })
    expect(after.all.map(({ id }) => id)).toEqual([after.current.id, before.current.id])
    expect(await password(after)).toBe('hunter2')
  })
})
