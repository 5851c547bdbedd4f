import { expect, test } from 'vitest'
import { checkRule } from '#engine/check-rule.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'

const catalogue = catalogueOf()
const late = (operator: string, value: unknown) => ({ fact: 'daysOverdue', operator, value })
const owes = (operator: string, value: unknown) => ({
  fact: 'balance',
  params: { currency: 'USD' },
  operator,
  value,
})
const mail = (id: string) => ({ id, do: 'act', action: 'send-email', params: { template: 'overdue-30' } })

function findings(steps: unknown[], policy: unknown = {}) {
  const rule = parseRule(
    { dunlin: 1, name: 'A rule', subject: 'customer', trigger: { schedule: '30 10 * * *' }, policy, steps },
    'a rule',
    { catalogue, templates: ['overdue-30'] },
  )
  return checkRule(rule, catalogue)
}
const decide = (...conditions: unknown[]) => [
  {
    id: 'd',
    do: 'decide',
    branches: conditions.map((when, at) => ({ id: `b${at}`, when, steps: [mail(`m${at}`)] })),
  },
]
const paths = (found: { problems: readonly { path: string }[] }) => found.problems.map(({ path }) => path)

test('F78: a balance over and under the same amount can never be, and is refused', () => {
  expect(paths(findings(decide({ all: [owes('greaterThan', 0), owes('lessThan', 0)] })))).toEqual([
    'steps[0].branches[0].when',
  ])
})

test('from 5,000 and up to 5,000 there is one amount left, so it is not refused', () => {
  const exactly = { all: [owes('greaterThanInclusive', 5000), owes('lessThanInclusive', 5000)] }
  expect(paths(findings(decide(exactly)))).toEqual([])
})

test('one way of several that can be met is enough', () => {
  const impossible = { all: [owes('greaterThan', 10), owes('lessThan', 5)] }
  expect(paths(findings(decide({ any: [impossible, late('greaterThan', 3)] })))).toEqual([])
})

test('two segments at once are impossible, and so is missing and over 30 days', () => {
  const segment = (value: string) => ({ fact: 'segment', operator: 'equal', value })
  expect(paths(findings(decide({ all: [segment('A'), segment('B')] })))).toHaveLength(1)
  const missing = { all: [late('isUnknown', true), late('greaterThan', 30)] }
  expect(paths(findings(decide(missing)))).toHaveLength(1)
})

test('a branch behind a milder one is never reached; the most severe stands first', () => {
  const mild = late('greaterThanInclusive', 3)
  const severe = late('greaterThanInclusive', 30)
  expect(paths(findings(decide(mild, severe)))).toEqual(['steps[0].branches[1].when'])
  expect(paths(findings(decide(severe, mild)))).toEqual([])
})

test('an audience nobody belongs to is refused', () => {
  const nobody = { all: [owes('greaterThan', 10), owes('lessThan', 5)] }
  expect(paths(findings(decide(late('greaterThan', 3)), { audience: nobody }))).toEqual(['policy.audience'])
})

test('3.7: a wait longer than its branch can stay true is refused, a shorter one is not', () => {
  const within = (days: number) => [
    {
      id: 'd',
      do: 'decide',
      branches: [
        {
          id: 'b',
          when: late('between', [30, 40]),
          steps: [mail('m1'), { id: 'w', do: 'wait', days }, mail('m2')],
        },
      ],
    },
  ]
  expect(paths(findings(within(11)))).toEqual(['steps[0].branches[0].steps[1].days'])
  expect(paths(findings(within(10)))).toEqual([])
})

test('days of all currencies beside an amount in dollars are pointed out, and nothing is refused for it', () => {
  const { problems, warnings } = findings(
    decide({ all: [late('greaterThan', 30), owes('greaterThan', 5000)] }),
  )
  expect(problems).toEqual([])
  expect(warnings.map(({ expected }) => expected).join()).toContain('Limit its currency to USD')
})
