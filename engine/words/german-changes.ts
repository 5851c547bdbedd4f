import type { ChangeWords } from './change-words.ts'
import { countInGerman, germanQuoted } from './german-values.ts'

const SETTINGS: Readonly<Record<string, string>> = {
  audience: 'Nur für Kunden',
  exclude: 'Nie für Kunden',
  again: 'Darf wieder handeln',
  priority: 'Vorrang',
  grace: 'Kulanz',
  minimum: 'Mindestbetrag',
  group: 'Ein Brief je',
  contactLimit: 'Kontaktgrenze',
  catchUp: 'Versäumte Termine',
  firstRun: 'Erster Lauf',
  caps: 'Höchstzahlen',
  from: 'Läuft ab',
  until: 'Läuft bis',
  blackout: 'Ruhetage',
  owner: 'Betreut von',
}

/** The differences between two versions of a rule, in German. */
export const germanChanges: ChangeWords = {
  changed: (of, { before, after }) => `${of}: bisher ${before}, jetzt ${after}.`,
  rule: 'Die Regel',
  name: 'Der Name',
  about: 'Was sie betrachtet',
  each: { customer: 'jeden Kunden', invoice: 'jede Rechnung' },
  when: 'Wann sie läuft',
  setting: (key) => `Die Einstellung ${germanQuoted(SETTINGS[key] ?? key)}`,
  label: 'Der Name eines Zweigs',
  tests: 'Was ihre Tests verlangen',
  testCount: (count) => countInGerman(count, 'Test', 'Tests'),
  done: (place) => `Was ${place} geschieht`,
  come: (words, place) => `Hinzugekommen${place === undefined ? '' : ` ${place}`}: ${words}`,
  gone: (words, place) => `Entfallen${place === undefined ? '' : ` ${place}`}: ${words}`,
  branch: (title) => `der Zweig ${title}`,
  branchIf: (title, when) => `der Zweig ${title}, wenn gilt: ${when}`,
  movedWithin: (what, place) => `Verschoben an eine andere Stelle ${place}: ${what}.`,
  movedTo: (what, place) => `Verschoben, jetzt ${place}: ${what}.`,
  condition: {
    within: (branch) => `Im Zweig ${branch}`,
    added: (condition) => `neue Bedingung: ${condition}`,
    removed: (condition) => `Bedingung entfallen: ${condition}`,
    moved: 'die Bedingungen stehen in anderer Reihenfolge',
    changed: (before, after) => `bisher ${before}, jetzt ${after}`,
  },
  decision: 'eine Entscheidung',
  theDecision: 'die Entscheidung',
  places: {
    top: 'auf oberster Ebene',
    otherwise: 'in allen anderen Fällen',
    branch: (title) => `im Zweig ${title}`,
  },
}
