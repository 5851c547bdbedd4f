import type { LetterNames } from './letter-name.ts'

/** What the letters are called that come with Dunlin. */
export const englishLetters: LetterNames = {
  'hold-warning': 'Warning of a credit hold',
  'invoice-copy': 'Copy of the invoice',
  'overdue-30': 'More than 30 days overdue',
  'promise-broken': 'Promise not kept',
  'promise-request': 'Request for a promise to pay',
  receipt: 'Receipt with thanks',
  'reminder-final': 'Final reminder',
  'reminder-first': 'First reminder',
  'reminder-second': 'Second reminder',
  statement: 'Statement of account',
}
