import { z } from 'zod'
import { AGING_BUCKETS } from '#engine/aging.ts'
import { CalendarDate } from '#engine/calendar-date.ts'
import { type FactSpec, SUBJECTS } from '#engine/fact-spec.ts'
import { Currency } from '#engine/money.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { ACTION_STATES } from '#server/database/action-tables.ts'
import { RULE_STATES, RUN_STATES } from '#server/database/rule-tables.ts'
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

export const ActionRow = z.strictObject({
  id: z.string(),
  customer: z.strictObject({ id: z.string(), name: z.string() }),
  act: z.strictObject({ name: z.string(), title: z.string() }),
  rule: z.strictObject({ id: z.string(), name: z.string() }),
  step: z.string(),
  amounts: z.array(MoneyView),
  state: z.enum(ACTION_STATES),
  stateReason: z.string().nullable(),
  reason: z.string(),
  plannedOn: CalendarDate,
})
export type ActionRow = z.infer<typeof ActionRow>
export const ActionsView = z.strictObject({
  actions: z.array(ActionRow),
  /** How many there are in each state, over all pages. */
  byState: z.record(z.string(), Count),
  next: z.string().nullable(),
})
export type ActionsView = z.infer<typeof ActionsView>

export const MessageView = z.strictObject({
  id: z.string(),
  to: z.array(z.strictObject({ name: z.string().nullable(), address: z.string() })),
  subject: z.string(),
  text: z.string(),
  /** Where the letter can be seen as it would arrive; its own address with its own, stricter content policy. */
  htmlPath: z.string().nullable(),
  /** The entity it is from; null for the company. */
  entity: z.string().nullable(),
  template: z.string().nullable(),
  language: z.string().nullable(),
  /** What it is written from, with its fields: the template's words, or those of a person. */
  words: z.strictObject({ subject: z.string(), body: z.string() }).nullable(),
  /** Who wrote the words and when; null for those of the template. */
  wordedBy: z.string().nullable(),
  wordedAt: Instant.nullable(),
})
export type MessageView = z.infer<typeof MessageView>

export const ActionView = ActionRow.extend({
  params: z.record(z.string(), z.json()),
  decidedAt: Instant,
  doneOn: CalendarDate.nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  because: z.array(BecauseLeaf),
  message: MessageView.nullable(),
  /** An action about several legal entities has a letter from each; these are the further ones. */
  otherMessages: z.array(MessageView),
})
export type ActionView = z.infer<typeof ActionView>

/** What became of several actions somebody settled at once. */
export const SettledView = z.strictObject({
  settled: Count,
  refused: z.array(z.strictObject({ id: z.string(), why: z.string() })),
})
export type SettledView = z.infer<typeof SettledView>

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
