import { CalendarDate } from './calendar-date.ts'
import { checkFactRef } from './check-fact-ref.ts'
import type { FactParams } from './condition.ts'
import { type ConditionCheck, isObject, type JsonObject, report } from './condition-check.ts'
import type { FactSpec, FactType } from './fact-spec.ts'
import { writtenMinor } from './money.ts'

/** What stands on the value side of a leaf, and what it is compared with. */
export type ValueUse = {
  readonly spec: FactSpec
  readonly type: FactType
  readonly operator: string
  readonly value: unknown
  readonly params: unknown
  readonly valueIsList: boolean
  readonly path: string
  readonly check: ConditionCheck
}

/** Checks that the value side suits the fact's type and the operator. */
export function checkValue(use: ValueUse): void {
  const { operator, value, valueIsList, path, check, type } = use
  if (operator === 'isKnown' || operator === 'isUnknown') {
    if (value !== true) report(check, path, value, `"${operator}" is written with "value": true.`)
    return
  }
  if (isObject(value)) {
    checkReference(use, value)
    return
  }
  if (operator === 'between') {
    if (!Array.isArray(value) || value.length !== 2) {
      report(
        check,
        path,
        value,
        '"between" takes a list of two values, the lower and the upper; both belong to it.',
      )
      return
    }
    const before = check.problems.length
    value.forEach((item, at) => {
      checkScalar(use, item, `${path}[${at}]`)
    })
    if (check.problems.length === before && !inOrder(value[0], value[1]))
      report(check, path, value, 'The lower value comes first, else nothing can lie between them.')
    return
  }
  if (operator === 'in' || operator === 'notIn' || valueIsList) {
    if (!Array.isArray(value) || value.length === 0) {
      report(check, path, value, 'This takes a list with at least one value, such as ["A", "B"].')
      return
    }
    value.forEach((item, at) => {
      checkScalar(use, item, `${path}[${at}]`)
    })
    return
  }
  if (type === 'list') checkScalar({ ...use, type: 'text' }, value, path)
  else checkScalar(use, value, path)
}

function inOrder(low: unknown, high: unknown): boolean {
  return typeof low === 'string' && typeof high === 'string' && /-\d\d-/.test(low)
    ? low <= high
    : Number(low) <= Number(high)
}

function checkScalar({ spec, type, params, check }: ValueUse, value: unknown, path: string): void {
  if (type === 'number' || type === 'days') {
    if (typeof value !== 'number' || !Number.isFinite(value))
      report(check, path, value, `"${spec.name}" is compared with a number (${spec.unit}), such as 30.`)
    else if (
      type === 'days' &&
      !Number.isInteger(value) &&
      !spec.name.toLowerCase().includes('average') &&
      !spec.name.includes('eighted')
    )
      report(check, path, value, `"${spec.name}" is compared with whole days, such as 30.`)
  } else if (type === 'money') {
    const currency = isObject(params) ? params.currency : undefined
    if (typeof currency !== 'string') return
    if (typeof value !== 'number' && typeof value !== 'string') {
      report(
        check,
        path,
        value,
        `"${spec.name}" is compared with an amount in ${currency}, such as 5000 or "5000.50".`,
      )
      return
    }
    try {
      writtenMinor(value, currency)
    } catch (error) {
      report(check, path, value, error instanceof Error ? error.message : String(error))
    }
  } else if (type === 'day') {
    if (!CalendarDate.safeParse(value).success)
      report(check, path, value, `"${spec.name}" is compared with an existing day, such as "2026-01-31".`)
  } else if (type === 'boolean') {
    if (typeof value !== 'boolean') report(check, path, value, `"${spec.name}" is true or false.`)
  } else if (type === 'enum') {
    if (typeof value !== 'string' || !(spec.values ?? []).includes(value))
      report(check, path, value, `"${spec.name}" is one of: ${(spec.values ?? []).join(', ')}.`)
  } else if (typeof value !== 'string' || value === '')
    report(check, path, value, `"${spec.name}" is compared with a text that is not empty.`)
}

function checkReference(
  { spec, type, operator, params, valueIsList, path, check }: ValueUse,
  value: JsonObject,
): void {
  for (const key of Object.keys(value))
    if (key !== 'fact' && key !== 'params')
      report(
        check,
        `${path}.${key}`,
        value[key],
        `"${key}" is no key of a fact on the value side. Remove it.`,
      )
  if (valueIsList) {
    report(check, path, value, '"someValue" and "everyValue" take a written list, not a fact.')
    return
  }
  if (operator === 'between' || operator === 'startsWith' || operator === 'containsText') {
    report(check, path, value, `"${operator}" takes written values, not a fact.`)
    return
  }
  const other = checkFactRef(value, path, check)
  if (!other) return
  const wanted: readonly FactType[] =
    operator === 'in' || operator === 'notIn'
      ? ['list']
      : type === 'list'
        ? ['text', 'enum']
        : type === 'text' || type === 'enum'
          ? ['text', 'enum']
          : [type]
  if (operator === 'in' || operator === 'notIn') {
    if (spec.type !== 'text' && spec.type !== 'enum') {
      report(
        check,
        path,
        value,
        `"${spec.name}" is of type ${spec.type}; only a text can be looked up in a list fact.`,
      )
      return
    }
  }
  if (!wanted.includes(other.type)) {
    report(
      check,
      path,
      value,
      `"${other.name}" is of type ${other.type}; here it must be ${wanted.join(' or ')}.`,
    )
    return
  }
  if (type === 'money' && currencyOf(params) !== currencyOf(value.params))
    report(
      check,
      `${path}.params.currency`,
      currencyOf(value.params),
      `Both sides must be in the same currency, here ${currencyOf(params)}.`,
    )
}

function currencyOf(params: unknown): FactParams[string] | undefined {
  return isObject(params) && typeof params.currency === 'string' ? params.currency : undefined
}
