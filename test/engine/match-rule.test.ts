import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import { compileRule } from '#engine/compile-rule.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import { flowCounts } from '#engine/flow-counts.ts'
import { rowsOf } from '#engine/mask.ts'
import { matchRule, type RuleFlow } from '#engine/match-rule.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { Branch, RuleDocument, RuleStep } from '#engine/rule.ts'
import { walkRule } from '#engine/walk.ts'
import { tableOf } from './facts-of-rows.ts'
import { naiveTruth } from './naive-truth.ts'
import { catalogue, type Row, randomRow } from './random-conditions.ts'
import { randomRule, TEMPLATES } from './random-rules.ts'

const over = (days: number) => ({ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days })
const note = (id: string) => ({ id, do: 'act', action: 'add-note', params: { text: id } })

function aRule(parts: Record<string, unknown>): RuleDocument {
  const document = {
    dunlin: 1,
    name: 'A rule',
    subject: 'customer',
    trigger: { schedule: '0 9 * * *' },
    ...parts,
  }
  return parseRule(document, 'a rule', { catalogue, templates: TEMPLATES })
}

function match(rule: RuleDocument, rows: readonly Row[]) {
  const result = matchRule(compileRule(rule, catalogue), {
    evaluator: createColumnEvaluator(tableOf(rows)),
    rows: rows.length,
    customers: null,
  })
  return {
    matched: rowsOf(result.matched),
    notMatched: rowsOf(result.notMatched),
    unknown: rowsOf(result.unknown),
  }
}

const DAYS: readonly Row[] = [
  { daysOverdue: 0 },
  { daysOverdue: 30 },
  { daysOverdue: null },
  { daysOverdue: 60 },
]

describe('a rule matches', () => {
  test('those who reach an act; those whose way there cannot be decided are counted apart', () => {
    const steps = [{ id: 'd', do: 'decide', branches: [{ id: 'b', when: over(30), steps: [note('n')] }] }]
    expect(match(aRule({ steps }), DAYS)).toEqual({ matched: [1, 3], notMatched: [0], unknown: [2] })
  })

  test('everybody, when an act stands under no condition', () => {
    expect(match(aRule({ steps: [note('n')] }), DAYS).matched).toEqual([0, 1, 2, 3])
  })

  test('someone for whom an act was reached before a condition could not be decided', () => {
    const decide = { id: 'd', do: 'decide', branches: [{ id: 'b', when: over(30), steps: [note('m')] }] }
    expect(match(aRule({ steps: [note('n'), decide] }), DAYS)).toEqual({
      matched: [0, 1, 2, 3],
      notMatched: [],
      unknown: [],
    })
  })

  test('nobody by way of "otherwise" whose earlier branch is unknown', () => {
    const steps = [
      {
        id: 'd',
        do: 'decide',
        branches: [{ id: 'b', when: over(30), steps: [] }],
        otherwise: [note('n')],
      },
    ]
    expect(match(aRule({ steps }), DAYS)).toEqual({ matched: [0], notMatched: [1, 3], unknown: [2] })
  })

  test('only the audience, and never the excluded; a customer of whom that is unknown is counted as unknown', () => {
    const rows: readonly Row[] = [
      { segment: 'A', onCreditHold: false },
      { segment: 'B', onCreditHold: false },
      { segment: null, onCreditHold: false },
      { segment: 'A', onCreditHold: true },
      { segment: 'A', onCreditHold: null },
    ]
    const policy = {
      audience: { fact: 'segment', operator: 'equal', value: 'A' },
      exclude: { fact: 'onCreditHold', operator: 'equal', value: true },
    }
    expect(match(aRule({ policy, steps: [note('n')] }), rows)).toEqual({
      matched: [0],
      notMatched: [1, 3],
      unknown: [2, 4],
    })
  })

  test('with grace days only those who are that much later', () => {
    const steps = [{ id: 'd', do: 'decide', branches: [{ id: 'b', when: over(30), steps: [note('n')] }] }]
    expect(match(aRule({ policy: { grace: 3 }, steps }), DAYS).matched).toEqual([3])
  })
})

test('audience and exclude of a rule about invoices are asked of the customer of each', () => {
  const customers: readonly Row[] = [{ segment: 'A' }, { segment: 'B' }, { segment: null }]
  const rule = aRule({
    subject: 'invoice',
    policy: { audience: { fact: 'segment', operator: 'equal', value: 'A' } },
    steps: [note('n')],
  })
  const result = matchRule(compileRule(rule, catalogue), {
    evaluator: createColumnEvaluator(tableOf(Array.from({ length: 5 }, () => ({})))),
    rows: 5,
    customers: {
      evaluator: createColumnEvaluator(tableOf(customers)),
      customerOf: Int32Array.of(1, 0, 2, 0, 1),
    },
  })
  expect(rowsOf(result.matched)).toEqual([1, 3])
  expect(rowsOf(result.notMatched)).toEqual([0, 4])
  expect(rowsOf(result.unknown)).toEqual([2])
})

test('in bulk a rule matches exactly those for whom the walk of one reaches an act, and everybody is counted once', () => {
  const seen = { matched: 0, notMatched: 0, unknown: 0 }
  fc.assert(
    fc.property(randomRule(), fc.array(randomRow, { minLength: 1, maxLength: 40 }), (rule, rows) => {
      const wanted = { matched: [] as number[], notMatched: [] as number[], unknown: [] as number[] }
      for (const [at, row] of rows.entries()) wanted[walkOne(rule, row)].push(at)
      const result = match(rule, rows)
      expect(result).toEqual(wanted)
      expect(result.matched.length + result.notMatched.length + result.unknown.length).toBe(rows.length)
      for (const key of ['matched', 'notMatched', 'unknown'] as const) seen[key] += result[key].length
    }),
    { seed: 20261121, numRuns: 600 },
  )
  expect(Math.min(seen.matched, seen.notMatched, seen.unknown)).toBeGreaterThan(500)
})

test('whoever comes to a decide is counted once: in a branch, as otherwise, or with data missing', () => {
  let decides = 0
  fc.assert(
    fc.property(randomRule(), fc.array(randomRow, { minLength: 1, maxLength: 40 }), (rule, rows) => {
      const flow: RuleFlow = new Map()
      const evaluator = createColumnEvaluator(tableOf(rows))
      matchRule(compileRule(rule, catalogue), { evaluator, rows: rows.length, customers: null, flow })
      const counts = flowCounts(flow)
      const walk = (steps: readonly RuleStep[], came: number): number => {
        let on = came
        for (const step of steps) {
          expect(counts[`step:${step.id}`]).toBe(on)
          if (step.do !== 'decide') continue
          decides++
          const taken = step.branches.map((branch) => counts[`branch:${branch.id}`]!)
          const otherwise = counts[`otherwise:${step.id}`]!
          expect(taken.reduce((sum, count) => sum + count, otherwise + counts[`unknown:${step.id}`]!)).toBe(
            on,
          )
          const behind = step.branches.map((branch, at) => walk(branch.steps, taken[at]!))
          on = behind.reduce((sum, count) => sum + count, walk(step.otherwise ?? [], otherwise))
        }
        return on
      }
      walk(rule.steps, counts.admitted!)
    }),
    { seed: 20261122, numRuns: 200 },
  )
  expect(decides).toBeGreaterThan(100)
})

function walkOne(rule: RuleDocument, row: Row): 'matched' | 'notMatched' | 'unknown' {
  const { branches } = compileRule(rule, catalogue)
  const { audience, exclude } = rule.policy
  if (audience && naiveTruth(audience, row) !== true)
    return naiveTruth(audience, row) === null ? 'unknown' : 'notMatched'
  if (exclude && naiveTruth(exclude, row) !== false)
    return naiveTruth(exclude, row) === null ? 'unknown' : 'notMatched'
  const truthOf = (branch: Branch) => {
    const compiled = branches.get(branch.id)
    if (!compiled) throw new TypeError(`The branch ${branch.id} was not compiled.`)
    return naiveTruth(compiled.condition, row)
  }
  const walk = walkRule({ steps: rule.steps, truthOf, cycle: null, asOf: 20_000, calendar: MONDAY_TO_FRIDAY })
  if (walk.acts.length > 0) return 'matched'
  return walk.decided ? 'notMatched' : 'unknown'
}
