import { CalendarDate, toEpochDay } from '../calendar-date.ts'
import { columnId, type FactParams } from '../condition.ts'
import { AmountInvalidError } from '../errors.ts'
import type { FactCatalogue } from '../fact-catalogue.ts'
import type { FactSpec, ParamSpec, Subject } from '../fact-spec.ts'
import { isCurrency, parseAmount } from '../money.ts'
import { nearest } from '../nearest.ts'
import { GivenFactInvalidError } from './errors.ts'

/** Facts of one record as someone wrote them: `{ "daysOverdue": 40, "balance": { "USD": "5200.50" }, "tags": ["key"] }`. */
export type GivenRecord = { readonly id: string; readonly facts: Readonly<Record<string, unknown>> }

export type GivenValue = number | string | readonly string[] | null

/** The given facts of a record by column id, without the currency of amounts: an amount is given per currency. */
export type GivenFacts = ReadonlyMap<string, GivenValue | ReadonlyMap<string, number>>

type Reading = { readonly catalogue: FactCatalogue; readonly subject: Subject }
type Place = { readonly record: string; readonly key: string; readonly spec: FactSpec }

/** Reads the facts of one record; throws `GivenFactInvalidError` with the record, the fact, the value and what would be right. */
export function readGivenFacts({ id, facts }: GivenRecord, { catalogue, subject }: Reading): GivenFacts {
  const read = new Map<string, GivenValue | Map<string, number>>()
  for (const [key, value] of Object.entries(facts)) {
    const [name = '', ...rest] = key.split('@')
    const spec = catalogue.spec(name)
    if (!spec?.subjects.includes(subject)) {
      const names = catalogue.all.filter((fact) => fact.subjects.includes(subject)).map((fact) => fact.name)
      throw new GivenFactInvalidError(
        `Cannot read record "${id}": "${name}" is no fact of a ${subject}. ${nearest(name, names)} "dunlin facts" lists all.`,
      )
    }
    const place = { record: id, key, spec }
    const { currency, ...params } = readParams(rest.join('@'), place)
    const column = columnId({ fact: name, params: withoutDefaults(params) })
    if (spec.type !== 'money') {
      const ofOneCurrency = currency === undefined ? {} : { currency }
      read.set(
        columnId({ fact: name, params: { ...withoutDefaults(params), ...ofOneCurrency } }),
        readValue(value, place),
      )
      continue
    }
    const amounts = readAmounts(value, currency, place)
    const before = read.get(column)
    if (amounts === null) read.set(column, null)
    else read.set(column, before instanceof Map ? new Map([...before, ...amounts]) : amounts)
  }
  return read
}

/** Params without those that say what goes without saying. */
export function withoutDefaults(params: FactParams): FactParams {
  return Object.fromEntries(
    Object.entries(params).filter(
      ([key, value]) => !(key === 'scope' && value === 'own') && !(key === 'converted' && value === false),
    ),
  )
}

function refuse({ record, key }: Place, value: unknown, right: string): never {
  throw new GivenFactInvalidError(
    `Cannot read record "${record}": "${key}" is ${JSON.stringify(value) ?? String(value)}. ${right}`,
  )
}

function readParams(text: string, place: Place): FactParams {
  const allowed = place.spec.params ?? {}
  const params: Record<string, string | number | boolean> = {}
  for (const part of text === '' ? [] : text.split('&')) {
    const [key = '', ...rest] = part.split('=')
    const spec = Object.hasOwn(allowed, key) ? allowed[key] : undefined
    if (!spec)
      refuse(
        place,
        part,
        `"${place.spec.name}" takes only: ${Object.keys(allowed).join(', ') || 'no params'}.`,
      )
    params[key] = readParam(rest.join('='), spec, place)
  }
  for (const [key, spec] of Object.entries(allowed))
    if (spec.required && spec.kind !== 'currency' && params[key] === undefined)
      refuse(place, text, `It needs "${key}", as in "${place.spec.name}@${key}=...". ${spec.meaning}`)
  return params
}

function readParam(text: string, spec: ParamSpec, place: Place): string | number | boolean {
  if (spec.kind === 'days')
    return /^\d+$/.test(text) ? Number(text) : refuse(place, text, 'Days are a whole number such as 90.')
  if (spec.kind === 'boolean')
    return text === 'true' || text === 'false'
      ? text === 'true'
      : refuse(place, text, 'This is true or false.')
  if (spec.kind === 'choice' && !spec.values.includes(text))
    refuse(place, text, `This is one of: ${spec.values.join(', ')}.`)
  if (spec.kind === 'currency' && !isCurrency(text))
    refuse(place, text, 'A currency is an active ISO 4217 code such as "USD".')
  return text
}

function readAmounts(value: unknown, currency: unknown, place: Place): Map<string, number> | null {
  if (value === null) return null
  if (typeof currency === 'string') return new Map([[currency, readAmount(value, currency, place)]])
  if (typeof value !== 'object' || Array.isArray(value))
    refuse(place, value, 'An amount is given per currency, as in { "USD": "5200.50" }.')
  return new Map(
    Object.entries(value).map(([code, amount]) => {
      if (!isCurrency(code))
        refuse(place, value, `"${code}" is no active ISO 4217 currency code such as "USD".`)
      return [code, readAmount(amount, code, place)]
    }),
  )
}

function readAmount(value: unknown, currency: string, place: Place): number {
  if (typeof value !== 'string' && typeof value !== 'number')
    refuse(place, value, `An amount in ${currency} is a text or number such as "5200.50".`)
  try {
    return parseAmount(String(value), currency, { decimal: '.', group: '' })
  } catch (cause) {
    if (!(cause instanceof AmountInvalidError)) throw cause
    throw new GivenFactInvalidError(
      `Cannot read record "${place.record}", fact "${place.key}". ${cause.message}`,
      { cause },
    )
  }
}

function readValue(value: unknown, place: Place): GivenValue {
  if (value === null) return null
  switch (place.spec.type) {
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : refuse(place, value, 'This is true or false.')
    case 'day': {
      const day = CalendarDate.safeParse(value)
      return day.success
        ? toEpochDay(day.data)
        : refuse(place, value, 'A day is an existing day such as "2026-01-31".')
    }
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? value
        : refuse(place, value, 'This is a list of texts such as ["key"].')
    case 'text':
    case 'enum':
      if (typeof value !== 'string') return refuse(place, value, 'This is a text.')
      if (place.spec.values && !place.spec.values.includes(value))
        return refuse(place, value, `This is one of: ${place.spec.values.join(', ')}.`)
      return value
    default:
      return typeof value === 'number' && Number.isFinite(value)
        ? value
        : refuse(place, value, 'This is a number such as 40, without quotes.')
  }
}
