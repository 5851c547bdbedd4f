import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalLogic } from '#engine/canonical-logic.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { diffRules } from '#engine/rule-diff.ts'
import { catalogue as randomCatalogue } from './random-conditions.ts'
import { randomRule } from './random-rules.ts'

const catalogue = catalogueOf()
const late = (days: number) => ({ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days })
const owes = (amount: number) => ({
  fact: 'balance',
  params: { currency: 'USD' },
  operator: 'greaterThan',
  value: amount,
})
const mail = (id: string, template = 'overdue-30') => ({
  id,
  do: 'act',
  action: 'send-email',
  params: { template, to: 'billing' },
})
const hold = { id: 'hold', do: 'act', action: 'place-credit-hold', params: { reason: 'late' } }
const wait = (days: number) => ({ id: 'pause', do: 'wait', days })

type Json = Record<string, unknown>
const rule = ({
  when = { all: [late(30), owes(5000)] } as unknown,
  steps = [mail('mail'), hold] as Json[],
  ...rest
}: Json & { when?: unknown; steps?: Json[] } = {}) =>
  parseRule(
    {
      dunlin: 1,
      id: 'late',
      name: 'Late',
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      steps: [{ id: 'd', do: 'decide', branches: [{ id: 'b', label: 'Late', when, steps }] }],
      ...rest,
    },
    'a rule',
    { catalogue, templates: ['overdue-30', 'reminder-final'] },
  )
const sentences = (before = rule(), after = rule()) =>
  diffRules(before, after, catalogue).map(({ sentence }) => sentence)

describe('what changed between two versions of a rule', () => {
  test('is nothing when only boxes were moved on the canvas', () => {
    expect(sentences(rule(), rule({ view: { mail: { x: 1, y: 2 } }, notes: ['ask Ann'] }))).toEqual([])
  })

  test('is nothing when the same is written differently', () => {
    expect(sentences(rule(), rule({ trigger: { schedule: '30 10 * * MON-FRI' } }))).toEqual([])
  })

  test('names the threshold that was changed, before and after', () => {
    expect(sentences(rule(), rule({ when: { all: [late(30), owes(4000)] } }))).toEqual([
      'In the branch "Late": USD balance is over 5,000.00 USD became USD balance is over 4,000.00 USD.',
    ])
  })

  test('names a condition that was added and one that was removed', () => {
    const more = rule({ when: { all: [late(30), { fact: 'openCount', operator: 'greaterThan', value: 2 }] } })
    expect(diffRules(rule(), more, catalogue)).toMatchObject([
      { kind: 'removed', what: 'condition', id: 'b' },
      { kind: 'added', what: 'condition', id: 'b' },
    ])
  })

  test('reads a condition as a whole where its kind changed', () => {
    const [change, ...others] = diffRules(rule(), rule({ when: { any: [late(30), owes(5000)] } }), catalogue)
    expect(others).toEqual([])
    expect(change?.before).toContain(' and ')
    expect(change?.after).toContain(' or ')
  })

  test('names acts that were added, removed and changed', () => {
    const after = rule({ steps: [mail('mail', 'reminder-final'), wait(7), mail('second')] })
    expect(sentences(rule(), after)).toEqual([
      'Removed in the branch "Late": place a credit hold for "late" until nothing is overdue.',
      'What is done in the branch "Late" was changed from send "More than 30 days overdue" to billing to send "Final reminder" to billing.',
      'Added in the branch "Late": wait 7 days.',
      'Added in the branch "Late": send "More than 30 days overdue" to billing.',
    ])
  })

  test('tells a step that was deleted and added again, since it has no history any more', () => {
    expect(
      diffRules(rule({ steps: [mail('one')] }), rule({ steps: [mail('two')] }), catalogue),
    ).toMatchObject([
      { kind: 'removed', id: 'one' },
      { kind: 'added', id: 'two' },
    ])
  })

  test('tells that acts changed places, once', () => {
    const changes = diffRules(rule(), rule({ steps: [hold, mail('mail')] }), catalogue)
    expect(changes).toMatchObject([{ kind: 'moved', what: 'act' }])
  })

  test('tells a detail of a hold that its sentence leaves out', () => {
    const below = { ...hold, params: { reason: 'late', releaseBelow: { USD: 100 } } }
    const changes = diffRules(rule(), rule({ steps: [mail('mail'), below] }), catalogue)
    expect(changes).toMatchObject([{ kind: 'changed', what: 'act', id: 'hold' }])
    expect(changes[0]?.sentence).toContain('releaseBelow')
  })

  test('tells a rule that leaves holidays out from one that only leaves weekends out', () => {
    const after = rule({ trigger: { businessDays: [1, -1], at: '10:30' } })
    expect(sentences(rule(), after)).toEqual([
      'When it is looked at was changed from Every weekday at 10:30 to On the 1st and last business day of each month at 10:30.',
    ])
  })

  test('names the settings, the schedule and the name', () => {
    const after = rule({
      name: 'Very late',
      trigger: { schedule: '0 9 * * 1-5' },
      policy: { priority: 60, grace: 3 },
    })
    expect(sentences(rule({ policy: { priority: 50 } }), after)).toEqual([
      'The name was changed from "Late" to "Very late".',
      'When it is looked at was changed from Every weekday at 10:30 to Every weekday at 9:00.',
      'Added: Days overdue count after 3 days of grace.',
      'The setting "priority" was changed from Priority 50 to Priority 60.',
    ])
  })

  test('marks what cannot change a decision', () => {
    const changes = diffRules(
      rule(),
      rule({ name: 'New name', tests: [{ name: 'one', given: {}, expect: [] }] }),
      catalogue,
    )
    expect(changes.map(({ decides }) => decides)).toEqual([false, false])
  })
})

test('two random rules of different logic never differ in nothing, and a rule never differs from itself', () => {
  fc.assert(
    fc.property(randomRule(), randomRule(), (before, after) => {
      expect(diffRules(before, before, randomCatalogue)).toEqual([])
      const decides = diffRules(before, after, randomCatalogue).some((change) => change.decides)
      if (canonicalLogic(before) !== canonicalLogic(after)) expect(decides).toBe(true)
    }),
    { numRuns: 200 },
  )
})
