import { nextBusinessDay } from '#engine/business-calendar.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { DecidedAct, Decision } from '#engine/decision.ts'
import type { Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { companyCalendar } from '#server/guards/company-calendar.ts'
import type { Company } from '#server/run/company.ts'
import { type DecidedCompany, decideCompany } from '#server/run/decide-company.ts'

/** The next business day of a company, and what its live rules want on it as things stand. */
export type Tomorrow = DecidedCompany & { readonly day: CalendarDate }

/** Decides the next business day ahead of time; writes nothing. */
export async function decideTomorrow(
  tx: Transaction,
  { company, today, now }: { company: Company; today: CalendarDate; now: Date },
): Promise<Tomorrow> {
  await lockLedger(tx, company.id)
  const day = nextBusinessDay(today, await companyCalendar(tx, company, today))
  return { ...(await decideCompany(tx, { companyId: company.id, asOf: day, now })), day }
}

/** Acts that would be done or are on their way, and those that are held back; what waits or is done is neither. */
export function proposedActs({ acts }: Decision): readonly DecidedAct[] {
  return acts.filter(({ status }) => status === 'due' || status === 'pending')
}

/** How often each word occurs, the most frequent first. */
export function countWords(words: readonly string[]): { word: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
}
