import { z } from 'zod'
import { ACT_KINDS } from '#engine/acts.ts'
import { CalendarDate } from '#engine/calendar-date.ts'
import { PUBLISH_REQUEST_STATES } from '#server/database/publish-tables.ts'
import { RULE_STATES } from '#server/database/rule-tables.ts'
import { MoneyView } from '../views.ts'
import { FIRST_RUNS, TARGETS } from './rules.ts'

const Instant = z.iso.datetime()
const Count = z.int().min(0)

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
