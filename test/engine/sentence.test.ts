import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalLogic } from '#engine/canonical-logic.ts'
import type { Condition } from '#engine/condition.ts'
import { FACTS } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument, Trigger } from '#engine/rule.ts'
import { actSentence, conditionSentence, ruleSentence, triggerSentence } from '#engine/sentence.ts'
import { factNoun } from '#engine/sentence-fact.ts'
import { catalogue, randomCondition } from './random-conditions.ts'
import { randomRule, TEMPLATES } from './random-rules.ts'

const seed = Number(process.env.DUNLIN_SEED ?? 20261121)

const LATE = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const LARGE = { fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: 5000 }
const MAIL = { id: 'mail', do: 'act', action: 'send-email', params: { template: 'overdue-30' } }
const HOLD = {
  id: 'hold',
  do: 'act',
  action: 'place-credit-hold',
  params: { reason: '30 days overdue' },
  approval: 'required',
}

function aRule(parts: Record<string, unknown>): RuleDocument {
  return parseRule(
    {
      dunlin: 1,
      name: 'A rule',
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      steps: [{ id: 'd', do: 'decide', branches: [{ id: 'b', when: LATE, steps: [MAIL] }] }],
      ...parts,
    },
    'a rule',
    { catalogue, templates: TEMPLATES },
  )
}

const sentence = (parts: Record<string, unknown>) => ruleSentence(aRule(parts), catalogue)
const branch = (when: unknown, steps: unknown[]) => [
  { id: 'd', do: 'decide', branches: [{ id: 'b', when, steps }] },
]

test('the rule everybody starts with reads as one sentence', () => {
  expect(sentence({ steps: branch({ all: [LATE, LARGE] }, [MAIL, HOLD]) })).toBe(
    'Every weekday at 10:30, for each customer whose oldest invoice is at least 30 days overdue and whose USD balance ' +
      'is over 5,000.00 USD: send "More than 30 days overdue" to billing, and place a credit hold for "30 days overdue" until nothing is ' +
      'overdue (needs approval).',
  )
})

test('days of one currency name it where it belongs', () => {
  expect(conditionSentence({ ...LATE, params: { currency: 'USD' } }, catalogue)).toBe(
    'oldest USD invoice is at least 30 days overdue',
  )
})

test('a schedule of every hour of the day is not a list of numbers', () => {
  expect(triggerSentence({ schedule: '0 7-18 * * 1-5' })).toBe('Every weekday every hour from 7:00 to 18:00')
  expect(triggerSentence({ schedule: '15 7,9,11,13,15 * * *' })).toContain(
    'minute 15 of hour 7, 9, 11, 13 and 15',
  )
})

test('a ladder with a wait, a repeat and an otherwise says each of them', () => {
  const again = { ...MAIL, id: 'again', every: { days: 14 }, times: 3 }
  const task = {
    id: 'task',
    do: 'act',
    action: 'create-task',
    params: { title: 'Call them', dueInDays: 1 },
  }
  const wait = { id: 'wait', do: 'wait', days: 5, calendar: 'business' }
  const steps = [
    {
      id: 'd',
      do: 'decide',
      branches: [
        { id: 'b1', when: { ...LATE, value: 60 }, steps: [HOLD] },
        { id: 'b2', when: LATE, steps: [MAIL, wait, again] },
      ],
      otherwise: [task],
    },
  ]
  expect(sentence({ steps })).toBe(
    'Every weekday at 10:30, for each customer: if its oldest invoice is at least 60 days overdue: place a credit hold for ' +
      '"30 days overdue" until nothing is overdue (needs approval); else if its oldest invoice is at least 30 days overdue: send ' +
      '"More than 30 days overdue" to billing, then wait 5 business days, then send "More than 30 days overdue" to billing (again every 14 days, at most 3 ' +
      'times); else in all other cases: create the task "Call them" due in 1 day.',
  )
})

test('a policy is said key by key, and a key that is not set says nothing', () => {
  const policy = {
    audience: { fact: 'segment', operator: 'equal', value: 'enterprise' },
    exclude: { fact: 'internal', operator: 'equal', value: true },
    again: 'cleared',
    priority: 60,
    grace: 3,
    minimum: { USD: 50, EUR: '40.50' },
    contactLimit: { messages: 1, businessDays: 5 },
  }
  expect(sentence({ policy }).split(' (')[0]).toBe(
    'Every weekday at 10:30, for each customer whose oldest invoice is at least 30 days overdue: send "More than 30 days overdue" to ' +
      'billing. Only for a customer whose segment is "enterprise". Never for a customer that is internal. Days overdue count after 3 days ' +
      'of grace. Not below 40.50 EUR or 50.00 USD. It may act again once nothing was overdue in between. At most 1 message in ' +
      '5 business days. Priority 60.',
  )
  expect(sentence({})).toMatch(/to billing\.$/)
})

test.each([
  ['30 10 * * 1-5', 'Every weekday at 10:30'],
  ['30 10 * * MON-FRI', 'Every weekday at 10:30'],
  ['0 9 * * *', 'Every day at 9:00'],
  ['0 9,14 * * *', 'Every day at 9:00 and 14:00'],
  ['15 8 * * 1,4', 'Every Monday and Thursday at 8:15'],
  ['0 9 * * 7', 'Every Sunday at 9:00'],
  ['0 9 1 * *', 'On the 1st of each month at 9:00'],
  ['0 9 2,3,11,22 * *', 'On the 2nd, 3rd, 11th and 22nd of each month at 9:00'],
  ['0 9 1 1,7 *', 'On the 1st of January and July at 9:00'],
  ['0 9 1 * 1', 'On the 1st of each month, and on every Monday, at 9:00'],
  ['*/15 8-10 * * *', 'Every day minute 0, 15, 30 and 45 of hour 8, 9 and 10'],
  ['5 * * * *', 'Every day minute 5 of every hour'],
  ['5 4 * * 2#1', 'Every weekday marked "2#1" at 4:05'],
  ['5 4 L * *', 'On the days marked "L" of each month at 4:05'],
])('the schedule %s reads: %s', (schedule, words) => {
  expect(triggerSentence({ schedule })).toBe(words)
})

test.each([
  ['every' as const, 'Every business day at 8:00'],
  [[1], 'On the 1st business day of each month at 8:00'],
  [[-1, 3, -2, 1], 'On the 1st, 3rd, 2nd last and last business day of each month at 8:00'],
])('a rule that runs on the business days %j says: %s', (businessDays, words) => {
  expect(triggerSentence({ businessDays, at: '08:00' })).toBe(words)
})

test('business days written in another order are the same rule, and another day or time is another', () => {
  const logic = (trigger: Trigger) => canonicalLogic(aRule({ trigger }))
  expect(logic({ businessDays: [-1, 1], at: '08:00' })).toBe(logic({ businessDays: [1, -1], at: '08:00' }))
  const hashes = [
    logic({ businessDays: 'every', at: '08:00' }),
    logic({ businessDays: 'every', at: '08:30' }),
    logic({ businessDays: [1], at: '08:00' }),
    logic({ businessDays: [-1], at: '08:00' }),
    logic({ schedule: '0 8 * * 1-5' }),
  ]
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('a rule started by an event says which', () => {
  expect(sentence({ trigger: { on: 'payment-received' } })).toMatch(
    /^When a payment is received, for the customer whose oldest invoice is/,
  )
})

describe('operators are said in words of the type of the fact', () => {
  test.each<[Condition, string]>([
    [LATE, 'oldest invoice is at least 30 days overdue'],
    [{ ...LATE, operator: 'lessThan', value: 1 }, 'oldest invoice is under 1 day overdue'],
    [{ ...LATE, operator: 'between', value: [30, 60] }, 'oldest invoice is from 30 days to 60 days overdue'],
    [{ fact: 'daysSinceLastContact', operator: 'greaterThan', value: 7 }, 'last contact is over 7 days ago'],
    [
      { fact: 'daysSinceLastContact', operator: 'isUnknown', value: true },
      'days since last contact is unknown',
    ],
    [LARGE, 'USD balance is over 5,000.00 USD'],
    [
      {
        fact: 'balance',
        params: { currency: 'JPY', scope: 'group' },
        operator: 'lessThanInclusive',
        value: 5000,
      },
      'JPY balance of the group is at most 5,000 JPY',
    ],
    [
      {
        fact: 'balance',
        params: { currency: 'USD' },
        operator: 'greaterThan',
        value: { fact: 'creditLimit', params: { currency: 'USD' } },
      },
      'USD balance is over USD credit limit',
    ],
    [
      { fact: 'oldestDueDay', operator: 'lessThanInclusive', value: '2026-01-31' },
      'oldest due day is on or before 31 January 2026',
    ],
    [
      { fact: 'brokenPromises', params: { days: 90 }, operator: 'greaterThanInclusive', value: 2 },
      'number of broken promises in the last 90 days is at least 2',
    ],
    [{ fact: 'segment', operator: 'in', value: ['A', 'B'] }, 'segment is one of "A" or "B"'],
    [{ fact: 'custom.region', operator: 'startsWith', value: 'No' }, 'field "region" starts with "No"'],
    [{ fact: 'tags', operator: 'doesNotContain', value: 'key' }, 'list of tags does not include "key"'],
    [
      { fact: 'tags', operator: 'everyFact:startsWith', value: 'k' },
      'every item of list of tags starts with "k"',
    ],
    [{ fact: 'onCreditHold', operator: 'equal', value: false }, 'is not on credit hold'],
    [{ fact: 'accountStatus', operator: 'notEqual', value: 'legal' }, 'account status is not "legal"'],
    [
      { not: { any: [LATE, { all: [LARGE, LATE] }] } },
      'not (oldest invoice is at least 30 days overdue or (USD balance is over 5,000.00 USD and oldest invoice is at least 30 days overdue))',
    ],
  ])('%j', (condition, words) => {
    expect(conditionSentence(condition, catalogue)).toBe(words)
  })
})

test('of an invoice we say that it is overdue', () => {
  expect(sentence({ subject: 'invoice' })).toMatch(/for each invoice that is at least 30 days overdue: send/)
})

test('an act says its params, its approval and its repeats', () => {
  const [act] = aRule({
    steps: [
      {
        id: 'e',
        do: 'act',
        action: 'emit-event',
        params: { type: 'late', params: { b: 1, a: 'x' } },
        approval: 'required',
        every: { days: 1 },
        times: 1,
      },
    ],
  }).steps
  if (act?.do !== 'act') throw new TypeError('The rule lost its act.')
  expect(actSentence(act)).toBe(
    'report the event "late" with {"a":"x","b":1} (needs approval, again every 1 day, at most 1 time)',
  )
})

test.each<Subject>(['customer', 'invoice'])('no two facts of a %s are called the same', (subject) => {
  const nouns = FACTS.filter((fact) => fact.subjects.includes(subject)).map(({ name }) =>
    factNoun({ fact: name }),
  )
  expect(new Set(nouns).size).toBe(nouns.length)
})

test('no sentence speaks of cron, hashes or unknown keys', () => {
  fc.assert(
    fc.property(randomRule(), (rule) => {
      expect(ruleSentence(rule, catalogue)).not.toMatch(/cron|hash|payload|undefined|null|\[object/)
    }),
    { seed, numRuns: 300 },
  )
})

/** Remembers which logic a sentence stands for, and fails when another one reads the same (or the same one differently). */
function ledgerOfSentences() {
  const logicOf = new Map<string, string>()
  const sentenceOf = new Map<string, string>()
  return {
    enter(rule: RuleDocument) {
      const [words, logic] = [ruleSentence(rule, catalogue), canonicalLogic(rule)]
      expect({ words, logic: logicOf.get(words) ?? logic }).toEqual({ words, logic })
      expect({ logic, words: sentenceOf.get(logic) ?? words }).toEqual({ logic, words })
      logicOf.set(words, logic)
      sentenceOf.set(logic, words)
    },
    size: () => logicOf.size,
  }
}

test('two rules that differ in a condition have different sentences', () => {
  const ledger = ledgerOfSentences()
  const rule = aRule({})
  const [decide] = rule.steps
  fc.assert(
    fc.property(randomCondition(3), (when) => {
      if (decide?.do !== 'decide') throw new TypeError('The rule lost its decide.')
      ledger.enter({
        ...rule,
        steps: [{ ...decide, branches: decide.branches.map((one) => ({ ...one, when })) }],
      })
    }),
    { seed, numRuns: 20_000 },
  )
  expect(ledger.size()).toBeGreaterThan(10_000)
})

test('two rules that differ in trigger, policy or steps have different sentences', () => {
  const ledger = ledgerOfSentences()
  fc.assert(
    fc.property(randomRule(), (rule) => {
      ledger.enter(rule)
      ledger.enter({ ...rule, policy: {} })
      ledger.enter({ ...rule, steps: rule.steps.slice(1) })
      ledger.enter({
        ...rule,
        steps: [...rule.steps, { id: 'last', do: 'wait', days: 1, calendar: 'calendar' }],
      })
      ledger.enter({ ...rule, trigger: { schedule: '30 10 * * 1-5' } })
    }),
    { seed, numRuns: 3000 },
  )
  expect(ledger.size()).toBeGreaterThan(10_000)
})

test('ids, names, labels, notes, the view and tests are no logic', () => {
  const rule = aRule({})
  const [decide] = rule.steps
  if (decide?.do !== 'decide') throw new TypeError('The rule lost its decide.')
  const renamed: RuleDocument = {
    ...rule,
    id: 'other',
    name: 'Other',
    notes: ['note'],
    view: { x: 1 },
    tests: [{ name: 't', given: {}, expect: [] }],
    steps: [
      {
        ...decide,
        id: 'other-d',
        label: 'Label',
        branches: decide.branches.map((one) => ({
          ...one,
          id: 'other-b',
          label: 'L',
          when: { name: 'c1', priority: 5, ...LATE },
        })),
      },
    ],
  }
  expect(canonicalLogic(renamed)).toBe(canonicalLogic(rule))
  expect(canonicalLogic(aRule({ subject: 'invoice' }))).not.toBe(canonicalLogic(rule))
})

test('what is only written differently is the same logic', () => {
  const written = (value: unknown) => canonicalLogic(aRule({ steps: branch({ ...LARGE, value }, [MAIL]) }))
  expect(written('5000.00')).toBe(written(5000))
  expect(written('5000.50')).toBe(written(5000.5))
  expect(written('5000.50')).not.toBe(written(5000))
  const grouped = (when: unknown) => canonicalLogic(aRule({ steps: branch(when, [MAIL]) }))
  expect(grouped({ all: [LATE] })).toBe(grouped({ any: [{ all: [LATE] }] }))
  expect(grouped({ all: [LATE, LARGE] })).not.toBe(grouped({ any: [LATE, LARGE] }))
})
