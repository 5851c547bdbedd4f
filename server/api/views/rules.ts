import { z } from 'zod'
import { ACT_KINDS } from '#engine/acts.ts'
import { CalendarDate } from '#engine/calendar-date.ts'
import { SUBJECTS } from '#engine/fact-spec.ts'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import { PREVIEW_OUTCOMES } from '#engine/preview-outcome.ts'
import { SAMPLE_KINDS } from '#engine/preview-samples.ts'
import { RuleTemplate, type TemplateDocument } from '#engine/rule-template.ts'
import { PUBLISH_REQUEST_STATES } from '#server/database/publish-tables.ts'
import { RULE_STATES } from '#server/database/rule-tables.ts'
import { BecauseLeaf, MoneyView } from '../views.ts'

const Count = z.int().min(0)
const Instant = z.iso.datetime()
export const TARGETS = ['monitor', 'live'] as const
export const FIRST_RUNS = ['from-now-on', 'act-now'] as const

/** A rule as it is being edited. `revision` is what the next save has to name, and the answer's ETag. */
export const DraftView = z.strictObject({
  rule: z.string(),
  revision: Count,
  document: z.unknown(),
  /** False when nobody has begun a draft: the document is then the live version's. */
  isDraft: z.boolean(),
  savedBy: z.string().nullable(),
  savedAt: Instant.nullable(),
})
export type DraftView = z.infer<typeof DraftView>

const ProblemOfRule = z.strictObject({ path: z.string(), found: z.string(), expected: z.string() })

/** What can be said of a document before anybody publishes it. */
export const CheckView = z.strictObject({
  /** True when it could be published as it is. */
  ok: z.boolean(),
  /** The rule in words; null while it cannot be read. */
  sentence: z.string().nullable(),
  problems: z.array(ProblemOfRule),
  warnings: z.array(ProblemOfRule),
  tests: z.array(z.strictObject({ name: z.string(), passed: z.boolean(), problem: z.string().nullable() })),
  /** The next five times it comes due from now on; none for a rule that waits for an event, or whose times cannot be read. */
  nextTimes: z.array(Instant),
  /** Whose clock they go by: the company's (IANA name). */
  timeZone: z.string(),
})
export type CheckView = z.infer<typeof CheckView>

export const VersionRow = z.strictObject({
  version: z.int().min(1),
  isLive: z.boolean(),
  publishedAs: z.enum(TARGETS),
  firstRun: z.enum(FIRST_RUNS).nullable(),
  publishedAt: Instant,
  publishedBy: z.string(),
  approvedBy: z.string().nullable(),
  reason: z.string().nullable(),
})
export type VersionRow = z.infer<typeof VersionRow>
export const VersionsView = z.strictObject({ versions: z.array(VersionRow) })
export type VersionsView = z.infer<typeof VersionsView>

/** What changed between two versions, in words; changes of layout alone are none. */
export const DiffView = z.strictObject({
  changes: z.array(
    z.strictObject({
      kind: z.string(),
      what: z.string(),
      id: z.string().nullable(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      sentence: z.string(),
      /** True when the rule may decide otherwise because of it. */
      decides: z.boolean(),
    }),
  ),
})
export type DiffView = z.infer<typeof DiffView>

const ImpactGroupView = z.strictObject({
  count: Count,
  customers: Count,
  open: z.array(MoneyView),
  first: z.array(z.strictObject({ id: z.string(), name: z.string(), customerId: z.string() })),
})
export type ImpactGroupView = z.infer<typeof ImpactGroupView>

const FirstRunView = z.strictObject({
  subjects: Count,
  customers: Count,
  recipients: Count,
  acts: z.array(z.strictObject({ step: z.string(), sentence: z.string(), count: Count })),
  isOverCap: z.boolean(),
})

/** What publishing would change today. */
export const ImpactView = z.strictObject({
  asOf: CalendarDate,
  newlyTouched: ImpactGroupView,
  noLongerTouched: ImpactGroupView,
  changed: ImpactGroupView,
  unchanged: Count,
  alreadyPast: z.array(z.strictObject({ step: z.string(), sentence: z.string(), group: ImpactGroupView })),
  firstRun: z.strictObject({ 'act-now': FirstRunView, 'from-now-on': FirstRunView }),
  overlaps: z.array(
    z.strictObject({
      rule: z.string(),
      name: z.string(),
      customers: Count,
      bothDo: z.array(z.enum(ACT_KINDS)),
    }),
  ),
  openHolds: z.array(
    z.strictObject({
      id: z.string(),
      customerId: z.string(),
      placedOn: CalendarDate,
      reason: z.string().nullable(),
    }),
  ),
  /** Why a second person has to look; empty when one is enough. */
  approval: z.array(z.string()),
})
export type ImpactView = z.infer<typeof ImpactView>

export const PublishedView = z.strictObject({
  version: z.int().min(1),
  state: z.enum(TARGETS),
  /** How many acts were marked as done for those already past them. */
  baseline: Count,
})
export type PublishedView = z.infer<typeof PublishedView>

export const StoppedView = z.strictObject({
  state: z.enum(RULE_STATES),
  cancelled: Count,
  holdsKept: Count,
  holdsReleased: Count,
})
export type StoppedView = z.infer<typeof StoppedView>

export const PublishRequestRow = z.strictObject({
  id: z.string(),
  rule: z.string(),
  target: z.enum(TARGETS),
  firstRun: z.enum(FIRST_RUNS),
  reasons: z.array(z.string()),
  why: z.string(),
  state: z.enum(PUBLISH_REQUEST_STATES),
  requestedBy: z.string(),
  requestedAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decidedWhy: z.string().nullable(),
})
export type PublishRequestRow = z.infer<typeof PublishRequestRow>
export const PublishRequestsView = z.strictObject({
  requests: z.array(PublishRequestRow),
  next: z.string().nullable(),
})
export type PublishRequestsView = z.infer<typeof PublishRequestsView>

export const AskedView = z.strictObject({ id: z.string(), reasons: z.array(z.string()) })
export type AskedView = z.infer<typeof AskedView>

export const SegmentView = z.strictObject({
  id: z.string(),
  name: z.string(),
  subject: z.enum(SUBJECTS),
  version: z.int().min(1),
  condition: z.unknown(),
})
export type SegmentView = z.infer<typeof SegmentView>
export const SegmentsView = z.strictObject({ segments: z.array(SegmentView) })
export type SegmentsView = z.infer<typeof SegmentsView>
export const SegmentVersionsView = z.strictObject({
  versions: z.array(
    z.strictObject({
      version: z.int().min(1),
      condition: z.unknown(),
      savedAt: Instant,
      savedBy: z.string(),
      why: z.string().nullable(),
    }),
  ),
})
export type SegmentVersionsView = z.infer<typeof SegmentVersionsView>
/** A segment that was saved, and the rules that got a draft by that. */
export const SegmentSavedView = z.strictObject({ version: z.int().min(1), drafts: z.array(z.string()) })

const Counted = z.strictObject({ count: Count, open: z.array(MoneyView) })

/** What a rule that is being written says of everybody today. `evaluated = matched + notMatched + unknown`, always. */
export const LiveCountView = z.strictObject({
  asOf: CalendarDate,
  subject: z.enum(SUBJECTS),
  evaluated: Count,
  admitted: Count,
  admittedOpen: z.array(MoneyView),
  matched: Counted,
  notMatched: Count,
  unknown: Count,
  branches: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string().nullable(),
      asked: Count,
      taken: Counted,
      unknown: Count,
      conditions: z.array(
        z.strictObject({
          path: z.string(),
          name: z.string().nullable(),
          yes: Counted,
          no: Count,
          unknown: Count,
        }),
      ),
    }),
  ),
  otherwise: z.array(Counted.extend({ id: z.string() })),
  steps: z.array(Counted.extend({ id: z.string() })),
  /** Beside the version that acts now; null when none does. */
  delta: z.strictObject({ entering: Counted, leaving: Counted, staying: Counted }).nullable(),
})
export type LiveCountView = z.infer<typeof LiveCountView>

/** Which values a fact has today and how many have each, the most frequent first. */
export const FactValuesView = z.strictObject({
  values: z.array(z.strictObject({ value: z.string(), count: Count })),
  /** How many further values there are. */
  more: Count,
  unknown: Count,
  evaluated: Count,
})
export type FactValuesView = z.infer<typeof FactValuesView>

/** How many each of several documents comes to, in their order; or why one cannot be counted. */
export const CountManyView = z.strictObject({
  counts: z.array(
    z.union([
      z.strictObject({ subject: z.enum(SUBJECTS), evaluated: Count, matched: Counted, unknown: Count }),
      z.strictObject({ problem: z.string() }),
    ]),
  ),
})
export type CountManyView = z.infer<typeof CountManyView>

/** The templates of the gallery, each with the document it fills in. */
export const RuleTemplatesView = z.strictObject({
  templates: z.array(
    RuleTemplate.extend({
      document: z.custom<TemplateDocument>((value) => typeof value === 'object' && value !== null),
    }),
  ),
})
export type RuleTemplatesView = z.infer<typeof RuleTemplatesView>

/** Rules read from a file, ours or plain json-rules-engine ones, as documents that can be saved as drafts. */
export const ForeignRulesView = z.strictObject({
  rules: z.array(
    z.strictObject({
      document: z.record(z.string(), z.json()),
      /** Whether it could be published as it is, and what speaks against it. */
      check: CheckView,
      /** Facts it asks for that these books do not have. */
      missingFacts: z.array(z.string()),
    }),
  ),
})
export type ForeignRulesView = z.infer<typeof ForeignRulesView>

/** A letter as it would be written, or why it cannot be. */
const LetterView = z.union([
  z.strictObject({
    to: z.strictObject({ name: z.string(), address: z.string() }),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  }),
  z.strictObject({ problem: z.string() }),
])

/** What a rule would do to one subject, and why. */
const PreviewRowView = z.strictObject({
  subject: z.strictObject({ type: z.string(), id: z.string(), name: z.string() }),
  customer: z.string(),
  outcome: z.enum(PREVIEW_OUTCOMES),
  branches: z.array(z.string()),
  actions: z.array(
    z.strictObject({
      step: z.string(),
      title: z.string(),
      status: z.string().nullable(),
      heldBack: z.string().nullable(),
    }),
  ),
  because: z.array(BecauseLeaf),
  reason: z.string().nullable(),
  open: z.array(MoneyView),
  letters: z.array(LetterView),
  heldBack: z.enum(HELD_BACK_REASONS).nullable(),
  /** The facts the rule asks about it, as a test of the rule gives them. */
  given: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
})

export const PreviewView = z.strictObject({
  sentence: z.string(),
  counts: LiveCountView,
  totals: z.strictObject({
    acted: Counted,
    waiting: Counted,
    'held-back': Counted,
    done: Counted,
    unknown: Counted,
    'not-matched': Counted,
  }),
  /** Why how many are held back; together all who are. */
  heldBack: z.array(Counted.extend({ reason: z.enum(HELD_BACK_REASONS) })),
  found: Count,
  /** What those who were found owe together. */
  foundOpen: z.array(MoneyView),
  /** Whom to look at before publishing: the edges of the rule. */
  samples: z.array(
    z.strictObject({
      kind: z.enum(SAMPLE_KINDS),
      subject: z.strictObject({ id: z.string(), name: z.string() }),
      condition: z.string().nullable(),
      reason: z.enum(HELD_BACK_REASONS).nullable(),
    }),
  ),
  rows: z.array(PreviewRowView),
  next: Count.nullable(),
  disagreements: z.array(z.string()),
})
export type PreviewView = z.infer<typeof PreviewView>

/** The same of one subject alone; null when there is none of that id. */
export const PreviewOneView = z.strictObject({
  row: PreviewRowView.nullable(),
  disagreements: z.array(z.string()),
})
export type PreviewOneView = z.infer<typeof PreviewOneView>
