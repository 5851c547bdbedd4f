import type { FactParams, FactRef } from './condition.ts'
import type { Subject } from './fact-spec.ts'

/** Every text of a table once; columns of text hold its number. */
export type Dictionary = {
  readonly texts: readonly string[]
  /** The number of a text, entering it when it is new. */
  codeOf(text: string): number
}

/**
 * One fact for every subject. Columns are as long as `paddedRows(rows)`, a multiple of 32, so that masks are whole words;
 * what stands in the padding does not matter. Numbers hold minor units for money, epoch days for days, 1 and 0 for
 * booleans, and NaN for unknown; texts hold -1 for unknown.
 */
export type Column =
  | { readonly kind: 'number'; readonly values: Float64Array; readonly hasUnknown: boolean }
  | { readonly kind: 'text'; readonly codes: Int32Array; readonly hasUnknown: boolean }
  | {
      readonly kind: 'list'
      /** The codes of row `r` are `codes[starts[r]]` up to `codes[starts[r + 1]]`; its length is padded rows + 1. */
      readonly starts: Int32Array
      readonly codes: Int32Array
      /** 1 where the list is known, be it empty. */
      readonly known: Uint8Array
      readonly hasUnknown: boolean
    }

/** The facts of all subjects of one kind as of one day. Columns are computed when asked for and kept. */
export type FactTable = {
  readonly subject: Subject
  readonly rows: number
  readonly dictionary: Dictionary
  idOf(row: number): string
  nameOf(row: number): string
  column(ref: FactRef): Column
}

export type { FactParams, FactRef }

/** Rows rounded up to whole mask words. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 32) * 32
}

/** An empty dictionary. */
export function createDictionary(): Dictionary {
  const texts: string[] = []
  const codes = new Map<string, number>()
  return {
    texts,
    codeOf(text) {
      const known = codes.get(text)
      if (known !== undefined) return known
      const code = texts.length
      texts.push(text)
      codes.set(text, code)
      return code
    },
  }
}

/** A number column from a function of the row; `null` is unknown. */
export function numberColumn(rows: number, valueAt: (row: number) => number | null): Column {
  const values = new Float64Array(paddedRows(rows))
  let hasUnknown = false
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row)
    if (value === null || Number.isNaN(value)) {
      values[row] = Number.NaN
      hasUnknown = true
    } else values[row] = value
  }
  return { kind: 'number', values, hasUnknown }
}

/** A text column from a function of the row; `null` is unknown. */
export function textColumn(
  dictionary: Dictionary,
  rows: number,
  valueAt: (row: number) => string | null,
): Column {
  const codes = new Int32Array(paddedRows(rows)).fill(-1)
  let hasUnknown = false
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row)
    if (value === null) hasUnknown = true
    else codes[row] = dictionary.codeOf(value)
  }
  return { kind: 'text', codes, hasUnknown }
}

/** A list column from a function of the row; `null` is unknown, an empty list is known. */
export function listColumn(
  dictionary: Dictionary,
  rows: number,
  valueAt: (row: number) => readonly string[] | null,
): Column {
  const padded = paddedRows(rows)
  const starts = new Int32Array(padded + 1)
  const known = new Uint8Array(padded)
  const codes: number[] = []
  let hasUnknown = false
  for (let row = 0; row < padded; row++) {
    const list = row < rows ? valueAt(row) : null
    if (list === null) hasUnknown ||= row < rows
    else {
      known[row] = 1
      for (const text of list) codes.push(dictionary.codeOf(text))
    }
    starts[row + 1] = codes.length
  }
  return { kind: 'list', starts, codes: Int32Array.from(codes), known, hasUnknown }
}
