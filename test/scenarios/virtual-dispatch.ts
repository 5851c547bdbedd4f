import { ACTS } from '#engine/acts.ts'
import {
  addBusinessDays,
  type BusinessCalendar,
  type CalendarDate,
  fromEpochDay,
  toEpochDay,
} from '#engine/calendar-date.ts'
import { writtenMinor } from '#engine/money.ts'
import type { Plan } from '#engine/plan.ts'
import { aContactEvent, aHold } from '../builders.ts'
import { messageInWords } from './in-words.ts'
import type { Books } from './ledger-events.ts'
import type { ActionRow, VirtualOutbox, Wanted } from './virtual-outbox.ts'

/** What becomes of a letter: it arrives, the mailbox does not exist, or nobody can say. */
export type Delivery = 'arrives' | 'bounces' | 'unknown'
/** What the second person says to an act that needs one. */
export type Approval = 'the same day' | 'declined' | { readonly on: string } | 'never'

/** Business days after which what nobody has approved counts as skipped (`semantics.md` 5.6). */
const APPROVAL_DAYS = 5

/** Lets the second person speak; answers what was declined or has waited too long. */
export function settleApprovals(
  actions: readonly ActionRow[],
  { on, calendar, approval }: { on: CalendarDate; calendar: BusinessCalendar; approval: Approval },
): string[] {
  return actions.flatMap((row) => {
    if (row.state !== 'awaiting-approval') return []
    if (approval === 'the same day' || (typeof approval === 'object' && approval.on <= on))
      row.state = 'queued'
    else {
      const expires = fromEpochDay(addBusinessDays(toEpochDay(row.plannedOn), APPROVAL_DAYS, calendar))
      if (approval !== 'declined' && on < expires) return []
      row.state = 'skipped'
      row.doneOn = on
      return [`${approval === 'declined' ? 'declined' : 'expired'}: ${row.words}`]
    }
    return []
  })
}

/** The letters of the day whose every act may go, one line each. */
export function sendLetters({
  made,
  wanted,
  outbox,
  books,
  on,
  delivery,
}: {
  made: Plan
  wanted: readonly Wanted[]
  outbox: VirtualOutbox
  books: Books
  on: CalendarDate
  delivery: Delivery
}): string[] {
  const snapshot = made.rules[0]?.table.snapshot
  if (!snapshot) return []
  const rowsOf = ({ acts }: Plan['messages'][number]) =>
    acts.flatMap(({ decision, step }) => {
      const own = wanted.find((each) => each.decision === made.decisions[decision] && each.row.step === step)
      return outbox.actions.filter(({ key, state }) => key === own?.row.key && state !== 'cancelled')
    })
  // One act may make a letter for each entity; all of them are ready before any leaves.
  const leaving = made.messages.filter((message) => {
    const rows = rowsOf(message)
    return rows.length > 0 && rows.every(({ state }) => state === 'queued')
  })
  return leaving.flatMap((message) => {
    for (const row of rowsOf(message)) {
      row.state = delivery === 'arrives' ? 'sent' : delivery === 'bounces' ? 'skipped' : 'unknown'
      if (delivery !== 'unknown') row.doneOn = on
    }
    const words = messageInWords(message, snapshot)
    if (delivery === 'bounces') return [`bounced: ${words}`]
    const { id } = snapshot.customers[message.customer]!
    books.contactEvents.push(aContactEvent({ customerId: id, on, kind: 'chase' }))
    return [delivery === 'unknown' ? `perhaps sent: ${words}` : words]
  })
}

/** Carries out the holds, releases, tasks, notes and events that are queued. */
export function carryOut({
  outbox,
  books,
  on,
  wanted,
}: {
  outbox: VirtualOutbox
  books: Books
  on: CalendarDate
  wanted: readonly Wanted[]
}): string[] {
  return outbox.actions.flatMap((row) => {
    if (row.state !== 'queued' || ACTS[row.kind].kind === 'chase-message') return []
    row.state = 'sent'
    row.doneOn = on
    const decision = wanted.find((each) => each.row.key === row.key)
    const customerId = decision?.decision.customerId ?? row.subjectId
    if (row.kind === 'place-credit-hold') {
      const { release, releaseBelow, reason } = ACTS['place-credit-hold'].params.parse(
        decision?.act.act.params,
      )
      const below = Object.entries(releaseBelow ?? {}).map(([currency, amount]) => [
        currency,
        writtenMinor(amount, currency),
      ])
      const terms = { release, ...(releaseBelow && { releaseBelowMinor: Object.fromEntries(below) }) }
      books.holds.push(
        aHold({ customerId, placedOn: on, placedBy: 'rule', ruleId: row.rule, reason, ...terms }),
      )
    } else if (row.kind === 'release-credit-hold')
      books.holds.forEach((hold, at) => {
        if (hold.customerId === customerId && hold.placedBy === 'rule' && hold.releasedOn === undefined)
          books.holds[at] = { ...hold, releasedOn: on, releasedBy: 'rule' }
      })
    return [row.words]
  })
}
