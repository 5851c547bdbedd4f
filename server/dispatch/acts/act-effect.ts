import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { Transaction } from '#server/database/database.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import type { Company } from '#server/run/company.ts'

/** When and for whom acts are carried out. */
export type Carrying = {
  readonly company: Company
  readonly now: Date
  readonly today: CalendarDate
  /** The books it was decided from; absent for what needs none. */
  readonly snapshot?: Snapshot
}

/** Does what an act says, in the transaction that writes down that it was done. Answers the id of what it made. */
export type ActEffect = (tx: Transaction, row: ActionRow, carrying: Carrying) => Promise<string>

/** The id of the document an act is about; null for one about a customer. */
export function documentOf({ subjectType, subjectId }: ActionRow): string | null {
  return subjectType === 'invoice' ? subjectId : null
}
