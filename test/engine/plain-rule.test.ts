import fc from 'fast-check'
import { Engine, type RuleProperties } from 'json-rules-engine'
import { describe, expect, test } from 'vitest'
import { MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import { compileRule } from '#engine/compile-rule.ts'
import { type Condition, columnId } from '#engine/condition.ts'
import { RuleInvalidError, RuleNotSayableError } from '#engine/errors.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import { hasBit } from '#engine/mask.ts'
import { matchRule } from '#engine/match-rule.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { ActsEventParams } from '#engine/plain-rule.ts'
import { type ExportedRule, exportPlainRules } from '#engine/plain-rule-export.ts'
import { importPlainRules, type PlainRuleReferences } from '#engine/plain-rule-import.ts'
import { actsOf, type Branch, type RuleDocument } from '#engine/rule.ts'
import { walkRule } from '#engine/walk.ts'
import { internalOf, tableOf } from './facts-of-rows.ts'
import { naiveTruth } from './naive-truth.ts'
import { catalogue, REFS, type Row, randomRow, specOf } from './random-conditions.ts'
import { randomRule, TEMPLATES } from './random-rules.ts'

const seed = Number(process.env.DUNLIN_SEED ?? 20261121)

const take = (json: unknown, more: Partial<PlainRuleReferences> = {}) =>
  importPlainRules(json, { source: 'their.json', catalogue, templates: TEMPLATES, ...more })

/** The condition of the one branch of an imported rule. */
function conditionOf(rule: RuleDocument | undefined): Condition {
  const [step] = rule?.steps ?? []
  if (step?.do !== 'decide' || !step.branches[0]) throw new TypeError('The import made no branch.')
  return step.branches[0].when
}

function problemsOf(json: unknown, more: Partial<PlainRuleReferences> = {}) {
  try {
    take(json, more)
  } catch (error) {
    if (error instanceof RuleInvalidError) return error.problems
    throw error
  }
  return []
}

const LATE = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }

describe('a plain json-rules-engine rule is taken over', () => {
  test('its event becomes the act of that name, its conditions the one branch', () => {
    const { rules } = take({
      conditions: { all: [LATE] },
      event: { type: 'send-email', params: { template: 'overdue-30' } },
      name: 'Late payers',
      priority: 60,
    })
    expect(rules).toEqual([
      {
        dunlin: 1,
        id: 'late-payers',
        name: 'Late payers',
        subject: 'customer',
        trigger: { schedule: '30 10 * * 1-5' },
        policy: { priority: 60 },
        steps: [
          {
            id: 'decide',
            do: 'decide',
            branches: [
              {
                id: 'branch',
                when: { all: [LATE] },
                steps: [
                  {
                    id: 'act',
                    do: 'act',
                    action: 'send-email',
                    params: { template: 'overdue-30', to: 'billing' },
                  },
                ],
              },
            ],
          },
        ],
        tests: [],
        notes: [],
        view: {},
      },
    ])
  })

  test('an event we have no act for is reported under its own name with its params', () => {
    const { rules } = take({
      conditions: { any: [LATE] },
      event: { type: 'escalate', params: { to: ['Maria'] } },
    })
    expect(actsOf(rules[0]?.steps ?? [])[0]).toMatchObject({
      action: 'emit-event',
      params: { type: 'escalate', params: { to: ['Maria'] } },
    })
  })

  test('a parking fine for long or blocking stays: groups in groups, facts declared in the file', () => {
    const { rules, catalogue: known } = take({
      facts: {
        parkedMinutes: 'number',
        zone: { type: 'enum', values: ['red', 'blue'] },
        'blocks-exit': 'boolean',
      },
      rules: [
        {
          conditions: {
            any: [
              {
                all: [
                  { fact: 'zone', operator: 'equal', value: 'red' },
                  { fact: 'parkedMinutes', operator: 'greaterThan', value: 15 },
                ],
              },
              {
                all: [
                  { fact: 'zone', operator: 'equal', value: 'blue' },
                  { fact: 'parkedMinutes', operator: 'greaterThan', value: 120 },
                ],
              },
              { not: { fact: 'blocks-exit', operator: 'equal', value: false } },
            ],
          },
          event: { type: 'fine', params: { message: 'Pay at the gate' } },
        },
      ],
    })
    expect(rules).toHaveLength(1)
    expect(known.spec('zone')).toMatchObject({ type: 'enum', values: ['red', 'blue'], nullable: true })
  })

  test('the field of an object, asked for with params and a path, is a fact of its own', () => {
    const badge = {
      type: 'object',
      params: { badgeId: 'text' },
      fields: { level: 'number', office: { type: 'object', fields: { city: 'text' } } },
    }
    const { rules, catalogue: known } = take(
      {
        conditions: {
          all: [
            { fact: 'badge', params: { badgeId: 'b-7' }, path: '$.level', operator: 'greaterThan', value: 3 },
            { fact: 'badge', path: '.office.city', operator: 'in', value: ['Oslo', 'Bergen'] },
            {
              fact: 'visitorCity',
              operator: 'notEqual',
              value: { fact: 'badge', path: 'office.city', params: { badgeId: 'b-7' } },
            },
          ],
        },
        event: { type: 'open-door' },
      },
      { facts: { badge, visitorCity: 'text' } },
    )
    expect(conditionOf(rules[0])).toEqual({
      all: [
        { fact: 'badge.level', params: { badgeId: 'b-7' }, operator: 'greaterThan', value: 3 },
        { fact: 'badge.office.city', operator: 'in', value: ['Oslo', 'Bergen'] },
        {
          fact: 'visitorCity',
          operator: 'notEqual',
          value: { fact: 'badge.office.city', params: { badgeId: 'b-7' } },
        },
      ],
    })
    expect(known.spec('badge.office.city')?.type).toBe('text')
  })

  test('shared conditions are written out where they are used', () => {
    const { rules } = take({
      conditions: {
        late: { all: [LATE] },
        'late-and-held': { all: [{ condition: 'late' }, { condition: 'held' }] },
        held: { fact: 'onCreditHold', operator: 'equal', value: true },
      },
      rules: [{ conditions: { not: { condition: 'late-and-held' } }, event: { type: 'relax' } }],
    })
    expect(conditionOf(rules[0])).toEqual({
      not: { all: [{ all: [LATE] }, { fact: 'onCreditHold', operator: 'equal', value: true }] },
    })
  })

  test('decorators and priorities of conditions stay as they are', () => {
    const conditions = {
      all: [
        { fact: 'tags', operator: 'someFact:in', value: ['key', 'new'], priority: 10 },
        { fact: 'segment', operator: 'not:equal', value: 'internal', name: 'not-us' },
      ],
    }
    expect(conditionOf(take({ conditions, event: { type: 'x' } }).rules[0])).toEqual(conditions)
  })

  test('comparing with null asks whether the value is known', () => {
    const { rules } = take({
      conditions: {
        any: [
          { fact: 'creditLimit', params: { currency: 'USD' }, operator: 'equal', value: null },
          { fact: 'tags', operator: 'notEqual', value: null },
        ],
      },
      event: { type: 'x' },
    })
    expect(conditionOf(rules[0])).toEqual({
      any: [
        { fact: 'creditLimit', params: { currency: 'USD' }, operator: 'isUnknown', value: true },
        { fact: 'tags', operator: 'isKnown', value: true },
      ],
    })
  })

  test('rules of one name get ids of their own', () => {
    const rule = { name: 'Late', conditions: { all: [LATE] }, event: { type: 'x' } }
    expect(take([rule, rule, rule]).rules.map(({ id }) => id)).toEqual(['late', 'late-2', 'late-3'])
  })
})

describe('what cannot be taken over is refused with its path', () => {
  const rule = (leaf: unknown) => ({ conditions: { all: [leaf] }, event: { type: 'x' } })
  const circle = {
    conditions: { a: { all: [{ condition: 'b' }] }, b: { any: [{ condition: 'a' }] } },
    rules: [{ conditions: { all: [{ condition: 'a' }] }, event: { type: 'x' } }],
  }
  const doubling = {
    conditions: Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `c${at}`,
        at === 0 ? LATE : { all: [{ condition: `c${at - 1}` }, { condition: `c${at - 1}` }] },
      ]),
    ),
    rules: [{ conditions: { all: [{ condition: 'c8' }, { condition: 'c8' }] }, event: { type: 'x' } }],
  }
  const company = { facts: { company: { type: 'object', fields: { department: 'text' } } } }
  test.each<[string, unknown, Partial<PlainRuleReferences>, string, string, RegExp]>([
    ['a rule without an event', { conditions: { all: [LATE] } }, {}, 'event', '', /of type object/],
    [
      'a key nobody knows',
      { ...rule(LATE), onSuccess: 'run' },
      {},
      'onSuccess',
      '"run"',
      /no part of a plain rule/,
    ],
    [
      'an event with a third key',
      { ...rule(LATE), event: { type: 'x', id: 7 } },
      {},
      'event.id',
      '7',
      /no part/,
    ],
    [
      'an unknown fact',
      rule({ ...LATE, fact: 'daysOverdu' }),
      {},
      'conditions.all[0].fact',
      '"daysOverdu"',
      /Did you mean "daysOverdue"/,
    ],
    [
      'an unknown operator',
      rule({ ...LATE, operator: 'matches' }),
      {},
      'conditions.all[0].operator',
      '"matches"',
      /Operators: /,
    ],
    [
      'an empty group',
      { conditions: { all: [] }, event: { type: 'x' } },
      {},
      'conditions.all',
      '[]',
      /at least one/,
    ],
    [
      'a search for a path',
      rule({ fact: 'company', path: '$..department', operator: 'equal', value: 'x' }),
      company,
      'conditions.all[0].path',
      '"$..department"',
      /\$\.department/,
    ],
    [
      'a path with code in it',
      rule({ fact: 'company', path: '$[?(@.a)]', operator: 'equal', value: 'x' }),
      company,
      'conditions.all[0].path',
      '"$[?(@.a)]"',
      /fixed dotted field/,
    ],
    [
      'a path into the prototype',
      rule({ fact: 'company', path: '$.constructor', operator: 'equal', value: 'x' }),
      company,
      'conditions.all[0].path',
      '"$.constructor"',
      /fixed dotted field/,
    ],
    [
      'a path into what is no object',
      rule({ ...LATE, path: '$.a' }),
      {},
      'conditions.all[0].path',
      '"$.a"',
      /not declared as an object/,
    ],
    [
      'a path on the value side',
      rule({ fact: 'segment', operator: 'equal', value: { fact: 'company', path: '$.x' } }),
      company,
      'conditions.all[0].value.path',
      '"$.x"',
      /fixed dotted field/,
    ],
    [
      'a shared condition that is not there',
      rule({ condition: 'late' }),
      {},
      'conditions.all[0].condition',
      '"late"',
      /no such shared condition/,
    ],
    [
      'shared conditions in a circle',
      circle,
      {},
      'rules[0].conditions.all[0].all[0].any[0].condition',
      '"a"',
      /a > b > a/,
    ],
    ['shared conditions that grow beyond reason', doubling, {}, 'rules[0].conditions', '', /at most 200/],
    ['a priority out of range', { ...rule(LATE), priority: 1000 }, {}, 'priority', '1000', /100/],
    [
      'a template that does not exist',
      { ...rule(LATE), event: { type: 'send-email', params: { template: 'nope' } } },
      {},
      'event.params.template',
      '"nope"',
      /no such mail template/,
    ],
    [
      'a declared fact of no type',
      rule(LATE),
      { facts: { x: 'date' } },
      'facts.x',
      '"date"',
      /declared by its type/,
    ],
    [
      'a declared fact that is another of ours',
      rule(LATE),
      { facts: { balance: 'number' } },
      'facts.balance',
      '"number"',
      /of type money/,
    ],
    [
      'an amount without a currency',
      rule({ fact: 'price', operator: 'greaterThan', value: 5 }),
      { facts: { price: 'money' } },
      'conditions.all[0].params.currency',
      '',
      /needs its currency/,
    ],
    ['text that is no rule', 'all late payers', {}, '', '"all late payers"', /of type object/],
  ])('%s', (_, json, more, path, found, expected) => {
    const problems = problemsOf(json, more)
    expect(problems.map((problem) => problem.path)).toContain(path)
    const problem = problems.find((one) => one.path === path)
    if (found !== '') expect(problem?.found).toBe(found)
    expect(problem?.expected).toMatch(expected)
  })

  test('conditions nested a thousand deep, or shared ones doubled forty times, are refused, not a crash', () => {
    let deep: unknown = LATE
    for (let depth = 0; depth < 5000; depth++) deep = { all: [deep] }
    expect(problemsOf({ conditions: deep, event: { type: 'x' } }).map(({ path }) => path)).toEqual([''])
    const huge = {
      ...doubling,
      rules: [{ conditions: { all: [{ condition: 'c39' }] }, event: { type: 'x' } }],
    }
    expect(problemsOf(huge).length).toBeGreaterThan(0)
  })

  test('all problems of all rules are listed, not only the first', () => {
    const problems = problemsOf([rule({ ...LATE, value: 'x' }), rule({ ...LATE, operator: 'matches' })])
    expect(problems.map(({ path }) => path)).toEqual([
      '[0].conditions.all[0].value',
      '[1].conditions.all[0].operator',
    ])
  })
})

/** Facts as they are handed to a stock json-rules-engine: minor units, days as text, null for what is missing. */
function stockFacts(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    REFS.map((ref) => {
      const written = row[columnId(ref)] ?? null
      return [columnId(ref), specOf(ref).type === 'money' ? internalOf(ref, written) : written]
    }),
  )
}

/** Ids of the acts that a stock json-rules-engine reaches for a subject. */
async function stockActs(rules: readonly ExportedRule[], row: Row): Promise<string[]> {
  const engine = new Engine()
  for (const rule of rules) engine.addRule(rule as unknown as RuleProperties)
  const { events } = await engine.run(stockFacts(row))
  return events.flatMap(({ params }) => ActsEventParams.parse(params).acts.map(({ id }) => id)).sort()
}

/** Ids of the acts our own walk reaches for a subject, by the definition of a condition. */
function ownActs(rule: RuleDocument, row: Row): string[] {
  const { branches } = compileRule(rule, catalogue)
  const { audience, exclude } = rule.policy
  if (audience && naiveTruth(audience, row) !== true) return []
  if (exclude && naiveTruth(exclude, row) !== false) return []
  const truthOf = (branch: Branch) => {
    const compiled = branches.get(branch.id)
    if (!compiled) throw new TypeError(`The branch ${branch.id} was not compiled.`)
    return naiveTruth(compiled.condition, row)
  }
  const walk = walkRule({ steps: rule.steps, truthOf, cycle: null, asOf: 20_000, calendar: MONDAY_TO_FRIDAY })
  return walk.acts.map(({ act }) => act.id).sort()
}

const OWN = /(between|startsWith|containsText|isKnown|isUnknown)$/
const plainRules = randomRule({
  waits: false,
  repeats: false,
  allows: (operator) => !OWN.test(operator),
}).map((rule): RuleDocument => {
  const { minimum: _, ...policy } = rule.policy
  return { ...rule, policy }
})

test('what is exported, run by a stock json-rules-engine, reaches the same acts as our own walk, missing values included', async () => {
  let reached = 0
  await fc.assert(
    fc.asyncProperty(plainRules, fc.array(randomRow, { minLength: 1, maxLength: 8 }), async (rule, rows) => {
      const exported: unknown = JSON.parse(JSON.stringify(exportPlainRules(rule, catalogue)))
      const match = matchRule(compileRule(rule, catalogue), {
        evaluator: createColumnEvaluator(tableOf(rows)),
        rows: rows.length,
        customers: null,
      })
      for (const [at, row] of rows.entries()) {
        const own = ownActs(rule, row)
        expect(await stockActs(exported as ExportedRule[], row)).toEqual(own)
        expect(hasBit(match.matched, at)).toBe(own.length > 0)
        if (own.length > 0) reached += 1
      }
    }),
    { seed, numRuns: 600 },
  )
  expect(reached).toBeGreaterThan(300)
})

test('importing what was exported keeps whom it matches', () => {
  let compared = 0
  fc.assert(
    fc.property(plainRules, fc.array(randomRow, { minLength: 1, maxLength: 8 }), (rule, rows) => {
      let imported: RuleDocument[]
      try {
        imported = take(JSON.parse(JSON.stringify(exportPlainRules(rule, catalogue)))).rules
      } catch (error) {
        // Denying earlier branches can make the conditions deeper or larger than a rule may be; that is said, not cut off.
        if (!(error instanceof RuleInvalidError)) throw error
        expect(error.problems.every(({ expected }) => /10 deep|at most 200/.test(expected))).toBe(true)
        return
      }
      compared += 1
      for (const row of rows)
        expect(imported.flatMap((one) => ownActs(one, row)).sort()).toEqual(ownActs(rule, row))
    }),
    { seed, numRuns: 600 },
  )
  expect(compared).toBeGreaterThan(200)
})

describe('an exported rule', () => {
  const rule = parseRule(
    {
      dunlin: 1,
      name: 'Ladder',
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      policy: { priority: 60, grace: 3 },
      steps: [
        {
          id: 'd',
          do: 'decide',
          branches: [
            {
              id: 'large',
              when: {
                name: 'c1',
                fact: 'balance',
                params: { currency: 'USD' },
                operator: 'greaterThan',
                value: '5000.50',
              },
              steps: [
                {
                  id: 'hold',
                  do: 'act',
                  action: 'place-credit-hold',
                  params: { reason: 'late' },
                  approval: 'required',
                },
                { id: 'mail', do: 'act', action: 'send-email', params: { template: 'overdue-30' } },
              ],
            },
            {
              id: 'late',
              when: LATE,
              steps: [{ id: 'note', do: 'act', action: 'add-note', params: { text: 'late' } }],
            },
          ],
        },
      ],
    },
    'ladder',
    { catalogue, templates: TEMPLATES },
  )

  test('asks first whether the values are known, counts amounts in minor units and says so', () => {
    const [large] = exportPlainRules(rule, catalogue)
    expect(large).toMatchObject({
      name: 'Ladder: hold',
      priority: 60,
      conditions: {
        all: [
          {
            all: [
              { fact: 'balance@currency=USD', operator: 'notEqual', value: null, priority: 2 },
              { name: 'c1', fact: 'balance@currency=USD', operator: 'greaterThan', value: 500050 },
            ],
          },
        ],
      },
      event: {
        type: 'acts-reached',
        params: {
          rule: 'ladder',
          branch: 'large',
          acts: [{ id: 'hold', approval: 'required' }, { id: 'mail' }],
          units: { 'balance@currency=USD': 'minor units of USD (2 decimals)', daysOverdue: 'calendar days' },
          missing: 'null',
        },
      },
    })
  })

  test('denies the earlier branch in the later one, and has the days of grace worked in', () => {
    expect(exportPlainRules(rule, catalogue)[1]?.conditions).toEqual({
      all: [
        {
          all: [
            { fact: 'balance@currency=USD', operator: 'notEqual', value: null, priority: 2 },
            { name: 'c1', fact: 'balance@currency=USD', operator: 'lessThanInclusive', value: 500050 },
          ],
        },
        {
          all: [
            { fact: 'daysOverdue', operator: 'notEqual', value: null, priority: 2 },
            { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 33 },
          ],
        },
      ],
    })
  })

  const act = { id: 'a', do: 'act', action: 'add-note', params: { text: 'x' } }
  test.each<[string, Record<string, unknown>, string]>([
    ['a wait', { steps: [act, { id: 'w', do: 'wait', days: 7 }, { ...act, id: 'b' }] }, 'steps[1]'],
    ['a repeat', { steps: [{ ...act, every: { days: 7 }, times: 2 }] }, 'steps[0].every'],
    [
      'an operator of ours',
      {
        steps: [
          {
            id: 'd',
            do: 'decide',
            branches: [
              { id: 'b', when: { all: [{ ...LATE, operator: 'between', value: [30, 60] }] }, steps: [act] },
            ],
          },
        ],
      },
      'steps[0].branches[0].when.all[0].operator',
    ],
    ['a least amount', { policy: { minimum: { USD: 50 } }, steps: [act] }, 'policy.minimum'],
    [
      'a condition on the customer of an invoice',
      { subject: 'invoice', policy: { audience: LATE }, steps: [act] },
      'policy.audience',
    ],
  ])('is refused, with the path, when it has %s', (_, parts, path) => {
    const document = {
      dunlin: 1,
      name: 'R',
      subject: 'customer',
      trigger: { on: 'invoice-created' },
      ...parts,
    }
    const parsed = parseRule(document, 'r', { catalogue, templates: TEMPLATES })
    const refused = () => exportPlainRules(parsed, catalogue)
    expect(refused).toThrow(RuleNotSayableError)
    expect(refused).toThrow(`  ${path}: found `)
  })
})

test('a rule that is printed and read again is the same rule', () => {
  fc.assert(
    fc.property(randomRule(), (rule) => {
      const printed = JSON.parse(JSON.stringify(rule))
      expect(parseRule(printed, 'printed', { catalogue, templates: TEMPLATES })).toEqual(printed)
    }),
    { seed, numRuns: 300 },
  )
})
