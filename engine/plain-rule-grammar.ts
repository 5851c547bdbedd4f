import { MAX_DEPTH, MAX_LEAVES } from './condition.ts'
import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { ParamSpec } from './fact-spec.ts'
import { decimalAmount, isCurrency } from './money.ts'

type Json = unknown
type JsonObject = Readonly<Record<string, Json>>

/** Where foreign conditions come from: what they may share and ask for, and what was found wrong so far. */
export type Foreign = {
  /** Conditions shared by name. */
  readonly shared: Readonly<Record<string, Json>>
  readonly catalogue: FactCatalogue
  readonly problems: RuleProblem[]
}

/**
 * A foreign condition in our grammar, still unchecked: shared conditions written out, `path` turned into a dotted fact name,
 * flattened columns (`balance@currency=USD`) taken apart, comparison with null turned into `isKnown` or `isUnknown`. What
 * cannot be turned is reported with its path; everything else is left for the check, which reports on the same paths.
 */
export function ownGrammar(json: Json, path: string, foreign: Foreign): Json {
  const leaves = { count: 0 }
  const own = node(json, { path, depth: 1, within: [], leaves }, foreign)
  if (leaves.count > MAX_LEAVES)
    foreign.problems.push({
      path,
      found: '',
      expected: `A condition, with the shared ones written out, has at most ${MAX_LEAVES} leaves. Split the rule.`,
    })
  return own
}

type Place = {
  readonly path: string
  readonly depth: number
  /** Names of the shared conditions being written out here. */
  readonly within: readonly string[]
  /** A shared condition used twice in another used twice ... grows without end; we stop when it is too large anyway. */
  readonly leaves: { count: number }
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function node(json: Json, place: Place, foreign: Foreign): Json {
  if (!isObject(json) || place.depth > MAX_DEPTH + 1 || place.leaves.count > MAX_LEAVES) return json
  const deeper = (part: Json, step: string) =>
    node(part, { ...place, path: `${place.path}.${step}`, depth: place.depth + 1 }, foreign)
  if ('fact' in json) {
    place.leaves.count += 1
    return leaf(json, place.path, foreign)
  }
  if ('condition' in json) return sharedCondition(json, place, foreign)
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    if (key === 'not') return [key, deeper(value, key)]
    if ((key === 'all' || key === 'any') && Array.isArray(value))
      return [key, value.map((part, at) => deeper(part, `${key}[${at}]`))]
    return [key, value]
  })
  return Object.fromEntries(entries)
}

function sharedCondition(json: JsonObject, place: Place, foreign: Foreign): Json {
  const { condition: name, ...rest } = json
  const refuse = (expected: string): Json => {
    foreign.problems.push({ path: `${place.path}.condition`, found: JSON.stringify(name) ?? '', expected })
    return null
  }
  const extra = Object.keys(rest).filter((key) => key !== 'name' && key !== 'priority')
  if (extra.length > 0)
    return refuse(`A reference to a shared condition stands alone. Remove: ${extra.join(', ')}.`)
  if (typeof name !== 'string' || !Object.hasOwn(foreign.shared, name))
    return refuse(
      `There is no such shared condition. The file has: ${Object.keys(foreign.shared).join(', ') || 'none'}.`,
    )
  if (place.within.includes(name))
    return refuse(
      `Shared conditions refer to each other in a circle: ${[...place.within, name].join(' > ')}. Break it.`,
    )
  return node(foreign.shared[name], { ...place, within: [...place.within, name] }, foreign)
}

function leaf(json: JsonObject, path: string, foreign: Foreign): Json {
  const { value, ...rest } = json
  const left = factRef(rest, path, foreign)
  if (!('value' in json)) return left.json
  if (value === null && json.operator === 'notEqual')
    return { ...left.json, operator: 'isKnown', value: true }
  if (value === null && json.operator === 'equal') return { ...left.json, operator: 'isUnknown', value: true }
  if (isObject(value) && 'fact' in value)
    return { ...left.json, value: factRef(value, `${path}.value`, foreign).json }
  return { ...left.json, value: left.minorOf === null ? value : fromMinor(value, left.minorOf) }
}

/** `minorOf` is the currency of a flattened amount, which is counted in whole minor units; null for every other fact. */
type Ref = { readonly json: JsonObject; readonly minorOf: string | null }

function factRef(json: JsonObject, path: string, foreign: Foreign): Ref {
  const { fact, path: inner, ...rest } = json
  if ('path' in json) return { json: fieldRef({ fact, ...rest }, inner, path, foreign), minorOf: null }
  const asWritten = { json, minorOf: null }
  if (typeof fact !== 'string' || !fact.includes('@') || foreign.catalogue.spec(fact) || 'params' in json)
    return asWritten
  const [name = '', written = ''] = fact.split('@')
  const spec = foreign.catalogue.spec(name)
  if (!spec) return asWritten
  const params = Object.fromEntries(
    written.split('&').map((pair) => {
      const [key = '', value = ''] = pair.split('=')
      return [key, paramValue(value, spec.params?.[key])]
    }),
  )
  const { currency } = params
  const isMinor = spec.type === 'money' && typeof currency === 'string' && isCurrency(currency)
  return { json: { fact: name, params, ...rest }, minorOf: isMinor ? currency : null }
}

function paramValue(text: string, spec: ParamSpec | undefined): string | number | boolean {
  if (spec?.kind === 'days' && /^\d+$/.test(text)) return Number(text)
  if (spec?.kind === 'boolean') return text === 'true'
  return text
}

/** Here amounts are written as people write them. */
function fromMinor(value: Json, currency: string): Json {
  const written = (minor: Json): Json =>
    typeof minor === 'number' && Number.isSafeInteger(minor) ? decimalAmount(minor, currency) : minor
  return Array.isArray(value) ? value.map(written) : written(value)
}

/** `path` is a fixed way into a declared object (`$.address.city`), never a search: no brackets, wildcards or filters. */
function fieldRef(json: JsonObject, inner: Json, path: string, foreign: Foreign): JsonObject {
  const match =
    typeof inner === 'string' ? /^(?:\$?\.)?([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)$/.exec(inner) : null
  const name = `${String(json.fact)}.${match?.[1] ?? ''}`
  if (match && foreign.catalogue.spec(name)) return { ...json, fact: name }
  const fields = foreign.catalogue.all
    .filter((spec) => spec.name.startsWith(`${String(json.fact)}.`))
    .map((spec) => `$.${spec.name.slice(String(json.fact).length + 1)}`)
  foreign.problems.push({
    path: `${path}.path`,
    found: JSON.stringify(inner) ?? '',
    expected:
      fields.length === 0
        ? `"${String(json.fact)}" is not declared as an object with fields. Declare it as { "type": "object", "fields": { ... } }.`
        : `A path is a fixed dotted field of the declared object: ${fields.join(', ')}.`,
  })
  return json
}
