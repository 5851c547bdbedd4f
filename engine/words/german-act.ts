import { ACTS, type Colleague } from '../acts.ts'
import { canonicalJson } from '../canonical-logic.ts'
import type { FinanceChargeTerms } from '../finance-charge.ts'
import type { Act } from '../rule.ts'
import { germanLetters } from './german-letters.ts'
import { countInGerman, germanAmount, germanQuoted, listInGerman } from './german-values.ts'
import { letterName } from './letter-name.ts'

const RECIPIENTS = {
  billing: 'an die Buchhaltung',
  escalation: 'an die Eskalationsstelle',
  executive: 'an die Geschäftsleitung',
  'account-owner': 'an unseren Betreuer',
} as const

/** Roles as one addresses everybody who has them. */
const ROLES = {
  viewer: 'alle mit Leserecht',
  collector: 'alle Sachbearbeiter',
  author: 'alle Regelautoren',
  approver: 'alle Freigebenden',
  admin: 'alle Administratoren',
} as const

const RELEASES = {
  cleared: 'bis nichts mehr überfällig ist',
  unmatched: 'bis die Regel nicht mehr zutrifft',
  'by-hand': 'bis ein Mensch sie aufhebt',
} as const

/**
 * What an act does, in German and in the infinitive, so that acts can be told one after the other: `eine Kreditsperre wegen
 * „30 Tage überfällig“ setzen (bis nichts mehr überfällig ist, nur mit Freigabe)`.
 */
export function germanAct(act: Act): string {
  const { deed, detail } = deedInGerman(act)
  const remarks = [
    ...(detail === undefined ? [] : [detail]),
    ...(act.approval === 'required' ? ['nur mit Freigabe'] : []),
    ...(act.every ? [act.every.days === 1 ? 'wieder jeden Tag' : `wieder alle ${act.every.days} Tage`] : []),
    ...(act.times === undefined ? [] : [`höchstens ${act.times}-mal`]),
  ]
  return `${deed}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

type Deed = { readonly deed: string; readonly detail?: string }

function deedInGerman({ action, params }: Act): Deed {
  switch (action) {
    case 'send-email':
      return letterDeed('den Brief', ACTS[action].params.parse(params))
    case 'send-statement':
      return letterDeed('einen Kontoauszug mit dem Brief', ACTS[action].params.parse(params))
    case 'send-invoice':
      return letterDeed('die Rechnung mit dem Brief', ACTS[action].params.parse(params))
    case 'send-receipt':
      return letterDeed('eine Quittung mit dem Brief', ACTS[action].params.parse(params))
    case 'request-promise': {
      const { template, to, dueInDays } = ACTS[action].params.parse(params)
      return {
        deed: `mit dem Brief ${germanQuoted(letterName(germanLetters, template))} ${RECIPIENTS[to]} um eine Zahlungszusage bitten`,
        detail: `einzutragen, ${dueInGerman(dueInDays)}`,
      }
    }
    case 'send-internal-mail': {
      const { to, subject, text } = ACTS[action].params.parse(params)
      const whom = listInGerman(to.map(colleagueInGerman), 'and')
      return { deed: `die Mail ${germanQuoted(subject)} an ${whom} senden`, detail: germanQuoted(text) }
    }
    case 'place-credit-hold': {
      const { reason, release } = ACTS[action].params.parse(params)
      return { deed: `eine Kreditsperre wegen ${germanQuoted(reason)} setzen`, detail: RELEASES[release] }
    }
    case 'release-credit-hold': {
      const { reason } = ACTS[action].params.parse(params)
      return { deed: `die Kreditsperre wegen ${germanQuoted(reason)} aufheben` }
    }
    case 'create-task': {
      const { title, dueInDays, assignee } = ACTS[action].params.parse(params)
      const whom = assignee === undefined ? '' : ` für ${colleagueInGerman(assignee)}`
      return { deed: `die Aufgabe ${germanQuoted(title)}${whom} anlegen`, detail: dueInGerman(dueInDays) }
    }
    case 'add-note':
      return { deed: `die Notiz ${germanQuoted(ACTS[action].params.parse(params).text)} hinzufügen` }
    case 'log-call':
      return { deed: `den Anruf ${germanQuoted(ACTS[action].params.parse(params).text)} festhalten` }
    case 'open-dispute': {
      const { reason } = ACTS[action].params.parse(params)
      return { deed: `einen Streitfall wegen ${germanQuoted(reason)} eröffnen` }
    }
    case 'pause-chasing': {
      const { days, reason } = ACTS[action].params.parse(params)
      return {
        deed: `das Mahnen wegen ${germanQuoted(reason)} für ${countInGerman(days, 'Tag', 'Tage')} pausieren`,
      }
    }
    case 'assign-owner':
      return { deed: `den Betreuer ${germanQuoted(ACTS[action].params.parse(params).owner)} zuweisen` }
    case 'assign-segment':
      return { deed: `das Segment ${germanQuoted(ACTS[action].params.parse(params).segment)} zuweisen` }
    case 'finance-charge':
      return chargeDeed(ACTS[action].params.parse(params))
    case 'call-webhook': {
      const { url, data } = ACTS[action].params.parse(params)
      const detail = data === undefined ? '' : ` mit ${canonicalJson(data)}`
      return { deed: `${germanQuoted(url)}${detail} aufrufen` }
    }
    case 'emit-event': {
      const { type, params: details } = ACTS[action].params.parse(params)
      const detail = details === undefined ? '' : ` mit ${canonicalJson(details)}`
      return { deed: `das Ereignis ${germanQuoted(type)}${detail} melden` }
    }
  }
}

function letterDeed(what: string, { template, to }: { template: string; to: keyof typeof RECIPIENTS }): Deed {
  return { deed: `${what} ${germanQuoted(letterName(germanLetters, template))} ${RECIPIENTS[to]} senden` }
}

function dueInGerman(days: number): string {
  return days === 0 ? 'fällig am selben Tag' : `fällig in ${countInGerman(days, 'Tag', 'Tagen')}`
}

/** In the accusative, behind "an" or "für". */
function colleagueInGerman(colleague: Colleague): string {
  if (colleague === 'owner') return 'den Betreuer'
  return 'role' in colleague ? ROLES[colleague.role] : colleague.person
}

const PERIODS = {
  month: 'einmal im Monat',
  quarter: 'einmal im Quartal',
  year: 'einmal im Jahr',
} as const

function chargeDeed(terms: FinanceChargeTerms): Deed {
  const amounts = (of: Readonly<Record<string, string | number>> = {}) =>
    listInGerman(
      Object.entries(of)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, amount]) => germanAmount(amount, currency)),
      'and',
    )
  const what =
    'fee' in terms
      ? `eine Mahngebühr von ${amounts(terms.fee)}`
      : `Verzugszinsen von ${String(terms.ratePerYear).replace('.', ',')} Prozent im Jahr`
  const bounds = [
    PERIODS[terms.period],
    ...(terms.minimum ? [`mindestens ${amounts(terms.minimum)}`] : []),
    ...(terms.cap ? [`höchstens ${amounts(terms.cap)}`] : []),
  ]
  return { deed: `${what} berechnen`, detail: bounds.join(', ') }
}
