import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import type { HeldBackReason } from './held-back.ts'
import { type Bits, wordsFor } from './mask.ts'
import { type MoneyByCurrency, openMoney } from './open-money.ts'
import type { PreviewOutcome } from './preview-outcome.ts'
import type { PreviewedSubject } from './preview-subjects.ts'

/** Every outcome with its number of subjects and their money; the numbers add up to everybody. */
export type PreviewTotals = Readonly<
  Record<PreviewOutcome, { readonly count: number; readonly open: MoneyByCurrency }>
>

/** How many are held back for each reason; they add up to all who are held back. */
export type HeldBackTotal = {
  readonly reason: HeldBackReason
  readonly count: number
  readonly open: MoneyByCurrency
}

/** What a preview of everybody comes to. */
export function previewTotals(
  table: SnapshotFactTable,
  everybody: readonly PreviewedSubject[],
): PreviewTotals {
  const byOutcome = Map.groupBy(everybody, ({ outcome }) => outcome)
  const of = (outcome: PreviewOutcome) => {
    const found = byOutcome.get(outcome) ?? []
    return { count: found.length, open: found.length === 0 ? {} : openOfAll(table, found) }
  }
  return {
    acted: of('acted'),
    waiting: of('waiting'),
    'held-back': of('held-back'),
    done: of('done'),
    'not-matched': of('not-matched'),
    unknown: of('unknown'),
  }
}

/** Why how many of everybody are held back, the most frequent reason first. */
export function heldBackTotals(
  table: SnapshotFactTable,
  everybody: readonly PreviewedSubject[],
): HeldBackTotal[] {
  const byReason = Map.groupBy(
    everybody.filter(({ reason }) => reason !== null),
    ({ reason }) => reason,
  )
  return [...byReason]
    .flatMap(([reason, found]): HeldBackTotal[] =>
      reason === null ? [] : [{ reason, count: found.length, open: openOfAll(table, found) }],
    )
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}

/** What subjects owe together. */
export function openOfAll(table: SnapshotFactTable, subjects: readonly PreviewedSubject[]): MoneyByCurrency {
  const bits: Bits = new Uint32Array(wordsFor(table.rows))
  for (const { row } of subjects) bits[row >>> 5]! |= 1 << (row & 31)
  return openMoney(table, bits)
}
