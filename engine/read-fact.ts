import type { FactReader } from './explain.ts'
import type { FactTable } from './fact-table.ts'

/** Reads the facts of one row of a table in internal form; null is unknown. */
export function readFact(table: FactTable, row: number): FactReader {
  return (ref) => {
    const column = table.column(ref)
    if (column.kind === 'number') {
      const value = column.values[row]!
      return Number.isNaN(value) ? null : value
    }
    if (column.kind === 'text') {
      const code = column.codes[row]!
      return code < 0 ? null : table.dictionary.texts[code]!
    }
    if (column.known[row] === 0) return null
    return Array.from(
      column.codes.subarray(column.starts[row]!, column.starts[row + 1]!),
      (code) => table.dictionary.texts[code]!,
    )
  }
}
