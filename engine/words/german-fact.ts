import type { FactRef } from '../condition.ts'
import type { FactSpec, Subject } from '../fact-spec.ts'
import { GERMAN_MEANINGS } from './german-fact-meanings.ts'
import { GERMAN_NOUNS } from './german-fact-nouns.ts'
import { GERMAN_TITLES } from './german-fact-titles.ts'
import { casesOf, type GermanCases, type GermanNoun } from './german-noun.ts'
import { countInGerman, germanQuoted } from './german-values.ts'

/** What stands before the name of a field of the customer's own making. */
const CUSTOM_PREFIX = 'custom.'

/** How a number of days reads best: `älteste Rechnung ist mindestens 30 Tage überfällig`. */
const DAYS: Readonly<Record<string, { readonly of: GermanNoun; readonly suffix: string }>> = {
  daysOverdue: { of: { gender: 'f', adjective: 'ältest', noun: 'Rechnung' }, suffix: 'überfällig' },
  signedDaysDue: {
    of: { gender: 'f', adjective: 'ältest', noun: 'Rechnung' },
    suffix: 'über ihre Fälligkeit hinaus',
  },
  daysSinceLastPayment: { of: { gender: 'f', adjective: 'letzt', noun: 'Zahlung' }, suffix: 'her' },
  daysSinceLastContact: { of: { gender: 'm', adjective: 'letzt', noun: 'Kontakt' }, suffix: 'her' },
  daysSinceIssue: { of: { gender: 'n', noun: 'Rechnungsdatum' }, suffix: 'her' },
  daysSinceStep: { of: { gender: 'm', noun: 'Schritt' }, suffix: 'her' },
  'event.daysAgo': { of: { gender: 'n', noun: 'Ereignis' }, suffix: 'her' },
  disputeAge: { of: { gender: 'm', adjective: 'ältest', noun: 'Streitfall' }, suffix: 'alt' },
}

/** What a yes-or-no fact says of its subject. The verb stands apart, since in a clause it goes to the end. */
export type GermanState = { readonly verb: string; readonly rest: string }

const STATES: Readonly<Record<string, { readonly yes: GermanState; readonly no: GermanState }>> = {
  onCreditHold: isOrNot('in Kreditsperre'),
  onDunningBlock: isOrNot('in Mahnsperre'),
  isPaused: isOrNot('pausiert'),
  disputed: isOrNot('strittig'),
  planOnTrack: {
    yes: { verb: 'ist', rest: 'mit dem Ratenplan im Lot' },
    no: { verb: 'ist', rest: 'mit dem Ratenplan im Rückstand' },
  },
  paymentInFlight: {
    yes: { verb: 'hat', rest: 'eine Zahlung unterwegs' },
    no: { verb: 'hat', rest: 'keine Zahlung unterwegs' },
  },
  internal: isOrNot('intern'),
  autopay: { yes: { verb: 'zahlt', rest: 'automatisch' }, no: { verb: 'zahlt', rest: 'nicht automatisch' } },
}

/** Params that have a place of their own in a phrase; the others follow in parentheses. */
const PLACED = new Set(['currency', 'days', 'scope', 'bucket'])
const PARAMS: Readonly<Record<string, string>> = {
  converted: 'umgerechnet',
  minSample: 'nötige Zahlungen',
  field: 'Feld',
  minDaysOverdue: 'mindestens Tage überfällig',
  maxDaysOverdue: 'höchstens Tage überfällig',
  excludeDisputed: 'ohne Strittiges',
  entity: 'Gesellschaft',
  documentType: 'Belegart',
  rule: 'Regel',
  step: 'Schritt',
}

/** What a fact is called, with its params, in all cases: `der Saldo in USD der Gruppe`. */
export function germanFact(ref: FactRef): GermanCases {
  return casesOf(nounOf(ref.fact), behindNoun(ref))
}

/** What a fact is called where somebody chooses it. */
export function germanFactTitle(name: string): string {
  return ownEntry(GERMAN_TITLES, name) ?? casesOf(nounOf(name), '').bare
}

/** What a fact means; of a field of the company's own making, whose it is. */
export function germanFactMeaning({ name, subjects, meaning }: FactSpec): string {
  const known = ownEntry(GERMAN_MEANINGS, name)
  if (known !== undefined) return known
  if (!name.startsWith(CUSTOM_PREFIX)) return meaning
  const whose = subjects.includes('customer') ? 'des Kunden' : 'der Rechnung'
  return `Das Feld ${germanQuoted(name.slice(CUSTOM_PREFIX.length))} ${whose}; unbekannt, wo es nicht ausgefüllt ist.`
}

/** A fact of days with the words around the number, null for facts that read well without. `isSelf`: it is said of the subject. */
export function germanDays(
  ref: FactRef,
  subject: Subject,
): { readonly of: GermanCases; readonly suffix: string; readonly isSelf: boolean } | null {
  const phrase = ownEntry(DAYS, ref.fact)
  if (phrase === undefined) return null
  const isSelf = subject === 'invoice' && phrase.of.noun === 'Rechnung'
  const of: GermanNoun = isSelf ? { gender: 'f', noun: 'Rechnung' } : phrase.of
  return { of: casesOf(of, behindNoun(ref)), suffix: phrase.suffix, isSelf }
}

/** What a yes-or-no fact says of its subject, null for those that have no such words. */
export function germanState({ fact, params = {} }: FactRef, isTrue: boolean): GermanState | null {
  const phrase = ownEntry(STATES, fact)
  if (phrase === undefined) return null
  const { verb, rest } = isTrue ? phrase.yes : phrase.no
  const { scope, ...others } = params
  const whose = scope === undefined ? '' : scope === 'group' ? ' (mit der Gruppe)' : ' (für sich allein)'
  return { verb, rest: `${rest}${whose}${behindNoun({ fact, params: others })}` }
}

function isOrNot(what: string): { yes: GermanState; no: GermanState } {
  return { yes: { verb: 'ist', rest: what }, no: { verb: 'ist', rest: `nicht ${what}` } }
}

function nounOf(fact: string): GermanNoun {
  const known = ownEntry(GERMAN_NOUNS, fact)
  if (known !== undefined) return known
  // Other people's names are kept to the letter.
  if (fact.startsWith(CUSTOM_PREFIX))
    return { gender: 'n', noun: `Feld ${germanQuoted(fact.slice(CUSTOM_PREFIX.length))}` }
  return { gender: 'f', noun: `Angabe ${germanQuoted(fact)}` }
}

function behindNoun({ params = {} }: FactRef): string {
  const { currency, days, scope, bucket } = params
  const others = Object.entries(params)
    .filter(([key]) => !PLACED.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${PARAMS[key] ?? key} ${paramValue(value)}`)
  return [
    bucket === undefined ? '' : ` in der Altersklasse ${bucket}`,
    currency === undefined ? '' : ` in ${currency}`,
    days === undefined
      ? ''
      : typeof days === 'number'
        ? ` in den letzten ${countInGerman(days, 'Tag', 'Tagen')}`
        : ` ${days}`,
    scope === undefined ? '' : scope === 'group' ? ' der ganzen Gruppe' : ' des Kunden allein',
    others.length === 0 ? '' : ` (${others.join(', ')})`,
  ].join('')
}

function paramValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'ja' : 'nein'
  return typeof value === 'string' ? germanQuoted(value) : String(value)
}

function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
