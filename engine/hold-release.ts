import type { EpochDay } from './calendar-date.ts'
import { holdsOn } from './chase-stops.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import type { Hold } from './ledger.ts'
import { hasBit } from './mask.ts'
import type { RuleMatch } from './match-rule.ts'
import { readableAmount } from './money.ts'
import { readFact } from './read-fact.ts'
import type { Snapshot } from './snapshot.ts'

/** What is to become of a hold that a rule has placed. Undecided for missing data is told to a person, never guessed. */
export type ReleaseVerdict = {
  readonly hold: Hold
  /** Row of the customer in the snapshot. */
  readonly customer: number
  readonly verdict: 'release' | 'keep' | 'undecided'
  readonly sentence: string
}

/**
 * Decides over every open hold placed by a rule, by the terms it was placed with (`semantics.md` 5.7). It outlives its rule:
 * `cleared` needs no rule at all, `unmatched` waits for a plan in which the rule takes part. Holds of people, and those that
 * end by hand only, are not looked at.
 */
export function decideReleases({
  snapshot,
  asOf,
  customers,
  matchOf,
}: {
  snapshot: Snapshot
  asOf: EpochDay
  customers: SnapshotFactTable
  matchOf: (ruleId: string) => RuleMatch | null
}): ReleaseVerdict[] {
  return snapshot.holds.flatMap(({ customer, ...hold }): ReleaseVerdict[] => {
    if (hold.placedBy !== 'rule' || !holdsOn(asOf, hold.placedOn, hold.releasedOn)) return []
    if (hold.release === 'cleared') return [{ hold, customer, ...clearedVerdict(hold, customers, customer) }]
    if (hold.release === 'unmatched' && hold.ruleId !== undefined) {
      const match = matchOf(hold.ruleId)
      return match ? [{ hold, customer, ...unmatchedVerdict(match, customer) }] : []
    }
    return []
  })
}

type Verdict = Pick<ReleaseVerdict, 'verdict' | 'sentence'>

function clearedVerdict(hold: Hold, customers: SnapshotFactTable, row: number): Verdict {
  const fact = readFact(customers, row)
  const overdue = fact({ fact: 'overdueCount' })
  if (overdue === null)
    return { verdict: 'undecided', sentence: 'Nobody can say whether anything is overdue.' }
  if (overdue === 0) return { verdict: 'release', sentence: 'Nothing is overdue any more.' }
  const limits = Object.entries(hold.releaseBelowMinor ?? {})
  const balances = limits.map(([currency, limit]) => ({
    currency,
    limit,
    balance: fact({ fact: 'balance', params: { currency } }),
  }))
  if (balances.some(({ balance }) => balance === null))
    return { verdict: 'undecided', sentence: 'Nobody can say what the balance is.' }
  if (balances.length > 0 && balances.every(({ balance, limit }) => Number(balance) < limit)) {
    const below = balances.map(({ currency, limit }) => readableAmount(limit, currency)).join(' and ')
    return { verdict: 'release', sentence: `The balance is below ${below}.` }
  }
  return {
    verdict: 'keep',
    sentence: `${overdue} overdue ${overdue === 1 ? 'document is' : 'documents are'} left.`,
  }
}

function unmatchedVerdict({ matched, unknown }: RuleMatch, row: number): Verdict {
  if (hasBit(matched, row)) return { verdict: 'keep', sentence: 'The rule that placed it still matches.' }
  if (hasBit(unknown, row))
    return {
      verdict: 'undecided',
      sentence: 'Whether the rule still matches cannot be decided: data is missing.',
    }
  return { verdict: 'release', sentence: 'The rule that placed it no longer matches.' }
}
