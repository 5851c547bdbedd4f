import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { SUBJECTS } from '#engine/fact-spec.ts'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import { PREVIEW_OUTCOMES } from '#engine/preview-outcome.ts'
import { SAMPLE_KINDS } from '#engine/preview-samples.ts'
import { BecauseLeaf, MoneyView } from '../views.ts'

const Count = z.int().min(0)

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
  customer: z.strictObject({ id: z.string(), name: z.string() }),
  outcome: z.enum(PREVIEW_OUTCOMES),
  branches: z.array(z.string()),
  actions: z.array(
    z.strictObject({
      step: z.string(),
      title: z.string(),
      status: z.string().nullable(),
      /** Until when it waits, or when it was done. */
      day: CalendarDate.nullable(),
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
