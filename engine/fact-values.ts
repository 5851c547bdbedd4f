import { columnId, type FactRef } from './condition.ts'
import type { FactTable } from './fact-table.ts'

/** A value of a fact and how many subjects have it. */
export type ValueCount = { value: string; count: number }

export type FactValues = {
  /** The values most subjects have first; of those as many have, in the order of the alphabet. */
  readonly values: ValueCount[]
  /** How many further values there are beyond those. */
  readonly more: number
  /** Of how many subjects the fact is not known. */
  readonly unknown: number
  readonly evaluated: number
}

/**
 * Which values a fact of text, or of a list of texts, has today and how many subjects have each; somebody who has a tag twice
 * counts once. `most` values are named. Throws `TypeError` for a fact of numbers, whose values nobody chooses from a list.
 */
export function factValues(table: FactTable, ref: FactRef, { most }: { most: number }): FactValues {
  const column = table.column(ref)
  if (column.kind === 'number')
    throw new TypeError(
      `The values of "${columnId(ref)}" are numbers. Only texts and lists of texts are listed.`,
    )
  const counts = new Map<number, number>()
  let unknown = 0
  for (let row = 0; row < table.rows; row++) {
    if (column.kind === 'text') {
      const code = column.codes[row]!
      if (code < 0) unknown++
      else counts.set(code, (counts.get(code) ?? 0) + 1)
    } else if (column.known[row] === 0) unknown++
    else
      for (const code of new Set(column.codes.subarray(column.starts[row]!, column.starts[row + 1]!)))
        counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const values = [...counts]
    .map(([code, count]): ValueCount => ({ value: table.dictionary.texts[code]!, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return {
    values: values.slice(0, most),
    more: Math.max(0, values.length - most),
    unknown,
    evaluated: table.rows,
  }
}
