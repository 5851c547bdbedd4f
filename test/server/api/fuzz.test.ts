import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Principal } from '#server/auth/principal.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aCompanyThatRan, RULE } from './a-run.ts'
import { anApi, ask, type LogLines, somebody } from './an-api.ts'
import { fromSchema, type JsonSchema } from './from-schema.ts'

const REQUESTS = Number(process.env.DUNLIN_CASES ?? 600)

const database = freshDatabase()
const log: LogLines = []
let companyId: string
let who: Principal
let api: ReturnType<typeof anApi>

const Content = z.record(z.string(), z.looseObject({ schema: z.custom<JsonSchema>().exactOptional() }))
const Operation = z.looseObject({
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().exactOptional(),
        schema: z.custom<JsonSchema>(),
      }),
    )
    .exactOptional(),
  requestBody: z.looseObject({ content: Content }).exactOptional(),
  responses: z.record(z.string(), z.looseObject({ content: Content.exactOptional() })),
})
type Operation = z.infer<typeof Operation>
type Route = { method: string; path: string; operation: Operation }

let routes: Route[]
let definitions: Record<string, JsonSchema>

beforeAll(async () => {
  companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  who = somebody(companyId)
  api = anApi(database.db, () => who, { log })
  const { json } = await ask(api, 'GET', '/openapi.json')
  definitions = json.components?.schemas ?? {}
  // Who asks is signed in: the door has tests of its own, and setting passwords takes its time on purpose.
  const isDoor = (path: string) => path.startsWith('/api/auth/') && path !== '/api/auth/session'
  routes = Object.entries(json.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.entries(isDoor(path) ? {} : methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: Operation.parse(operation),
    })),
  )
})

/** Ids that exist stand among those made up, so that requests reach what lies behind a look-up. */
const KNOWN_IDS = [
  '0042',
  '0043',
  'A-1',
  'B-1',
  'action-1',
  'action-2',
  'run-1',
  'k1',
  'us',
  'overdue-30',
  'files',
  RULE,
]
const anId = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KNOWN_IDS) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) },
)

type Made = { url: string; init: RequestInit }

function requestOf({ method, path, operation }: Route): fc.Arbitrary<Made> {
  const named = Object.fromEntries(
    (operation.parameters ?? []).map((each) => {
      const value =
        each.in === 'path' && each.schema.type === 'string'
          ? anId
          : fromSchema(each.schema, definitions, anId)
      return [`${each.in} ${each.name}`, each.required ? value : fc.option(value, { freq: 2 })]
    }),
  )
  const json = operation.requestBody?.content['application/json']?.schema
  const body = json === undefined ? fc.constant(undefined) : fromSchema(json, definitions, anId)
  // One in ten bodies is anything at all.
  const anything =
    json === undefined
      ? body
      : fc.oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: fc.jsonValue() })
  return fc
    .tuple(fc.record(named), anything, fc.constantFrom('json', 'csv'))
    .map(([values, sent, accept]) => {
      let address = path
      const query = new URLSearchParams()
      for (const [key, value] of Object.entries(values)) {
        const [where, name = ''] = key.split(' ')
        if (where === 'path') address = address.replace(`{${name}}`, encodeURIComponent(String(value)))
        else if (value !== null && value !== undefined) query.set(name, String(value))
      }
      const isForm = operation.requestBody?.content['multipart/form-data'] !== undefined
      const form = new FormData()
      form.set('file', new File([JSON.stringify(sent ?? values)], 'a.csv'))
      const headers = { accept: accept === 'csv' ? 'text/csv' : 'application/json' }
      return {
        url: `http://127.0.0.1:3000${address}?${query}`,
        init: {
          method,
          headers:
            isForm || sent === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(isForm ? { body: form } : sent !== undefined ? { body: JSON.stringify(sent) } : {}),
        },
      }
    })
}

/** A schema with the definitions it points to, which stand elsewhere in the document. */
function inOnePiece(schema: JsonSchema): unknown {
  return JSON.parse(
    JSON.stringify({ ...schema, $defs: definitions }).replaceAll('#/components/schemas/', '#/$defs/'),
  )
}

const validators = new Map<unknown, z.ZodType>()

/** What speaks against an answer: that it failed inside, or is not what the document says this route answers. */
async function wrongWith(route: Route, answer: Response): Promise<string | null> {
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
  if (type === 'text/event-stream') {
    await answer.body?.cancel()
    return null
  }
  const text = await answer.text()
  if (answer.status >= 500) return `${answer.status}: ${text} ${log.at(-1)}`
  const described = route.operation.responses[String(answer.status)]
  if (described === undefined) return `the status ${answer.status} is not described: ${text}`
  const schema = described.content?.[type]?.schema
  if (schema === undefined) return `${type} is not described for ${answer.status}: ${text.slice(0, 200)}`
  if (!type.endsWith('json')) return null
  const validator = validators.get(schema) ?? z.fromJSONSchema(inOnePiece(schema) as never)
  validators.set(schema, validator)
  const checked = validator.safeParse(JSON.parse(text))
  return checked.success ? null : `${z.prettifyError(checked.error)} in ${text.slice(0, 500)}`
}

describe('whatever is asked of any route', () => {
  test(`over ${REQUESTS} requests made from the document, none fails inside and every answer is as described`, async () => {
    const each = Math.max(1, Math.ceil(REQUESTS / routes.length))
    const wrong: string[] = []
    let asked = 0
    let done = 0
    for (const route of routes) {
      const made = fc.sample(requestOf(route), { numRuns: each, seed: 20_260_316 })
      for (const { url, init } of made) {
        const answer = await api.request(url, init)
        asked += 1
        if (answer.ok) done += 1
        const problem = await wrongWith(route, answer)
        if (problem !== null) wrong.push(`${init.method} ${url} ${init.body ?? ''}\n  ${problem}`)
      }
    }
    expect(wrong.slice(0, 20).join('\n')).toBe('')
    expect(asked).toBeGreaterThanOrEqual(REQUESTS)
    // Requests that are all refused at the border would prove nothing of what lies behind it.
    expect(done).toBeGreaterThan(asked / 5)
  }, 600_000)
})
