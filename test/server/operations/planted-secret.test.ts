import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { createApiKey } from '#server/auth/api-keys.ts'
import { connection } from '#server/database/company-tables.ts'
import { backupToFile } from '#server/operations/backup.ts'
import { type Keyring, keyOf } from '#server/operations/key-file.ts'
import { sealSecret } from '#server/operations/secret-box.ts'
import { connectionPlace, installationSecret } from '#server/operations/stored-secrets.ts'
import { clockAt } from '../../clock-at.ts'
import { anApi, ask, type LogLines, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const directory = mkdtempSync(join(tmpdir(), 'dunlin-planted-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const MONDAY = '2026-03-16'
const NOW = clockAt(MONDAY).now()
const PASSWORD = 'canary-9f2c7e-password'
const SENT = 'canary-9f2c7e-sent'

/** A company with books, a run, the password of a system, an API key and a word that signs sessions. */
async function planted() {
  const current = keyOf(randomBytes(32))
  const keyring: Keyring = { current, all: [current] }
  const company = theCompany(database.db, await database.aCompany())
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  const { run } = await company.run(MONDAY)
  const place = connectionPlace({ companyId: company.id, id: 'erp' })
  await database.db.insert(connection).values({
    ...{ companyId: company.id, id: 'erp', kind: 'files', name: 'ERP' },
    secret: sealSecret(keyring, { secret: PASSWORD, place }),
  })
  const word = await installationSecret(database.db, keyring, { name: 'sign-in', now: NOW })
  const { key } = await createApiKey(database.db, {
    companyId: company.id,
    name: 'warehouse',
    role: 'viewer',
    scopes: ['read'],
    entities: null,
    expiresAt: new Date('2027-01-01T00:00:00Z'),
    actor: somebody(company.id),
    now: NOW,
  })
  const [action] = await company.actions()
  const ids: Record<string, string> = { action: action!.id, run, rule: THE_RULE }
  return { company, ids, secrets: [PASSWORD, SENT, word, key, current.bytes.toString('base64')] }
}

/** An id that is there, for the kind of thing a path is about. */
function idFor(path: string, ids: Record<string, string>): string {
  if (path.includes('/customers/')) return 'heron'
  if (path.includes('/invoices/') || path.includes('/documents/')) return 'A-1'
  const kind = Object.keys(ids).find((each) => path.includes(`/${each}s/`))
  return kind === undefined ? 'k1' : ids[kind]!
}

test('a planted secret never appears in answers, exports, logs or backups (Secrets)', async () => {
  const { company, ids, secrets } = await planted()
  const log: LogLines = []
  const api = anApi(database.db, () => somebody(company.id), { log })
  const document = (await ask(api, 'GET', '/openapi.json')).json
  const paths = Object.entries<Record<string, unknown>>(document.paths).map(([path, methods]) => ({
    path: path.replace(/^\/api/, ''),
    methods: Object.keys(methods),
  }))
  const headers = { authorization: `Bearer ${SENT}`, cookie: `session=${SENT}` }
  const said: string[] = []
  let answered = 0
  for (const { path, methods } of paths) {
    // Events are a stream without an end, and what signs people in takes no secret of ours.
    if (path.endsWith('/events') || path.startsWith('/auth/')) continue
    const at = path.replaceAll(/\{\w+\}/g, idFor(path, ids))
    if (methods.includes('get'))
      for (const accept of ['application/json', 'text/csv']) {
        const { text, status } = await ask(api, 'GET', at, { headers: { ...headers, accept } })
        if (status === 200) answered += 1
        said.push(`GET ${at} as ${accept}: ${text}`)
      }
    for (const method of methods.filter((each) => ['post', 'put', 'patch'].includes(each))) {
      const body = { password: SENT, token: SENT, apiKey: SENT }
      const { text } = await ask(api, method.toUpperCase(), at, {
        body,
        headers: { ...headers, 'idempotency-key': `k-${said.length}` },
      })
      said.push(`${method} ${at}: ${text}`)
    }
  }
  expect(answered).toBeGreaterThan(20)
  const path = join(directory, 'backup.gz')
  await backupToFile(database.db, { path, version: '0.0.0', now: NOW })
  const backup = gunzipSync(readFileSync(path)).toString('utf8')
  expect(backup).toContain('dunlin1.')
  for (const secret of secrets) {
    expect(said.filter((each) => each.includes(secret))).toEqual([])
    expect(log.filter((each) => each.includes(secret))).toEqual([])
    expect(backup.includes(secret)).toBe(false)
  }
  expect(said.filter((each) => each.includes('dunlin1.'))).toEqual([])
})
