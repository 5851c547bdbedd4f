import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { RUN_STATES } from '#server/database/rule-tables.ts'
import { CountsView, EdgeCounts, MoneyView } from '../views.ts'

const Instant = z.iso.datetime()

export const RunRow = z.strictObject({
  id: z.string(),
  asOf: CalendarDate,
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  state: z.enum(RUN_STATES),
  /** What started it. */
  startedBy: z.string(),
  problem: z.string().nullable(),
  counts: CountsView,
})
export type RunRow = z.infer<typeof RunRow>
export const RunView = RunRow.extend({
  rules: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      counts: CountsView,
      /** Why the run stopped for it, in sentences; what it planned waits for a person. */
      brakes: z.array(z.string()),
    }),
  ),
  released: z.strictObject({ at: Instant, by: z.string() }).nullable(),
  /** The sources whose books were older than they may be, so that nothing left. */
  staleSources: z.array(z.string()),
})
export type RunView = z.infer<typeof RunView>
/** A rule as it was in a run: its version of then, and how many came through it with what they owed. */
export const RunRuleView = z.strictObject({
  run: RunRow,
  rule: z.string(),
  version: z.int(),
  document: z.custom<RuleDocument>((value) => typeof value === 'object' && value !== null),
  customFacts: z.array(z.custom<FactSpec>((value) => typeof value === 'object' && value !== null)),
  counts: CountsView,
  edgeCounts: EdgeCounts.nullable(),
  /** By the same ids as the counts; runs before this was kept have none. */
  edgeMoney: z.strictObject({
    admitted: z.array(MoneyView),
    steps: z.record(z.string(), z.array(MoneyView)),
    branches: z.record(z.string(), z.array(MoneyView)),
    otherwise: z.record(z.string(), z.array(MoneyView)),
    unknown: z.record(z.string(), z.array(MoneyView)),
  }),
  brakes: z.array(z.string()),
})
export type RunRuleView = z.infer<typeof RunRuleView>
export const RunsView = z.strictObject({ runs: z.array(RunRow), next: z.string().nullable() })
export type RunsView = z.infer<typeof RunsView>
