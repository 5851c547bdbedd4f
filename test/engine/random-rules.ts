import fc from 'fast-check'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { catalogue, randomCondition } from './random-conditions.ts'

export const TEMPLATES = ['overdue-7', 'overdue-30', 'final-notice']

type StepJson = Record<string, unknown>

const randomAct: fc.Arbitrary<StepJson> = fc.oneof(
  fc
    .record({ template: fc.constantFrom(...TEMPLATES), to: fc.constantFrom('billing', 'executive') })
    .map((params): StepJson => ({ do: 'act', action: 'send-email', params })),
  fc
    .record({
      reason: fc.constantFrom('late', '30 days overdue', 'say "pay"'),
      release: fc.constantFrom('cleared', 'by-hand'),
    })
    .map((params): StepJson => ({ do: 'act', action: 'place-credit-hold', params, approval: 'required' })),
  fc
    .record({ title: fc.constantFrom('Call', 'Call them'), dueInDays: fc.constantFrom(0, 1, 3) })
    .map((params): StepJson => ({ do: 'act', action: 'create-task', params })),
  fc.constantFrom<StepJson>(
    { do: 'act', action: 'release-credit-hold', params: { reason: 'late' } },
    { do: 'act', action: 'add-note', params: { text: 'late' } },
    { do: 'act', action: 'emit-event', params: { type: 'late' } },
    { do: 'act', action: 'emit-event', params: { type: 'late', params: { b: 1, a: [2] } } },
  ),
)
const randomRepeat: fc.Arbitrary<StepJson> = fc
  .tuple(randomAct, fc.constantFrom(7, 14), fc.constantFrom(1, 2))
  .map(([act, days, times]) => ({ ...act, every: { days }, times }))
const randomWait: fc.Arbitrary<StepJson> = fc.record({
  do: fc.constant('wait'),
  days: fc.constantFrom(1, 7),
  calendar: fc.constantFrom('calendar', 'business'),
})

export type Shape = {
  readonly waits: boolean
  readonly repeats: boolean
  readonly allows?: (operator: string) => boolean
}

function randomSteps(depth: number, shape: Shape, minLength = 0): fc.Arbitrary<StepJson[]> {
  const decide: fc.Arbitrary<StepJson>[] = depth === 0 ? [] : [randomDecide(depth - 1, shape)]
  const step = fc.oneof(randomAct, randomAct, ...(shape.waits ? [randomWait] : []), ...decide)
  const list = fc.array(step, { minLength, maxLength: 3 })
  if (!shape.repeats) return list
  return fc
    .tuple(list, fc.option(randomRepeat, { freq: 4, nil: null }))
    .map(([steps, last]) => (last ? [...steps, last] : steps))
}

function randomDecide(depth: number, shape: Shape): fc.Arbitrary<StepJson> {
  const branch = fc.record({
    when: randomCondition(3, shape.allows),
    steps: randomSteps(depth, shape),
  })
  return fc
    .tuple(
      fc.array(branch, { minLength: 1, maxLength: 3 }),
      fc.option(randomSteps(depth, shape), { freq: 2, nil: undefined }),
    )
    .map(([branches, otherwise]) => ({ do: 'decide', branches, ...(otherwise && { otherwise }) }))
}

const randomTrigger = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('0', '30', '0,30', '*/15', '5-7'),
      fc.constantFrom('9', '10', '9,14', '*', '8-17'),
      fc.constantFrom('*', '1', '1,15', '1-31'),
      fc.constantFrom('*', '1', 'JAN,JUL', '1,7'),
      fc.constantFrom('*', '1-5', 'MON-FRI', '1,4', '7', '0'),
    )
    .map((fields) => ({ schedule: fields.join(' ') })),
  fc.constantFrom('payment-received', 'dispute-opened').map((on) => ({ on })),
)

function randomPolicy(shape: Shape) {
  const condition = randomCondition(2, shape.allows)
  return fc.record(
    {
      audience: condition,
      exclude: condition,
      again: fc.constantFrom('unmatched', 'cleared', 'never'),
      priority: fc.constantFrom(0, 50, 60),
      grace: fc.constantFrom(0, 1, 3),
      minimum: fc.constantFrom({}, { USD: 50 }, { USD: '50.00', EUR: 40 }, { USD: 51 }),
      contactLimit: fc.constantFrom({ messages: 1, businessDays: 5 }, { messages: 2, businessDays: 5 }),
      caps: fc.constantFrom({}, { firstRun: 25 }, { holdsPerDay: 5 }),
      firstRun: fc.constantFrom('from-now-on', 'act-now'),
      from: fc.constantFrom('2026-01-01', '2026-02-01'),
    },
    { requiredKeys: [] },
  )
}

/** Gives every step and branch an id of its own, by its place. */
function withIds(steps: readonly StepJson[], prefix: string): StepJson[] {
  return steps.map((step, at) => {
    const id = `${prefix}${at + 1}`
    if (step.do !== 'decide') return { id, ...step }
    const branches = step.branches as StepJson[]
    return {
      id,
      ...step,
      branches: branches.map((branch, number) => ({
        ...branch,
        id: `${id}-b${number + 1}`,
        steps: withIds(branch.steps as StepJson[], `${id}-b${number + 1}-s`),
      })),
      ...(step.otherwise !== undefined && { otherwise: withIds(step.otherwise as StepJson[], `${id}-o`) }),
    }
  })
}

/** A random rule that `parseRule` accepts. */
export function randomRule(shape: Shape = { waits: true, repeats: true }): fc.Arbitrary<RuleDocument> {
  return fc
    .tuple(randomTrigger, randomPolicy(shape), randomSteps(2, shape, 1))
    .map(([trigger, policy, steps]) =>
      parseRule(
        {
          dunlin: 1,
          name: 'A random rule',
          subject: 'customer',
          trigger,
          policy,
          steps: withIds(steps, 's'),
        },
        'a random rule',
        { catalogue, templates: TEMPLATES },
      ),
    )
}
