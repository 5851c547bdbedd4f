import { PgBoss } from 'pg-boss'
import { calendarDate } from '#engine/calendar-date.ts'
import { changeSettings } from '#server/api/writes/company-settings.ts'
import type { OpenDatabase } from '#server/database/open.ts'
import { companyGuards } from '#server/dispatch/company-guards.ts'
import { dispatchCompany } from '#server/dispatch/dispatch.ts'
import { LEASES } from '#server/dispatch/leases.ts'
import { createResendSender } from '#server/mail/resend-sender.ts'
import { createCompany, setCompanyMode } from '#server/run/company.ts'
import { importRule } from '#server/run/rules.ts'
import { runCompany } from '#server/run/run-company.ts'
import { clockAt } from '../clock-at.ts'
import { startFakeResend } from '../fakes/fake-resend.ts'
import { A_MAIL, aRule } from '../server/run/a-company.ts'
import { inventOpenBooks } from './invent-open-books.ts'
import { storePart } from './store-part.ts'

export type DispatchFigures = {
  readonly letters: number
  /** Letters a second by one process, from the outbox to the mail service's answer written down. */
  readonly lettersPerSecond: number
  readonly jobs: number
  /** The queue's own jobs a second, fetched and completed one by one, in batches of as many as letters are claimed. */
  readonly queueJobsPerSecond: number
}

const COMPANY = 'letters'
const TODAY = calendarDate('2026-11-23')
const BATCH = 50
const SCHEMA = 'bench_queue'

/** How fast letters leave to a mail service on this machine, and how fast pg-boss hands out jobs that do nothing. */
export async function benchDispatch({
  database: { db },
  url,
  letters,
  jobs,
}: {
  database: OpenDatabase
  url: string
  letters: number
  jobs: number
}): Promise<DispatchFigures> {
  const clock = clockAt(TODAY)
  const now = clock.now()
  const by = { companyId: COMPANY, actor: 'bench', now, why: 'The benchmark.' }
  await createCompany(db, {
    id: COMPANY,
    name: 'Letters',
    currency: 'USD',
    timeZone: 'America/New_York',
    now,
  })
  await changeSettings(db, by, {
    soloMode: true,
    staleAfterHours: null,
    firstRun: { customers: 1_000_000, percentOfReceivables: 100 },
  })
  await setCompanyMode(db, { ...by, mode: 'live' })
  for (const part of inventOpenBooks({ invoices: letters * 10, today: TODAY }))
    await storePart(db, COMPANY, part)
  const document = aRule({ id: 'late', days: 1, acts: [A_MAIL] })
  await importRule(db, { companyId: COMPANY, document, actor: 'bench', now, state: 'live' })
  await runCompany(db, { companyId: COMPANY, asOf: TODAY, trigger: 'manual', clock, actor: 'bench' })
  const resend = await startFakeResend({ now: () => now })
  try {
    const sender = createResendSender({ apiKey: 're_bench', baseUrl: resend.url, clock })
    const address = { name: 'Us Inc.', address: 'billing@us.example.com' }
    const started = performance.now()
    await dispatchCompany(
      db,
      {
        clock,
        senderOf: async () => ({ sender, from: address, replyTo: address, cc: [] }),
        guards: companyGuards,
        attachmentsOf: async () => ({ attachments: [] }),
        worker: 'bench',
        deadlineMs: 20_000,
        leases: LEASES,
      },
      COMPANY,
    )
    const seconds = (performance.now() - started) / 1000
    const sent = resend.letters().length
    return {
      letters: sent,
      lettersPerSecond: sent / seconds,
      jobs,
      queueJobsPerSecond: await queueRate(url, jobs),
    }
  } finally {
    await resend.stop()
  }
}

async function queueRate(url: string, jobs: number): Promise<number> {
  const boss = new PgBoss({ connectionString: url, schema: SCHEMA, schedule: false, max: 5 })
  boss.on('error', (error) => {
    throw error
  })
  await boss.start()
  try {
    await boss.createQueue('nothing')
    await boss.insert(
      'nothing',
      Array.from({ length: jobs }, (_, at) => ({ data: { at } })),
    )
    const started = performance.now()
    for (let done = 0; done < jobs; ) {
      const batch = await boss.fetch('nothing', { batchSize: BATCH })
      if (batch.length === 0) throw new Error(`The queue gave out ${done} of ${jobs} jobs and has no more.`)
      for (const { id } of batch) await boss.complete('nothing', id)
      done += batch.length
    }
    return jobs / ((performance.now() - started) / 1000)
  } finally {
    await boss.stop({ graceful: false })
  }
}
