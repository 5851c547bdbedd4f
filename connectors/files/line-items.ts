import { currencyExponent } from '#engine/money.ts'
import type { Read, RowReader, SourceRow } from './row-reader.ts'

/** Rows that together are one document: its only row, or one row for each of its lines. */
export type DocumentRows = { readonly head: SourceRow; readonly lines: SourceRow[] }

/** True when the mapping says that a row is a line of a document and not the whole of it. */
export function hasLineItems(reader: RowReader): boolean {
  return reader.has('lineTotal') || reader.has('unitAmount')
}

/** The minor units of one line: its amount, or quantity by price less discount, and its tax. */
export function lineAmount(reader: RowReader, row: SourceRow, currency: string): Read<number> {
  if (reader.has('lineTotal')) {
    const amount = reader.amount(row, 'lineTotal', currency)
    if (typeof amount !== 'number' || !reader.has('lineTax')) return amount
    return withTax(reader, row, currency, amount)
  }
  const quantity = reader.decimal(row, 'quantity')
  const price = reader.decimal(row, 'unitAmount')
  const discount = reader.has('lineDiscountPercent') ? reader.decimal(row, 'lineDiscountPercent') : undefined
  if (quantity === null || price === null || discount === null) return null
  if (quantity === undefined || price === undefined) return undefined
  const digits = quantity.digits * price.digits
  const scale = quantity.scale + price.scale
  const amount = discount
    ? toMinor(
        digits * (100n * 10n ** BigInt(discount.scale) - discount.digits),
        scale + discount.scale + 2,
        currency,
      )
    : toMinor(digits, scale, currency)
  return withTax(reader, row, currency, amount)
}

function withTax(reader: RowReader, row: SourceRow, currency: string, amount: number): number | null {
  const tax = reader.has('lineTax') ? reader.amount(row, 'lineTax', currency) : undefined
  if (tax === null) return null
  if (!tax) return amount
  reader.notice('Tax was added to the amount of its line.')
  return amount + tax
}

/** A decimal to minor units, half away from zero: the rounding printed on invoices. */
function toMinor(digits: bigint, scale: number, currency: string): number {
  const shift = scale - currencyExponent(currency)
  if (shift <= 0) return Number(digits * 10n ** BigInt(-shift))
  const unit = 10n ** BigInt(shift)
  const half = digits < 0n ? -unit / 2n : unit / 2n
  return Number((digits + half) / unit)
}
