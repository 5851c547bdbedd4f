import { type ConditionCheck, isObject, type JsonObject, PROTOTYPE_NAMES, report } from './condition-check.ts'
import type { FactSpec } from './fact-spec.ts'
import { isCurrency } from './money.ts'
import { nearest } from './nearest.ts'

/** Checks the `fact` and `params` of a leaf or of its value side; the fact's entry when both are right. */
export function checkFactRef(json: JsonObject, path: string, check: ConditionCheck): FactSpec | null {
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
  if (spec.events && check.event !== undefined && !spec.events.some((kind) => kind === check.event)) {
    report(
      check,
      `${path}.fact`,
      name,
      `"${name}" is known in the branches of a rule that waits for ${spec.events.join(' or ')}, and nowhere else.`,
    )
    return null
  }
  return checkParams(spec, json.params, `${path}.params`, check) ? spec : null
}

function checkParams(spec: FactSpec, json: unknown, path: string, check: ConditionCheck): boolean {
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
