import { ACTS, type Colleague } from '../acts.ts'
import { canonicalJson } from '../canonical-logic.ts'
import type { FinanceChargeTerms } from '../finance-charge.ts'
import type { Act } from '../rule.ts'
import { englishLetters } from './english-letters.ts'
import { amountInWords, countInWords, listInWords, quoted } from './english-values.ts'
import { letterName } from './letter-name.ts'

const RECIPIENTS = {
  billing: 'billing',
  escalation: 'escalation',
  executive: 'the executive',
  'account-owner': 'the account owner',
} as const

const RELEASES = {
  cleared: 'until nothing is overdue',
  unmatched: 'until the rule no longer matches',
  'by-hand': 'until a person releases it',
} as const

/** What an act does, in words: `place a credit hold for "30 days overdue" until nothing is overdue (needs approval)`. */
export function englishAct(act: Act): string {
  const remarks = [
    ...(act.approval === 'required' ? ['needs approval'] : []),
    ...(act.every ? [`again every ${countInWords(act.every.days, 'day')}`] : []),
    ...(act.times === undefined ? [] : [`at most ${countInWords(act.times, 'time')}`]),
  ]
  return `${deed(act)}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

function deed({ action, params }: Act): string {
  switch (action) {
    case 'send-email':
      return letterDeed('', ACTS[action].params.parse(params))
    case 'send-statement':
      return letterDeed('a statement by ', ACTS[action].params.parse(params))
    case 'send-invoice':
      return letterDeed('the invoice by ', ACTS[action].params.parse(params))
    case 'send-receipt':
      return letterDeed('a receipt by ', ACTS[action].params.parse(params))
    case 'request-promise': {
      const { template, to, dueInDays } = ACTS[action].params.parse(params)
      return `ask for a promise to pay by ${quoted(letterName(englishLetters, template))} to ${RECIPIENTS[to]} and enter it ${dueInWords(dueInDays)}`
    }
    case 'send-internal-mail': {
      const { to, subject, text } = ACTS[action].params.parse(params)
      return `mail ${quoted(subject)} to ${listInWords(to.map(colleagueInWords), 'and')}: ${quoted(text)}`
    }
    case 'place-credit-hold': {
      const { reason, release } = ACTS[action].params.parse(params)
      return `place a credit hold for ${quoted(reason)} ${RELEASES[release]}`
    }
    case 'release-credit-hold':
      return `release the credit hold for ${quoted(ACTS[action].params.parse(params).reason)}`
    case 'create-task': {
      const { title, dueInDays, assignee } = ACTS[action].params.parse(params)
      const forWhom = assignee === undefined ? '' : ` for ${colleagueInWords(assignee)}`
      return `create the task ${quoted(title)} ${dueInWords(dueInDays)}${forWhom}`
    }
    case 'add-note':
      return `add the note ${quoted(ACTS[action].params.parse(params).text)}`
    case 'log-call':
      return `log the call ${quoted(ACTS[action].params.parse(params).text)}`
    case 'open-dispute':
      return `open a dispute for ${quoted(ACTS[action].params.parse(params).reason)}`
    case 'pause-chasing': {
      const { days, reason } = ACTS[action].params.parse(params)
      return `pause chasing for ${countInWords(days, 'day')} for ${quoted(reason)}`
    }
    case 'assign-owner':
      return `assign the owner ${quoted(ACTS[action].params.parse(params).owner)}`
    case 'assign-segment':
      return `assign the segment ${quoted(ACTS[action].params.parse(params).segment)}`
    case 'finance-charge':
      return chargeDeed(ACTS[action].params.parse(params))
    case 'call-webhook': {
      const { url, data } = ACTS[action].params.parse(params)
      return `call ${quoted(url)}${data === undefined ? '' : ` with ${canonicalJson(data)}`}`
    }
    case 'emit-event': {
      const { type, params: details } = ACTS[action].params.parse(params)
      return `report the event ${quoted(type)}${details === undefined ? '' : ` with ${canonicalJson(details)}`}`
    }
  }
}

function letterDeed(
  what: string,
  { template, to }: { template: string; to: keyof typeof RECIPIENTS },
): string {
  return `send ${what}${quoted(letterName(englishLetters, template))} to ${RECIPIENTS[to]}`
}

function dueInWords(days: number): string {
  return days === 0 ? 'due the same day' : `due in ${countInWords(days, 'day')}`
}

function colleagueInWords(colleague: Colleague): string {
  if (colleague === 'owner') return 'the account owner'
  return 'role' in colleague ? `every ${colleague.role}` : colleague.person
}

function chargeDeed(terms: FinanceChargeTerms): string {
  const amounts = (of: Readonly<Record<string, string | number>> = {}) =>
    listInWords(
      Object.entries(of)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, amount]) => amountInWords(amount, currency)),
      'and',
    )
  const what =
    'fee' in terms ? `a fee of ${amounts(terms.fee)}` : `interest of ${terms.ratePerYear} percent a year`
  const least = terms.minimum ? `, not less than ${amounts(terms.minimum)}` : ''
  const most = terms.cap ? `, at most ${amounts(terms.cap)}` : ''
  return `charge ${what} once a ${terms.period}${least}${most}`
}
