import { z } from 'zod'
import { POLICY_DEFAULTS, RELEASE_GRACE_DAYS } from '#engine/policy.ts'
import { scheduleProblem } from '#engine/schedule.ts'
import { knowsHolidaysOf } from './holidays.ts'

/** A time on the wall clock, as `09:00`. */
export const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time such as "09:00", from 00:00 to 23:59' })

const Schedule = z.string().superRefine((schedule, context) => {
  const problem = scheduleProblem(schedule)
  if (problem !== null) context.addIssue({ code: 'custom', message: problem })
})

const SendWindow = z.strictObject({ from: TimeOfDay, to: TimeOfDay }).refine(({ from, to }) => from < to, {
  error: 'must open before it closes, on the same day, as in {"from": "09:00", "to": "16:30"}',
})

const BusinessDays = z
  .array(
    z.int().min(1, { error: 'Monday is 1 and Sunday is 7' }).max(7, { error: 'Monday is 1 and Sunday is 7' }),
  )
  .min(1, { error: 'needs at least one day of the week: Monday is 1 and Sunday is 7' })
  .max(7)
  .refine((days) => new Set(days).size === days.length, { error: 'names a day of the week twice' })

/** A country, or a part of one, as `US` or `DE-BY`. */
const Country = z
  .string()
  .refine(knowsHolidaysOf, { error: 'must be a country such as "US", or a part of one such as "DE-BY"' })

/**
 * What may be set of a company's limits (`semantics.md` section 8 and 6.7). They stand among its settings under the same names;
 * what is left out stays as it is.
 */
export const LimitsChange = z.strictObject({
  /** When a rule runs that says nothing else. */
  schedule: Schedule.exactOptional(),
  /** Between these times of the legal entity's day letters leave. */
  sendWindow: SendWindow.exactOptional(),
  businessDays: BusinessDays.exactOptional(),
  /** Whose holidays count where a legal entity names no country; null for none. */
  country: Country.nullable().exactOptional(),
  /** Books older than this hold back what is for the customers they tell of; hours of days nobody works on do not count. Null where books do not age. */
  staleAfterHours: z.int().min(1).max(1440).nullable().exactOptional(),
  contactLimit: z
    .strictObject({ messages: z.int().min(1).max(100), businessDays: z.int().min(1).max(365) })
    .exactOptional(),
  /** The most a rule may reach as long as nothing of it has ever left. */
  firstRun: z
    .strictObject({
      customers: z.int().min(1).max(1_000_000),
      percentOfReceivables: z.int().min(1).max(100),
    })
    .exactOptional(),
  /** A rule that matches over so many times its usual number stops; below `from` matches no change means anything. */
  growth: z
    .strictObject({ factor: z.int().min(2).max(100), from: z.int().min(1).max(1_000_000) })
    .exactOptional(),
  holdsPerDay: z.int().min(1).max(10_000).exactOptional(),
  /** Business days after which what nobody has approved counts as skipped. */
  approvalExpiry: z.int().min(1).max(60).exactOptional(),
  /** Business days after which what has not been sent is decided again. */
  actionExpiry: z.int().min(1).max(60).exactOptional(),
  /** Days after a person has released a hold in which no rule places another. */
  releaseGraceDays: z.int().min(0).max(365).exactOptional(),
  /** For how many days chasing pauses once a customer has written to us; 0 for not at all. */
  replyPauseDays: z.int().min(0).max(60).exactOptional(),
  /** The hosts webhooks of rules may go to; `inside` for one that stands in the company's own network. */
  webhookHosts: z
    .array(z.strictObject({ host: z.string().min(1).max(253).toLowerCase(), inside: z.boolean() }))
    .max(50)
    .exactOptional(),
  /** When the morning report is made, by the company's clock, and the ids of the users it is mailed to. */
  morningReport: z
    .strictObject({ at: TimeOfDay, to: z.array(z.string().min(1).max(200)).max(50) })
    .exactOptional(),
})
export type LimitsChange = z.infer<typeof LimitsChange>
export type CompanyLimits = Required<LimitsChange>

export const DEFAULT_LIMITS: CompanyLimits = {
  schedule: '30 10 * * 1-5',
  sendWindow: { from: '09:00', to: '16:30' },
  businessDays: [1, 2, 3, 4, 5],
  country: null,
  staleAfterHours: 24,
  contactLimit: POLICY_DEFAULTS.contactLimit,
  firstRun: { customers: POLICY_DEFAULTS.caps.firstRun, percentOfReceivables: 10 },
  growth: { factor: 3, from: 10 },
  holdsPerDay: POLICY_DEFAULTS.caps.holdsPerDay,
  approvalExpiry: 5,
  actionExpiry: 2,
  releaseGraceDays: RELEASE_GRACE_DAYS,
  replyPauseDays: 0,
  webhookHosts: [],
  morningReport: { at: '07:30', to: [] },
}

/** The limits of a company, read from its settings; what is not set there has its default. */
export function limitsOf(settings: Readonly<Record<string, unknown>>): CompanyLimits {
  const set = Object.entries(settings).filter(([name]) => Object.hasOwn(DEFAULT_LIMITS, name))
  return { ...DEFAULT_LIMITS, ...LimitsChange.parse(Object.fromEntries(set)) }
}
