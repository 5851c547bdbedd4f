import { type DocumentRows, hasLineItems, lineAmount } from './line-items.ts'
import type { RowReader, SourceRow } from './row-reader.ts'

/** Amounts of a document, positive; `negative` when the file had them below zero. */
export type DocumentAmounts = {
  readonly totalMinor: number
  readonly openMinor: number | undefined
  readonly negative: boolean
}

/**
 * Total and open amount of a document; null when they cannot be read or contradict each other. What is settled may
 * leave its open amount blank.
 */
export function readDocumentAmounts(
  reader: RowReader,
  rows: DocumentRows,
  { currency, settled }: { currency: string; settled: boolean },
): DocumentAmounts | null {
  const { head } = rows
  const total = readTotal(reader, rows, currency)
  const open = readOpen(reader, head, { currency, settled, total })
  if (total === null || open === null) return null
  if (total === undefined && open !== undefined)
    reader.notice('Of documents without a total the open amount was taken.')
  const signed = total ?? open
  if (signed === undefined) {
    const from = ['total', 'lineTotal', 'unitAmount', 'open'].find(reader.has) ?? 'total'
    return reader.complain(head, from, 'The amount is missing. Write it like 1234.50.')
  }
  if (open !== undefined && signed * open < 0)
    return reader.complain(
      head,
      'open',
      'The open amount and the total have different signs. Correct one of them.',
    )
  if (open !== undefined && Math.abs(open) > Math.abs(signed))
    return reader.complain(head, 'open', 'More is open than the total. Correct one of them.')
  return {
    totalMinor: Math.abs(signed),
    openMinor: open === undefined ? undefined : Math.abs(open),
    negative: signed < 0,
  }
}

/** The total as it stands, or the sum of the lines where the file has lines and no total. */
function readTotal(
  reader: RowReader,
  { head, lines }: DocumentRows,
  currency: string,
): number | undefined | null {
  let stated: number | undefined
  if (reader.has('total')) {
    for (const line of lines) {
      const total = reader.amount(line, 'total', currency)
      if (total === null) return null
      if (total === undefined) continue
      if (stated !== undefined && total !== stated)
        return reader.complain(
          line,
          'total',
          `The total differs from that on line ${head.line}. It must be the same on each line of a document.`,
        )
      stated = total
    }
  }
  if (stated !== undefined || !hasLineItems(reader)) return stated
  let sum = 0
  let readable = true
  for (const line of lines) {
    const amount = lineAmount(reader, line, currency)
    if (typeof amount === 'number') sum += amount
    else {
      readable = false
      if (amount === undefined)
        reader.complain(
          line,
          reader.has('lineTotal') ? 'lineTotal' : 'quantity',
          'The amount of this line is missing.',
        )
    }
  }
  if (readable) return sum
  // A document without one of its lines would be too small, so that none of it is loaded.
  reader.notice('Documents with a line that cannot be read were left out.')
  return null
}

function readOpen(
  reader: RowReader,
  head: SourceRow,
  { currency, settled, total }: { currency: string; settled: boolean; total: number | undefined | null },
): number | undefined | null {
  if (reader.has('open')) {
    const open = reader.amount(head, 'open', currency)
    if (open !== undefined || settled) return open
    return reader.complain(head, 'open', 'The open amount is missing. Write 0 when nothing is open.')
  }
  if (!reader.has('paid') || total === undefined || total === null) return undefined
  const paid = reader.amount(head, 'paid', currency)
  if (paid === null) return null
  return total - (paid ?? 0)
}
