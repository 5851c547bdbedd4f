import { type CalendarDate, parseDayInForm } from '#engine/calendar-date.ts'
import type { LedgerProblem } from '#engine/ledger.ts'
import type { Cell } from './table.ts'

/**
 * The forms in which a column writes its days. Forms that can be read in one way only need no announcement; `3/4/2026` is
 * decided by the whole column or not at all.
 */

/** How to read the days of one column. */
export type DayReader = {
  readonly forms: readonly string[]
  readonly read: (cell: Cell) => CalendarDate | null
}

/** Forms with one reading. Numbers with points are day first wherever they are in use. */
const CLEAR_FORMS = [
  'YYYY/M/D',
  'YYYY.M.D',
  'YYYYMMDD',
  'D.M.YYYY',
  'D.M.YY',
  'MMM D YYYY',
  'MMM D, YYYY',
  'D MMM YYYY',
  'D MMM, YYYY',
  'D-MMM-YYYY',
  'D-MMM-YY',
  'D/MMM/YYYY',
] as const

const TWO_WAYS = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})$/
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?$/

/** A reader for the forms a mapping announces, tried in order after ISO. */
export function dayReaderFor(forms: readonly string[]): DayReader {
  const known = new Map<string, CalendarDate | null>()
  const read = (cell: Cell): CalendarDate | null => {
    const text = String(cell).trim()
    const seen = known.get(text)
    if (seen !== undefined) return seen
    const day = readDay(text, forms)
    known.set(text, day)
    return day
  }
  return { forms, read }
}

/** The reader for a column of unannounced forms, or the problem that keeps it from being decided. */
export function decideDayReader(
  column: string,
  cells: Iterable<{ readonly cell: Cell; readonly line: number | null }>,
): DayReader | LedgerProblem {
  const dayFirst: Evidence = new Map()
  const monthFirst: Evidence = new Map()
  const either: Evidence = new Map()
  for (const { cell, line } of cells) {
    const text = typeof cell === 'string' ? cell.trim() : ''
    const match = TWO_WAYS.exec(text)
    if (!match) continue
    const [first, second] = [Number(match[1]), Number(match[3])]
    const found = first > 12 && second <= 12 ? dayFirst : second > 12 && first <= 12 ? monthFirst : either
    // The same day and month is right in both ways; two numbers over 12 are wrong in both.
    if (found === either && (first === second || first > 12)) continue
    if (!found.has(text)) found.set(text, line)
  }
  const problem = (value: string, message: string): LedgerProblem => ({ line: null, column, value, message })
  const [day] = dayFirst
  const [month] = monthFirst
  if (day && month)
    return problem(
      `${month[0]}, ${day[0]}`,
      `Dates of this column have the month first${onLine(month[1])} and the day first${onLine(day[1])}. Correct the file, or say "dates": ["M/D/YYYY"] or ["D/M/YYYY"] in a mapping. No row was loaded.`,
    )
  const [open] = either
  if (open && !day && !month)
    return problem(
      open[0],
      `Dates of this column may have the day or the month first, and no value decides. Say "dates": ["D/M/YYYY"] or ["M/D/YYYY"] in a mapping. No row was loaded.`,
    )
  if (!day && !month) return dayReaderFor(['D/M/YYYY', 'D-M-YYYY', 'D/M/YY', 'D-M-YY', ...CLEAR_FORMS])
  const order = day ? 'D/M' : 'M/D'
  const numeric = [`${order}/YYYY`, `${order}/YY`]
  return dayReaderFor([...numeric, ...numeric.map((form) => form.replaceAll('/', '-')), ...CLEAR_FORMS])
}

/** Why a cell is not a day, as a sentence that says what would be right. */
export function explainDay(cell: Cell, { forms }: DayReader): string {
  const text = String(cell).trim()
  const looksLikeOne = ISO.test(text) || TWO_WAYS.test(text) || forms.some((form) => sameShape(text, form))
  if (looksLikeOne) return 'There is no such day in the calendar. Write a day that exists.'
  const wanted = forms.length > 0 && forms.length <= 3 ? ` or ${forms.join(' or ')}` : ''
  return `This is not a day. Write YYYY-MM-DD${wanted}.`
}

type Evidence = Map<string, number | null>

function readDay(text: string, forms: readonly string[]): CalendarDate | null {
  const iso = ISO.exec(text)
  // Of a timestamp we take the day as it is written: the source meant its own day, not that of another zone.
  if (iso) return parseDayInForm(iso[1]!, 'YYYY-MM-DD')
  const plain = text.replace(/\s+\d{1,2}:\d{2}(:\d{2})?(\s*[AaPp][Mm])?$/, '')
  for (const form of forms) {
    const day = parseDayInForm(plain, form)
    if (day !== null) return day
  }
  return null
}

function sameShape(text: string, form: string): boolean {
  const shape = (value: string) =>
    value
      .replace(/[A-Za-z]{3,}/g, 'w')
      .replace(/\d+/g, '0')
      .replace(/\s+/g, ' ')
  return shape(text) === shape(form.replace('MMM', 'Jan').replace(/YYYY|YY|MM|M|DD|D/g, '1'))
}

function onLine(line: number | null): string {
  return line === null ? '' : ` (line ${line})`
}
