import type { FactRef } from '#engine/condition.ts'
import {
  type Column,
  createDictionary,
  type Dictionary,
  type FactTable,
  numberColumn,
  textColumn,
} from '#engine/fact-table.ts'
import { seededNumbers } from './seeded-numbers.ts'

/** One subject as a plain object, the form in which the peers take facts. Amounts are minor units, as in the columns. */
export type SubjectRecord = {
  readonly daysOverdue: number
  readonly balance: number
  readonly overdueBalance: number
  readonly creditLimit: number
  readonly openCount: number
  readonly brokenPromises: number
  /** `null` for a customer who has paid too little to tell. */
  readonly averageDaysLate: number | null
  readonly onCreditHold: boolean
  readonly segment: string
  readonly country: string
}

/** The columns as hand-written code uses them. */
export type SubjectColumns = {
  readonly daysOverdue: Float64Array
  readonly balance: Float64Array
  readonly overdueBalance: Float64Array
  readonly creditLimit: Float64Array
  readonly openCount: Float64Array
  readonly brokenPromises: Float64Array
  /** NaN where nobody can tell. */
  readonly averageDaysLate: Float64Array
  readonly onCreditHold: Float64Array
  readonly segment: Int32Array
  readonly country: Int32Array
}

/** The same subjects in both forms. */
export type Subjects = {
  readonly rows: number
  readonly records: readonly SubjectRecord[]
  readonly table: FactTable
  readonly columns: SubjectColumns
  readonly dictionary: Dictionary
  /** What it took to turn the records into columns. */
  readonly columnsMs: number
}

const SEGMENTS = ['smb', 'smb', 'smb', 'mid', 'mid', 'enterprise', 'key', 'public']
const COUNTRIES = ['US', 'US', 'US', 'US', 'DE', 'DE', 'FR', 'GB', 'NL', 'PL', 'ES', 'IT']

/** Invented customers: most owe little and are on time, some owe much and are late. The same seed gives the same ones. */
export function inventSubjects(rows: number, seed = 20261121): Subjects {
  const random = seededNumbers(seed)
  const pick = (texts: readonly string[]) => texts[Math.floor(random() * texts.length)]!
  const records = Array.from({ length: rows }, (): SubjectRecord => {
    const late = random() < 0.45
    const balance = Math.floor(random() ** 3 * 4_000_000)
    return {
      daysOverdue: late ? 1 + Math.floor(random() ** 2 * 180) : 0,
      balance,
      overdueBalance: late ? Math.floor(balance * random()) : 0,
      creditLimit: (1 + Math.floor(random() * 50)) * 100_000,
      openCount: balance === 0 ? 0 : 1 + Math.floor(random() ** 2 * 30),
      brokenPromises: late && random() < 0.2 ? 1 + Math.floor(random() * 4) : 0,
      averageDaysLate: random() < 0.1 ? null : Math.floor(random() * 70) - 15,
      onCreditHold: late && random() < 0.08,
      segment: pick(SEGMENTS),
      country: pick(COUNTRIES),
    }
  })
  const start = performance.now()
  const columns = columnsOf(records)
  return { rows, records, ...columns, columnsMs: performance.now() - start }
}

function columnsOf(records: readonly SubjectRecord[]): Pick<Subjects, 'table' | 'columns' | 'dictionary'> {
  const rows = records.length
  const dictionary = createDictionary()
  const number = (name: Exclude<keyof SubjectRecord, 'segment' | 'country'>) => {
    const column = numberColumn(rows, (row) => {
      const value = records[row]![name]
      return typeof value === 'boolean' ? Number(value) : value
    })
    if (column.kind !== 'number') throw new TypeError(`${name} did not become a column of numbers.`)
    return column
  }
  const text = (name: 'segment' | 'country') => {
    const column = textColumn(dictionary, rows, (row) => records[row]![name])
    if (column.kind !== 'text') throw new TypeError(`${name} did not become a column of texts.`)
    return column
  }
  const made = {
    daysOverdue: number('daysOverdue'),
    balance: number('balance'),
    overdueBalance: number('overdueBalance'),
    creditLimit: number('creditLimit'),
    openCount: number('openCount'),
    brokenPromises: number('brokenPromises'),
    averageDaysLate: number('averageDaysLate'),
    onCreditHold: number('onCreditHold'),
    segment: text('segment'),
    country: text('country'),
  }
  const byName = new Map<string, Column>(Object.entries(made))
  const table: FactTable = {
    subject: 'customer',
    rows,
    dictionary,
    idOf: (row) => `c${row}`,
    nameOf: (row) => `Customer ${row}`,
    column(ref: FactRef) {
      const column = byName.get(ref.fact)
      if (!column) throw new TypeError(`The benchmark has no fact "${ref.fact}".`)
      return column
    },
  }
  const columns: SubjectColumns = {
    daysOverdue: made.daysOverdue.values,
    balance: made.balance.values,
    overdueBalance: made.overdueBalance.values,
    creditLimit: made.creditLimit.values,
    openCount: made.openCount.values,
    brokenPromises: made.brokenPromises.values,
    averageDaysLate: made.averageDaysLate.values,
    onCreditHold: made.onCreditHold.values,
    segment: made.segment.codes,
    country: made.country.codes,
  }
  return { table, columns, dictionary }
}
