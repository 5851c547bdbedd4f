import { describe, expect, test } from 'vitest'
import { ACTS } from '#engine/acts.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { parseRule, parseRuleText } from '#engine/parse-rule.ts'
import { actsOf, idFromName } from '#engine/rule.ts'
import { actSentence } from '#engine/sentence.ts'
import { catalogue } from './random-conditions.ts'
import { TEMPLATES } from './random-rules.ts'

const references = { catalogue, templates: TEMPLATES }
const LATE = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const MAIL = { id: 'mail', do: 'act', action: 'send-email', params: { template: 'overdue-30' } }
const RULE = {
  dunlin: 1,
  name: '30 days overdue',
  subject: 'customer',
  trigger: { schedule: '30 10 * * 1-5' },
  steps: [{ id: 'd', do: 'decide', branches: [{ id: 'b', when: LATE, steps: [MAIL] }] }],
}

function problemsOf(json: unknown) {
  try {
    parseRule(json, 'late.json', references)
  } catch (error) {
    if (error instanceof RuleInvalidError) return error.problems
    throw error
  }
  return []
}

describe('a rule that is right', () => {
  test('gets its id from its name when it has none', () => {
    expect(parseRule(RULE, 'late.json', references).id).toBe('30-days-overdue')
    expect(parseRule({ ...RULE, id: 'own' }, 'late.json', references).id).toBe('own')
  })

  test.each([
    ['30 days overdue & over 5k!', '30-days-overdue-over-5k'],
    ['Überfällig', 'uberfallig'],
    ['督促', 'rule'],
    ['  a  ', 'a'],
    ['x'.repeat(200), 'x'.repeat(80)],
  ])('named "%s" has the id %s', (name, id) => {
    expect(idFromName(name)).toBe(id)
  })

  test('has the defaults of its acts and steps filled in, and nothing else added', () => {
    const wait = { id: 'w', do: 'wait', days: 7 }
    const hold = { id: 'h', do: 'act', action: 'place-credit-hold', params: { reason: 'late' } }
    const rule = parseRule({ ...RULE, steps: [MAIL, wait, hold] }, 'late.json', references)
    expect(rule.steps).toEqual([
      { ...MAIL, params: { template: 'overdue-30', to: 'billing' } },
      { ...wait, calendar: 'calendar' },
      { ...hold, params: { reason: 'late', release: 'cleared' } },
    ])
    expect(rule.policy).toEqual({})
    expect(rule).toMatchObject({ tests: [], notes: [], view: {} })
  })

  test('keeps its conditions, notes and view to the letter', () => {
    const extras = { notes: [{ text: 'ask Maria', at: [1, 2] }], view: { d: { x: 10, y: 20 } } }
    const rule = parseRule({ ...RULE, ...extras }, 'late.json', references)
    expect(rule).toMatchObject(extras)
    expect(rule.steps[0]).toMatchObject({ branches: [{ when: LATE }] })
  })

  test('may come from a file with a byte order mark', () => {
    expect(parseRuleText(`\uFEFF${JSON.stringify(RULE)}`, 'late.json', references).name).toBe(
      '30 days overdue',
    )
  })

  test('reads the same when it is printed and read again', () => {
    const rule = parseRule(RULE, 'late.json', references)
    expect(parseRuleText(JSON.stringify(rule), 'late.json', references)).toEqual(rule)
  })

  test('does not change the document it was read from', () => {
    const document = structuredClone(RULE)
    parseRule(document, 'late.json', references)
    expect(document).toEqual(RULE)
  })
})

describe('a rule that is wrong is refused, with path, found and expected', () => {
  const steps = (...list: unknown[]) => ({ ...RULE, steps: list })
  const hold = { id: 'h', do: 'act', action: 'place-credit-hold', params: { reason: 'late' } }
  test.each<[string, unknown, string, string, RegExp]>([
    ['a list', [RULE], '', JSON.stringify([RULE]).slice(0, 200).concat('…'), /JSON object/],
    ['no version', { ...RULE, dunlin: undefined }, 'dunlin', '', /Write "dunlin": 1/],
    ['a newer version', { ...RULE, dunlin: 2 }, 'dunlin', '2', /newer Dunlin/],
    ['a version as text', { ...RULE, dunlin: '1' }, 'dunlin', '"1"', /the number 1/],
    [
      'a plain json-rules-engine rule',
      { conditions: { all: [LATE] }, event: { type: 'x' } },
      'dunlin',
      '',
      /rules import/,
    ],
    ['no name', { ...RULE, name: undefined }, 'name', '', /string/],
    ['an unknown subject', { ...RULE, subject: 'order' }, 'subject', '"order"', /customer, invoice/],
    ['a key nobody knows', { ...RULE, when: LATE }, 'when', JSON.stringify(LATE), /"when" is no key/],
    ['an id with a space', { ...RULE, id: 'a b' }, 'id', '"a b"', /letters, digits/],
    ['no steps', { ...RULE, steps: [] }, 'steps', '[]', /at least one step/],
    ['an unknown kind of step', steps({ id: 'x', do: 'loop' }), 'steps[0].do', '"loop"', /act, wait, decide/],
    ['a wait of no days', steps({ id: 'x', do: 'wait', days: 0 }), 'steps[0].days', '0', /1/],
    [
      'a wait of half a day',
      steps({ id: 'x', do: 'wait', days: 1.5 }),
      'steps[0].days',
      '1.5',
      /whole number/,
    ],
    [
      'a decide with no branch',
      steps({ id: 'x', do: 'decide', branches: [] }),
      'steps[0].branches',
      '[]',
      /at least one branch/,
    ],
    [
      'an unknown act',
      steps({ ...MAIL, action: 'send-mail' }),
      'steps[0].action',
      '"send-mail"',
      /Did you mean "send-email"/,
    ],
    ['an act without its params', steps({ ...MAIL, params: {} }), 'steps[0].params.template', '', /string/],
    [
      'a param the act does not have',
      steps({ ...MAIL, params: { template: 'overdue-30', cc: 'x' } }),
      'steps[0].params.cc',
      '"x"',
      /no key/,
    ],
    [
      'an unknown recipient',
      steps({ ...MAIL, params: { template: 'overdue-30', to: 'ceo' } }),
      'steps[0].params.to',
      '"ceo"',
      /billing, escalation/,
    ],
    [
      'an unknown template',
      steps({ ...MAIL, params: { template: 'overdue-31' } }),
      'steps[0].params.template',
      '"overdue-31"',
      /Did you mean "overdue-30"/,
    ],
    [
      'a hold that ends in a way nobody knows',
      steps({ ...hold, params: { reason: 'late', release: 'never' } }),
      'steps[0].params.release',
      '"never"',
      /cleared, unmatched, by-hand/,
    ],
    [
      'an approval that is not required',
      steps({ ...hold, approval: 'maybe' }),
      'steps[0].approval',
      '"maybe"',
      /required/,
    ],
    [
      'an id used twice',
      steps(MAIL, { ...hold, id: 'mail' }),
      'steps[1].id',
      '"mail"',
      /steps\[0\] has this one/,
    ],
    [
      'a repeat without an end',
      steps({ ...MAIL, every: { days: 7 } }),
      'steps[0].times',
      '',
      /needs "times"/,
    ],
    ['an end without a repeat', steps({ ...MAIL, times: 2 }), 'steps[0].times', '2', /goes with "every"/],
    [
      'a repeat that is not the last',
      steps({ ...MAIL, every: { days: 7 }, times: 2 }, hold),
      'steps[0]',
      '',
      /stands last/,
    ],
    [
      'an empty group',
      steps({ id: 'd', do: 'decide', branches: [{ id: 'b', when: { all: [] }, steps: [] }] }),
      'steps[0].branches[0].when.all',
      '[]',
      /match everybody/,
    ],
    [
      'a mistake deep in an otherwise',
      steps({
        id: 'd',
        do: 'decide',
        branches: [{ id: 'b', when: LATE, steps: [] }],
        otherwise: [{ ...MAIL, action: 'x' }],
      }),
      'steps[0].otherwise[0].action',
      '"x"',
      /no such act/,
    ],
    [
      'a schedule with seconds',
      { ...RULE, trigger: { schedule: '0 30 10 * * 1-5' } },
      'trigger.schedule',
      '"0 30 10 * * 1-5"',
      /five fields/,
    ],
    [
      'a business day that no month has',
      { ...RULE, trigger: { businessDays: [0, 21], at: '08:00' } },
      'trigger.businessDays[1]',
      '21',
      /counted in business days, from 1 to 20 or from the end/,
    ],
    [
      'business days nobody knows',
      { ...RULE, trigger: { businessDays: 'often', at: '08:00' } },
      'trigger',
      '{"businessDays":"often","at":"08:00"}',
      /"businessDays": "every"/,
    ],
    [
      'a business day at no time',
      { ...RULE, trigger: { businessDays: 'every', at: '8' } },
      'trigger.at',
      '"8"',
      /"at" is a time such as "08:00"/,
    ],
    [
      'a schedule that never comes',
      { ...RULE, trigger: { schedule: '0 9 31 2 *' } },
      'trigger.schedule',
      '"0 9 31 2 *"',
      /five fields|five years/,
    ],
    [
      'a schedule with a minute that is none',
      { ...RULE, trigger: { schedule: '61 9 * * *' } },
      'trigger.schedule',
      '"61 9 * * *"',
      /five fields/,
    ],
    [
      'an unknown event',
      { ...RULE, trigger: { on: 'paid' } },
      'trigger',
      '{"on":"paid"}',
      /payment-received/,
    ],
    [
      'an audience of an unknown fact',
      { ...RULE, policy: { audience: { ...LATE, fact: 'x' } } },
      'policy.audience.fact',
      '"x"',
      /no such fact/,
    ],
    ['a priority beyond 100', { ...RULE, policy: { priority: 101 } }, 'policy.priority', '101', /100/],
    [
      'a minimum in no currency',
      { ...RULE, policy: { minimum: { XYZ: 50 } } },
      'policy.minimum.XYZ',
      '50',
      /./,
    ],
    [
      'an end before its start',
      { ...RULE, policy: { from: '2026-02-01', until: '2026-01-31' } },
      'policy.until',
      '"2026-01-31"',
      /after it begins on 2026-02-01/,
    ],
    [
      'a day that does not exist',
      { ...RULE, policy: { from: '2026-02-30' } },
      'policy.from',
      '"2026-02-30"',
      /./,
    ],
    [
      'a pause the wrong way round',
      { ...RULE, policy: { blackout: [{ from: '2026-02-02', until: '2026-02-01' }] } },
      'policy.blackout[0].until',
      '"2026-02-01"',
      /first day 2026-02-02/,
    ],
  ])('%s', (_, json, path, found, expected) => {
    const problems = problemsOf(json)
    const problem = problems.find((one) => one.path === path)
    expect(problem, JSON.stringify(problems)).toBeDefined()
    expect(problem?.found).toBe(found)
    expect(problem?.expected).toMatch(expected)
    expect(problem?.expected).toMatch(/[.!?]\)?$/)
  })

  test('text that is no JSON says where it breaks', () => {
    expect(() => parseRuleText('{ "dunlin": 1,', 'late.json', references)).toThrow(
      /^late\.json is not a valid rule:\n {2}the document: It is not JSON: /,
    )
  })

  test('the message names the file and every problem', () => {
    const wrong = {
      ...RULE,
      steps: [
        { ...MAIL, action: 'x' },
        { id: 'mail', do: 'act', action: 'y' },
      ],
    }
    expect(problemsOf(wrong).map(({ path }) => path)).toEqual([
      'steps[0].action',
      'steps[1].id',
      'steps[1].action',
    ])
    expect(() => parseRule(wrong, 'late.json', references)).toThrow(
      /late\.json is not a valid rule:\n.*steps\[0\]\.action.*\n.*steps\[1\]\.id/,
    )
  })

  test('steps nested a thousand deep are refused, not a crash', () => {
    let nested: unknown[] = [MAIL]
    for (let depth = 0; depth < 5000; depth++)
      nested = [{ id: `d${depth}`, do: 'decide', branches: [{ id: `b${depth}`, when: LATE, steps: nested }] }]
    expect(() => parseRule({ ...RULE, steps: nested }, 'deep.json', references)).toThrow(RuleInvalidError)
  })
})

const PARAMS: Record<keyof typeof ACTS, Record<string, unknown>> = {
  'send-email': { template: 'overdue-30' },
  'request-promise': { template: 'overdue-30' },
  'send-statement': { template: 'overdue-30' },
  'send-invoice': { template: 'overdue-30' },
  'send-receipt': { template: 'overdue-30' },
  'send-internal-mail': { to: ['owner', { role: 'approver' }], subject: 'Look', text: 'At this.' },
  'place-credit-hold': { reason: 'late' },
  'release-credit-hold': { reason: 'paid' },
  'create-task': { title: 'Call', assignee: { person: 'ann@example.com' } },
  'add-note': { text: 'late' },
  'log-call': { text: 'nobody there' },
  'open-dispute': { reason: 'short delivery' },
  'pause-chasing': { days: 7, reason: 'asked for time' },
  'assign-owner': { owner: 'maria' },
  'assign-segment': { segment: 'late payers' },
  'finance-charge': { ratePerYear: '8.5', cap: { USD: 100 } },
  'call-webhook': { url: 'https://hooks.example.com/late' },
  'emit-event': { type: 'late' },
}

/** The rule an act can stand in. */
function ruleWith(action: string, params: unknown) {
  const isOfInvoice = action === 'send-invoice' || action === 'open-dispute'
  return {
    ...RULE,
    subject: isOfInvoice ? 'invoice' : 'customer',
    ...(action === 'send-receipt' && { trigger: { on: 'payment-received' } }),
    steps: [{ id: 's', do: 'act', action, params }],
  }
}

test.each(Object.entries(PARAMS))('the act %s can be written, and reads as a sentence', (action, params) => {
  const rule = parseRule(ruleWith(action, params), 'act.json', references)
  expect(actsOf(rule.steps).map((act) => act.action)).toEqual([action])
  expect(actSentence(actsOf(rule.steps)[0]!)).toMatch(/^[a-z].+/)
})

test('the acts that are tried are all there are', () =>
  expect(Object.keys(PARAMS).sort()).toEqual(Object.keys(ACTS).sort()))

test.each([
  ['send-invoice', 'customer', RULE.trigger, 'is about one invoice'],
  ['open-dispute', 'customer', RULE.trigger, 'is about one invoice'],
  ['send-receipt', 'customer', RULE.trigger, 'Let the rule wait for "payment-received"'],
] as const)('%s cannot stand in a rule about a %s by %j', (action, subject, trigger, problem) => {
  const rule = { ...ruleWith(action, PARAMS[action]), subject, trigger }
  expect(() => parseRule(rule, 'act.json', references)).toThrow(problem)
})

test.each([
  ['http://hooks.example.com', 'must be an address that begins with https://'],
  ['https://user:pass@hooks.example.com', 'names no user'],
])('a webhook at %s is refused', (url, problem) => {
  expect(() => parseRule(ruleWith('call-webhook', { url }), 'act.json', references)).toThrow(problem)
})

test('a wait for a task names a step before it that makes one', () => {
  const task = { id: 'call', do: 'act', action: 'create-task', params: { title: 'Call' } }
  const wait = { id: 'wait', do: 'wait', days: 5, until: { taskDone: 'call' } }
  expect(parseRule({ ...RULE, steps: [task, wait] }, 'wait.json', references).steps).toHaveLength(2)
  expect(() => parseRule({ ...RULE, steps: [wait, task] }, 'wait.json', references)).toThrow(
    'the id of a step before it that creates a task',
  )
})
