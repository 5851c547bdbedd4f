import { ACTS } from '../acts.ts'
import { canonicalJson } from '../canonical-logic.ts'
import type { Act } from '../rule.ts'
import { countInGerman, germanQuoted } from './german-values.ts'

const RECIPIENTS = {
  billing: 'an die Buchhaltung',
  escalation: 'an die Eskalationsstelle',
  executive: 'an die Geschäftsleitung',
  'account-owner': 'an unseren Betreuer',
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

function deedInGerman({ action, params }: Act): { deed: string; detail?: string } {
  switch (action) {
    case 'send-email': {
      const { template, to } = ACTS[action].params.parse(params)
      return { deed: `den Brief ${germanQuoted(template)} ${RECIPIENTS[to]} senden` }
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
      const { title, dueInDays } = ACTS[action].params.parse(params)
      const due =
        dueInDays === 0 ? 'fällig am selben Tag' : `fällig in ${countInGerman(dueInDays, 'Tag', 'Tagen')}`
      return { deed: `die Aufgabe ${germanQuoted(title)} anlegen`, detail: due }
    }
    case 'add-note':
      return { deed: `die Notiz ${germanQuoted(ACTS[action].params.parse(params).text)} hinzufügen` }
    case 'emit-event': {
      const { type, params: details } = ACTS[action].params.parse(params)
      const detail = details === undefined ? '' : ` mit ${canonicalJson(details)}`
      return { deed: `das Ereignis ${germanQuoted(type)}${detail} melden` }
    }
  }
}
