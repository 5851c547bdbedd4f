import { z } from 'zod'
import { AGING_BUCKETS } from '#engine/aging.ts'
import { CalendarDate } from '#engine/calendar-date.ts'
import { type FactSpec, SUBJECTS } from '#engine/fact-spec.ts'
import { Currency } from '#engine/money.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { RULE_STATES } from '#server/database/rule-tables.ts'
import { LimitsChange } from '#server/guards/company-limits.ts'
import { RetentionSettings } from '#server/operations/retention-settings.ts'

export type { ActionState } from '#server/database/action-tables.ts'
export type { RuleState } from '#server/database/rule-tables.ts'

/**
 * What the API answers, route by route. The builder knows the server by these alone, and the tests read every answer back
 * through them. Amounts are decimal text with their currency; days are calendar dates; instants are ISO text in UTC.
 */

const Instant = z.iso.datetime()
const Count = z.int().min(0)

export const MoneyView = z.strictObject({ amount: z.string().regex(/^-?\d+(\.\d+)?$/), currency: Currency })
export type MoneyView = z.infer<typeof MoneyView>

export const HealthView = z.strictObject({ status: z.literal('ok'), version: z.string() })
export type HealthView = z.infer<typeof HealthView>

export const ReadyView = z.strictObject({
  ready: z.boolean(),
  checks: z.array(z.strictObject({ check: z.string(), ok: z.boolean(), found: z.string() })),
})
export type ReadyView = z.infer<typeof ReadyView>

export const COMPANY_MODES = ['test', 'live'] as const

export const CompanyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  mode: z.enum(COMPANY_MODES),
  /** Today in the company's own zone. */
  asOf: CalendarDate,
  timeZone: z.string(),
  currency: Currency,
  entities: z.array(z.strictObject({ id: z.string(), name: z.string(), currency: Currency })),
})
export type CompanyView = z.infer<typeof CompanyView>

export const EntityView = z.strictObject({
  id: z.string(),
  name: z.string(),
  currency: Currency,
  timeZone: z.string(),
  country: z.string().nullable(),
})
export type EntityView = z.infer<typeof EntityView>
export const EntitiesView = z.strictObject({ entities: z.array(EntityView) })
export type EntitiesView = z.infer<typeof EntitiesView>

export const SettingsView = z.strictObject({
  name: z.string(),
  mode: z.enum(COMPANY_MODES),
  timeZone: z.string(),
  currency: Currency,
  /** One person may both write and approve; for teams of one. */
  soloMode: z.boolean(),
  /** In which language letters are written to those whose own is not known, and those of an entity where it has another. */
  language: z.string(),
  entityLanguages: z.record(z.string(), z.string()),
  /** What is not set stands there with its default. */
  limits: LimitsChange.required(),
  /** How many days decisions and the texts of letters are kept; for ever where nothing is said. */
  retention: RetentionSettings,
  /** Null while sending is not stopped. */
  sendingStopped: z.strictObject({ at: Instant, by: z.string() }).nullable(),
})
export type SettingsView = z.infer<typeof SettingsView>

/** What one entity is owed in one currency: the buckets add up to the balance, and credits are not taken off it. */
export const AgingLineView = z.strictObject({
  currency: Currency,
  /** Null for documents that name none. */
  entity: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  buckets: z.array(z.strictObject({ bucket: z.enum(AGING_BUCKETS), amount: MoneyView })),
  balance: MoneyView,
  unappliedCash: MoneyView,
  openCreditMemos: MoneyView,
  /** Documents of which nobody can know what is open; they are in none of the sums. */
  unknownDocuments: Count,
})
export const AgingView = z.strictObject({ asOf: CalendarDate, lines: z.array(AgingLineView) })
export type AgingView = z.infer<typeof AgingView>

/** `evaluated = matched + notMatched + unknown`, always. */
export const CountsView = z.strictObject({
  evaluated: Count,
  matched: Count,
  notMatched: Count,
  unknown: Count,
  heldBack: Count,
  actions: Count,
})
export type CountsView = z.infer<typeof CountsView>

export const RunOfRule = z.strictObject({
  runId: z.string(),
  asOf: CalendarDate,
  startedAt: Instant,
  counts: CountsView,
})

export const RuleRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(RULE_STATES),
  version: z.int().nullable(),
  sentence: z.string(),
  /** When it runs, in words. */
  trigger: z.string(),
  lastRun: RunOfRule.nullable(),
  nextDueAt: Instant.nullable(),
  /** Who changed it last without publishing; null when what runs is all there is. */
  draft: z.strictObject({ by: z.string().nullable(), at: Instant.nullable() }).nullable(),
})
export type RuleRow = z.infer<typeof RuleRow>
export const RulesView = z.strictObject({ rules: z.array(RuleRow) })
export type RulesView = z.infer<typeof RulesView>

/**
 * How many subjects of a run came to a step and took a branch, by their ids; by the id of a decide, how many none of its branches
 * took and of how many it could not be said. Runs before this was kept have no `admitted`.
 */
export const EdgeCounts = z.strictObject({
  /** Those whom the policy let in, who come to the first step. */
  admitted: Count.nullable(),
  steps: z.record(z.string(), Count),
  branches: z.record(z.string(), Count),
  otherwise: z.record(z.string(), Count),
  unknown: z.record(z.string(), Count),
})
export type EdgeCounts = z.infer<typeof EdgeCounts>

export const RuleView = RuleRow.extend({
  document: z.custom<RuleDocument>((value) => typeof value === 'object' && value !== null),
  versions: z.array(
    z.strictObject({
      version: z.int(),
      publishedAt: Instant,
      publishedBy: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  edgeCounts: EdgeCounts.nullable(),
  /** The facts of the company's own making, without which its conditions cannot be put into words. */
  customFacts: z.array(z.custom<FactSpec>((value) => typeof value === 'object' && value !== null)),
})
export type RuleView = z.infer<typeof RuleView>

/** One comparison and how it came out; `result` is null when data was missing. */
export const BecauseLeaf = z.strictObject({
  fact: z.string(),
  operator: z.string(),
  value: z.string(),
  actual: z.string().nullable(),
  result: z.boolean().nullable(),
  words: z.string(),
})
export type BecauseLeaf = z.infer<typeof BecauseLeaf>

export const MATCH_OUTCOMES = ['acted', 'waiting', 'done', 'held-back', 'unknown'] as const

export const MatchRow = z.strictObject({
  subject: z.strictObject({ type: z.enum(SUBJECTS), id: z.string(), name: z.string() }),
  outcome: z.enum(MATCH_OUTCOMES),
  branch: z.string().nullable(),
  actions: z.array(
    z.strictObject({
      id: z.string().nullable(),
      step: z.string(),
      title: z.string(),
      state: z.string().nullable(),
      heldBack: z.string().nullable(),
    }),
  ),
  because: z.array(BecauseLeaf),
})
export type MatchRow = z.infer<typeof MatchRow>
export const MatchesView = z.strictObject({
  run: RunOfRule.nullable(),
  matches: z.array(MatchRow),
  next: z.string().nullable(),
})
export type MatchesView = z.infer<typeof MatchesView>

/** Problem details (RFC 9457): the answer of every route that could not do what was asked. */
export const ProblemView = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  problems: z
    .array(z.strictObject({ path: z.string(), found: z.string(), expected: z.string() }))
    .exactOptional(),
  /** The word by which the server's log knows the request. */
  requestId: z.string().exactOptional(),
  /** For a draft that somebody else has changed since: their document, with its revision and author. */
  current: z
    .strictObject({
      revision: z.int().min(0),
      document: z.unknown(),
      savedBy: z.string().nullable(),
      savedAt: Instant.nullable(),
    })
    .exactOptional(),
})
export type ProblemView = z.infer<typeof ProblemView>
