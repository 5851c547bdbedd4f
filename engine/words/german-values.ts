import type { CalendarDate } from '../calendar-date.ts'
import { readableAmount, writtenMinor } from '../money.ts'
import type { EngineWords } from './engine-words.ts'

const MONTHS = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
]

/** `a`, `a und b`, `a, b und c`. */
export function listInGerman(items: readonly string[], word: 'and' | 'or'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${word === 'and' ? 'und' : 'oder'} ${items.at(-1)}`
}

/** `1 Tag`, `30 Tage`. */
export function countInGerman(count: number, one: string, many: string): string {
  return `${count} ${count === 1 || count === -1 ? one : many}`
}

/** `Januar` for 1. */
export function germanMonth(month: number): string {
  return MONTHS[month - 1] ?? String(month)
}

/** `31. Januar 2026`. */
export function germanDay(day: CalendarDate): string {
  return `${Number(day.slice(8, 10))}. ${germanMonth(Number(day.slice(5, 7)))} ${day.slice(0, 4)}`
}

/** A text of the author's in German quotation marks; such marks inside are marked, so that no text seems to end early. */
export function germanQuoted(text: string): string {
  const inside = JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (escaped, character) => (character === '"' ? '"' : escaped))
    .replace(/[„“]/g, '\\$&')
  return `„${inside}“`
}

/** An amount as it is written in a rule (`5000`), as people read it (`5.000,00 USD`). */
export function germanAmount(written: string | number, currency: string): string {
  return readableAmount(writtenMinor(written, currency), currency).replace(/[.,]/g, (mark) =>
    mark === '.' ? ',' : '.',
  )
}

/** Values as German writes them. */
export const germanValues: EngineWords['values'] = {
  quoted: germanQuoted,
  list: listInGerman,
  days: (count) => countInGerman(count, 'Tag', 'Tage'),
  day: germanDay,
  amount: germanAmount,
  yesNo: (is) => (is ? 'ja' : 'nein'),
}
