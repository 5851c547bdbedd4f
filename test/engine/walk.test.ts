import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate, MONDAY_TO_FRIDAY, toEpochDay } from '#engine/calendar-date.ts'
import { checkRule } from '#engine/check-rule.ts'
import type { Truth } from '#engine/leaf-truth.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { actsOf, type Branch, type RuleDocument } from '#engine/rule.ts'
import { type CycleHistory, type StepMark, statusInWords, walkRule } from '#engine/walk.ts'
import { catalogue } from './random-conditions.ts'
import { randomRule, TEMPLATES } from './random-rules.ts'

const epoch = (day: string) => toEpochDay(calendarDate(day))
const over = (days: number) => ({ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days })
const act = (id: string) => ({ id, do: 'act', action: 'add-note', params: { text: id } })
const wait = (id: string, days: number, calendar = 'calendar') => ({ id, do: 'wait', days, calendar })
const decide = (branches: Record<string, unknown[]>, otherwise?: unknown[]) => ({
  id: 'd',
  do: 'decide',
  branches: Object.entries(branches).map(([id, steps], at) => ({ id, when: over(90 - at), steps })),
  ...(otherwise && { otherwise }),
})

function aRule(steps: readonly unknown[]): RuleDocument {
  const document = {
    dunlin: 1,
    name: 'A rule',
    subject: 'customer',
    trigger: { schedule: '0 9 * * *' },
    steps,
  }
  return parseRule(document, 'a rule', { catalogue, templates: TEMPLATES })
}

type Story = {
  /** Truth of each branch by id; true when left out. */
  readonly truths?: Readonly<Record<string, Truth>>
  /** Days on which each step was done, or `pending`. */
  readonly marks?: Readonly<Record<string, readonly string[] | 'pending'>>
  readonly opened?: string
  readonly asOf: string
}

/** The acts reached, each with where it stands, in words. */
function walk(steps: readonly unknown[], { truths = {}, marks = {}, opened, asOf }: Story) {
  const cycle: CycleHistory | null =
    opened === undefined
      ? null
      : {
          number: 1,
          openedOn: epoch(opened),
          marks: new Map(
            Object.entries(marks).map(([id, mark]): [string, StepMark] => [
              id,
              mark === 'pending'
                ? { doneOn: [], pending: true }
                : { doneOn: mark.map(epoch), pending: false },
            ]),
          ),
        }
  const truthOf = (branch: Branch): Truth => truths[branch.id] ?? (branch.id in truths ? null : true)
  const result = walkRule({
    steps: aRule(steps).steps,
    truthOf,
    cycle,
    asOf: epoch(asOf),
    calendar: MONDAY_TO_FRIDAY,
  })
  return {
    ...result,
    acts: Object.fromEntries(result.acts.map((reached) => [reached.act.id, statusInWords(reached)])),
    repeats: Object.fromEntries(result.acts.map((reached) => [reached.act.id, reached.repeat])),
  }
}

describe('3.1 a decide takes the first branch that is true while every earlier one is false', () => {
  const steps = [decide({ b1: [act('x')], b2: [act('y')] }, [act('z')]), act('after')]
  test.each<[Truth, Truth, string[], boolean]>([
    [true, true, ['x', 'after'], true],
    [true, null, ['x', 'after'], true],
    [false, true, ['y', 'after'], true],
    [false, false, ['z', 'after'], true],
    [null, true, [], false],
    [null, false, [], false],
    [false, null, [], false],
  ])('first %s, second %s: reaches %j', (b1, b2, reached, decided) => {
    const result = walk(steps, { truths: { b1, b2 }, asOf: '2026-03-02' })
    expect(Object.keys(result.acts)).toEqual(reached)
    expect(result.decided).toBe(decided)
  })

  test('after a decide whose branches are all false and that has no otherwise, the list goes on', () => {
    const result = walk([decide({ b1: [act('x')] }), act('after')], {
      truths: { b1: false },
      asOf: '2026-03-02',
    })
    expect(Object.keys(result.acts)).toEqual(['after'])
  })

  test('an unknown branch deep inside ends the whole walk, but what was reached before stands', () => {
    const inner = { ...decide({ inner: [act('y')] }), id: 'd2' }
    const result = walk([act('first'), decide({ b1: [act('x'), inner, act('later')] }), act('after')], {
      truths: { inner: null },
      asOf: '2026-03-02',
    })
    expect(Object.keys(result.acts)).toEqual(['first', 'x'])
    expect(result.decided).toBe(false)
  })

  test('an act says in which branch it stands', () => {
    const result = walkRule({
      steps: aRule([act('top'), decide({ b1: [act('x')] })]).steps,
      truthOf: () => true,
      cycle: null,
      asOf: epoch('2026-03-02'),
      calendar: MONDAY_TO_FRIDAY,
    })
    expect(result.acts.map(({ branch }) => branch?.id ?? null)).toEqual([null, 'b1'])
    expect(result.branches.map(({ id }) => id)).toEqual(['b1'])
  })
})

describe('3.2 done and pending', () => {
  test('an act done in this cycle is not proposed again', () => {
    const story: Story = { opened: '2026-03-02', marks: { x: ['2026-03-02'] }, asOf: '2026-03-20' }
    expect(walk([act('x')], story).acts).toEqual({ x: 'done on 2026-03-02' })
  })

  test('an act under way is not proposed a second time', () => {
    const story: Story = { opened: '2026-03-02', marks: { x: 'pending' }, asOf: '2026-03-20' }
    expect(walk([act('x')], story).acts).toEqual({ x: 'already under way' })
  })

  test('in a new cycle everything is due again', () => {
    expect(walk([act('x')], { opened: '2026-03-20', asOf: '2026-03-20' }).acts).toEqual({ x: 'due now' })
  })
})

describe('3.3 waits', () => {
  const ladder = [act('mail'), wait('w', 7), act('call')]

  test('neighbouring acts with no wait between are proposed together', () => {
    expect(walk([act('mail'), act('hold')], { asOf: '2026-03-02' }).acts).toEqual({
      mail: 'due now',
      hold: 'due now',
    })
  })

  test.each([
    ['2026-03-02', 'waiting until 2026-03-09'],
    ['2026-03-08', 'waiting until 2026-03-09'],
    ['2026-03-09', 'due now'],
    ['2026-03-10', 'due now'],
  ])('a mail done on 2026-03-02 and a wait of 7 days: on %s the call is %s', (asOf, status) => {
    const story: Story = { opened: '2026-03-02', marks: { mail: ['2026-03-02'] }, asOf }
    expect(walk(ladder, story).acts.call).toBe(status)
  })

  test('a wait does not run before the act it stands behind is done', () => {
    expect(walk(ladder, { opened: '2026-03-02', asOf: '2026-03-02' }).acts).toEqual({
      mail: 'due now',
      call: 'waiting for the step before it',
    })
  })

  test('a wait does not run while an act before it is under way', () => {
    const story: Story = { opened: '2026-03-02', marks: { mail: 'pending' }, asOf: '2026-04-20' }
    expect(walk(ladder, story).acts.call).toBe('waiting for the step before it')
  })

  test('a wait counts from the latest of the acts before it', () => {
    const steps = [act('mail'), act('hold'), wait('w', 7), act('call')]
    const marks = { mail: ['2026-03-02'], hold: ['2026-03-05'] }
    expect(walk(steps, { opened: '2026-03-02', marks, asOf: '2026-03-09' }).acts.call).toBe(
      'waiting until 2026-03-12',
    )
  })

  test('with no act before it a wait counts from the start of the cycle', () => {
    const steps = [wait('w', 7), act('call')]
    expect(walk(steps, { opened: '2026-03-02', asOf: '2026-03-08' }).acts.call).toBe(
      'waiting until 2026-03-09',
    )
    expect(walk(steps, { opened: '2026-03-02', asOf: '2026-03-09' }).acts.call).toBe('due now')
  })

  test('with no cycle yet a wait starts today', () => {
    expect(walk([wait('w', 7), act('call')], { asOf: '2026-03-02' }).acts.call).toBe(
      'waiting until 2026-03-09',
    )
  })

  test('two waits in a row add up', () => {
    const steps = [act('mail'), wait('w1', 3), wait('w2', 4), act('call')]
    const story = (asOf: string): Story => ({ opened: '2026-03-02', marks: { mail: ['2026-03-02'] }, asOf })
    expect(walk(steps, story('2026-03-08')).acts.call).toBe('waiting until 2026-03-09')
    expect(walk(steps, story('2026-03-09')).acts.call).toBe('due now')
  })

  test('business days pass over the weekend: three of them after Thursday end on Tuesday', () => {
    const steps = [act('mail'), wait('w', 3, 'business'), act('call')]
    const story = (asOf: string): Story => ({ opened: '2026-03-05', marks: { mail: ['2026-03-05'] }, asOf })
    expect(walk(steps, story('2026-03-09')).acts.call).toBe('waiting until 2026-03-10')
    expect(walk(steps, story('2026-03-10')).acts.call).toBe('due now')
  })

  test('a wait holds what stands in a decide behind it too', () => {
    const steps = [act('mail'), wait('w', 7), decide({ b1: [act('call')] })]
    const story: Story = { opened: '2026-03-02', marks: { mail: ['2026-03-02'] }, asOf: '2026-03-04' }
    expect(walk(steps, story).acts.call).toBe('waiting until 2026-03-09')
  })

  test('an act in a decide before a wait is what the wait counts from', () => {
    const steps = [decide({ b1: [act('mail')] }), wait('w', 7), act('call')]
    const story: Story = { opened: '2026-03-01', marks: { mail: ['2026-03-02'] }, asOf: '2026-03-04' }
    expect(walk(steps, story).acts.call).toBe('waiting until 2026-03-09')
  })
})

describe('3.4 an undone act standing before a done one of its list is passed over', () => {
  test('a reminder put in late is not sent after the final notice', () => {
    const steps = [act('first'), act('second'), act('final')]
    const story: Story = {
      opened: '2026-03-02',
      marks: { first: ['2026-03-02'], final: ['2026-03-16'] },
      asOf: '2026-03-20',
    }
    expect(walk(steps, story).acts.second).toBe('passed over, since a later step was done first')
  })

  test('a step keeps what was done by its id, wherever it is moved in its list', () => {
    const story: Story = { opened: '2026-03-02', marks: { first: ['2026-03-02'] }, asOf: '2026-03-20' }
    expect(walk([act('second'), act('first')], story).acts).toEqual({
      second: 'passed over, since a later step was done first',
      first: 'done on 2026-03-02',
    })
  })

  test('deleted and added again it is a new step and due', () => {
    const story: Story = { opened: '2026-03-02', marks: { first: ['2026-03-02'] }, asOf: '2026-03-20' }
    expect(walk([act('first-again')], story).acts).toEqual({ 'first-again': 'due now' })
  })

  test('what was done in one branch does not pass over what stands in another', () => {
    const story: Story = {
      opened: '2026-03-02',
      truths: { b1: false },
      marks: { x: ['2026-03-02'] },
      asOf: '2026-03-20',
    }
    expect(walk([decide({ b1: [act('x')], b2: [act('y')] })], story).acts).toEqual({ y: 'due now' })
  })
})

describe('3.6 repeats', () => {
  const steps = [{ ...act('remind'), every: { days: 14 }, times: 3 }]
  test.each<[string[], string, string, number]>([
    [[], '2026-03-02', 'due now', 1],
    [['2026-03-02'], '2026-03-15', 'waiting until 2026-03-16', 2],
    [['2026-03-02'], '2026-03-16', 'due now', 2],
    [['2026-03-02', '2026-03-20'], '2026-03-31', 'waiting until 2026-04-03', 3],
    [['2026-03-02', '2026-03-20'], '2026-04-03', 'due now', 3],
    [['2026-03-02', '2026-03-20', '2026-04-03'], '2026-12-31', 'done on 2026-04-03', 3],
  ])('done on %j it is, on %s, %s as time %i', (doneOn, asOf, status, repeat) => {
    const result = walk(steps, { opened: '2026-03-02', marks: { remind: doneOn }, asOf })
    expect(result.acts.remind).toBe(status)
    expect(result.repeats.remind).toBe(repeat)
  })

  test('a repeat under way is not proposed again', () => {
    const story: Story = { opened: '2026-03-02', marks: { remind: 'pending' }, asOf: '2026-12-31' }
    expect(walk(steps, story).acts.remind).toBe('already under way')
  })
})

describe('3.7 a wait longer than its branch can stay true', () => {
  const waiting = (days: number, when: unknown) =>
    aRule([
      {
        id: 'd',
        do: 'decide',
        branches: [{ id: 'b', when, steps: [act('mail'), wait('w', days), act('call')] }],
      },
    ])
  const between = (low: number, high: number) => ({
    fact: 'daysOverdue',
    operator: 'between',
    value: [low, high],
  })

  test('is refused: between 30 and 31 days overdue there are no 7 days to wait', () => {
    const { problems } = checkRule(waiting(7, between(30, 31)), catalogue)
    expect(problems.map(({ path }) => path)).toEqual(['steps[0].branches[0].steps[1].days'])
  })

  test('is allowed when the branch stays true long enough, or for ever', () => {
    expect(checkRule(waiting(7, between(30, 60)), catalogue).problems).toEqual([])
    expect(checkRule(waiting(300, over(30)), catalogue).problems).toEqual([])
  })
})

test('3.8 a ladder with the most severe branch first gives each customer the level that fits', () => {
  const ladder = [decide({ final: [act('notice')], second: [act('reminder-2')], first: [act('reminder-1')] })]
  const levels = [
    { truths: { final: false, second: false, first: true }, reached: ['reminder-1'] },
    { truths: { final: false, second: true, first: true }, reached: ['reminder-2'] },
    { truths: { final: true, second: true, first: true }, reached: ['notice'] },
  ]
  for (const { truths, reached } of levels)
    expect(Object.keys(walk(ladder, { truths, asOf: '2026-03-02' }).acts)).toEqual(reached)
})

test('the walk is a function of its input: the same story gives the same acts, and none is proposed twice', () => {
  fc.assert(
    fc.property(
      randomRule(),
      fc.array(fc.constantFrom<Truth>(true, false, null), { minLength: 30, maxLength: 30 }),
      fc.array(fc.integer({ min: -1, max: 20 }), { minLength: 30, maxLength: 30 }),
      (rule, truths, done) => {
        const branchIds = new Map<string, Truth>()
        const truthOf = (branch: Branch): Truth => {
          const known = branchIds.get(branch.id)
          if (known !== undefined) return known
          const truth = truths[branchIds.size % truths.length] ?? null
          branchIds.set(branch.id, truth)
          return truth
        }
        const marks = new Map(
          actsOf(rule.steps).map(({ id }, at): [string, StepMark] => {
            const day = done[at % done.length] ?? -1
            return [id, { doneOn: day < 0 ? [] : [20_000 + day], pending: day === 20 }]
          }),
        )
        const input = {
          steps: rule.steps,
          truthOf,
          cycle: { number: 1, openedOn: 20_000, marks },
          asOf: 20_030,
          calendar: MONDAY_TO_FRIDAY,
        }
        const first = walkRule(input)
        expect(walkRule(input)).toEqual(first)
        const ids = first.acts.map((reached) => reached.act.id)
        expect(new Set(ids).size).toBe(ids.length)
        for (const reached of first.acts)
          if (reached.status === 'due') {
            const mark = marks.get(reached.act.id)
            expect(mark?.pending).toBe(false)
            expect(mark?.doneOn.length).toBeLessThan(reached.act.times ?? 1)
          }
      },
    ),
    { seed: 20261121, numRuns: 500 },
  )
})
