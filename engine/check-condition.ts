import { CalendarDate } from './calendar-date.ts'
import { type Condition, type FactParams, MAX_DEPTH, MAX_LEAVES } from './condition.ts'
import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { FactSpec, FactType, Subject } from './fact-spec.ts'
import { isCurrency, writtenMinor } from './money.ts'
import { nearest } from './nearest.ts'
import {
  DECORATORS,
  type DecoratedOperator,
  OPERATOR_TYPES,
  OPERATORS,
  parseOperator,
  SWAPPED,
} from './operators.ts'

type Check = {
  readonly catalogue: FactCatalogue
  readonly subject: Subject
  readonly problems: RuleProblem[]
  leaves: number
}

type Json = unknown
type JsonObject = Readonly<Record<string, Json>>

const GROUP_KEYS = new Set(['all', 'any', 'not', 'name', 'priority'])
const LEAF_KEYS = new Set(['fact', 'params', 'operator', 'value', 'name', 'priority', 'path'])
const PROTOTYPE_NAMES = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
])

/**
 * Checks a condition of unknown origin against the catalogue: everything `semantics.md` 1.5 refuses is reported with its
 * path, the value found and what would be right. The condition is returned unchanged when nothing is wrong, else null.
 */
export function checkCondition(
  json: unknown,
  { catalogue, subject, path }: { catalogue: FactCatalogue; subject: Subject; path: string },
): { condition: Condition | null; problems: RuleProblem[] } {
  const check: Check = { catalogue, subject, problems: [], leaves: 0 }
  checkNode(json, path, 1, check)
  if (check.leaves > MAX_LEAVES)
    report(check, path, check.leaves, `A condition has at most ${MAX_LEAVES} leaves. Split the rule.`)
  return { condition: check.problems.length === 0 ? (json as Condition) : null, problems: check.problems }
}

function report(check: Check, path: string, found: Json, expected: string): void {
  const text = found === undefined ? '' : (JSON.stringify(found) ?? String(found))
  check.problems.push({ path, found: text.length > 200 ? `${text.slice(0, 200)}…` : text, expected })
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function checkNode(json: Json, path: string, depth: number, check: Check): void {
  if (!isObject(json)) {
    report(
      check,
      path,
      json,
      'A condition is an object with "all", "any", "not", or "fact", "operator" and "value".',
    )
    return
  }
  if (depth > MAX_DEPTH) {
    report(
      check,
      path,
      undefined,
      `Groups may be nested ${MAX_DEPTH} deep. Flatten this group or split the rule.`,
    )
    return
  }
  if ('fact' in json) {
    check.leaves += 1
    checkLeaf(json, path, check)
    return
  }
  if ('condition' in json) {
    report(check, path, json, 'Shared conditions are written out in the rule. Put the condition itself here.')
    return
  }
  const kinds = ['all', 'any', 'not'].filter((kind) => kind in json)
  const kind = kinds[0]
  if (kind === undefined || kinds.length > 1) {
    report(check, path, Object.keys(json), 'A group has exactly one of "all", "any" and "not".')
    return
  }
  for (const key of Object.keys(json))
    if (!GROUP_KEYS.has(key))
      report(check, `${path}.${key}`, json[key], `"${key}" is no key of a group. Remove it.`)
  checkLabels(json, path, check)
  if (kind === 'not') {
    checkNode(json.not, `${path}.not`, depth + 1, check)
    return
  }
  const parts = json[kind]
  if (!Array.isArray(parts) || parts.length === 0) {
    report(
      check,
      `${path}.${kind}`,
      parts,
      'An empty group would match everybody. Give it at least one condition.',
    )
    return
  }
  parts.forEach((part, at) => {
    checkNode(part, `${path}.${kind}[${at}]`, depth + 1, check)
  })
}

function checkLabels(json: JsonObject, path: string, check: Check): void {
  const { name, priority } = json
  if (name !== undefined && (typeof name !== 'string' || name === '' || PROTOTYPE_NAMES.has(name)))
    report(check, `${path}.name`, name, 'A name is a text such as "c1".')
  if (priority !== undefined && (typeof priority !== 'number' || !Number.isInteger(priority)))
    report(check, `${path}.priority`, priority, 'A priority is a whole number; it changes no result.')
}

function checkLeaf(json: JsonObject, path: string, check: Check): void {
  for (const key of Object.keys(json))
    if (!LEAF_KEYS.has(key))
      report(check, `${path}.${key}`, json[key], `"${key}" is no key of a leaf. Remove it.`)
  checkLabels(json, path, check)
  if ('path' in json)
    report(
      check,
      `${path}.path`,
      json.path,
      'Facts of the catalogue have no inner fields. Remove "path" and name the fact itself.',
    )
  const spec = checkFactRef(json, path, check)
  const decorated = checkOperator(json.operator, `${path}.operator`, check)
  if (!('value' in json)) report(check, `${path}.value`, undefined, 'A leaf needs a "value" to compare with.')
  else if (spec && decorated) checkUse({ spec, decorated, json, path, check })
}

/** Checks `fact` and `params`; the spec when both are right. */
function checkFactRef(json: JsonObject, path: string, check: Check): FactSpec | null {
  const name = json.fact
  const names = check.catalogue.all
    .filter((spec) => spec.subjects.includes(check.subject))
    .map((spec) => spec.name)
  if (typeof name !== 'string' || PROTOTYPE_NAMES.has(name)) {
    report(check, `${path}.fact`, name, 'A fact is named by a text, such as "daysOverdue".')
    return null
  }
  const spec = check.catalogue.spec(name)
  if (!spec) {
    report(
      check,
      `${path}.fact`,
      name,
      `There is no such fact. ${nearest(name, names)} "dunlin facts" lists all.`,
    )
    return null
  }
  if (!spec.subjects.includes(check.subject)) {
    const aggregates =
      check.subject === 'customer'
        ? ' Use an aggregate such as "invoiceSum", "invoiceCount" or "invoiceMax".'
        : ''
    report(
      check,
      `${path}.fact`,
      name,
      `"${name}" is a fact of ${spec.subjects.join(' and ')}, and this is about a ${check.subject}.${aggregates}`,
    )
    return null
  }
  return checkParams(spec, json.params, `${path}.params`, check) ? spec : null
}

function checkParams(spec: FactSpec, json: Json, path: string, check: Check): boolean {
  const before = check.problems.length
  const allowed = spec.params ?? {}
  const params = json === undefined ? {} : json
  if (!isObject(params)) {
    report(check, path, json, 'Params are an object such as { "currency": "USD" }.')
    return false
  }
  for (const [key, value] of Object.entries(params)) {
    const param = Object.hasOwn(allowed, key) ? allowed[key] : undefined
    const at = `${path}.${key}`
    if (!param) {
      const known = Object.keys(allowed)
      report(
        check,
        at,
        value,
        known.length === 0
          ? `"${spec.name}" takes no params.`
          : `"${spec.name}" takes only: ${known.join(', ')}.`,
      )
    } else if (param.kind === 'currency') {
      if (typeof value !== 'string' || !isCurrency(value))
        report(check, at, value, 'A currency is an active ISO 4217 code such as "USD" or "EUR".')
    } else if (param.kind === 'days') {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 3660)
        report(check, at, value, 'Days are a whole number from 0 to 3660.')
    } else if (param.kind === 'boolean') {
      if (typeof value !== 'boolean') report(check, at, value, 'This is true or false.')
    } else if (param.kind === 'choice') {
      if (typeof value !== 'string' || !param.values.includes(value))
        report(check, at, value, `This is one of: ${param.values.join(', ')}.`)
      else if (key === 'scope' && value === 'group' && check.subject === 'invoice')
        report(
          check,
          at,
          value,
          'An invoice has no group. Write this rule about customers, or ask the customer itself.',
        )
    } else if (typeof value !== 'string' || value === '' || /[&=@]/.test(value))
      report(check, at, value, 'This is a text that is not empty and has none of & = @.')
  }
  for (const [key, param] of Object.entries(allowed))
    if (param.required && !Object.hasOwn(params, key))
      report(
        check,
        `${path}.${key}`,
        undefined,
        param.kind === 'currency'
          ? `"${spec.name}" is an amount and needs its currency, as in "params": { "currency": "USD" }.`
          : `"${spec.name}" needs "${key}": ${param.meaning}`,
      )
  return check.problems.length === before
}

function checkOperator(json: Json, path: string, check: Check): DecoratedOperator | null {
  const decorated = typeof json === 'string' ? parseOperator(json) : null
  if (!decorated)
    report(
      check,
      path,
      json,
      `${typeof json === 'string' ? nearest(json, OPERATORS) : 'An operator is a text.'} Operators: ${OPERATORS.join(', ')}; before them, with a colon: ${DECORATORS.join(', ')}.`,
    )
  return decorated
}

type Use = {
  readonly spec: FactSpec
  readonly decorated: DecoratedOperator
  readonly json: JsonObject
  readonly path: string
  readonly check: Check
}

/** Checks that the operator suits the fact's type and the value suits both, decorators taken into account. */
function checkUse({ spec, decorated, json, path, check }: Use): void {
  const problem = (expected: string) => report(check, `${path}.operator`, json.operator, expected)
  let type: FactType = spec.type
  let operator = decorated.operator
  let valueIsList = false
  for (const [at, decorator] of decorated.decorators.entries()) {
    if (decorator === 'swap') {
      const swapped = SWAPPED[operator]
      if (!swapped || at !== decorated.decorators.length - 1) {
        problem(`"swap" cannot stand before "${operator}" here. Write the comparison the other way round.`)
        return
      }
      operator = swapped
    } else if (decorator === 'someFact' || decorator === 'everyFact') {
      if (type !== 'list') {
        problem(`"${decorator}" looks at the items of a list, and "${spec.name}" is of type ${spec.type}.`)
        return
      }
      if (operator === 'isKnown' || operator === 'isUnknown') {
        problem(`"${operator}" asks about the whole list; its items are always known. Remove "${decorator}".`)
        return
      }
      type = 'text'
    } else if (decorator === 'someValue' || decorator === 'everyValue') {
      if (valueIsList) {
        problem('Only one of "someValue" and "everyValue" makes sense. Remove one.')
        return
      }
      valueIsList = true
    }
  }
  if (!OPERATOR_TYPES[operator].includes(type)) {
    problem(unsuited(spec.name, type, operator))
    return
  }
  if (valueIsList && (operator === 'in' || operator === 'notIn' || operator === 'between')) {
    problem(`"${operator}" takes a list by itself. Remove "someValue" or "everyValue".`)
    return
  }
  if (valueIsList && (operator === 'isKnown' || operator === 'isUnknown')) {
    problem(`"${operator}" compares with nothing. Remove "someValue" or "everyValue".`)
    return
  }
  checkValue({
    spec,
    type,
    operator,
    value: json.value,
    params: json.params,
    valueIsList,
    path: `${path}.value`,
    check,
  })
}

function unsuited(fact: string, type: FactType, operator: string): string {
  const suited = OPERATORS.filter((name) => OPERATOR_TYPES[name].includes(type))
  const why =
    type === 'text' || type === 'enum'
      ? ' Texts have no order: "999" would come after "1000".'
      : type === 'list' && (operator === 'in' || operator === 'notIn')
        ? ' Use "contains", or "someFact:in".'
        : ''
  return `"${fact}" is of type ${type}, and "${operator}" does not suit it.${why} Suited: ${suited.join(', ')}.`
}

type ValueUse = {
  readonly spec: FactSpec
  readonly type: FactType
  readonly operator: string
  readonly value: Json
  readonly params: Json
  readonly valueIsList: boolean
  readonly path: string
  readonly check: Check
}

function checkValue(use: ValueUse): void {
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

function inOrder(low: Json, high: Json): boolean {
  return typeof low === 'string' && typeof high === 'string' && /-\d\d-/.test(low)
    ? low <= high
    : Number(low) <= Number(high)
}

function checkScalar({ spec, type, params, check }: ValueUse, value: Json, path: string): void {
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

function currencyOf(params: Json): FactParams[string] | undefined {
  return isObject(params) && typeof params.currency === 'string' ? params.currency : undefined
}
