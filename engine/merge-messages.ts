import { ACTS } from './acts.ts'
import { addBusinessDays, type BusinessCalendar, type EpochDay, toEpochDay } from './calendar-date.ts'
import type { DecidedAct, Decision, MergedMessage } from './decision.ts'
import { deferred, type HeldBack, heldBack } from './held-back.ts'
import { POLICY_DEFAULTS, type Policy } from './policy.ts'
import { actsOf, type RuleDocument } from './rule.ts'
import type { Snapshot } from './snapshot.ts'
import { type ChaseLine, type CustomerStanding, chaseLines, type OverdueItem, totalsOf } from './standing.ts'

export type ContactLimit = NonNullable<Policy['contactLimit']>

/** An act on its way through arbitration, and the items a message of it would list. */
export type Proposal = {
  readonly decision: number
  readonly at: number
  readonly act: DecidedAct
  readonly items?: readonly OverdueItem[]
}

export type MergeInput = {
  readonly snapshot: Snapshot
  readonly asOf: EpochDay
  readonly calendar: BusinessCalendar
  readonly contactLimit: ContactLimit
  readonly decisions: readonly Decision[]
}

/**
 * Chase messages to one contact become one per entity; those of one day to one contact count as one contact. Further
 * contacts need room in the contact limit: the rule of the highest priority writes to its own, the others are put off.
 */
export function mergeMessages(
  proposals: readonly Proposal[],
  standing: CustomerStanding,
  input: MergeInput,
): { settled: Proposal[]; merged: MergedMessage[] } {
  const ranked = rankedChases(proposals, input)
  const merged: MergedMessage[] = []
  const refused = new Map<Proposal, HeldBack>()
  let writtenTo = 0
  for (const contact of new Set(ranked.map(({ act }) => act.recipient?.id))) {
    const toContact = ranked.filter(({ act }) => act.recipient?.id === contact)
    const going = toContact.filter((proposal) => writtenTo < roomFor(proposal, standing, input))
    const letters = letterPerEntity(going, standing, input)
    for (const proposal of toContact)
      if (!going.includes(proposal)) refused.set(proposal, outranked(ranked[0]!, input))
      else if (!letters.some((letter) => names(letter, proposal)))
        refused.set(
          proposal,
          heldBack('nothing-overdue', 'Open credits cover what is overdue. Please apply them.'),
        )
    if (letters.length > 0) writtenTo += 1
    merged.push(...letters)
  }
  const settled = proposals.map((proposal) => {
    const no = refused.get(proposal)
    return no ? { ...proposal, act: { ...proposal.act, heldBack: no } } : proposal
  })
  return { settled, merged }
}

/** Why the contact limits leave no room for a message today; null when they do. A rule's own limit can only be stricter. */
export function contactLimitReached(
  { chases }: CustomerStanding,
  { policy }: RuleDocument,
  { contactLimit, calendar, asOf }: Pick<MergeInput, 'contactLimit' | 'calendar' | 'asOf'>,
): HeldBack | null {
  for (const limit of policy.contactLimit ? [policy.contactLimit, contactLimit] : [contactLimit]) {
    const recent = recentChases(chases, limit, { calendar, asOf })
    const last = recent.sort().at(-1)
    if (last !== undefined && recent.length >= limit.messages)
      return deferred(
        'contact-limit',
        `The customer was written to on ${last}; at most ${limit.messages} in ${limit.businessDays} business days.`,
      )
  }
  return null
}

function recentChases(
  chases: CustomerStanding['chases'],
  { businessDays }: ContactLimit,
  { calendar, asOf }: { calendar: BusinessCalendar; asOf: EpochDay },
): string[] {
  return chases
    .map(({ on }) => on)
    .filter((on) => addBusinessDays(toEpochDay(on), businessDays, calendar) > asOf)
}

/** How many contacts of today would still let this act go. */
function roomFor({ decision }: Proposal, { chases }: CustomerStanding, input: MergeInput): number {
  const own = input.decisions[decision]!.rule.policy.contactLimit
  return Math.min(
    ...(own ? [own, input.contactLimit] : [input.contactLimit]).map(
      (limit) => limit.messages - recentChases(chases, limit, input).length,
    ),
  )
}

function outranked({ decision }: Proposal, { decisions }: MergeInput): HeldBack {
  const winner = decisions[decision]!.rule.name
  return deferred('contact-limit', `The rule "${winner}" writes to this customer today.`)
}

function names({ acts }: MergedMessage, { decision, act }: Proposal): boolean {
  return acts.some((of) => of.decision === decision && of.step === act.act.id)
}

/** The messages that may go, the highest priority first, and within a rule the most severe branch. */
function rankedChases(proposals: readonly Proposal[], { decisions }: MergeInput): Proposal[] {
  const chases = proposals.filter(({ act }) => ACTS[act.act.action].kind === 'chase-message' && !act.heldBack)
  const ruleOf = ({ decision }: Proposal) => decisions[decision]!.rule
  return byPriority(chases, ruleOf)
}

/** The highest priority first, then by the rule's id, then the most severe branch, which stands first in its rule. */
export function byPriority(
  proposals: readonly Proposal[],
  ruleOf: (proposal: Proposal) => RuleDocument,
): Proposal[] {
  const priority = (proposal: Proposal) => ruleOf(proposal).policy.priority ?? POLICY_DEFAULTS.priority
  // Several invoices at several levels make one letter at the highest.
  const severity = (proposal: Proposal) =>
    actsOf(ruleOf(proposal).steps).findIndex(({ id }) => id === proposal.act.act.id)
  return [...proposals].sort(
    (a, b) =>
      priority(b) - priority(a) ||
      (ruleOf(a).id < ruleOf(b).id ? -1 : ruleOf(a).id > ruleOf(b).id ? 1 : 0) ||
      severity(a) - severity(b),
  )
}

/**
 * One message per entity to one contact; `ranked` are its acts, the highest priority first. Credits are taken off whichever
 * rule asks: a ladder of single invoices that ignored them would demand money we already have.
 */
function letterPerEntity(
  ranked: readonly Proposal[],
  standing: CustomerStanding,
  { snapshot, asOf }: MergeInput,
): MergedMessage[] {
  const first = ranked[0]
  const recipient = first?.act.recipient
  if (!first || !recipient) return []
  const documents = new Set(ranked.flatMap(({ items }) => (items ?? []).map((item) => item.document)))
  const items = standing.overdue.filter((item) => documents.has(item.document))
  const lines = chaseLines(snapshot, standing, { items, asOf, withCredits: true })
  const entities = [...new Set(lines.filter((line) => line.kind === 'item').map((line) => line.entityId))]
  const shared = shareCredits(lines, entities)
  return entities.flatMap((entityId) => {
    const ofEntity = [...lines.filter((line) => isOwnOf(line, entityId)), ...(shared.get(entityId) ?? [])]
    const totals = totalsOf(ofEntity)
    const own = ofEntity.filter(({ currency }) => totals[currency]! > 0)
    const listed = new Set(own.map((line) => line.documentId))
    const acts = ranked.filter(({ items: its }) =>
      (its ?? []).some((item) => listed.has(snapshot.documents.records[item.document]!.id)),
    )
    const leading = acts[0]
    if (!leading) return []
    return [
      {
        customer: standing.row,
        entityId,
        recipient,
        template: String(leading.act.act.params.template),
        lines: own,
        acts: acts.map(({ decision, act }) => ({ decision, step: act.act.id })),
      },
    ]
  })
}

/** A line that belongs to an entity by itself: its items, and the credits that name it. */
function isOwnOf(line: ChaseLine, entityId: string | null): boolean {
  return line.entityId === entityId && (line.kind === 'item' || entityId !== null)
}

/**
 * Credits that name no entity, by the letters they are taken off: of each currency as much as an entity asks for in it, one after
 * the other, so that all letters together ask for what is owed and no more.
 */
function shareCredits(
  lines: readonly ChaseLine[],
  entities: readonly (string | null)[],
): ReadonlyMap<string | null, readonly ChaseLine[]> {
  const shared = new Map(entities.map((entityId) => [entityId, [] as ChaseLine[]]))
  for (const credit of lines) {
    if (credit.kind === 'item' || credit.entityId !== null) continue
    let left = -credit.minor
    for (const [entityId, taken] of shared) {
      const own = [...lines.filter((line) => isOwnOf(line, entityId)), ...taken]
      const minor = Math.min(left, Math.max(0, totalsOf(own)[credit.currency] ?? 0))
      if (minor > 0) taken.push({ ...credit, minor: -minor })
      left -= minor
    }
  }
  return shared
}
