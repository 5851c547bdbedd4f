import type { FactRef } from '../condition.ts'
import type { Subject } from '../fact-spec.ts'
import { countInWords, quoted } from './english-values.ts'

/** Facts whose name, taken apart into words, reads badly. All others are called by the words of their name. */
const NOUNS: Readonly<Record<string, string>> = {
  openCount: 'number of open items',
  overdueCount: 'number of overdue items',
  disputedCount: 'number of disputed items',
  openPromises: 'number of open promises',
  keptPromises: 'number of kept promises',
  brokenPromises: 'number of broken promises',
  messagesSent: 'number of messages sent',
  timesDone: 'number of times done',
  invoiceCount: 'number of invoices',
  invoiceSum: 'sum of invoices',
  invoiceMax: 'largest invoice',
  agingAmount: 'aging amount',
  weightedDaysLate: 'weighted days late',
  customerId: 'customer number',
  pausedUntil: 'end of pause',
  holdPlacedBy: 'credit hold owner',
  tags: 'list of tags',
  entities: 'list of entities',
  stepOutcome: 'outcome of the step',
  'event.amount': 'amount of the event',
  'event.currency': 'currency of the event',
  'event.daysAgo': 'days since the event',
  'event.reference': 'reference of the event',
  'event.reason': 'reason of the event',
  'event.documentType': 'document type of the event',
  'event.promisedFor': 'promised day of the event',
  'event.subject': 'subject line of the event',
  'event.text': 'words of the event',
}

/** How a number of days reads best: `oldest invoice is at least 30 days overdue`. */
const DAYS: Readonly<Record<string, { readonly of: string; readonly suffix: string }>> = {
  daysOverdue: { of: 'oldest invoice', suffix: 'overdue' },
  signedDaysDue: { of: 'oldest invoice', suffix: 'past its due date' },
  daysSinceLastPayment: { of: 'last payment', suffix: 'ago' },
  daysSinceLastContact: { of: 'last contact', suffix: 'ago' },
  daysSinceIssue: { of: 'issue', suffix: 'ago' },
  disputeAge: { of: 'oldest open dispute', suffix: 'old' },
}

/** Yes-or-no facts as something said of the subject: `that is on credit hold`. */
const STATES: Readonly<Record<string, { readonly yes: string; readonly no: string }>> = {
  onCreditHold: { yes: 'is on credit hold', no: 'is not on credit hold' },
  onDunningBlock: { yes: 'is under a dunning block', no: 'is not under a dunning block' },
  isPaused: { yes: 'is paused', no: 'is not paused' },
  disputed: { yes: 'is disputed', no: 'is not disputed' },
  planOnTrack: { yes: 'has a plan on track', no: 'has a plan off track' },
  paymentInFlight: { yes: 'has a payment in flight', no: 'has no payment in flight' },
  internal: { yes: 'is internal', no: 'is not internal' },
  autopay: { yes: 'pays automatically', no: 'does not pay automatically' },
}

/** Where somebody chooses a fact it may read shorter than in a sentence. All others are called there as in a sentence. */
const TITLES: Readonly<Record<string, string>> = {
  daysOverdue: 'days overdue',
  signedDaysDue: 'days past or before the due date',
  daysSinceLastPayment: 'days since the last payment',
  daysSinceLastContact: 'days since the last contact',
  daysSinceIssue: 'days since issue',
  disputeAge: 'days in dispute',
  onCreditHold: 'on credit hold',
  onDunningBlock: 'under a dunning block',
  isPaused: 'paused',
  planOnTrack: 'payment plan on track',
  paymentInFlight: 'payment in flight',
  internal: 'one of our own companies',
  autopay: 'pays automatically',
}

/** Params that have a place of their own in a phrase; the others follow in parentheses. */
const PLACED = new Set(['currency', 'days', 'scope', 'bucket'])

/** What a fact is called where somebody chooses it. */
export function factTitle(name: string): string {
  return (Object.hasOwn(TITLES, name) ? TITLES[name] : undefined) ?? nameInWords(name)
}

/** What a fact is called, with its params: `USD balance of the group`, `number of broken promises in the last 90 days`. */
export function factNoun(ref: FactRef): string {
  return withParams(nameInWords(ref.fact), ref)
}

/** A fact of days with the words that stand around the number, null for facts that read well without. */
export function daysPhrase(ref: FactRef, subject: Subject): { of: string; suffix: string } | null {
  const phrase = Object.hasOwn(DAYS, ref.fact) ? DAYS[ref.fact] : undefined
  if (!phrase) return null
  const isOfInvoice = subject === 'invoice' && phrase.of === 'oldest invoice'
  const { currency, ...params } = ref.params ?? {}
  if (phrase.of !== 'oldest invoice' || isOfInvoice || currency === undefined)
    return { of: withParams(isOfInvoice ? 'invoice' : phrase.of, ref), suffix: phrase.suffix }
  return { of: withParams(`oldest ${currency} invoice`, { fact: ref.fact, params }), suffix: phrase.suffix }
}

/** What a yes-or-no fact says of its subject, null for those that have no such words. */
export function statePhrase(ref: FactRef, isTrue: boolean): string | null {
  const phrase = Object.hasOwn(STATES, ref.fact) ? STATES[ref.fact] : undefined
  return phrase ? withParams(isTrue ? phrase.yes : phrase.no, ref) : null
}

function nameInWords(fact: string): string {
  const noun = Object.hasOwn(NOUNS, fact) ? NOUNS[fact] : undefined
  if (noun !== undefined) return noun
  if (fact.startsWith('custom.')) return `field ${quoted(fact.slice('custom.'.length))}`
  // Other people's names are kept to the letter: taken apart, two of them might read the same.
  if (!/^[a-z]+([A-Z][a-z]+)*$/.test(fact)) return `fact ${quoted(fact)}`
  return fact.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function withParams(words: string, { params = {} }: FactRef): string {
  const { currency, days, scope, bucket } = params
  const others = Object.entries(params)
    .filter(([key]) => !PLACED.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key} ${typeof value === 'string' ? quoted(value) : String(value)}`)
  return [
    currency === undefined ? '' : `${currency} `,
    words,
    bucket === undefined ? '' : ` in the bucket ${bucket}`,
    days === undefined
      ? ''
      : typeof days === 'number'
        ? ` in the last ${countInWords(days, 'day')}`
        : ` ${days}`,
    scope === undefined ? '' : scope === 'group' ? ' of the group' : ` of its ${scope}`,
    others.length === 0 ? '' : ` (${others.join(', ')})`,
  ].join('')
}
