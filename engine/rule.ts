import { z } from 'zod'
import type { ActName } from './acts.ts'
import type { Condition } from './condition.ts'
import { SUBJECTS } from './fact-spec.ts'
import { EVENTS } from './ledger-event.ts'
import { Policy } from './policy.ts'

/** The version of the rule document this code writes. Older ones are migrated, newer ones refused. */
export const FORMAT_VERSION = 1

const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/, {
  error: 'An id is letters, digits, hyphens and underscores, up to 80 of them.',
})
const Label = z.string().min(1).max(200)

const ActStep = z.strictObject({
  id: Id,
  do: z.literal('act'),
  action: z.string(),
  params: z.record(z.string(), z.json()).default({}),
  approval: z.literal('required').exactOptional(),
  /** Repeats: again every so many days, at most `times` times in all. */
  every: z.strictObject({ days: z.int().min(1).max(365) }).exactOptional(),
  times: z.int().min(1).max(100).exactOptional(),
})

const WaitStep = z.strictObject({
  id: Id,
  do: z.literal('wait'),
  days: z.int().min(1).max(365),
  calendar: z.enum(['calendar', 'business']).default('calendar'),
  /** Ends the wait earlier, when the task of a step before it is done; the days are then the most it lasts. */
  until: z.strictObject({ taskDone: Id }).exactOptional(),
})

const BranchShape = z.strictObject({
  id: Id,
  label: Label.exactOptional(),
  when: z.json(),
  get steps() {
    return z.array(Step)
  },
})

const DecideStep = z.strictObject({
  id: Id,
  do: z.literal('decide'),
  label: Label.exactOptional(),
  get branches() {
    return z.array(BranchShape).min(1, { error: 'A decide needs at least one branch.' })
  },
  get otherwise() {
    return z.array(Step).exactOptional()
  },
})

const Step: z.ZodType<StepShape, StepShape> = z.discriminatedUnion('do', [ActStep, WaitStep, DecideStep], {
  error: 'A step does one of: act, wait, decide.',
}) as unknown as z.ZodType<StepShape, StepShape>

type StepShape = z.infer<typeof ActStep> | z.infer<typeof WaitStep> | DecideShape
type DecideShape = {
  id: string
  do: 'decide'
  label?: string
  branches: { id: string; label?: string; when: z.core.util.JSONType; steps: StepShape[] }[]
  otherwise?: StepShape[]
}

/**
 * The most a rule may count business days of a month from either end. Months that have fewer, by a company's own calendar, are
 * passed over.
 */
export const MOST_BUSINESS_DAYS = 20
const BUSINESS_DAYS_ERROR = `"businessDays" is "every", or days of the month counted in business days, from 1 to ${MOST_BUSINESS_DAYS} or from the end (-1 is the last), as in [1, -1].`

const NthBusinessDay = z
  .int({ error: BUSINESS_DAYS_ERROR })
  .refine((nth) => nth !== 0 && Math.abs(nth) <= MOST_BUSINESS_DAYS, { error: BUSINESS_DAYS_ERROR })

/** Times on business days only, by the calendar of the company: every one, or those so many from the start or end of the month. */
const BusinessDays = z.union(
  [
    z.literal('every'),
    z
      .array(NthBusinessDay)
      .min(1, { error: BUSINESS_DAYS_ERROR })
      .max(MOST_BUSINESS_DAYS, { error: BUSINESS_DAYS_ERROR })
      .refine((days) => new Set(days).size === days.length, { error: BUSINESS_DAYS_ERROR }),
  ],
  { error: BUSINESS_DAYS_ERROR },
)
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: '"at" is a time such as "08:00", from 00:00 to 23:59.',
})

export const Trigger = z.union(
  [
    z.strictObject({ schedule: z.string().min(1).max(100) }),
    z.strictObject({ businessDays: BusinessDays, at: TimeOfDay }),
    z.strictObject({ on: z.enum(EVENTS) }),
  ],
  {
    error: `A trigger is { "schedule": "30 10 * * 1-5" }, { "businessDays": "every", "at": "08:00" }, { "businessDays": [1, -1], "at": "08:00" } or { "on": EVENT } with one of: ${EVENTS.join(', ')}.`,
  },
)
export type Trigger = z.infer<typeof Trigger>
export type BusinessDayTrigger = Extract<Trigger, { readonly businessDays: unknown }>

/** A test kept with a rule: given these facts, exactly these acts are expected. */
export const RuleTest = z.strictObject({
  name: Label,
  given: z.record(z.string(), z.json()),
  expect: z.array(z.string()),
})

/** The shape of a rule document. What its parts mean together is checked by `parse-rule.ts`. */
export const RuleShape = z.strictObject({
  dunlin: z.literal(FORMAT_VERSION),
  id: Id.exactOptional(),
  name: Label,
  description: z.string().max(2000).exactOptional(),
  subject: z.enum(SUBJECTS),
  trigger: Trigger,
  policy: Policy.default({}),
  steps: z.array(Step).min(1, { error: 'A rule needs at least one step.' }),
  tests: z.array(RuleTest).default([]),
  notes: z.array(z.json()).default([]),
  view: z.record(z.string(), z.json()).default({}),
})

export type RuleDocument = Omit<z.infer<typeof RuleShape>, 'id' | 'steps' | 'policy'> & {
  readonly id: string
  readonly steps: readonly RuleStep[]
  readonly policy: RulePolicy
}
export type RulePolicy = Omit<Policy, 'audience' | 'exclude'> & {
  readonly audience?: Condition
  readonly exclude?: Condition
}
export type Act = Omit<z.infer<typeof ActStep>, 'action'> & { readonly action: ActName }
export type Wait = z.infer<typeof WaitStep>
export type Branch = {
  readonly id: string
  readonly label?: string
  readonly when: Condition
  readonly steps: readonly RuleStep[]
}
export type Decide = {
  readonly id: string
  readonly do: 'decide'
  readonly label?: string
  readonly branches: readonly Branch[]
  readonly otherwise?: readonly RuleStep[]
}
export type RuleStep = Act | Wait | Decide

/** The id of a rule that was given none, made from its name: `30 days overdue` becomes `30-days-overdue`. */
export function idFromName(name: string): string {
  const id = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
  return id === '' ? 'rule' : id
}

/** Every act of a list of steps, in reading order, however deep. */
export function actsOf(steps: readonly RuleStep[]): Act[] {
  return steps.flatMap((step) => {
    if (step.do === 'act') return [step]
    if (step.do === 'wait') return []
    return [...step.branches.flatMap((branch) => actsOf(branch.steps)), ...actsOf(step.otherwise ?? [])]
  })
}
