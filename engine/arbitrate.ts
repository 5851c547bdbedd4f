import { ACTS, type ActKind } from './acts.ts'
import { type BusinessCalendar, type EpochDay, fromEpochDay } from './calendar-date.ts'
import { BLOCKED, DISPUTED, IN_FLIGHT, ON_PLAN, PAUSED, PROMISED } from './chase-stops.ts'
import type { DecidedAct, Decision, MergedMessage } from './decision.ts'
import { deferred, type HeldBack, heldBack } from './held-back.ts'
import type { Contact } from './ledger.ts'
import { leftOut } from './left-out.ts'
import {
  byPriority,
  type ContactLimit,
  contactLimitReached,
  mergeMessages,
  type Proposal,
} from './merge-messages.ts'
import { writtenMinor } from './money.ts'
import { type Pause, pauseAt } from './pause.ts'
import { recipientFor } from './recipient.ts'
import type { RuleDocument } from './rule.ts'
import { singleLetters } from './single-letters.ts'
import type { Snapshot } from './snapshot.ts'
import {
  type CustomerStanding,
  chargeableItems,
  chaseLines,
  createStandings,
  type OverdueItem,
  totalsOf,
} from './standing.ts'
import type { UndisputedActs } from './undisputed-books.ts'

export type ArbitrationInput = {
  readonly snapshot: Snapshot
  readonly asOf: EpochDay
  readonly calendar: BusinessCalendar
  /** The company's limit over all rules; a rule may ask for a stricter one. */
  readonly contactLimit: ContactLimit
  /** Days after a person has ended a hold in which no rule places another. */
  readonly releaseGraceDays: number
  /** Why the books of each customer, by its row, are too old to act on; null while none are. */
  readonly staleBooks: readonly (string | null)[] | null
  /** Decisions of all rules, whose acts have not been arbitrated. */
  readonly decisions: readonly Decision[]
  /** Which acts a decision would come to without what is disputed; credit holds ask it. */
  readonly undisputed: UndisputedActs
  readonly pause?: Pause
}

/**
 * Looks across all rules, customer by customer, at the acts that are due: gives each that may not go its one reason, and
 * merges the chase messages that may (`semantics.md` 5.2 and 5.3). Decisions come back in their order.
 */
export async function arbitrate(
  input: ArbitrationInput,
): Promise<{ decisions: Decision[]; messages: MergedMessage[] }> {
  const standings = createStandings(input.snapshot, input.asOf)
  const byCustomer = new Map<number, number[]>()
  input.decisions.forEach((decision, at) => {
    byCustomer.set(decision.customer, [...(byCustomer.get(decision.customer) ?? []), at])
  })
  const decisions = [...input.decisions]
  const messages: MergedMessage[] = []
  let at = 0
  for (const [customer, positions] of byCustomer) {
    if (input.pause) await pauseAt(at++, input.pause)
    const standing = standings.of(customer)
    const proposals = positions.flatMap((decision) =>
      decisions[decision]!.acts.flatMap((act, at) =>
        isProposed(act) ? [guard({ decision, at, act }, standing, input)] : [],
      ),
    )
    const { settled, merged } = mergeMessages(proposals, standing, input)
    const single = singleLetters(settled, standing, input)
    messages.push(...merged, ...single.letters)
    const after = settleFirstMessages(oneHold(single.settled, input), standing, input)
    for (const { decision, at, act } of after) {
      const acts = [...decisions[decision]!.acts]
      acts[at] = act
      decisions[decision] = { ...decisions[decision]!, acts }
    }
  }
  return { decisions, messages }
}

/** Acts that are due, and those under way that have not left yet: what no longer may go must not stay in the outbox. */
function isProposed(act: DecidedAct): boolean {
  return act.status === 'due' || (act.status === 'pending' && !act.attempted)
}

function kindOf(act: DecidedAct): ActKind {
  return ACTS[act.act.action].kind
}

function guard(proposal: Proposal, standing: CustomerStanding, input: ArbitrationInput): Proposal {
  const { rule, document, customer } = input.decisions[proposal.decision]!
  const stale = input.staleBooks?.[customer] ?? null
  const kind = kindOf(proposal.act)
  const no =
    outsideDates(rule, input.asOf) ??
    (kind === 'internal' ? null : (generalGuard(standing, kind) ?? staleGuard(stale)))
  const held = (reason: HeldBack | null, recipient: Contact | null = null): Proposal => ({
    ...proposal,
    act: { ...proposal.act, heldBack: reason, recipient },
  })
  if (no) return held(no)
  if (kind === 'credit-hold') return held(holdGuard(proposal, standing, input))
  if (kind === 'hold-release') return held(releaseGuard(standing))
  const items =
    document === -1 ? standing.overdue : standing.overdue.filter((item) => item.document === document)
  if (kind === 'finance-charge') return held(chargeGuard(items))
  if (kind === 'internal') return marked(held(null), stale)
  if (kind === 'outside') return held(null)
  const { to } = proposal.act.act.params as { to: Parameters<typeof recipientFor>[1] }
  const recipient = recipientFor(standing.contacts, to)
  const nobody = recipient
    ? null
    : heldBack('no-recipient', `No contact with an e-mail address for "${to}" or in its place. Add one.`)
  // What answers or informs asks for nothing, so nothing that stops chasing stops it.
  if (kind !== 'chase-message') return held(nobody, recipient)
  const asked = held(chaseGuard(items, standing, { rule, input }) ?? nobody, recipient)
  const mark = asked.act.heldBack === null ? leftOut(items, input.snapshot) : undefined
  return { ...asked, act: mark === undefined ? asked.act : { ...asked.act, mark }, items }
}

/** Whoever may already have paid is not chased, held or released; what stays in the house goes and says how old the books are. */
function staleGuard(stale: string | null): HeldBack | null {
  return stale === null ? null : deferred('stale-books', stale)
}

function marked(proposal: Proposal, stale: string | null): Proposal {
  return stale === null ? proposal : { ...proposal, act: { ...proposal.act, mark: stale } }
}

function outsideDates({ policy }: RuleDocument, asOf: EpochDay): HeldBack | null {
  const day = fromEpochDay(asOf)
  if (policy.from !== undefined && day < policy.from)
    return deferred('outside-dates', `The rule starts on ${policy.from}.`)
  if (policy.until !== undefined && day > policy.until)
    return heldBack('outside-dates', `The rule ended on ${policy.until}.`)
  const span = policy.blackout?.find(({ from, until }) => from <= day && day <= until)
  return span ? deferred('outside-dates', `The rule rests from ${span.from} to ${span.until}.`) : null
}

function generalGuard({ customer, dunningBlock }: CustomerStanding, kind: ActKind): HeldBack | null {
  if (customer.internal) return heldBack('internal-customer', 'This is one of our own companies.')
  if (customer.status === 'inactive')
    return heldBack('inactive-customer', 'The customer is inactive in the accounting system.')
  if (kind !== 'chase-message' && kind !== 'statement' && kind !== 'finance-charge') return null
  if (dunningBlock) return heldBack('dunning-block', 'A dunning block says not to chase this customer.')
  if (customer.status !== undefined && customer.status !== 'active')
    return heldBack('insolvent-or-legal', `The customer's account is with: ${customer.status}.`)
  return null
}

const STOPPED: readonly [bit: number, make: () => HeldBack][] = [
  [IN_FLIGHT, () => heldBack('payment-in-flight', 'A payment is on its way.')],
  [PROMISED, () => heldBack('promise-to-pay', 'A promise to pay is open.')],
  [ON_PLAN, () => heldBack('plan-on-track', 'A payment plan is on track.')],
  [PAUSED, () => heldBack('paused', 'Chasing is paused.')],
  [BLOCKED, () => heldBack('dunning-block', 'A dunning block says not to chase these documents.')],
  [DISPUTED, () => heldBack('disputed', 'What is overdue is disputed.')],
]

function stoppedBy(items: readonly OverdueItem[], bits: number): HeldBack | null {
  const found = STOPPED.find(([bit]) => bit & bits && items.some((item) => item.stops & bit))
  return found ? found[1]() : null
}

/** Interest is asked for nothing that is contested, promised, paused or on its way; what is left may be charged. */
function chargeGuard(items: readonly OverdueItem[]): HeldBack | null {
  const inFlight = stoppedBy(items, IN_FLIGHT)
  if (inFlight) return inFlight
  if (chargeableItems(items).length > 0) return null
  return stoppedBy(items, ~0) ?? heldBack('nothing-overdue', 'Nothing is overdue.')
}

function chaseGuard(
  items: readonly OverdueItem[],
  standing: CustomerStanding,
  { rule, input }: { rule: RuleDocument; input: ArbitrationInput },
): HeldBack | null {
  if (items.some((item) => Number.isNaN(item.open)))
    return heldBack('missing-data', 'Nobody can say what is still open on a document.')
  const totals = whatMayBeAsked(items, standing, input)
  if (Object.keys(totals).length === 0) {
    const unstopped = items.some((item) => item.chaseable > 0)
    if (unstopped)
      return heldBack('nothing-overdue', 'Open credits cover what is overdue. Please apply them.')
    return stoppedBy(items, ~0) ?? heldBack('nothing-overdue', 'Nothing is overdue.')
  }
  const { minimum } = rule.policy
  if (minimum) {
    const reached = Object.entries(totals).some(([currency, total]) => {
      const least = minimum[currency]
      return least === undefined || total >= writtenMinor(least, currency)
    })
    if (!reached) return heldBack('below-minimum', 'What may be asked for is below the minimum of the rule.')
  }
  return contactLimitReached(standing, rule, input)
}

/** Of one document its own amount, in a currency in which the customer owes anything at all once credits are taken off. */
function whatMayBeAsked(
  items: readonly OverdueItem[],
  standing: CustomerStanding,
  { snapshot, asOf }: ArbitrationInput,
): Readonly<Record<string, number>> {
  const owed = standing.owed()
  if (items === standing.overdue) return owed
  const own = totalsOf(chaseLines(snapshot, standing, { items, asOf, withCredits: false }))
  return Object.fromEntries(Object.entries(own).filter(([currency]) => Object.hasOwn(owed, currency)))
}

function holdGuard(
  { decision, act }: Proposal,
  standing: CustomerStanding,
  { snapshot, decisions, undisputed, asOf, releaseGraceDays }: ArbitrationInput,
): HeldBack | null {
  if (standing.hold)
    return heldBack(
      'already-on-hold',
      `The customer is on hold since ${standing.hold.placedOn}, placed by a ${standing.hold.placedBy}.`,
    )
  const { releasedByHandOn } = standing
  if (releasedByHandOn !== null && asOf <= releasedByHandOn + releaseGraceDays)
    return deferred(
      'recently-released',
      `A person released a hold on ${fromEpochDay(releasedByHandOn)}; for ${releaseGraceDays} days no rule places another.`,
    )
  const stopped = stoppedBy(standing.overdue, IN_FLIGHT | PROMISED | ON_PLAN | PAUSED)
  if (stopped) return stopped
  const { overdue } = standing
  if (overdue.length > 0 && overdue.every((item) => item.open - item.disputed <= 0))
    return heldBack('disputed', 'What is overdue is disputed.')
  if (snapshot.disputes.length > 0 && !undisputed(decisions[decision]!).has(act.act.id))
    return heldBack('disputed', 'Without what is disputed the rule would not ask for a hold.')
  return null
}

/** Of several rules that want to hold one customer, the one of the highest priority does. */
function oneHold(proposals: readonly Proposal[], { decisions }: ArbitrationInput): Proposal[] {
  const ruleOf = ({ decision }: Proposal) => decisions[decision]!.rule
  const [first] = byPriority(
    proposals.filter(({ act }) => kindOf(act) === 'credit-hold' && !act.heldBack),
    ruleOf,
  )
  return proposals.map((proposal) => {
    if (!first || proposal === first || kindOf(proposal.act) !== 'credit-hold' || proposal.act.heldBack)
      return proposal
    const no = deferred('already-on-hold', `The rule "${ruleOf(first).name}" holds this customer today.`)
    return { ...proposal, act: { ...proposal.act, heldBack: no } }
  })
}

function releaseGuard({ hold }: CustomerStanding): HeldBack | null {
  if (!hold) return heldBack('no-hold-of-ours', 'The customer is not on hold.')
  if (hold.placedBy !== 'rule')
    return heldBack(
      'no-hold-of-ours',
      `The hold was placed by a ${hold.placedBy}; only a hold placed by a rule is released by one.`,
    )
  return null
}

/** A hold does not leave together with the first letter a customer ever gets, unless one branch lists both (`semantics.md` 5.8). */
function settleFirstMessages(
  proposals: readonly Proposal[],
  standing: CustomerStanding,
  { decisions }: ArbitrationInput,
): Proposal[] {
  const letters = proposals.filter(({ act }) => kindOf(act) === 'chase-message' && !act.heldBack)
  if (letters.length === 0 || standing.chases.length > 0) return [...proposals]
  return proposals.map((proposal) => {
    if (kindOf(proposal.act) !== 'credit-hold' || proposal.act.heldBack) return proposal
    const together = letters.some(
      (letter) =>
        decisions[letter.decision]!.rule.id === decisions[proposal.decision]!.rule.id &&
        letter.act.branch === proposal.act.branch,
    )
    if (together) return proposal
    const sentence = 'The customer gets the first letter today; the hold waits until it has had an effect.'
    return { ...proposal, act: { ...proposal.act, heldBack: deferred('first-message-first', sentence) } }
  })
}
