import type { z } from 'zod'
import type { CustomFields } from '#engine/ledger.ts'
import { FLAGS, meaningOf } from './cell-words.ts'
import type { RowReader, SourceRow } from './row-reader.ts'

type Fields = z.infer<typeof CustomFields>

/** Reads `custom.<name>` cells by the type their whole column has. */
export type CustomFieldReader = { readonly read: (row: SourceRow, prefix: string) => Fields | undefined }

/** Text that is a number and nothing else: an id with a leading zero is not. */
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/

/** Decides the type of every custom field over all rows: number, yes or no, else text. */
export function customFieldReader(reader: RowReader, rows: readonly SourceRow[]): CustomFieldReader {
  const names = reader.targets.filter((name) => /^(customer\.)?custom\./.test(name))
  const kinds = new Map(names.map((name) => [name, kindOf(rows, (row) => reader.text(row, name))]))
  return {
    read: (row, prefix) => {
      const fields: Fields = {}
      for (const name of names) {
        if (!name.startsWith(prefix)) continue
        const text = reader.text(row, name)
        if (text === undefined) continue
        const kind = kinds.get(name)
        fields[name.slice(prefix.length)] =
          kind === 'number' ? Number(text) : kind === 'flag' ? meaningOf(FLAGS, text) === 'yes' : text
      }
      return Object.keys(fields).length > 0 ? fields : undefined
    },
  }
}

function kindOf(
  rows: readonly SourceRow[],
  read: (row: SourceRow) => string | undefined,
): 'number' | 'flag' | 'text' {
  let number = true
  let flag = true
  for (const row of rows) {
    const text = read(row)
    if (text === undefined) continue
    number &&= NUMBER.test(text)
    flag &&= meaningOf(FLAGS, text) !== null && !/^[01]$/.test(text)
    if (!number && !flag) return 'text'
  }
  return number ? 'number' : flag ? 'flag' : 'text'
}
