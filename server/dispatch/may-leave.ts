import { eq, type SQL } from 'drizzle-orm'
import { message } from '#server/database/action-tables.ts'
import type { Company } from '#server/run/company.ts'
import type { LetterRow } from './letter-outcome.ts'

/** Whether letters of a company may leave to customers, and holds and charges be made. */
export function maySend({ mode, sendingStoppedAt }: Company): boolean {
  return mode === 'live' && sendingStoppedAt === null
}

/**
 * Whether tasks, notes and mail to the company's own people go on: they do while all sending is stopped (`semantics.md` 5.2). Not
 * in a restored database nobody has looked at: what was done after the backup is not known to it.
 */
export function mayActInHouse({ mode, sendingStoppedAt, settings }: Company): boolean {
  return mode === 'live' && (sendingStoppedAt === null || settings.restored !== true)
}

/** Whether a letter may leave as far as its company is concerned: mail to colleagues may while others may not. */
export function mayLeave(company: Company, { kind }: Pick<LetterRow, 'kind'>): boolean {
  return kind === 'internal' ? mayActInHouse(company) : maySend(company)
}

/** Of the letters of a company that acts in its house, those that may leave. */
export function isOneThatMayLeave(company: Company): SQL | undefined {
  return maySend(company) ? undefined : eq(message.kind, 'internal')
}
