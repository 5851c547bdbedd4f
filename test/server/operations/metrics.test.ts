import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { checkReadiness, createBeat } from '#server/operations/health.ts'
import { createLogger } from '#server/operations/logger.ts'
import { createMetrics } from '#server/operations/metrics.ts'
import { requestLog } from '#server/operations/request-log.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()

function aClock() {
  let now = new Date('2026-03-16T14:30:00Z')
  return {
    now: () => now,
    pass(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000)
    },
  }
}

function anApp() {
  const lines: string[] = []
  const clock = aClock()
  const metrics = createMetrics({ db: database.db, beat: createBeat(clock) })
  const logger = createLogger({ level: 'info', write: (line) => lines.push(line) })
  const app = new Hono()
    .use(requestLog({ logger, metrics }))
    .get('/api/v1/customers/:id', (c) => c.json({ id: c.req.param('id') }))
    .get('/api/v1/fails', () => {
      throw new Error('Failed query: select 1\nparams: Ann Heron')
    })
  app.onError((_, c) => c.json({ title: 'Internal error' }, 500))
  return { app, metrics, clock, parsed: () => lines.map((line): unknown => JSON.parse(line)), lines }
}

describe('the request log', () => {
  test('names the route and the request id, never the path or the query', async () => {
    const { app, parsed, lines } = anApp()
    const answer = await app.request('/api/v1/customers/ann-heron?search=ann@heron.example.com', {
      headers: { 'x-request-id': 'from-proxy-1', cookie: 'session=canary-9f2c7e' },
    })
    expect(answer.headers.get('x-request-id')).toBe('from-proxy-1')
    expect(parsed()).toMatchObject([
      {
        requestId: 'from-proxy-1',
        method: 'GET',
        route: '/api/v1/customers/:id',
        status: 200,
        msg: 'request',
      },
    ])
    expect(lines.join('')).not.toMatch(/ann|canary/)
  })

  test('takes no id that could write into the log', async () => {
    const { app } = anApp()
    const answer = await app.request('/api/v1/customers/1', {
      headers: { 'x-request-id': 'a b {"level":1}' },
    })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('shows what a failed request died of, without the rows', async () => {
    const { app, parsed, lines } = anApp()
    await app.request('/api/v1/fails')
    expect(parsed()).toMatchObject([
      { level: 'error', status: 500, err: { message: 'Failed query: select 1' } },
    ])
    expect(lines.join('')).not.toContain('Ann')
  })
})

describe('the metrics', () => {
  test('count requests by route and status, and addresses that are not there as one', async () => {
    const { app, metrics } = anApp()
    await app.request('/api/v1/customers/1')
    await app.request('/api/v1/customers/2')
    await app.request('/wp-login.php')
    await app.request('/.env')
    const text = await metrics.text()
    expect(text).toContain(
      'dunlin_http_request_seconds_count{method="GET",route="/api/v1/customers/:id",status="200"} 2',
    )
    expect(text).toContain('dunlin_http_request_seconds_count{method="GET",route="unmatched",status="404"} 2')
    expect(text).not.toContain('wp-login')
  })

  test('tell actions by state, how long runs took, and how old the last look at the schedule is', async () => {
    const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
    await company.importBooks('2026-03-16', someBooks())
    await company.publish('2026-03-16', [libraryRule(THE_RULE)])
    await company.run('2026-03-16')
    const { metrics, clock } = anApp()
    metrics.runEnded({ trigger: 'manual', outcome: 'completed', seconds: 0.25 })
    metrics.scheduleFailed()
    clock.pass(45)
    const text = await metrics.text()
    expect(text).toContain('dunlin_actions{state="awaiting-approval"} 1')
    expect(text).toContain('dunlin_actions{state="unknown"} 0')
    expect(text).toContain('dunlin_run_seconds_sum{trigger="manual",outcome="completed"} 0.25')
    expect(text).toContain('dunlin_schedule_failures_total 1')
    expect(text).toContain('dunlin_heartbeat_age_seconds 45')
    expect(text).not.toContain(company.id)
  })
})

describe('a server', () => {
  test('is ready while its database answers, its tables are of this version and its schedule is looked at', async () => {
    const clock = aClock()
    const beat = createBeat(clock)
    const ask = () => checkReadiness({ db: database.db, beat, heartbeatSeconds: 30 })
    expect(await ask()).toMatchObject({ ready: true })
    clock.pass(90)
    expect(await ask()).toMatchObject({ ready: true })
    clock.pass(1)
    expect(await ask()).toMatchObject({
      ready: false,
      checks: [{ ok: true }, { ok: true }, { check: 'heartbeat', ok: false }],
    })
    beat.mark()
    expect(await ask()).toMatchObject({ ready: true })
  })
})
