import type { CalendarDate } from '#engine/calendar-date.ts'
import { ReceivablesError } from '#engine/errors.ts'
import type { LedgerProblem } from '#engine/ledger.ts'
import { isCurrency, type NumberFormat } from '#engine/money.ts'
import { FLAGS, meaningOf, wordsFor } from './cell-words.ts'
import { type DayReader, explainDay } from './date-forms.ts'
import { isOneEmailAddress } from './email-address.ts'
import type { FileMapping } from './mapping.ts'
import { readAmount, readDecimal } from './number-forms.ts'
import type { Cell } from './table.ts'

/** A row reduced to its mapped cells, in the order of the mapping's columns. */
export type SourceRow = {
  readonly line: number | null
  readonly path?: string
  readonly cells: readonly Cell[]
}

/** `undefined`: the cell is blank. `null`: it cannot be read, and the problem is on record. */
export type Read<T> = T | undefined | null

/** Reads the cells of a row by target, and keeps what was wrong with them. */
export type RowReader = {
  readonly problems: LedgerProblem[]
  /** What one would like to know, without being a problem. Counted, so that a file does not say it a thousand times. */
  readonly notices: Map<string, number>
  readonly has: (name: string) => boolean
  readonly targets: readonly string[]
  readonly text: (row: SourceRow, name: string) => string | undefined
  readonly id: (row: SourceRow, name: string) => Read<string>
  readonly day: (row: SourceRow, name: string) => Read<CalendarDate>
  readonly currency: (row: SourceRow, name: string) => Read<string>
  readonly amount: (row: SourceRow, name: string, currency: string) => Read<number>
  readonly decimal: (row: SourceRow, name: string) => Read<{ digits: bigint; scale: number }>
  readonly flag: (row: SourceRow, name: string) => Read<boolean>
  readonly word: <T extends string>(row: SourceRow, name: string, table: ReadonlyMap<string, T>) => Read<T>
  readonly email: (row: SourceRow, name: string) => Read<string>
  readonly complain: (row: SourceRow, name: string | null, message: string) => null
  readonly notice: (sentence: string) => void
  /** Says of a row with a problem, by its last one, that nothing of it was taken; true when it has one since so many problems. */
  readonly leftOut: (row: SourceRow, since: number) => boolean
}

/** Stands behind a problem for which a whole row is missing, so that nobody has to guess. */
export const NOT_LOADED = 'The row was not loaded.'

const LONGEST_ID = 200
const LONGEST_TEXT = 2000

/** A reader for the rows of one file under its mapping and the forms decided for it. */
export function createRowReader(
  mapping: FileMapping,
  days: ReadonlyMap<string, DayReader>,
  numbers: NumberFormat,
): RowReader {
  const targets = Object.keys(mapping.columns)
  const places = new Map(targets.map((name, at) => [name, at]))
  const constants = mapping.constants ?? {}
  const given = new Set([...targets, ...Object.keys(constants)])
  const problems: LedgerProblem[] = []
  const notices = new Map<string, number>()

  const cellOf = (row: SourceRow, name: string): Cell => {
    const at = places.get(name)
    const cell = at === undefined ? '' : row.cells[at]!
    if (typeof cell === 'number') return cell
    const text = cell.trim()
    return text === '' && Object.hasOwn(constants, name) ? constants[name]! : text
  }
  const complain = (row: SourceRow, name: string | null, message: string): null => {
    const header = name === null ? null : (mapping.columns[name] ?? name)
    const column = row.path ? [row.path, header].filter(Boolean).join('.') : header
    problems.push({ line: row.line, column, value: name === null ? '' : String(cellOf(row, name)), message })
    return null
  }
  const text = (row: SourceRow, name: string): string | undefined => {
    const value = String(cellOf(row, name))
    if (value.length > LONGEST_TEXT) {
      complain(row, name, `The text is longer than ${LONGEST_TEXT} characters. Shorten it; it was left out.`)
      return undefined
    }
    return value === '' ? undefined : value
  }

  return {
    problems,
    notices,
    targets: [...given],
    has: (name) => given.has(name),
    text,
    complain,
    leftOut: (row, since) => {
      const last = problems.at(-1)
      if (last === undefined || problems.length <= since) return false
      if (last.line === row.line && !/not loaded/.test(last.message))
        problems[problems.length - 1] = { ...last, message: `${last.message} ${NOT_LOADED}` }
      return true
    },
    notice: (sentence) => notices.set(sentence, (notices.get(sentence) ?? 0) + 1),
    id: (row, name) => {
      const value = String(cellOf(row, name))
      if (value === '') return undefined
      if (value.length <= LONGEST_ID) return value
      return complain(
        row,
        name,
        `It is longer than ${LONGEST_ID} characters. Map the column that holds the id.`,
      )
    },
    day: (row, name) => {
      const cell = cellOf(row, name)
      if (cell === '') return undefined
      const reader = days.get(name)!
      return reader.read(cell) ?? complain(row, name, explainDay(cell, reader))
    },
    currency: (row, name) => {
      const code = String(cellOf(row, name)).toUpperCase()
      if (code === '') return undefined
      if (isCurrency(code)) return code
      return complain(
        row,
        name,
        'This is not an active ISO 4217 currency code. Write one such as USD, EUR or JPY.',
      )
    },
    amount: (row, name, currency) => {
      const cell = cellOf(row, name)
      if (cell === '') return undefined
      try {
        return readAmount(cell, currency, numbers)
      } catch (error) {
        if (!(error instanceof ReceivablesError)) throw error
        return complain(row, name, error.message)
      }
    },
    decimal: (row, name) => {
      const cell = cellOf(row, name)
      if (cell === '') return undefined
      return readDecimal(cell, numbers) ?? complain(row, name, 'This is not a number. Write it like 12.5.')
    },
    flag: (row, name) => {
      const value = String(cellOf(row, name))
      if (value === '') return undefined
      const meaning = meaningOf(FLAGS, value)
      if (meaning !== null) return meaning === 'yes'
      return complain(row, name, 'This is neither yes nor no. Write yes or no.')
    },
    word: (row, name, table) => {
      const value = String(cellOf(row, name))
      if (value === '') return undefined
      return (
        meaningOf(table, value) ??
        complain(row, name, `The word is not known here. Write one of ${wordsFor(table)}.`)
      )
    },
    email: (row, name) => {
      const value = String(cellOf(row, name))
      if (value === '') return undefined
      if (isOneEmailAddress(value)) return value
      return complain(
        row,
        name,
        'This is not one plain e-mail address. Write one such as ap@example.com; the address was left out.',
      )
    },
  }
}
