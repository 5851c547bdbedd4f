import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProblemView } from '#server/api/views.ts'
import { authenticate } from '#server/auth/authenticate.ts'
import { openBookShelf } from '#server/books/book-shelf.ts'
import { createHttpApp } from '#server/http/app.ts'
import { listen } from '#server/http/listen.ts'
import { createBeat } from '#server/operations/health.ts'
import { createLogger } from '#server/operations/logger.ts'
import { createMetrics } from '#server/operations/metrics.ts'
import { clockAt } from '../../clock-at.ts'
import { AS_OF } from '../api/a-run.ts'
import { TEST_KEYS } from '../api/an-api.ts'
import { anAuth, BASE_URL } from '../auth/a-browser.ts'
import { freshDatabase } from '../database/test-database.ts'

const database = freshDatabase()
const PAGE =
  '<!doctype html><meta property="csp-nonce" nonce="__NONCE__"><script nonce="__NONCE__" src="/assets/a.js"></script>'

let builderDir: string
beforeAll(() => {
  builderDir = mkdtempSync(join(tmpdir(), 'dunlin-pages-'))
  mkdirSync(join(builderDir, 'assets'))
  writeFileSync(join(builderDir, 'index.html'), PAGE)
  writeFileSync(join(builderDir, 'assets', 'a.js'), 'document.title = "Dunlin"')
})
afterAll(() => rmSync(builderDir, { recursive: true }))

const clock = clockAt(AS_OF)
const log: string[] = []
const app = ({ dir = builderDir, baseUrl = BASE_URL } = {}) => {
  const auth = anAuth(database.db, { clock, baseUrl })
  return createHttpApp({
    db: database.db,
    clock,
    auth,
    authenticate: authenticate(auth),
    keys: TEST_KEYS,
    shelf: openBookShelf(database.db),
    logger: createLogger({ level: 'info', write: (line) => log.push(line) }),
    metrics: createMetrics({ db: database.db, beat: createBeat(clock) }),
    readiness: async () => ({ ready: true, checks: [] }),
    version: '0.1.0',
    builderDir: dir,
  })
}
const ask = (path: string, init: RequestInit = {}, given: Parameters<typeof app>[0] = {}) =>
  app(given).request(`http://127.0.0.1:3000${path}`, {
    ...init,
    headers: { host: '127.0.0.1:3000', ...(init.headers as Record<string, string>) },
  })

describe('the pages', () => {
  test('come with a policy that runs scripts from our own files alone', async () => {
    const policy = (await ask('/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  })

  test('carry in their style elements a word that changes with every answer', async () => {
    const [first, second] = await Promise.all([ask('/'), ask('/')])
    const nonce = /'nonce-([^']+)'/.exec(first.headers.get('content-security-policy') ?? '')?.[1]
    const html = await first.text()
    expect(nonce).toBeTruthy()
    expect(html).toContain(`nonce="${nonce}"`)
    expect(html).not.toContain('__NONCE__')
    expect(await second.text()).not.toContain(`nonce="${nonce}"`)
  })

  test('are the same one page at every address of the builder', async () => {
    const page = await ask('/rules/overdue-30-5k')
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(await page.text()).toContain('/assets/a.js')
  })

  test('keep their files for a year, since a changed file has another name', async () => {
    const file = await ask('/assets/a.js', { headers: { 'accept-encoding': 'identity' } })
    expect(file.headers.get('content-type')).toContain('text/javascript')
    expect(file.headers.get('cache-control')).toContain('immutable')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await file.text()).toContain('Dunlin')
  })

  test('travel compressed to a browser that can read that', async () => {
    const file = await ask('/assets/a.js', { headers: { 'accept-encoding': 'gzip, br' } })
    expect(file.headers.get('content-encoding')).toBe('gzip')
  })

  test.each(['/assets/old.js', '/assets/../../package.json', '/assets/%2e%2e/%2e%2e/package.json'])(
    'answer %s with no file of the disk',
    async (path) => {
      const body = await (await ask(path)).text()
      expect(body).not.toContain('"dependencies"')
    },
  )

  test('that were never built say how to build them', async () => {
    const answer = await ask('/', {}, { dir: join(builderDir, 'nowhere') })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('npm run build')
  })
})

describe('a server for this machine', () => {
  test.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST', '[::1]:3000'])(
    'answers when asked as %s',
    async (host) => expect((await ask('/api/auth/session', { headers: { host } })).status).toBe(200),
  )

  test.each(['evil.example.com', '127.0.0.1.evil.example.com', '10.0.0.5:3000', ''])(
    'refuses to be asked as "%s"',
    async (host) => {
      for (const path of ['/', '/api/v1/company', '/api/auth/session']) {
        const answer = await ask(path, { headers: { host } })
        expect(answer.status).toBe(403)
        expect(ProblemView.parse(await answer.json()).detail).toContain(`answers as ${BASE_URL} only`)
      }
    },
  )

  test('tells what watches over it how it is, under whatever name it is known there', async () => {
    for (const path of ['/api/health', '/api/ready'])
      expect((await ask(path, { headers: { host: '10.0.0.5:3000' } })).status).toBe(200)
  })
})

describe('a server that people reach by https', () => {
  const baseUrl = 'https://dunlin.example.com'
  const headers = { host: 'dunlin.example.com' }

  test('answers under that name alone, and has browsers come by https from then on', async () => {
    const answer = await ask('/api/auth/session', { headers }, { baseUrl })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}$/)
    expect((await ask('/api/auth/session', {}, { baseUrl })).status).toBe(403)
    expect((await ask('/')).headers.get('strict-transport-security')).toBeNull()
  })
})

describe('the API behind the pages', () => {
  test('answers nobody who is not signed in, and nothing of it is kept by a browser', async () => {
    for (const path of ['/api/v1/company', '/api/v1/rules', '/api/v1/actions', '/api/metrics']) {
      const answer = await ask(path)
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 401, 'no-store'])
    }
  })

  test('gives each request a word by which its log line is found', async () => {
    const answer = await ask('/api/auth/session', { headers: { 'x-request-id': 'from-a-proxy-1' } })
    expect(answer.headers.get('x-request-id')).toBe('from-a-proxy-1')
    const line = log.find((each) => each.includes('from-a-proxy-1')) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({ route: '/api/auth/session', status: 200 })
  })

  test('refuses a change that a page from elsewhere asks for', async () => {
    const foreign = { origin: 'http://evil.example.com', 'content-type': 'application/json' }
    const asked = { method: 'POST', headers: foreign, body: '{}' }
    expect((await ask('/api/auth/sign-out', asked)).status).toBe(403)
    const crossSite = { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }
    expect((await ask('/api/auth/sign-in/demo', { ...asked, headers: crossSite })).status).toBe(403)
  })
})

describe('listening', () => {
  test('stops within two seconds although a browser keeps its connection open', async () => {
    const server = await listen(app(), { port: 0, hostname: '127.0.0.1' })
    expect((await fetch(`${server.url}api/health`)).status).toBe(200)
    const open = connect(server.port, '127.0.0.1')
    await new Promise((resolve) => open.once('connect', resolve))
    open.write('GET /api/health HTTP/1.1\r\n')
    const closed = new Promise((resolve) => open.once('close', resolve))
    open.on('error', () => {})
    const start = performance.now()
    await server.stop()
    await closed
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test('says so when the port is taken', async () => {
    const first = await listen(app(), { port: 0, hostname: '127.0.0.1' })
    await expect(listen(app(), { port: first.port, hostname: '127.0.0.1' })).rejects.toThrow('EADDRINUSE')
    await first.stop()
  })
})
