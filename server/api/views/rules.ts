import { z } from 'zod'

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
