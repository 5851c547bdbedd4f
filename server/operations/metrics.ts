import { count } from 'drizzle-orm'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ACTION_STATES, action } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import type { Beat } from './health.ts'

/** The figures of one server, in the form Prometheus reads. */
export type Metrics = {
  readonly contentType: string
  /** Everything as text. What is counted in the database is counted now. */
  text(): Promise<string>
  requestAnswered(request: { method: string; route: string; status: number; seconds: number }): void
  runEnded(run: { trigger: string; outcome: 'completed' | 'failed'; seconds: number }): void
  scheduleFailed(): void
}

/** Makes the figures of a server, in a registry of its own so that two servers of one process do not mix theirs. */
export function createMetrics({ db, beat }: { db: Database; beat: Beat }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'dunlin_process_' })
  const requests = new Histogram({
    name: 'dunlin_http_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 1, 3, 10],
    registers,
  })
  const runs = new Histogram({
    name: 'dunlin_run_seconds',
    help: 'Time a run of rules took, by what started it and how it ended.',
    labelNames: ['trigger', 'outcome'],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300],
    registers,
  })
  const failures = new Counter({
    name: 'dunlin_schedule_failures_total',
    help: 'Looks at the schedule that ended with an error.',
    registers,
  })
  new Gauge({
    name: 'dunlin_actions',
    help: 'Actions by state, of all companies.',
    labelNames: ['state'],
    registers,
    async collect() {
      const found = await db.select({ state: action.state, rows: count() }).from(action).groupBy(action.state)
      for (const state of ACTION_STATES)
        this.set({ state }, found.find((each) => each.state === state)?.rows ?? 0)
    },
  })
  new Gauge({
    name: 'dunlin_heartbeat_age_seconds',
    help: 'Time since the schedule was last looked at to the end; since the start when it never was.',
    registers,
    collect() {
      this.set(beat.ageSeconds())
    },
  })
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    requestAnswered: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    runEnded: ({ trigger, outcome, seconds }) => runs.observe({ trigger, outcome }, seconds),
    scheduleFailed: () => failures.inc(),
  }
}
