import { AmountInvalidError } from '#engine/errors.ts'
import { currencyExponent, decimalAmount, isCurrency, type NumberFormat, parseAmount } from '#engine/money.ts'

/** An amount somebody typed, as a rule writes it (`5000`, `"5000.50"`), or why it cannot be read. */
export type ReadAmount = { readonly written: number | string } | { readonly problem: string }

const SHORT: Readonly<Record<string, number>> = { k: 3, t: 3, m: 6, mio: 6 }
const SYMBOLS = /[€$£¥₹]|kr\.?|\b[a-z]{3}\b/gi

/**
 * Reads what people type or paste: `5k`, `1.5m`, `1,234.50`, `1.234,50 €`, `USD 5 000`. Where both marks occur the last one is
 * the decimal one; where one occurs, the language of the pages decides.
 */
export function readAmount(text: string, currency: string, locale: string): ReadAmount {
  const amount = text.replace(SYMBOLS, keptWord).trim()
  const short = /^(.*\d)\s*(k|t|mio|m)\.?$/i.exec(amount)
  const shift = short?.[2] === undefined ? 0 : (SHORT[short[2].toLowerCase()] ?? 0)
  const bare = short?.[1] ?? amount
  const format = formatOf(bare, locale)
  try {
    if (shift === 0) return { written: asWritten(parseAmount(bare, currency, format), currency) }
    return { written: shifted(bare, shift, { currency, format }) }
  } catch (error) {
    if (!(error instanceof AmountInvalidError)) throw error
    return { problem: error.message }
  }
}

/** An amount of a rule as somebody sees it in a field: `5,000`, `5,000.50`. */
export function writtenForReading(written: unknown, currency: string, locale: string): string {
  if (written === null || written === undefined) return ''
  if (typeof written !== 'number' && typeof written !== 'string') return JSON.stringify(written)
  const text = String(written)
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text
  const decimals = text.split('.')[1] === undefined ? 0 : currencyExponent(currency)
  // Intl reads decimal text digit by digit, but its type asks for a literal, which text of a rule cannot be.
  return new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: 20 }).format(
    text as Intl.StringNumericLiteral,
  )
}

/** How a language writes numbers. */
export function numbersOf(locale: string): NumberFormat {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1_234_567.5)
  const decimal = parts.find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.'
  return { decimal, group: decimal === ',' ? '.' : ',' }
}

/** A currency goes, by its symbol or its code; any other word stays, to be read or refused. */
function keptWord(word: string): string {
  return /^[a-z]{3}$/i.test(word) && !isCurrency(word.toUpperCase()) ? word : ' '
}

function formatOf(text: string, locale: string): NumberFormat {
  const lastComma = text.lastIndexOf(',')
  const lastPoint = text.lastIndexOf('.')
  if (lastComma >= 0 && lastPoint >= 0)
    return lastComma > lastPoint ? { decimal: ',', group: '.' } : { decimal: '.', group: ',' }
  const own = numbersOf(locale)
  if (/\d[ \u00a0\u202f]\d/.test(text)) return { decimal: own.decimal, group: ' ' }
  if (/\d'\d/.test(text)) return { decimal: own.decimal, group: "'" }
  const marks = text.split(own.group).length - 1
  // "12,5" cannot be thousands in any language: the mark is then meant as the decimal one.
  if (marks === 1 && !/\d{3}$/.test(text))
    return { decimal: own.group === ',' ? ',' : '.', group: own.decimal }
  return own
}

/** `1.5m`: the decimal mark is moved, so that nothing is multiplied as a fraction. */
function shifted(
  text: string,
  by: number,
  { currency, format }: { currency: string; format: NumberFormat },
): number | string {
  const [whole = '', fraction = ''] = text.split(format.decimal)
  const moved = `${whole}${fraction.slice(0, by).padEnd(by, '0')}`
  const rest = fraction.slice(by)
  const digits = format.group === '' ? moved : moved.replaceAll(format.group, '')
  return asWritten(
    parseAmount(rest === '' ? digits : `${digits}.${rest}`, currency, { decimal: '.', group: '' }),
    currency,
  )
}

function asWritten(minor: number, currency: string): number | string {
  const text = decimalAmount(minor, currency)
  return /^-?\d+(\.0+)?$/.test(text) ? Number(text) : text
}
