import {
  addDays,
  type BusinessCalendar,
  type CalendarDate,
  calendarDate,
  isBusinessDay,
  MONDAY_TO_FRIDAY,
  toEpochDay,
} from '#engine/calendar-date.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { emptyLedger } from '#engine/ledger.ts'
import type { ContactLimit } from '#engine/merge-messages.ts'
import { type Plan, plan } from '#engine/plan.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { actInWords } from './in-words.ts'
import { type Books, contact, customer, type LedgerEvent } from './ledger-events.ts'
import { holdInvariants } from './plan-invariants.ts'
import { type Approval, carryOut, type Delivery, sendLetters, settleApprovals } from './virtual-dispatch.ts'
import {
  type ActionRow,
  type CycleRow,
  closeCycles,
  cyclesOf,
  historyOf,
  isWaiting,
  openCycles,
  type VirtualOutbox,
  type Wanted,
  wantedActions,
} from './virtual-outbox.ts'

export type CompanySetup = {
  readonly rules: readonly RuleDocument[]
  readonly contactLimit?: ContactLimit
  readonly calendar?: BusinessCalendar
  /** How often the rules run on a day they run at all. */
  readonly runsADay?: number
  /** What the second person says to what needs one. */
  readonly approval?: Approval
  /** Holds need no second person in a company of one. */
  readonly soloMode?: boolean
}

export type VirtualCompany = {
  /** Things that happen on a day, before the rules run. */
  on(day: string, ...events: LedgerEvent[]): void
  /** Things that happen on a day after the rules have decided and before anything leaves. */
  betweenDecidingAndSending(day: string, ...events: LedgerEvent[]): void
  /** What becomes of the letters of a day. */
  letters(day: string, delivery: Delivery): void
  /** The scheduler stands still from one day to another, both included. */
  down(from: string, until: string): void
  /** From this day on these are the rules. */
  publish(day: string, rules: readonly RuleDocument[]): void
  /** Lets all days up to and including this one pass; answers what was done on each, in words. */
  passUntil(day: string): Promise<Record<string, string[]>>
  /** What the rules want on a day, with nothing recorded: a dry run. */
  look(day: string): Promise<Plan>
  cyclesOf(rule: RuleDocument, subjectId: string): readonly CycleRow[]
  readonly actions: readonly ActionRow[]
}

/**
 * A company whose books change by dated events and whose clock is ours. Every business day the rules are planned over the
 * books as they are and the history so far, and what may leave does: letters count as contacts, holds and releases change
 * the books. Cycles, keys and states are kept in plain objects as the server keeps them in tables.
 */
export function virtualCompany(setup: CompanySetup): VirtualCompany {
  const { calendar = MONDAY_TO_FRIDAY } = setup
  const books: Books = emptyLedger()
  const outbox: VirtualOutbox = { actions: [], cycles: [] }
  const mornings = new Map<string, LedgerEvent[]>()
  const noons = new Map<string, LedgerEvent[]>()
  const deliveries = new Map<string, Delivery>()
  const publications = new Map<string, readonly RuleDocument[]>()
  const standstills: [from: string, until: string][] = []
  const heldSoFar = new Map<string, string>()
  let rules = setup.rules
  let today: CalendarDate | null = null

  const add = (to: Map<string, LedgerEvent[]>, on: string, events: LedgerEvent[]) => {
    if (today !== null && on <= today)
      throw new Error(`The scenario goes back to ${on}; it is past ${today}.`)
    to.set(on, [...(to.get(on) ?? []), ...events])
  }
  const happen = (events: readonly LedgerEvent[], on: CalendarDate) => {
    for (const event of events) event(books, on)
    describeCustomers(books, on)
  }
  const planned = async (asOf: CalendarDate): Promise<Plan> => {
    const snapshot = takeSnapshot(books)
    const made = await plan({
      snapshot,
      catalogue: catalogueOf({ customFields: discoverCustomFields(snapshot) }),
      rules,
      asOf,
      calendar,
      ...historyOf(outbox),
      ...(setup.contactLimit && { contactLimit: setup.contactLimit }),
    })
    holdInvariants(made, snapshot)
    return made
  }

  const runOnce = async (on: CalendarDate): Promise<string[]> => {
    const said: string[] = []
    const record = async (): Promise<{ made: Plan; wanted: Wanted[] }> => {
      const made = await planned(on)
      openCycles(outbox, made, on)
      const wanted = wantedActions(outbox, made, {
        on,
        wordsOf: actInWords,
        soloMode: setup.soloMode ?? false,
      })
      said.push(...sayHeldBack(wanted, heldSoFar))
      const going = new Map(wanted.flatMap(({ act, row }) => (act.heldBack ? [] : [[row.key, row]])))
      const releases = releaseRows(made, on)
      for (const row of releases) going.set(row.key, row)
      for (const row of outbox.actions)
        if (isWaiting(row) && !going.has(row.key)) {
          row.state = 'cancelled'
          const held = wanted.find((each) => each.row.key === row.key)?.act.heldBack
          said.push(`cancel ${row.words} (${held ? held.reason : 'no longer asked for'})`)
        }
      for (const row of going.values())
        if (!outbox.actions.some(({ key, state }) => key === row.key && state !== 'cancelled')) {
          outbox.actions.push(row)
          if (row.state === 'awaiting-approval' && setup.approval && setup.approval !== 'the same day')
            said.push(`ask: ${row.words}`)
        }
      for (const { hold, verdict, customer } of made.releases)
        if (verdict === 'undecided' && !heldSoFar.has(`release ${hold.id}`)) {
          heldSoFar.set(`release ${hold.id}`, verdict)
          said.push(`ask whether to release ${takeSnapshot(books).customers[customer]!.id}`)
        }
      return { made, wanted }
    }
    let { made, wanted } = await record()
    closeCycles(outbox, made, on)
    said.push(
      ...settleApprovals(outbox.actions, { on, calendar, approval: setup.approval ?? 'the same day' }),
    )
    const noon = noons.get(on)
    if (noon) {
      noons.delete(on)
      happen(noon, on)
      ;({ made, wanted } = await record())
    }
    const delivery = deliveries.get(on) ?? 'arrives'
    said.push(...sendLetters({ made, wanted, outbox, books, on, delivery }))
    said.push(...carryOut({ outbox, books, on, wanted }))
    return said
  }

  return {
    on: (on, ...events) => add(mornings, on, events),
    betweenDecidingAndSending: (on, ...events) => add(noons, on, events),
    letters: (on, delivery) => void deliveries.set(on, delivery),
    down: (from, until) => void standstills.push([from, until]),
    publish: (on, published) => void publications.set(on, published),
    async passUntil(until) {
      const first = [...mornings.keys()].sort()[0]
      let on: CalendarDate | null = today
        ? addDays(today, 1)
        : first === undefined
          ? null
          : calendarDate(first)
      if (on === null) throw new Error('Nothing happens in this scenario. Add an event with company.on.')
      const days: Record<string, string[]> = {}
      for (; on <= until; on = addDays(on, 1)) {
        today = on
        rules = publications.get(on) ?? rules
        happen(mornings.get(on) ?? [], on)
        const day: CalendarDate = on
        const isDown = standstills.some(([from, to]) => from <= day && day <= to)
        if (isDown || !isBusinessDay(toEpochDay(day), calendar)) continue
        const said: string[] = []
        for (let run = 0; run < (setup.runsADay ?? 1); run++) said.push(...(await runOnce(day)))
        if (said.length > 0) days[day] = said
      }
      return days
    },
    look: (on) => planned(calendarDate(on)),
    cyclesOf: (rule, subjectId) => cyclesOf(outbox, rule, subjectId),
    actions: outbox.actions,
  }
}

/** Customers that the books name and nobody has described exist, and each has somebody at billing. */
function describeCustomers(books: Books, on: CalendarDate): void {
  const { documents, payments, promises, holds, blocks } = books
  for (const { customerId } of [documents, payments, promises, holds, blocks].flat())
    if (!books.customers.some(({ id }) => id === customerId)) customer(customerId)(books, on)
  for (const { id } of books.customers)
    if (!books.contacts.some(({ customerId }) => customerId === id))
      contact('billing', { customer: id })(books, on)
}

/** What is held back anew, or for another reason than at the last look. */
function sayHeldBack(wanted: readonly Wanted[], heldSoFar: Map<string, string>): string[] {
  return wanted.flatMap(({ act, row }) => {
    const reason = act.heldBack?.reason
    const before = heldSoFar.get(row.key)
    if (reason === undefined) heldSoFar.delete(row.key)
    else heldSoFar.set(row.key, reason)
    return reason === undefined || reason === before ? [] : [`held back: ${row.words} (${reason})`]
  })
}

/** The releases that holds ask for by their own terms, once for each hold, unless a rule releases it in the same run. */
function releaseRows({ decisions, releases }: Plan, on: CalendarDate): ActionRow[] {
  const byRule = new Set(
    decisions
      .filter(({ acts }) =>
        acts.some(
          ({ act, status, heldBack }) =>
            act.action === 'release-credit-hold' && !heldBack && (status === 'due' || status === 'pending'),
        ),
      )
      .map(({ customerId }) => customerId),
  )
  return releases
    .filter(({ verdict, hold }) => verdict === 'release' && !byRule.has(hold.customerId))
    .map(({ hold }) => ({
      key: JSON.stringify(['release', hold.id]),
      rule: hold.ruleId ?? '',
      step: 'release',
      subjectType: 'customer' as const,
      subjectId: hold.customerId,
      cycle: 0,
      kind: 'release-credit-hold' as const,
      words: `release ${hold.customerId}`,
      needsApproval: false,
      plannedOn: on,
      state: 'queued' as const,
      doneOn: null,
    }))
}
