import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { canonicalJson } from '#server/database/canonical-json.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { morningReport } from '#server/database/rule-tables.ts'
import { mayActInHouse } from '#server/dispatch/may-leave.ts'
import { StoredMail } from '#server/dispatch/send-letter.ts'
import type { FrozenMail, SenderOf } from '#server/mail/mail-sender.ts'
import { companyLanguage } from '#server/mail/templates.ts'
import { type Company, companyById } from '#server/run/company.ts'
import { ReportContent } from './report-content.ts'
import { reportLetter } from './report-letter.ts'
import {
  endReport,
  isThisReport,
  type ReportMailRow,
  type ReportServices,
  recordReport,
} from './report-outcome.ts'
import { readerNow } from './report-recipients.ts'

type SetUpSender = Extract<Awaited<ReturnType<SenderOf>>, { replyTo: unknown }>

/** When a report that may not leave now is looked at again. */
const LOOK_AGAIN_MS = 5 * 60_000

/** The key a report leaves under, the same for every attempt. */
export function keyOfReport({ companyId, day, userId }: ReportMailRow): string {
  return `morning-report/${companyId}/${day}/${userId}`
}

/** Sends once: written down and committed before anything leaves, and the outcome only while nobody else has taken over. */
export async function attemptReport(
  db: Database,
  row: ReportMailRow,
  { sender, services }: { sender: SetUpSender; services: ReportServices },
): Promise<boolean> {
  const { deadlineMs, at, clock } = services
  const begun = await db.transaction((tx) => beginAttempt(tx, row, { sender, services }))
  if (begun === null) return false
  await at?.('before-send')
  const isLate = begun.row.leaseUntil === null || clock.now() >= begun.row.leaseUntil
  const delivery = isLate
    ? { result: 'later' as const, found: 'The process that was to send it came too late.', after: null }
    : await sender.sender.send(begun.mail, { key: keyOfReport(row), deadlineMs }).catch((error: unknown) => ({
        result: 'unknown' as const,
        found: `Sending broke off: ${error instanceof Error ? error.message : String(error)}`,
      }))
  await at?.('after-send')
  await db.transaction((tx) => recordReport(tx, begun.row, { delivery, services, byLookUp: false }))
  return true
}

async function beginAttempt(
  tx: Transaction,
  before: ReportMailRow,
  { sender, services }: { sender: SetUpSender; services: ReportServices },
): Promise<{ row: ReportMailRow; mail: FrozenMail } | null> {
  const { clock, deadlineMs, leases } = services
  const now = clock.now()
  const [row] = await tx.select().from(reportMail).where(isThisReport(before)).for('update')
  if (row === undefined || row.fencing !== before.fencing || row.state !== before.state) return null
  const company = await companyById(tx, row.companyId)
  // It goes to people of the company, so that all sending is stopped does not stop it.
  if (!mayActInHouse(company)) {
    await lookAgain(tx, row, {
      now,
      why:
        company.mode === 'test'
          ? 'The company is in test mode.'
          : 'The books were restored from a backup. Look at them and let sending go on.',
    })
    return null
  }
  const reader = await readerNow(tx, company, row.userId)
  if (row.state === 'waiting' && 'why' in reader) {
    await endReport(tx, row, { state: 'not-sent', now, why: reader.why })
    return null
  }
  // What may have left is not sent to somebody who may not read it, nor to another address; it is looked up only.
  if (row.state !== 'waiting' && ('why' in reader || reader.to.address !== row.to.address)) {
    await lookAgain(tx, row, { now, why: row.stateReason })
    return null
  }
  const to = 'to' in reader ? reader.to : row.to
  const isFrozen = row.payload !== null && to.address === row.to.address
  const mail = isFrozen
    ? StoredMail.parse(row.payload)
    : await composed(tx, { ...row, to }, { company, sender })
  const [begun] = await tx
    .update(reportMail)
    .set({
      state: 'sending',
      to,
      sentBy: sender.sender.name,
      payload: mail,
      payloadHash: createHash('sha256').update(canonicalJson(mail)).digest('hex'),
      attempts: row.attempts + 1,
      fencing: row.fencing + 1,
      firstAttemptAt: row.firstAttemptAt ?? now,
      leaseUntil: new Date(now.getTime() + deadlineMs + leases.marginMs),
    })
    .where(isThisReport(row))
    .returning()
  return begun === undefined ? null : { row: begun, mail }
}

async function lookAgain(
  tx: Transaction,
  row: ReportMailRow,
  { now, why }: { now: Date; why: string | null },
): Promise<void> {
  await tx
    .update(reportMail)
    .set({ stateReason: why, notBefore: new Date(now.getTime() + LOOK_AGAIN_MS) })
    .where(isThisReport(row))
}

/** The letter as it leaves: what the page of the day says, to this one person, with no copies. */
async function composed(
  tx: Transaction,
  row: ReportMailRow,
  { company, sender }: { company: Company; sender: SetUpSender },
): Promise<FrozenMail> {
  const [found] = await tx
    .select({ content: morningReport.content })
    .from(morningReport)
    .where(and(eq(morningReport.companyId, row.companyId), eq(morningReport.day, row.day)))
  const letter = reportLetter(ReportContent.parse(found?.content), {
    company: company.name,
    timeZone: company.timeZone,
    language: companyLanguage(company.settings),
  })
  return {
    from: sender.from,
    to: row.to,
    replyTo: sender.replyTo,
    cc: [],
    ...letter,
    attachments: [],
  }
}
