import { type Condition, type FactRef, isFactRef, isLeaf, type Operand, type Scalar } from './condition.ts'
import { parseOperator, SWAPPED } from './operators.ts'
import { actsOf, type RuleDocument, type RulePolicy, type RuleStep } from './rule.ts'
import { type ScheduleField, scheduleFields } from './schedule-fields.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * The text whose hash is the logic hash of a rule: trigger, policy and steps by position. Ids, names, labels, notes, the
 * view and tests are left out, so moving a box or renaming a branch makes no new version (`semantics.md`, section 8).
 * What is only written differently (`5000` and `"5000.00"`, `1-5` and `MON-FRI`, a group of one, sides exchanged by `swap`) gives the same text.
 */
export function canonicalLogic(rule: RuleDocument): string {
  const acts = actsOf(rule.steps).map(({ id }) => id)
  return canonicalJson({
    subject: rule.subject,
    trigger: triggerLogic(rule.trigger),
    policy: policyLogic(rule.policy),
    steps: rule.steps.map((step) => stepLogic(step, acts)),
  })
}

/** JSON with the keys of every object in order, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function triggerLogic(trigger: RuleDocument['trigger']): Json {
  if ('on' in trigger) return { on: trigger.on }
  if ('businessDays' in trigger) {
    const { businessDays: days, at } = trigger
    return { businessDays: days === 'every' ? days : [...days].sort((a, b) => a - b), at }
  }
  const { minute, hour, day, month, weekday } = scheduleFields(trigger.schedule)
  return { schedule: [minute, hour, day, month, weekday].map(fieldLogic) }
}

function fieldLogic(field: ScheduleField): Json {
  if (field.kind === 'any') return '*'
  return field.kind === 'values' ? field.values : field.text
}

function policyLogic({ audience, exclude, minimum, caps, blackout, ...rest }: RulePolicy): Json {
  return {
    ...rest,
    ...(audience && { audience: conditionLogic(audience) }),
    ...(exclude && { exclude: conditionLogic(exclude) }),
    ...(minimum &&
      Object.keys(minimum).length > 0 && {
        minimum: Object.fromEntries(
          Object.entries(minimum).map(([currency, amount]) => [currency, decimalText(amount)]),
        ),
      }),
    ...(caps && Object.keys(caps).length > 0 && { caps }),
    ...(blackout && blackout.length > 0 && { blackout }),
  }
}

/** A step without its id: a wait names the task it waits for by where that stands among the acts. */
function stepLogic(step: RuleStep, acts: readonly string[]): Json {
  if (step.do === 'act') {
    const { action, params, approval, every, times } = step
    // Params come from a JSON file; their schema has seen to their shape.
    const written = params as Record<string, Json>
    return {
      action,
      params: written,
      ...(approval && { approval }),
      ...(every && { every, times: times ?? 1 }),
    }
  }
  if (step.do === 'wait') {
    const { days, calendar, until } = step
    return { wait: days, calendar, ...(until && { taskDone: acts.indexOf(until.taskDone) }) }
  }
  const stepsLogic = (steps: readonly RuleStep[]) => steps.map((each) => stepLogic(each, acts))
  const otherwise = step.otherwise ?? []
  return {
    branches: step.branches.map(({ when, steps }) => [conditionLogic(when), stepsLogic(steps)]),
    ...(otherwise.length > 0 && { otherwise: stepsLogic(otherwise) }),
  }
}

function conditionLogic(condition: Condition): Json {
  if (isLeaf(condition)) {
    const { operator, value, params } = condition
    const isAmount = params?.currency !== undefined
    return { ...refLogic(condition), operator: withoutSwap(operator), value: operandLogic(value, isAmount) }
  }
  if ('not' in condition) return { not: conditionLogic(condition.not) }
  const [kind, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
  const [only] = parts
  // A group of one says what its one condition says.
  return only && parts.length === 1 ? conditionLogic(only) : { [kind]: parts.map(conditionLogic) }
}

/** An operator with its exchanged sides put right: `not:swap:lessThan` is `not:greaterThan`. */
export function withoutSwap(operator: string): string {
  const decorated = parseOperator(operator)
  if (decorated?.decorators.at(-1) !== 'swap') return operator
  return [...decorated.decorators.slice(0, -1), SWAPPED[decorated.operator] ?? decorated.operator].join(':')
}

function refLogic({ fact, params = {} }: FactRef): { [key: string]: Json } {
  return Object.keys(params).length > 0 ? { fact, params } : { fact }
}

function operandLogic(value: Operand, isAmount: boolean): Json {
  if (isFactRef(value)) return refLogic(value)
  const scalar = (one: Scalar): Json => (isAmount && typeof one !== 'boolean' ? decimalText(one) : one)
  return Array.isArray(value) ? value.map(scalar) : scalar(value as Scalar)
}

/** A number as text without superfluous zeros, by its digits: `"5000.50"`, `5000.5` and `"5000.5"` are one amount. */
function decimalText(written: string | number): string {
  const text = String(written)
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text
  const [whole = '', fraction = ''] = text.split('.')
  const digits = fraction.replace(/0+$/, '')
  const plain = `${whole.replace(/^(-?)0+(?=\d)/, '$1')}${digits === '' ? '' : `.${digits}`}`
  return plain === '-0' ? '0' : plain
}
