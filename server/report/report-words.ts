import type { HeldBackReason } from '#engine/held-back.ts'
import type { EventKind } from '#engine/ledger-event.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import { english as englishEngine } from '#engine/words/english.ts'
import { englishMissedEvents } from '#engine/words/english-missed-events.ts'
import { german as germanEngine } from '#engine/words/german.ts'
import { germanMissedEvents } from '#engine/words/german-missed-events.ts'

/** What is said around the figures of a morning report that is mailed. */
export type ReportWords = {
  readonly language: string
  readonly day: (isoDay: string) => string
  readonly acts: EngineWords['acts']
  readonly reasons: Readonly<Record<HeldBackReason, string>>
  readonly subject: (company: string, day: string, toLookAt: number) => string
  readonly testMode: string
  readonly alerts: string
  readonly stoppedRuns: string
  readonly didNotRun: string
  readonly due: (rule: string, when: string, why: string) => string
  readonly missedEvents: string
  readonly missed: (missed: { event: EventKind; count: number; rule: string }) => string
  readonly failures: string
  readonly approvals: (waiting: number, oldest: string) => string
  readonly ran: string
  readonly run: (rules: string, asOf: string, state: string) => string
  readonly runStates: Readonly<Record<string, string>>
  readonly nothingRan: string
  readonly acted: string
  readonly heldBack: string
  readonly missingData: string
  readonly missing: (rule: string, subjects: number, examples: string) => string
  readonly holdsPlaced: string
  readonly holdsReleased: string
  readonly tomorrow: (day: string, customers: number) => string
  readonly more: (count: number) => string
  readonly whole: string
}

const ENGLISH: ReportWords = {
  language: 'en',
  day: (isoDay) => isoDay,
  acts: englishEngine.acts,
  reasons: {
    'outside-dates': 'outside the dates of its rule',
    'stale-books': 'books too old',
    'internal-customer': 'one of our own companies',
    'inactive-customer': 'customer inactive',
    'insolvent-or-legal': 'insolvent or with a lawyer',
    'dunning-block': 'dunning block',
    paused: 'paused',
    'promise-to-pay': 'promise to pay is open',
    'plan-on-track': 'payment plan on track',
    disputed: 'disputed',
    'payment-in-flight': 'payment under way',
    'missing-data': 'missing data',
    'nothing-overdue': 'nothing overdue any more',
    'below-minimum': 'below the least amount',
    'no-recipient': 'nobody to write to',
    'contact-limit': 'contact limit reached',
    'already-on-hold': 'on credit hold already',
    'recently-released': 'released by a person lately',
    'no-hold-of-ours': 'no hold of ours',
    'first-message-first': 'first letter first',
  },
  subject: (company, day, toLookAt) =>
    `Morning report of ${company}, ${day}${toLookAt === 0 ? '' : `: ${toLookAt} to look at`}`,
  testMode: 'The company is in test mode: nothing was sent.',
  alerts: 'To look at',
  stoppedRuns: 'Runs that wait for a person',
  didNotRun: 'What did not run',
  due: (rule, when, why) => `${rule}, due ${when}: ${why}`,
  missedEvents: 'What paused rules did not look at',
  missed: englishMissedEvents,
  failures: 'What failed',
  approvals: (waiting, oldest) =>
    waiting === 0
      ? 'Nothing waits for approval.'
      : `${waiting} ${waiting === 1 ? 'action waits' : 'actions wait'} for approval, the oldest since ${oldest}.`,
  ran: 'What ran',
  run: (rules, asOf, state) => `${rules}, as of ${asOf}: ${state}`,
  runStates: {
    running: 'running',
    stopped: 'stopped, waits for a person',
    completed: 'completed',
    failed: 'failed',
  },
  nothingRan: 'No rule ran.',
  acted: 'What was done',
  heldBack: 'Held back',
  missingData: 'Missing data',
  missing: (rule, subjects, examples) => `${rule}: ${subjects} could not be decided, such as ${examples}`,
  holdsPlaced: 'Credit holds placed',
  holdsReleased: 'Credit holds released',
  tomorrow: (day, customers) =>
    `What comes on ${day}, for ${customers} ${customers === 1 ? 'customer' : 'customers'} as things stood this morning`,
  more: (count) => `and ${count} more`,
  whole: 'The whole report stands in Dunlin under "Morning reports".',
}

const GERMAN: ReportWords = {
  language: 'de',
  day: (isoDay) => isoDay.split('-').reverse().join('.'),
  acts: germanEngine.acts,
  reasons: {
    'outside-dates': 'außerhalb der Daten ihrer Regel',
    'stale-books': 'Bücher zu alt',
    'internal-customer': 'eine unserer eigenen Gesellschaften',
    'inactive-customer': 'Kunde inaktiv',
    'insolvent-or-legal': 'insolvent oder beim Anwalt',
    'dunning-block': 'Mahnsperre',
    paused: 'pausiert',
    'promise-to-pay': 'Zahlungszusage offen',
    'plan-on-track': 'Zahlungsplan wird eingehalten',
    disputed: 'strittig',
    'payment-in-flight': 'Zahlung unterwegs',
    'missing-data': 'fehlende Angaben',
    'nothing-overdue': 'nichts mehr überfällig',
    'below-minimum': 'unter dem Mindestbetrag',
    'no-recipient': 'niemand, dem zu schreiben wäre',
    'contact-limit': 'Kontaktgrenze erreicht',
    'already-on-hold': 'schon in Kreditsperre',
    'recently-released': 'vor Kurzem von einem Menschen freigegeben',
    'no-hold-of-ours': 'keine Sperre von uns',
    'first-message-first': 'zuerst der erste Brief',
  },
  subject: (company, day, toLookAt) =>
    `Morgenbericht ${company}, ${day}${toLookAt === 0 ? '' : `: ${toLookAt} anzusehen`}`,
  testMode: 'Die Firma ist im Testbetrieb: Es wurde nichts gesendet.',
  alerts: 'Anzusehen',
  stoppedRuns: 'Läufe, die auf einen Menschen warten',
  didNotRun: 'Was nicht lief',
  due: (rule, when, why) => `${rule}, fällig ${when}: ${why}`,
  missedEvents: 'Was pausierte Regeln nicht angesehen haben',
  missed: germanMissedEvents,
  failures: 'Was misslang',
  approvals: (waiting, oldest) =>
    waiting === 0
      ? 'Nichts wartet auf Freigabe.'
      : `${waiting} ${waiting === 1 ? 'Aktion wartet' : 'Aktionen warten'} auf Freigabe, die älteste seit ${oldest}.`,
  ran: 'Was lief',
  run: (rules, asOf, state) => `${rules}, Stand ${asOf}: ${state}`,
  runStates: {
    running: 'läuft',
    stopped: 'angehalten, wartet auf einen Menschen',
    completed: 'abgeschlossen',
    failed: 'misslungen',
  },
  nothingRan: 'Keine Regel lief.',
  acted: 'Was getan wurde',
  heldBack: 'Zurückgehalten',
  missingData: 'Fehlende Angaben',
  missing: (rule, subjects, examples) => `${rule}: ${subjects} nicht entschieden, etwa ${examples}`,
  holdsPlaced: 'Gesetzte Kreditsperren',
  holdsReleased: 'Aufgehobene Kreditsperren',
  tomorrow: (day, customers) =>
    `Was am ${day} kommt, für ${customers} Kunden nach dem Stand von heute Morgen`,
  more: (count) => `und ${count} weitere`,
  whole: 'Der ganze Bericht steht in Dunlin unter „Morgenberichte“.',
}

/** The words of a mailed report in a language; in English where Dunlin does not speak it. */
export function reportWords(language: string): ReportWords {
  return language === 'de' ? GERMAN : ENGLISH
}
