import type { LetterNames } from './letter-name.ts'

/** What the letters are called in German that come with Dunlin. */
export const germanLetters: LetterNames = {
  'hold-warning': 'Ankündigung einer Kreditsperre',
  'invoice-copy': 'Kopie der Rechnung',
  'overdue-30': 'Mehr als 30 Tage überfällig',
  'promise-broken': 'Zusage nicht eingehalten',
  'promise-request': 'Bitte um eine Zahlungszusage',
  receipt: 'Quittung mit Dank',
  'reminder-final': 'Letzte Mahnung',
  'reminder-first': 'Erste Erinnerung',
  'reminder-second': 'Zweite Mahnung',
  statement: 'Kontoauszug',
}
