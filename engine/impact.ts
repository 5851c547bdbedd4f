import { ACTS, type ActKind } from './acts.ts'
import { alreadyPast, type PastAct } from './already-past.ts'
import { type BusinessCalendar, type CalendarDate, MONDAY_TO_FRIDAY, toEpochDay } from './calendar-date.ts'
import { compileRule } from './compile-rule.ts'
import type { RuleHistory } from './decide-rule.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { DoneAct, SnapshotFactTable } from './facts/fact-table-of.ts'
import type { Hold } from './ledger.ts'
import { type Bits, countBits, wordsFor } from './mask.ts'
import { matchBooks } from './match-books.ts'
import { type MoneyByCurrency, openMoney } from './open-money.ts'
import { POLICY_DEFAULTS } from './policy.ts'
import { doesOtherwise, type ReachedSubject, reachedActs } from './reached-acts.ts'
import { actsOf, type RuleDocument } from './rule.ts'
import { actSentence } from './sentence-act.ts'
import type { Snapshot } from './snapshot.ts'
import type { ReachedAct } from './walk.ts'
import type { EngineWords } from './words/engine-words.ts'

/** Subjects by number and money, and the first of them by name. */
export type ImpactGroup = {
  readonly count: number
  readonly customers: number
  readonly open: MoneyByCurrency
  readonly first: readonly { readonly id: string; readonly name: string; readonly customerId: string }[]
}

/** What the first run would do. */
export type FirstRunVolume = {
  readonly subjects: number
  readonly customers: number
  /** Customers a message would be written to. */
  readonly recipients: number
  readonly acts: readonly { readonly step: string; readonly sentence: string; readonly count: number }[]
  /** True when it is more than the rule's (or the usual) limit for a first run. */
  readonly isOverCap: boolean
}

/** What publishing a draft would change, before anybody decides on it. */
export type Impact = {
  readonly asOf: CalendarDate
  readonly newlyTouched: ImpactGroup
  readonly noLongerTouched: ImpactGroup
  /** Touched by both versions, and other acts are reached, or acts that do something else. */
  readonly changed: ImpactGroup
  readonly unchanged: number
  readonly alreadyPast: readonly {
    readonly step: string
    readonly sentence: string
    readonly group: ImpactGroup
  }[]
  readonly firstRun: Readonly<Record<'act-now' | 'from-now-on', FirstRunVolume>>
  readonly overlaps: readonly RuleOverlap[]
  /** Credit holds this rule has placed that are still in force. */
  readonly openHolds: readonly Hold[]
}

/** Another live rule that touches some of the same customers. */
export type RuleOverlap = {
  readonly rule: string
  readonly name: string
  readonly customers: number
  /** What both would do to them: where it is a chase message they share one contact limit. */
  readonly bothDo: readonly ActKind[]
}

export type ImpactInput = {
  readonly draft: RuleDocument
  /** The version that acts now; null when none does. */
  readonly live: RuleDocument | null
  /** The other rules that act now. */
  readonly others: readonly RuleDocument[]
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
  readonly asOf: CalendarDate
  /** The open cycles of this rule. */
  readonly history?: RuleHistory
  readonly doneActs?: readonly DoneAct[]
  readonly calendar?: BusinessCalendar
  /** In which language the acts are said. */
  readonly words?: EngineWords
}

/** How many of a group are named. */
const NAMED = 100

/** A rule's subjects today, with the facts they were found by. */
export type RuleReach = { readonly table: SnapshotFactTable; readonly subjects: readonly ReachedSubject[] }

/** Whom a rule reaches today, and where they stand in it. */
export function reachOf(
  rule: RuleDocument,
  { snapshot, catalogue, asOf, history, doneActs, calendar }: Omit<ImpactInput, 'draft' | 'live' | 'others'>,
): RuleReach {
  const compiled = compileRule(rule, catalogue)
  const { match, table } = matchBooks(compiled, { snapshot, asOf, doneActs: doneActs ?? [] })
  const subjects = reachedActs({
    compiled,
    table,
    match,
    history: history ?? new Map(),
    asOf: toEpochDay(asOf),
    calendar: calendar ?? MONDAY_TO_FRIDAY,
  })
  return { table, subjects }
}

/** What publishing a draft would change today: for whom, how much at once, and beside which other rules. */
export function impactOf(input: ImpactInput): Impact {
  const { draft, live, asOf, snapshot } = input
  const next = reachOf(draft, input)
  const now = live && live.subject === draft.subject ? reachOf(live, input) : null
  const before = new Map((now?.subjects ?? []).map((each) => [each.id, each]))
  const after = new Set(next.subjects.map(({ id }) => id))
  const stays = next.subjects.filter(({ id }) => before.has(id))
  const changed = stays.filter((each) => doesOtherwise(before.get(each.id)!, each))
  // A version about customers and one about invoices touch nobody in common: all of it is left and all of it is new.
  const former = live && now === null ? reachOf(live, input) : now
  const past = alreadyPast(next.subjects, now?.subjects ?? null)
  return {
    asOf,
    newlyTouched: groupOf(
      next.table,
      next.subjects.filter(({ id }) => !before.has(id)),
    ),
    noLongerTouched: former
      ? groupOf(
          former.table,
          former.subjects.filter(({ id }) => now === null || !after.has(id)),
        )
      : groupOf(next.table, []),
    changed: groupOf(next.table, changed),
    unchanged: stays.length - changed.length,
    alreadyPast: past.map(({ act, subjects }) => ({
      step: act.id,
      sentence: actSentence(act, input.words),
      group: groupOf(
        next.table,
        subjects.map(({ subject }) => subject),
      ),
    })),
    firstRun: {
      'act-now': volumeOf(input, next.subjects, []),
      'from-now-on': volumeOf(input, next.subjects, past),
    },
    overlaps: overlapsOf(input, next),
    openHolds: snapshot.holds
      .filter(
        ({ ruleId, releasedOn }) => ruleId === draft.id && (releasedOn === undefined || releasedOn > asOf),
      )
      .map(({ customer: _, ...hold }) => hold),
  }
}

function groupOf(table: SnapshotFactTable, subjects: readonly ReachedSubject[]): ImpactGroup {
  const bits: Bits = new Uint32Array(wordsFor(table.rows))
  for (const { row } of subjects) bits[row >>> 5]! |= 1 << (row & 31)
  return {
    count: subjects.length,
    customers: new Set(subjects.map(({ customerId }) => customerId)).size,
    open: subjects.length === 0 ? {} : openMoney(table, bits),
    first: subjects.slice(0, NAMED).map(({ id, name, customerId }) => ({ id, name, customerId })),
  }
}

function volumeOf(
  { draft, words }: ImpactInput,
  subjects: readonly ReachedSubject[],
  past: readonly PastAct[],
): FirstRunVolume {
  const spared = new Set(
    past.flatMap(({ act, subjects: those }) => those.map(({ subject }) => `${act.id}\n${subject.id}`)),
  )
  const goes = ({ id }: ReachedSubject, { act, status }: ReachedAct) =>
    status === 'due' && !spared.has(`${act.id}\n${id}`)
  const counts = new Map<string, number>()
  const acted: ReachedSubject[] = []
  const recipients = new Set<string>()
  for (const subject of subjects) {
    const due = subject.acts.filter((act) => goes(subject, act))
    if (due.length > 0) acted.push(subject)
    for (const { act } of due) {
      counts.set(act.id, (counts.get(act.id) ?? 0) + 1)
      if (ACTS[act.action].kind === 'chase-message') recipients.add(subject.customerId)
    }
  }
  const customers = new Set(acted.map(({ customerId }) => customerId)).size
  return {
    subjects: acted.length,
    customers,
    recipients: recipients.size,
    acts: actsOf(draft.steps)
      .filter(({ id }) => counts.has(id))
      .map((act) => ({ step: act.id, sentence: actSentence(act, words), count: counts.get(act.id)! })),
    isOverCap: customers > (draft.policy.caps?.firstRun ?? POLICY_DEFAULTS.caps.firstRun),
  }
}

function overlapsOf(input: ImpactInput, { table, subjects }: RuleReach): RuleOverlap[] {
  const { snapshot, catalogue, asOf, doneActs = [], draft } = input
  const own: Bits = new Uint32Array(wordsFor(snapshot.customers.length))
  for (const { row } of subjects) setBit(own, table.customerOf(row))
  const kindsOf = (rule: RuleDocument) => new Set(actsOf(rule.steps).map(({ action }) => ACTS[action].kind))
  return input.others.flatMap((rule): RuleOverlap[] => {
    const { match, table: theirs } = matchBooks(compileRule(rule, catalogue), { snapshot, asOf, doneActs })
    const both: Bits = new Uint32Array(own.length)
    for (let row = 0; row < theirs.rows; row++) {
      const customer = theirs.customerOf(row)
      if ((match.matched[row >>> 5]! >>> (row & 31)) & 1 && (own[customer >>> 5]! >>> (customer & 31)) & 1)
        setBit(both, customer)
    }
    const customers = countBits(both)
    if (customers === 0) return []
    const ours = kindsOf(draft)
    return [
      {
        rule: rule.id,
        name: rule.name,
        customers,
        bothDo: [...kindsOf(rule)].filter((kind) => ours.has(kind)),
      },
    ]
  })
}

function setBit(bits: Bits, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31)
}
