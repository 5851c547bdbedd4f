import { ALWAYS, type CalendarDate, type EpochDay, NEVER, toEpochDay } from './calendar-date.ts'
import { type OpenItems, openItemsAt } from './open-items.ts'
import type { Snapshot } from './snapshot.ts'
import { unappliedCash } from './unapplied-cash.ts'

/** Days past due, grouped. `current` is everything not yet overdue, the due date itself included. */
export const AGING_BUCKETS = ['current', '1-30', '31-60', '61-90', 'over-90'] as const
export type AgingBucket = (typeof AGING_BUCKETS)[number]

/** The position in `AGING_BUCKETS` of something so many days past due (negative before it is due). */
export function agingBucketIndex(daysPastDue: number): number {
  // The due date still belongs to the customer: terms say "by", not "before".
  if (daysPastDue <= 0) return 0
  if (daysPastDue <= 30) return 1
  if (daysPastDue <= 60) return 2
  return daysPastDue <= 90 ? 3 : 4
}

/** The aging bucket of something so many days past due (negative before it is due). */
export function agingBucket(daysPastDue: number): AgingBucket {
  return AGING_BUCKETS[agingBucketIndex(daysPastDue)]!
}

/** The first and last due day of what is in a bucket on a day. */
export function dueDaysOf(bucket: AgingBucket, asOf: EpochDay): { from: EpochDay; to: EpochDay } {
  switch (bucket) {
    case 'current':
      return { from: asOf, to: NEVER }
    case '1-30':
      return { from: asOf - 30, to: asOf - 1 }
    case '31-60':
      return { from: asOf - 60, to: asOf - 31 }
    case '61-90':
      return { from: asOf - 90, to: asOf - 61 }
    case 'over-90':
      return { from: ALWAYS, to: asOf - 91 }
  }
}

/** The aging of one currency owed to one entity (`null` where documents name none), in minor units. */
export type AgingLine = {
  readonly currency: string
  readonly entity: string | null
  readonly buckets: Readonly<Record<AgingBucket, number>>
  /** The sum of the buckets, which is the balance. */
  readonly balance: number
  /** Received and not yet applied; not taken off the buckets. */
  readonly unappliedCash: number
  /** Credited and not yet used; not taken off the buckets. */
  readonly openCreditMemos: number
  /** Documents and credit memos of which nobody can know what is open; they are in no figure of this line. */
  readonly unknownDocuments: number
}

type OpenLine = { -readonly [K in keyof AgingLine]: AgingLine[K] } & { buckets: Record<AgingBucket, number> }

/** The aging of the whole ledger at the end of a day, one line per currency and entity, sorted by both. */
export function agingOf(snapshot: Snapshot, asOf: CalendarDate): AgingLine[] {
  const lines = new Map<string, OpenLine>()
  const items = openItemsAt(snapshot, toEpochDay(asOf))
  addItems(lines, snapshot, items)
  items.credits.document.forEach((document, at) => {
    const line = lineOfDocument(lines, snapshot, document)
    const open = items.credits.open[at]!
    if (Number.isNaN(open)) line.unknownDocuments += 1
    else line.openCreditMemos += open
  })
  unappliedCash(snapshot, items.asOf).forEach((left, payment) => {
    if (left === 0) return
    const { currency, entityId } = snapshot.payments.records[payment]!
    lineOf(lines, currency, entityId ?? null).unappliedCash += left
  })
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
}

function addItems(lines: Map<string, OpenLine>, snapshot: Snapshot, items: OpenItems): void {
  for (let at = 0; at < items.count; at++) {
    const document = items.document[at]!
    const line = lineOfDocument(lines, snapshot, document)
    const open = items.open[at]!
    if (Number.isNaN(open)) {
      if (at === 0 || items.document[at - 1] !== document) line.unknownDocuments += 1
      continue
    }
    line.buckets[agingBucket(items.asOf - items.due[at]!)] += open
    line.balance += open
  }
}

function lineOfDocument(lines: Map<string, OpenLine>, snapshot: Snapshot, document: number): OpenLine {
  const { currency, entityId } = snapshot.documents.records[document]!
  return lineOf(lines, currency, entityId ?? null)
}

function lineOf(lines: Map<string, OpenLine>, currency: string, entity: string | null): OpenLine {
  const key = `${currency} ${entity ?? ''}`
  const known = lines.get(key)
  if (known) return known
  const line: OpenLine = {
    currency,
    entity,
    buckets: { current: 0, '1-30': 0, '31-60': 0, '61-90': 0, 'over-90': 0 },
    balance: 0,
    unappliedCash: 0,
    openCreditMemos: 0,
    unknownDocuments: 0,
  }
  lines.set(key, line)
  return line
}
