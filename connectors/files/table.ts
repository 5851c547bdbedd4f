import type { LedgerProblem } from '#engine/ledger.ts'

/** A cell: text, or a number where the file itself has numbers (workbooks, JSON). */
export type Cell = string | number

/** One row as it stands in a file. `line` is the physical line on which it starts; JSON has a `path` instead. */
export type TableRow = {
  readonly line: number | null
  readonly path?: string
  readonly cells: readonly Cell[]
}

/** Rows read together with what could not be read as a row. */
export type TableBatch = { readonly rows: readonly TableRow[]; readonly problems: readonly LedgerProblem[] }

/** A sheet, a delimited file or a list of objects. `headed`: its first row is known to be the header. */
export type Table = {
  readonly name: string
  readonly headed: boolean
  readonly batches: AsyncIterable<TableBatch>
}

/** True when no cell of a row says anything. */
export function isBlankRow(cells: readonly Cell[]): boolean {
  return cells.every((cell) => typeof cell === 'string' && cell.trim() === '')
}

/** A table of which the first rows were looked at and are read again. */
export async function peekRows(table: Table, count: number): Promise<{ first: TableRow[]; table: Table }> {
  const iterator = table.batches[Symbol.asyncIterator]()
  const seen: TableBatch[] = []
  const first: TableRow[] = []
  while (first.length < count) {
    const next = await iterator.next()
    if (next.done) break
    seen.push(next.value)
    first.push(...next.value.rows.slice(0, count - first.length))
  }
  async function* batches(): AsyncGenerator<TableBatch> {
    yield* seen
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { first, table: { ...table, batches: batches() } }
}
