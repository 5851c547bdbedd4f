import { type CalendarDate, toEpochDay } from './calendar-date.ts'
import { openByCustomer } from './open-by-customer.ts'
import type { RuleDocument } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

/** From how much on a run stops and asks (`semantics.md` 6.7). */
export type VolumeLimits = {
  /** The most a rule may reach as long as nothing of it has ever left. */
  readonly firstRun: { readonly customers: number; readonly percentOfReceivables: number }
  /** Over so many times its usual number; below `from` matches no change means anything. */
  readonly growth: { readonly factor: number; readonly from: number }
  readonly holdsPerDay: number
}

/** What one rule came to in a run, beside what is usual for it. */
export type RuleVolume = {
  readonly rule: Pick<RuleDocument, 'id' | 'name' | 'policy'>
  readonly matched: number
  /** Its matches in earlier runs, the latest first. */
  readonly earlier: readonly number[]
  /** The most matches a person has let go on. */
  readonly accepted: number
  /** True while nothing of it has ever left. */
  readonly isNew: boolean
  /** The ids of the customers its planned actions are about. */
  readonly customers: readonly string[]
  /** Holds it has placed today, and those it has planned. */
  readonly holdsToday: number
  /** The day of an earlier run that is still stopped for it. */
  readonly stoppedSince: CalendarDate | null
}

/** Of one rule: why it stops, in sentences, and whether it was for matching nobody any more. */
export type VolumeBrake = { readonly sentences: readonly string[]; readonly fellToZero: boolean }

/** Fewer earlier runs than this say nothing about what is usual. */
const RUNS_TO_KNOW = 3

/** The rules of a run that would do more than their limits allow, or suddenly nothing; a rule that may go on is not in it. */
export function volumeBrakes({
  volumes,
  limits,
  snapshot,
  asOf,
}: {
  volumes: readonly RuleVolume[]
  limits: VolumeLimits
  snapshot: Snapshot
  asOf: CalendarDate
}): ReadonlyMap<string, VolumeBrake> {
  const brakes = new Map<string, VolumeBrake>()
  const holds = volumes.reduce((sum, { holdsToday }) => sum + holdsToday, 0)
  for (const volume of volumes) {
    const usual = usualMatches(volume)
    const fellToZero =
      volume.matched === 0 && usual !== null && usual >= limits.growth.from && volume.earlier[0] !== 0
    const sentences = [
      ...firstRunSentences(volume, { limits, snapshot, asOf }),
      ...growthSentences(volume, usual, limits),
      ...(fellToZero
        ? [
            `It matches nobody; usually it matches ${usual}. Look whether the books were read as they should be.`,
          ]
        : []),
      ...holdSentences(volume, holds, limits),
      ...(volume.stoppedSince === null
        ? []
        : [`Its run of ${volume.stoppedSince} is still stopped. Release or discard that one first.`]),
    ]
    if (sentences.length > 0) brakes.set(volume.rule.id, { sentences, fellToZero })
  }
  return brakes
}

function firstRunSentences(
  { isNew, customers, rule }: RuleVolume,
  { limits, snapshot, asOf }: { limits: VolumeLimits; snapshot: Snapshot; asOf: CalendarDate },
): string[] {
  if (!isNew || customers.length === 0) return []
  const { percentOfReceivables } = limits.firstRun
  const most = rule.policy.caps?.firstRun ?? limits.firstRun.customers
  const said: string[] = []
  if (customers.length > most)
    said.push(
      `It would act for the first time, for ${customers.length} customers; at most ${most} go without being asked.`,
    )
  const open = openByCustomer(snapshot, toEpochDay(asOf))
  const total = new Map<string, number>()
  const reached = new Map<string, number>()
  const rows = new Set(customers.map((id) => snapshot.customerRow.get(id)))
  for (const [row, lines] of open)
    for (const { currency, open: minor } of lines) {
      total.set(currency, (total.get(currency) ?? 0) + minor)
      if (rows.has(row)) reached.set(currency, (reached.get(currency) ?? 0) + minor)
    }
  for (const [currency, minor] of reached)
    if (minor * 100 > (total.get(currency) ?? 0) * percentOfReceivables) {
      const percent = Math.round((minor * 100) / (total.get(currency) ?? minor))
      said.push(
        `It would act for the first time, for ${percent} % of what is open in ${currency}; at most ${percentOfReceivables} % goes without being asked.`,
      )
    }
  return said
}

function growthSentences(
  { matched, customers, accepted }: RuleVolume,
  usual: number | null,
  limits: VolumeLimits,
): string[] {
  const { factor, from } = limits.growth
  if (usual === null || customers.length === 0 || matched < from) return []
  const known = Math.max(usual, accepted)
  if (matched <= known * factor) return []
  return [`It matches ${matched}, over ${factor} times as many as the usual ${known}.`]
}

function holdSentences(
  { rule, holdsToday }: RuleVolume,
  allHolds: number,
  { holdsPerDay }: VolumeLimits,
): string[] {
  if (holdsToday === 0) return []
  const own = rule.policy.caps?.holdsPerDay
  if (own !== undefined)
    return holdsToday > own
      ? [`It would place ${holdsToday} credit holds today; its limit is ${own} a day.`]
      : []
  return allHolds > holdsPerDay
    ? [`All rules together would place ${allHolds} credit holds today; the limit is ${holdsPerDay} a day.`]
    : []
}

/** The middle one of its earlier numbers; null while there are too few to know. */
function usualMatches({ earlier }: RuleVolume): number | null {
  if (earlier.length < RUNS_TO_KNOW) return null
  const sorted = [...earlier].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
