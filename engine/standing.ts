import { type EpochDay, fromEpochDay, toEpochDay } from './calendar-date.ts'
import { BLOCKED, DISPUTED, holdsOn, PLAN_BEHIND } from './chase-stops.ts'
import type { Contact, ContactEvent, Customer, Hold } from './ledger.ts'
import { openItemsAt } from './open-items.ts'
import { payableCredits } from './payable-credits.ts'
import type { Snapshot } from './snapshot.ts'

/** A line of a chase message: an open item that may be asked for today, or a credit that reduces the sum (negative). */
export type ChaseLine = {
  readonly kind: 'item' | 'credit-memo' | 'unapplied-cash'
  readonly documentId: string | null
  readonly number: string
  readonly entityId: string | null
  readonly currency: string
  readonly issuedOn: string | null
  readonly dueOn: string | null
  readonly daysOverdue: number
  readonly minor: number
}

/** An overdue item with the bits that stop it from being chased. */
export type OverdueItem = {
  readonly document: number
  readonly currency: string
  readonly open: number
  readonly disputed: number
  readonly chaseable: number
  readonly stops: number
  readonly due: EpochDay
}

/** What arbitration needs to know of one customer on one day. */
export type CustomerStanding = {
  readonly row: number
  readonly customer: Customer
  readonly overdue: readonly OverdueItem[]
  readonly dunningBlock: boolean
  readonly hold: (Hold & { readonly customer: number }) | null
  /** The last day on which a person, and not a rule, ended a hold of the customer's. */
  readonly releasedByHandOn: EpochDay | null
  readonly contacts: readonly Contact[]
  /** Chase messages that went out up to and including the day. */
  readonly chases: readonly ContactEvent[]
  /** What may be asked for of all that is overdue, less credits, per currency; a currency that comes to nothing is left out. */
  readonly owed: () => Readonly<Record<string, number>>
}

/** Reads the standing of customers on a day; the ledger is indexed once for all of them. */
export function createStandings(snapshot: Snapshot, asOf: EpochDay): { of(row: number): CustomerStanding } {
  const items = openItemsAt(snapshot, asOf)
  const holds = new Map<number, Hold & { customer: number }>()
  const releasedByHand = new Map<number, EpochDay>()
  for (const hold of snapshot.holds) {
    const released = hold.releasedOn === undefined ? null : toEpochDay(hold.releasedOn)
    if (released !== null && released <= asOf && hold.releasedBy !== 'rule')
      releasedByHand.set(hold.customer, Math.max(released, releasedByHand.get(hold.customer) ?? released))
    if (holdsOn(asOf, hold.placedOn, hold.releasedOn)) {
      const other = holds.get(hold.customer)
      // A person's hold outweighs a rule's: it is the one that may not be released by itself.
      if (!other || hold.placedBy !== 'rule') holds.set(hold.customer, hold)
    }
  }
  const chases = new Map<number, ContactEvent[]>()
  for (const event of snapshot.contactEvents)
    if (event.kind === 'chase' && toEpochDay(event.on) <= asOf)
      chases.set(event.customer, [...(chases.get(event.customer) ?? []), event])
  const blocked = new Set(
    snapshot.blocks
      .filter((block) => block.kind === 'dunning-block' && block.documentId === undefined)
      .filter((block) => holdsOn(asOf, block.from, block.until))
      .map((block) => block.customer),
  )
  return {
    of: (row) => {
      const overdue = overdueItems(snapshot, items, row, asOf)
      let owed: Record<string, number> | null = null
      return {
        row,
        customer: snapshot.customers[row]!,
        overdue,
        dunningBlock: blocked.has(row),
        hold: holds.get(row) ?? null,
        releasedByHandOn: releasedByHand.get(row) ?? null,
        contacts: snapshot.contactsOf.get(row) ?? [],
        chases: chases.get(row) ?? [],
        owed: () => {
          owed ??= totalsOf(chaseLines(snapshot, { row }, { items: overdue, asOf, withCredits: true }))
          return owed
        },
      }
    },
  }
}

type Items = ReturnType<typeof openItemsAt>

function overdueItems(snapshot: Snapshot, items: Items, customer: number, asOf: EpochDay): OverdueItem[] {
  const found: OverdueItem[] = []
  for (
    let at = firstOf(items.customer, customer);
    at < items.count && items.customer[at] === customer;
    at++
  ) {
    if (items.due[at]! >= asOf) continue
    found.push({
      document: items.document[at]!,
      currency: snapshot.currencies[items.currency[at]!]!,
      open: items.open[at]!,
      disputed: items.stops[at]! & DISPUTED ? items.disputed[at]! : 0,
      chaseable: items.stops[at]! & BLOCKED ? 0 : items.chaseable[at]!,
      stops: items.stops[at]!,
      due: items.due[at]!,
    })
  }
  return found
}

/** Whether the credits of a customer cover all that may be asked for in some currency: they have to be applied before anybody asks. */
export function isCoveredByCredits({ overdue, owed }: Pick<CustomerStanding, 'overdue' | 'owed'>): boolean {
  const left = owed()
  return overdue.some(({ chaseable, currency }) => chaseable > 0 && !Object.hasOwn(left, currency))
}

/** The overdue items on which interest or a fee may be charged: those that nothing speaks against, whole. */
export function chargeableItems(items: readonly OverdueItem[]): OverdueItem[] {
  return items.filter(({ stops, open }) => (stops & ~PLAN_BEHIND) === 0 && open > 0)
}

/** The first position of a value in a sorted array, or where it would stand. */
export function firstOf(sorted: Int32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The lines of a chase message to one customer about some overdue items: each item with what may be asked for, then the
 * credits that reduce the sum, each named (`semantics.md` 2.2). A currency whose credits outweigh its items is left out.
 * The total of the message is the sum of these lines and nothing else.
 */
export function chaseLines(
  snapshot: Snapshot,
  standing: Pick<CustomerStanding, 'row'>,
  { items, asOf, withCredits }: { items: readonly OverdueItem[]; asOf: EpochDay; withCredits: boolean },
): ChaseLine[] {
  const lines = items
    .filter((item) => item.chaseable > 0)
    .map((item): ChaseLine => {
      const document = snapshot.documents.records[item.document]!
      return {
        kind: 'item',
        documentId: document.id,
        number: document.number,
        entityId: document.entityId ?? null,
        currency: item.currency,
        issuedOn: document.issuedOn,
        dueOn: fromEpochDay(item.due),
        daysOverdue: asOf - item.due,
        minor: item.chaseable,
      }
    })
  const credits = withCredits ? payableCredits(snapshot, standing.row, asOf) : []
  return [...new Set(lines.map((line) => line.currency))].flatMap((currency) => {
    const both = [...lines, ...credits].filter((line) => line.currency === currency)
    return sumOf(both) > 0 ? both : []
  })
}

/** The sum of lines of one currency, in minor units. */
export function sumOf(lines: readonly { readonly minor: number }[]): number {
  return lines.reduce((sum, line) => sum + line.minor, 0)
}

/** Totals of lines per currency, in minor units. */
export function totalsOf(lines: readonly ChaseLine[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const line of lines) totals[line.currency] = (totals[line.currency] ?? 0) + line.minor
  return totals
}
