import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ROUTE_ACTS } from '#server/api/route-acts.ts'
import { isAct } from '#server/auth/permissions.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aCompanyThatRan } from './a-run.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
let api: ReturnType<typeof anApi>
let document: { paths: Record<string, Record<string, unknown>> }

const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

beforeAll(async () => {
  const companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => somebody(companyId))
  document = Document.parse((await ask(api, 'GET', '/openapi.json')).json)
})

const routes = () => [
  ...new Set(
    api.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
  ),
]

describe('every route of the API', () => {
  test('has its act in the table of roles, and the table names no other', () => {
    expect(Object.keys(ROUTE_ACTS).sort()).toEqual(routes().sort())
    expect(Object.values(ROUTE_ACTS).every((act) => act === 'public' || isAct(act))).toBe(true)
  })

  test('stands in the OpenAPI document with a summary and what it answers', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(described.sort()).toEqual(routes().sort())
    for (const methods of Object.values(document.paths))
      for (const operation of Object.values(methods))
        expect(operation).toMatchObject({ summary: expect.stringMatching(/./), tags: [expect.any(String)] })
  })

  test('is described by a document that is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
  })

  test('stands on the page of the reference, which runs no script and loads nothing', async () => {
    const page = await ask(api, 'GET', '/docs')
    expect(page.headers.get('content-type')).toContain('text/html')
    for (const path of Object.keys(document.paths)) expect(page.text).toContain(path)
    expect(page.text).not.toMatch(/<script|https?:\/\//)
  })
})

describe('an address', () => {
  test('that is not there is said to be not there', async () => {
    const { status, headers, json } = await ask(api, 'GET', '/v1/nothing')
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect(json.detail).toContain('There is no /api/v1/nothing')
  })

  test('that takes other methods names them', async () => {
    const { status, headers, json } = await ask(api, 'DELETE', '/v1/runs')
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect(json.detail).toContain('It takes GET, POST')
  })
})

describe('a request', () => {
  test('carries its own id into the answer, and an id into the problem', async () => {
    const brought = { headers: { 'x-request-id': 'order-4711-a' } }
    const { headers, json } = await ask(api, 'GET', '/v1/rules/nobody', brought)
    expect(headers.get('x-request-id')).toBe('order-4711-a')
    expect(json.requestId).toBe('order-4711-a')
  })

  test('with a body larger than its address takes is refused', async () => {
    const body = { why: 'x'.repeat(3 * 1024 ** 2) }
    const { status, json } = await ask(api, 'POST', '/v1/actions/action-1/cancel', { body })
    expect([status, json.title]).toEqual([413, 'Too large'])
  })

  test.each(['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', ''])(
    'trusting request shape: a body of type "%s" is not taken for JSON',
    async (type) => {
      const answer = await api.request('http://127.0.0.1:3000/api/v1/runs', {
        method: 'POST',
        headers: type === '' ? {} : { 'content-type': type },
        body: new TextEncoder().encode('{}'),
      })
      expect(answer.status).toBe(415)
    },
  )

  test('without a body, as it comes from the network with an empty one, is read for what it lacks', async () => {
    const empty = { method: 'POST', body: new Uint8Array() }
    const answer = await api.request('http://127.0.0.1:3000/api/v1/actions/action-1/cancel', empty)
    expect(answer.status).toBe(400)
    expect((await answer.json()).detail).toContain('why')
  })

  test.each([
    ['{', 'JSON'],
    ['{"why":"a\\u0000b"}', 'NUL'],
    ['{"why":"a\\ud800"}', 'half of a pair'],
    ['{"why":"ok","__proto__":{"admin":true}}', 'body'],
  ])('with the body %s is refused in words', async (text, said) => {
    const answer = await api.request('http://127.0.0.1:3000/api/v1/actions/action-1/cancel', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    })
    expect(answer.status).toBe(400)
    expect((await answer.json()).detail).toContain(said)
  })

  test('with a NUL in its address is refused and does not reach the database', async () => {
    expect((await ask(api, 'GET', '/v1/rules/a%00b')).status).toBe(400)
    expect((await ask(api, 'GET', '/v1/actions?customer=a%00b')).status).toBe(400)
  })
})
