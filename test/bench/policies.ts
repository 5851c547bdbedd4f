import type { Condition, Leaf, Operand } from '#engine/condition.ts'

/** The figures a policy is set to; each policy is run at several. */
export type Level = {
  readonly days: number
  /** As people write it; the columns hold minor units. */
  readonly amount: number
  readonly count: number
  readonly daysLate: number
}

export const LEVELS: readonly Level[] = [
  { days: 30, amount: 5_000, count: 1, daysLate: 15 },
  { days: 60, amount: 5_000, count: 2, daysLate: 30 },
  { days: 90, amount: 10_000, count: 3, daysLate: 30 },
  { days: 15, amount: 1_000, count: 1, daysLate: 10 },
  { days: 45, amount: 2_500, count: 2, daysLate: 20 },
]

export const POLICY_NAMES = [
  'late-and-large',
  'late-or-large',
  'final-notice',
  'many-open',
  'broken-promise',
  'small-abroad',
  'over-limit',
  'slow-payer',
  'not-the-favoured',
  'escalation',
] as const
export type PolicyName = (typeof POLICY_NAMES)[number]

const USD = { currency: 'USD' }

function is(fact: string, operator: string, value: Operand): Leaf {
  const isMoney = fact === 'balance' || fact === 'overdueBalance' || fact === 'creditLimit'
  return isMoney ? { fact, params: USD, operator, value } : { fact, operator, value }
}

const lateBy = (days: number) => is('daysOverdue', 'greaterThanInclusive', days)
const owes = (amount: number) => is('balance', 'greaterThan', amount)
const owesOverdue = (amount: number) => is('overdueBalance', 'greaterThan', amount)

/** Conditions as controllers write them. `hand-written.ts` says the same in code. */
export const POLICIES: Readonly<Record<PolicyName, (level: Level) => Condition>> = {
  'late-and-large': ({ days, amount }) => ({ all: [lateBy(days), owes(amount)] }),
  'late-or-large': ({ days, amount }) => ({ any: [lateBy(days), owesOverdue(amount)] }),
  'final-notice': ({ days, amount }) => ({
    all: [lateBy(days), owesOverdue(amount), is('segment', 'notEqual', 'key')],
  }),
  'many-open': ({ days, amount, count }) => ({
    all: [is('openCount', 'greaterThan', count * 3), { any: [lateBy(days), owesOverdue(amount)] }],
  }),
  'broken-promise': ({ amount, count }) => ({
    all: [
      is('brokenPromises', 'greaterThanInclusive', count),
      owesOverdue(amount),
      is('onCreditHold', 'equal', false),
    ],
  }),
  'small-abroad': ({ days }) => ({
    all: [is('country', 'in', ['DE', 'FR', 'NL']), lateBy(days), is('segment', 'equal', 'smb')],
  }),
  'over-limit': ({ days }) => ({
    all: [is('balance', 'greaterThan', { fact: 'creditLimit', params: USD }), lateBy(days)],
  }),
  'slow-payer': ({ amount, daysLate }) => ({
    all: [is('averageDaysLate', 'greaterThan', daysLate), owesOverdue(amount)],
  }),
  'not-the-favoured': ({ days }) => ({
    all: [
      { not: { any: [is('segment', 'in', ['key', 'public']), is('country', 'equal', 'GB')] } },
      lateBy(days),
      is('daysOverdue', 'lessThan', days + 30),
    ],
  }),
  escalation: ({ days, amount, count }) => ({
    any: [
      { all: [lateBy(days + 30), owesOverdue(amount)] },
      {
        all: [
          lateBy(days),
          is('brokenPromises', 'greaterThanInclusive', count),
          is('segment', 'notEqual', 'key'),
        ],
      },
      owes(amount * 6),
    ],
  }),
}
