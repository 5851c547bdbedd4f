import type { LedgerProblem } from '#engine/ledger.ts'
import { type NumberFormat, PLAIN_NUMBERS, parseAmount } from '#engine/money.ts'
import { LedgerFileError } from './errors.ts'
import type { Cell } from './table.ts'

/** How a file writes its amounts: decided over all its amounts, and read with a currency sign only where that agrees. */

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  $: [
    'USD',
    'CAD',
    'AUD',
    'NZD',
    'SGD',
    'HKD',
    'MXN',
    'BSD',
    'BBD',
    'BZD',
    'JMD',
    'TTD',
    'TWD',
    'FJD',
    'CLP',
    'COP',
    'ARS',
  ],
  US$: ['USD'],
  CA$: ['CAD'],
  C$: ['CAD'],
  A$: ['AUD'],
  NZ$: ['NZD'],
  R$: ['BRL'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  zł: ['PLN'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  Fr: ['CHF'],
}
const PLAIN = /^-?\d+(\.\d+)?$/
const MACHINE_NUMBERS: NumberFormat = { decimal: '.', group: '' }

const POINT = /^\d{1,3}(?:[,' \u00a0\u202f]\d{3})+\.\d+$|^\d*\.(?:\d{1,2}|\d{4,})$|^0\.\d{3}$/
const COMMA =
  /^\d{1,3}(?:[.' \u00a0\u202f]\d{3})+,\d+$|^\d*,(?:\d{1,2}|\d{4,})$|^0,\d{3}$|^\d{1,3}(?:\.\d{3}){2,}$/
const MANY_COMMAS = /^\d{1,3}(?:,\d{3}){2,}$/
const TWO_WAYS = /^\d{1,3}[.,]\d{3}$/

/** The number format of a file, or the problem that keeps it from being decided. */
export function decideNumberFormat(
  cells: Iterable<{ readonly cell: Cell; readonly column: string }>,
): NumberFormat | LedgerProblem {
  let points = 0
  let commas = 0
  let undecided: { cell: string; column: string } | null = null
  const groups = new Set<string>()
  for (const { cell, column } of cells) {
    if (typeof cell === 'number') continue
    const digits = cell.replace(/[^\d.,' \u00a0\u202f]/g, '').trim()
    const group = /\d([' \u00a0\u202f])\d{3}/.exec(digits)?.[1]
    if (group) groups.add(group === "'" ? "'" : ' ')
    const decided = POINT.test(digits) || MANY_COMMAS.test(digits) ? '.' : COMMA.test(digits) ? ',' : null
    if (decided === '.') points += 1
    else if (decided === ',') commas += 1
    if ((decided === ',' || TWO_WAYS.test(digits)) && !undecided) undecided = { cell, column }
  }
  // A value that contradicts the others is reported with its row: it cannot be read in their format.
  const spaced = groups.has("'") ? "'" : groups.has(' ') ? ' ' : null
  if (points > commas) return spaced ? { decimal: '.', group: spaced } : PLAIN_NUMBERS
  if (commas > points) return { decimal: ',', group: spaced ?? '.' }
  if (!undecided && points === 0) return spaced ? { decimal: '.', group: spaced } : PLAIN_NUMBERS
  return {
    line: null,
    column: undecided?.column ?? null,
    value: undecided?.cell ?? '',
    message:
      'Amounts of this file may have a decimal point or a decimal comma, and no value decides. Say "numbers": { "decimal": ".", "group": "," } or { "decimal": ",", "group": "." } in a mapping. No row was loaded.',
  }
}

/** The minor units of a cell in a currency; throws a `ReceivablesError` for what would have to be guessed. */
export function readAmount(cell: Cell, currency: string, format: NumberFormat): number {
  if (typeof cell === 'number') return parseAmount(plainNumber(cell), currency, MACHINE_NUMBERS)
  if (PLAIN.test(cell) && format.decimal === '.') return parseAmount(cell, currency, format)
  return parseAmount(withoutSign(cell.replace('\u2212', '-'), currency), currency, format)
}

/** A number that is not money, exactly: 10.5 is 105 over ten to the power of 1. Null when it is not a number. */
export function readDecimal(cell: Cell, format: NumberFormat): { digits: bigint; scale: number } | null {
  const machine = typeof cell === 'number'
  const { decimal, group } = machine ? MACHINE_NUMBERS : format
  const text = machine ? plainNumber(cell) : cell.trim().replace('%', '').trim()
  const [whole = '', fraction = '', ...rest] = text.split(decimal)
  const plain =
    group === '' ? whole : whole.replace(new RegExp(`(?<=\\d)[${group}](?=\\d{3}(?!\\d))`, 'g'), '')
  if (rest.length > 0 || !/^-?\d+$/.test(plain) || !/^\d*$/.test(fraction)) return null
  return { digits: BigInt(plain + fraction), scale: fraction.length }
}

function plainNumber(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(Math.abs(value) < 1 ? 20 : 0) : text
}

/** Takes a currency code or sign off an amount when it names the amount's own currency. */
function withoutSign(text: string, currency: string): string {
  const signs = text.match(/[\p{L}\p{Sc}]+/gu) ?? []
  if (signs.length !== 1) return text
  const sign = signs[0]
  const agrees =
    sign.toUpperCase() === currency || (Object.hasOwn(SIGNS, sign) && SIGNS[sign]!.includes(currency))
  if (!agrees)
    throw new LedgerFileError(
      `"${sign}" is not the currency of this row, ${currency}. Correct the amount or the currency.`,
    )
  return text.replace(new RegExp(`\\s*${sign.replaceAll('$', '\\$')}\\.?\\s*`, 'u'), '')
}
