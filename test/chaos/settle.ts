import { dayAt } from '#engine/calendar-date.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { dispatchCompany } from '#server/dispatch/dispatch.ts'
import type { DispatchServices } from '#server/dispatch/dispatch-services.ts'
import { dispatchServicesOf } from '#server/dispatch/services-of.ts'
import { companiesWithWork, sweepLetters } from '#server/dispatch/sweep-letters.ts'
import { loadKeys } from '#server/operations/key-file.ts'
import { fakeBooksConnector } from './books-connector.ts'
import { COMPANY } from './prepare-company.ts'

/** How far the clock goes on at a time, and how often: every wait of ours is over by then, and no key is forgotten yet. */
const STEP_MS = 20 * 60_000
const STEPS = 12

export type Settling = {
  /** One sweep, two leases after everybody has ended. */
  sweepOnce(): Promise<void>
  /** Lets the hours pass until nothing waits any more, in a world without troubles. */
  finish(): Promise<void>
}

/** What comes after the troubles: one process that nobody harms, with a clock that is moved on. */
export function settlingOf(
  db: Database,
  { env, booksUrl }: { env: Readonly<Record<string, string>>; booksUrl: string },
): Settling & { close(): void } {
  let aheadMs = 0
  const now = () => new Date(Date.now() + aheadMs)
  const clock: Clock = { now, today: (timeZone) => dayAt(now(), timeZone) }
  const { services: own, close } = dispatchServicesOf({ db, keys: loadKeys('.', env.DUNLIN_KEY), env, clock })
  const books = fakeBooksConnector(booksUrl, own.deadlineMs)
  const services: DispatchServices = { ...own, booksOf: async () => books }
  const leaseMs = Math.max(own.leases.claimMs, own.deadlineMs + own.leases.marginMs)
  return {
    async sweepOnce() {
      aheadMs += 2 * leaseMs
      await sweepLetters(db, services)
    },
    async finish() {
      for (let step = 0; step < STEPS; step += 1) {
        await sweepLetters(db, services)
        const waiting = await companiesWithWork(db, now())
        if (waiting.includes(COMPANY)) await dispatchCompany(db, services, COMPANY)
        aheadMs += STEP_MS
      }
    },
    close,
  }
}
