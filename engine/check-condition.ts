import { checkFactRef } from './check-fact-ref.ts'
import { checkValue } from './check-value.ts'
import { type Condition, MAX_DEPTH, MAX_LEAVES } from './condition.ts'
import { type ConditionCheck, isObject, type JsonObject, PROTOTYPE_NAMES, report } from './condition-check.ts'
import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { FactSpec, FactType, Subject } from './fact-spec.ts'
import type { EventKind } from './ledger-event.ts'
import { nearest } from './nearest.ts'
import {
  DECORATORS,
  type DecoratedOperator,
  OPERATOR_TYPES,
  OPERATORS,
  parseOperator,
  SWAPPED,
} from './operators.ts'

const GROUP_KEYS = new Set(['all', 'any', 'not', 'name', 'priority'])
const LEAF_KEYS = new Set(['fact', 'params', 'operator', 'value', 'name', 'priority', 'path'])

/**
 * Checks a condition of unknown origin against the catalogue: everything `semantics.md` 1.5 refuses is reported with its
 * path, the value found and what would be right. The condition is returned unchanged when nothing is wrong, else null.
 */
export function checkCondition(
  json: unknown,
  {
    catalogue,
    subject,
    path,
    event,
  }: {
    catalogue: FactCatalogue
    subject: Subject
    path: string
    /** The event the rule waits for, null for none; left out where no rule is known. */
    event?: EventKind | null
  },
): { condition: Condition | null; problems: RuleProblem[] } {
  const check: ConditionCheck = {
    catalogue,
    subject,
    problems: [],
    leaves: 0,
    ...(event !== undefined && { event }),
  }
  checkNode(json, path, 1, check)
  if (check.leaves > MAX_LEAVES)
    report(check, path, check.leaves, `A condition has at most ${MAX_LEAVES} leaves. Split the rule.`)
  return { condition: check.problems.length === 0 ? (json as Condition) : null, problems: check.problems }
}

function checkNode(json: unknown, path: string, depth: number, check: ConditionCheck): void {
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

function checkLabels(json: JsonObject, path: string, check: ConditionCheck): void {
  const { name, priority } = json
  if (name !== undefined && (typeof name !== 'string' || name === '' || PROTOTYPE_NAMES.has(name)))
    report(check, `${path}.name`, name, 'A name is a text such as "c1".')
  if (priority !== undefined && (typeof priority !== 'number' || !Number.isInteger(priority)))
    report(check, `${path}.priority`, priority, 'A priority is a whole number; it changes no result.')
}

function checkLeaf(json: JsonObject, path: string, check: ConditionCheck): void {
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

function checkOperator(json: unknown, path: string, check: ConditionCheck): DecoratedOperator | null {
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
  readonly check: ConditionCheck
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
