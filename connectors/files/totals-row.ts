import type { RowReader, SourceRow } from './row-reader.ts'

/** How the row below a list begins in usual exports, in the languages of `header-names.ts`. */
const TOTALS =
  /^\W*(grand|sub|sous)?[\s-]*(totals?|total général|totaal|totale|totali|sum|summe|gesamt\w*|zwischensumme|endsumme|somme|suma|subtotal)\b/iu

/**
 * True for a row that sums up others: it has no number and no day, and says so where a customer would stand, or names nobody at
 * all. No document can be read from it, and what is missing in it is not missing in the books.
 */
export function isTotalsRow({ has, text }: RowReader, row: SourceRow): boolean {
  const said = (name: string) => (has(name) ? text(row, name) : undefined)
  if (['number', 'id', 'issuedOn', 'dueOn'].some((name) => said(name) !== undefined)) return false
  const named = ['customer.id', 'customer.name'].map(said).filter((each) => each !== undefined)
  return named.length === 0 || named.some((name) => TOTALS.test(name))
}
