import type { ParamSpec } from './fact-spec.ts'

/** The params that several facts share, so that one word means the same everywhere. */

export const CURRENCY = {
  kind: 'currency',
  required: true,
  meaning: 'Only amounts in this currency count; amounts of different currencies are never added up.',
} as const satisfies ParamSpec

export const CURRENCY_FILTER = {
  kind: 'currency',
  required: false,
  meaning: 'Only documents in this currency count; left out, documents in every currency do.',
} as const satisfies ParamSpec

export const SCOPE = {
  kind: 'choice',
  values: ['own', 'group'],
  required: false,
  meaning: 'own (the default): this customer alone; group: with every customer below it in the hierarchy.',
} as const satisfies ParamSpec

export const CONVERTED = {
  kind: 'boolean',
  required: false,
  meaning:
    'true: amounts in other currencies are converted by the latest imported rate on or before the day and added, each currency rounded half to even; unknown while a rate is missing.',
} as const satisfies ParamSpec

export const WINDOW = {
  kind: 'days',
  required: false,
  meaning: 'Only the last so many days count, the day itself included; left out, all time does.',
} as const satisfies ParamSpec

export const MIN_SAMPLE = {
  kind: 'days',
  required: false,
  meaning: 'How many payments it takes before the figure is known; 3 when left out.',
} as const satisfies ParamSpec

export const RULE = { kind: 'text', required: true, meaning: 'Id of the rule.' } as const satisfies ParamSpec
export const STEP = {
  kind: 'text',
  required: true,
  meaning: 'Id of the step in that rule.',
} as const satisfies ParamSpec
