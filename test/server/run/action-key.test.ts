import { expect, test } from 'vitest'
import type { DecidedAct, Decision } from '#engine/decision.ts'
import { actsOf } from '#engine/rule.ts'
import { keyOf } from '#server/run/action-key.ts'
import { A_MAIL, aRule } from './a-company.ts'

const RULE = aRule({ id: 'late', days: 30, acts: [A_MAIL] })

function decided(rule = RULE, subjectId = 'heron', repeat = 1): [Decision, DecidedAct] {
  const [act] = actsOf(rule.steps)
  if (!act) throw new Error('The rule should have an act.')
  const reached: DecidedAct = { act, branch: null, repeat, status: 'due', heldBack: null, recipient: null }
  const decision: Decision = {
    rule,
    subject: { type: 'customer', id: subjectId, name: 'Heron Supplies' },
    customer: 0,
    customerId: subjectId,
    document: -1,
    cycle: null,
    branches: [],
    because: [],
    acts: [reached],
  }
  return [decision, reached]
}

const key = (cycle: number, ...of: Parameters<typeof decided>) => keyOf(...decided(...of), cycle)

test('the key of an action is its rule, step, subject, cycle and repeat', () => {
  expect(key(2, RULE, 'heron', 3)).toBe('["late","mail","customer","heron",2,3]')
})

test('an edited rule with other words, thresholds and params repeats nothing', () => {
  const params = { template: 'reminder-final', to: 'escalation' }
  const edited = aRule({ id: 'late', name: 'Late!', days: 45, acts: [{ ...A_MAIL, params }] })
  expect(key(1, edited)).toBe(key(1))
})

test('another step, subject, cycle or repeat is another action', () => {
  const otherStep = aRule({ id: 'late', days: 30, acts: [{ ...A_MAIL, id: 'second-mail' }] })
  const otherRule = aRule({ id: 'later', days: 30, acts: [A_MAIL] })
  const keys = [
    key(1),
    key(2),
    key(1, RULE, 'plover'),
    key(1, RULE, 'heron', 2),
    key(1, otherStep),
    key(1, otherRule),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

test('ids that hold quotes and commas cannot be made to look like another key', () => {
  expect(key(1, RULE, 'heron",1')).not.toBe(key(1, RULE, 'heron'))
  expect(JSON.parse(key(1, RULE, 'a","b'))).toEqual(['late', 'mail', 'customer', 'a","b', 1, 1])
})
