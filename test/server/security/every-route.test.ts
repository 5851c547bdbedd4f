import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { rows } from '#server/database/rows.ts'
import { aCompanyThatRan, RULE } from '../api/a-run.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { fromSchema, type JsonSchema } from '../api/from-schema.ts'
import { freshDatabase } from '../database/test-database.ts'

const database = freshDatabase()
let owner: string
let stranger: string
let api: ReturnType<typeof anApi>

type Route = { method: string; path: string; params: string[]; body: JsonSchema | undefined }
let routes: Route[]
let definitions: Record<string, JsonSchema>

const Operation = z.looseObject({
  requestBody: z
    .looseObject({
      content: z.record(z.string(), z.looseObject({ schema: z.custom<JsonSchema>().exactOptional() })),
    })
    .exactOptional(),
})

beforeAll(async () => {
  owner = await database.aCompany()
  await aCompanyThatRan(database.db, owner)
  stranger = await database.aCompany()
  api = anApi(database.db, () => somebody(stranger))
  const { json } = await ask(api, 'GET', '/openapi.json')
  definitions = json.components?.schemas ?? {}
  // Signing in has no company yet, and events are a stream without an end.
  const isLeftOut = (path: string) => path.startsWith('/api/auth/') || path.endsWith('/events')
  routes = Object.entries<Record<string, unknown>>(json.paths)
    .filter(([path]) => !isLeftOut(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replace(/^\/api/, ''),
        params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
        body: Operation.parse(operation).requestBody?.content['application/json']?.schema,
      })),
    )
  expect(routes.length).toBeGreaterThan(80)
})

/** Everything stored for a company, in all tables, as one text. */
async function allOf(companyId: string): Promise<string> {
  const Table = z.object({ name: z.string() })
  const tables = rows(
    Table,
    await database.db.execute(
      sql`select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'company_id' order by 1`,
    ),
  )
  expect(tables.length).toBeGreaterThan(30)
  const parts: string[] = []
  for (const { name } of tables) {
    const found = rows(
      z.object({ all: z.string().nullable() }),
      await database.db.execute(
        sql`select string_agg(row::text, '|' order by row::text) as "all" from ${sql.identifier(name)} row where company_id = ${companyId}`,
      ),
    )
    parts.push(`${name}: ${found[0]?.all ?? ''}`)
  }
  return parts.join('\n')
}

/** Ids of the other company; its words that must not be seen are none of them. */
const THEIR_IDS = [
  '0042',
  '0043',
  'A-1',
  'B-1',
  'action-1',
  'action-2',
  'run-1',
  'k1',
  'us',
  'letter-1',
  RULE,
]
const THEIR_WORDS = /Heron|Plover|6200\.50|heron\.example/

const idFor = (path: string) => {
  if (path.includes('/customers/')) return '0042'
  if (path.includes('/invoices/')) return 'A-1'
  const known: Record<string, string> = { actions: 'action-2', runs: 'run-1', contacts: 'k1', rules: RULE }
  return Object.entries(known).find(([kind]) => path.includes(`/${kind}/`))?.[1] ?? '0042'
}

test('tenant confusion: no route shows or changes anything of another company, whatever id it is given', async () => {
  const before = await allOf(owner)
  const seen: string[] = []
  for (const { method, path, body } of routes) {
    const bodies =
      body === undefined
        ? [undefined]
        : fc.sample(fromSchema(body, definitions, fc.constantFrom(...THEIR_IDS)), {
            numRuns: 3,
            seed: 20_261_122,
          })
    for (const sent of bodies) {
      const address = path.replaceAll(/\{\w+\}/g, idFor(path))
      const query = method === 'GET' ? '?customer=0042' : ''
      for (const at of new Set([address, address + query])) {
        const answer = await ask(api, method, at, sent === undefined ? {} : { body: sent })
        expect([`${method} ${at}`, answer.status < 500]).toEqual([`${method} ${at}`, true])
        if (THEIR_WORDS.test(answer.text)) seen.push(`${method} ${at}: ${answer.text.slice(0, 200)}`)
      }
    }
  }
  expect(seen).toEqual([])
  expect(await allOf(owner)).toBe(before)
})

test('prototype pollution: no body changes what every object has, and no route takes one that tries', async () => {
  const taken: string[] = []
  for (const { method, path, body } of routes) {
    if (body === undefined) continue
    for (const text of [
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"document":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    ]) {
      const answer = await api.request(
        `http://127.0.0.1:3000/api${path.replaceAll(/\{\w+\}/g, idFor(path))}`,
        {
          method,
          headers: { 'content-type': 'application/json' },
          body: text,
        },
      )
      if (answer.status < 400 || answer.status >= 500)
        taken.push(`${method} ${path} ${answer.status} ${text}`)
    }
  }
  expect('polluted' in {}).toBe(false)
  // A rule that is being checked or written may hold anything: it is answered what is wrong with it.
  expect(taken.filter((each) => !each.includes('/rules/check'))).toEqual([])
})

test('arbitrary file write / read: an id that is a path reaches no file', async () => {
  const ways = [
    '..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd',
    '%2e%2e%2fpackage.json',
    'file%3A%2F%2F%2Fetc%2Fpasswd',
    '%2Fetc%2Fpasswd',
  ]
  const reached: string[] = []
  for (const { method, path } of routes.filter((each) => each.method === 'GET' && each.params.length > 0))
    for (const way of ways) {
      const { status, text } = await ask(api, method, path.replaceAll(/\{\w+\}/g, way))
      if (status >= 500 || /root:|ependencies"/.test(text)) reached.push(`${path} ${status}`)
    }
  expect(reached).toEqual([])
})
