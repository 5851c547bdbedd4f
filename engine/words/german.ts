import type { EngineWords } from './engine-words.ts'
import { germanAct } from './german-act.ts'
import { germanChanges } from './german-changes.ts'
import { germanLeaf, germanNot } from './german-clause.ts'
import { germanConditionProblems } from './german-condition-problems.ts'
import { germanFact, germanFactMeaning, germanFactTitle } from './german-fact.ts'
import { germanHeldBack } from './german-held-back.ts'
import { germanLetters } from './german-letters.ts'
import { germanPolicy } from './german-policy.ts'
import { germanRuleProblems } from './german-rule-problems.ts'
import { germanTrigger } from './german-trigger.ts'
import { countInGerman, germanValues } from './german-values.ts'
import { letterName } from './letter-name.ts'

const EACH = { customer: 'jeden Kunden', invoice: 'jede Rechnung' } as const
const THE = { customer: 'den Kunden', invoice: 'die Rechnung' } as const

/** Everything the engine says, in German. */
export const german: EngineWords = {
  language: 'de',
  values: germanValues,
  fact: (ref) => germanFact(ref).bare,
  factTitle: germanFactTitle,
  factMeaning: germanFactMeaning,
  leaf: germanLeaf,
  groups: {
    and: ' und ',
    or: ' oder ',
    insideNot: (form) => (form === 'plain' ? 'plain' : 'conditional'),
    not: germanNot,
  },
  trigger: germanTrigger,
  act: germanAct,
  letter: (template) => letterName(germanLetters, template),
  acts: {
    'send-email': 'E-Mail senden',
    'place-credit-hold': 'Kreditsperre setzen',
    'release-credit-hold': 'Kreditsperre aufheben',
    'create-task': 'Aufgabe anlegen',
    'add-note': 'Notiz hinzufügen',
    'request-promise': 'Um eine Zahlungszusage bitten',
    'send-statement': 'Kontoauszug senden',
    'send-invoice': 'Rechnung senden',
    'send-receipt': 'Quittung senden',
    'send-internal-mail': 'Mail an Kollegen senden',
    'log-call': 'Anruf festhalten',
    'open-dispute': 'Streitfall eröffnen',
    'pause-chasing': 'Mahnen pausieren',
    'assign-owner': 'Betreuer zuweisen',
    'assign-segment': 'Segment zuweisen',
    'finance-charge': 'Verzugszinsen oder Mahngebühr berechnen',
    'call-webhook': 'Webhook aufrufen',
    'emit-event': 'Ereignis melden',
  },
  wait: ({ days, calendar, until }) => {
    const time =
      calendar === 'business'
        ? countInGerman(days, 'Werktag', 'Werktage')
        : countInGerman(days, 'Tag', 'Tage')
    return until
      ? `warten, bis die Aufgabe des Schritts ${germanValues.quoted(until.taskDone)} erledigt ist (höchstens ${time})`
      : `${time} warten`
  },
  rule: {
    // What an event says is a clause of its own and ends with a comma.
    start: (said, { trigger, subject }) =>
      'on' in trigger ? `${said}, für ${THE[subject]}` : `${said} für ${EACH[subject]}`,
    clause: (said) => `, ${said}`,
    nothing: 'nichts tun',
    aroundWait: ', dann ',
    together: ' und ',
    ifFirst: 'wenn ',
    ifNext: '; sonst, wenn ',
    otherwise: '; in allen anderen Fällen: ',
  },
  unfinished: { rule: 'Dieser Entwurf ist noch nicht fertig.', trigger: 'Läuft noch nicht.' },
  policy: germanPolicy,
  reason: {
    none: 'Keine der Bedingungen davor trifft zu.',
    unknown: (noun) => `${noun} ist nicht bekannt`,
    is: (noun, value) => `${noun} ist ${value}`,
    found: (value) => `gefunden: ${value}`,
  },
  changes: germanChanges,
  written: [...germanHeldBack, ...germanRuleProblems, ...germanConditionProblems],
}
