import type { CalendarDate } from '../calendar-date.ts'
import { readableAmount, writtenMinor } from '../money.ts'
import type { EngineWords } from './engine-words.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(items: readonly string[], word: 'and' | 'or'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
}

/** `1 day`, `30 days`. */
export function countInWords(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 || count === -1 ? '' : 's'}`
}

/** `January` for 1. */
export function monthInWords(month: number): string {
  return MONTHS[month - 1] ?? String(month)
}

/** `31 January 2026`. */
export function dayInWords(day: CalendarDate): string {
  return `${Number(day.slice(8, 10))} ${monthInWords(Number(day.slice(5, 7)))} ${day.slice(0, 4)}`
}

/** A text of the author's, in quotation marks that cannot be taken for the end of it. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

/** An amount as it is written in a rule (`5000`), as people read it (`5,000.00 USD`). */
export function amountInWords(written: string | number, currency: string): string {
  return readableAmount(writtenMinor(written, currency), currency)
}

/** Values as English writes them. */
export const englishValues: EngineWords['values'] = {
  quoted,
  list: listInWords,
  days: (count) => countInWords(count, 'day'),
  day: dayInWords,
  amount: amountInWords,
  yesNo: (is) => (is ? 'yes' : 'no'),
}
