import { z } from 'zod'
import { AmountInvalidError, CurrencyUnknownError } from './errors.ts'

/** Active ISO 4217 codes whose minor unit is the hundredth. */
const HUNDREDTHS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG'
const WHOLE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const THOUSANDTHS = 'BHD IQD JOD KWD LYD OMR TND'

const exponents = new Map<string, number>([
  ...HUNDREDTHS.split(' ').map((code): [string, number] => [code, 2]),
  ...WHOLE.split(' ').map((code): [string, number] => [code, 0]),
  ...THOUSANDTHS.split(' ').map((code): [string, number] => [code, 3]),
])

/** The largest amount, in minor units, that adds up exactly over a million documents. */
const LARGEST_MINOR = Number.MAX_SAFE_INTEGER

/** An active ISO 4217 code. */
export const Currency = z.string().refine((code) => exponents.has(code), {
  error: 'is not an active ISO 4217 currency code such as USD, EUR or JPY',
})

/** An amount: whole minor units (cents, for the dollar) and their currency. */
export const Money = z.strictObject({ minor: z.int(), currency: Currency })
export type Money = z.infer<typeof Money>

/** An amount as people write it in a rule: `5000` or `"5000.50"`. */
export const WrittenAmount = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])

/** True for an active ISO 4217 code. */
export function isCurrency(code: string): boolean {
  return exponents.has(code)
}

/** How many decimals a currency has: JPY 0, EUR 2, KWD 3. Throws `CurrencyUnknownError` (source: ISO 4217). */
export function currencyExponent(currency: string): number {
  const exponent = exponents.get(currency)
  if (exponent === undefined) throw new CurrencyUnknownError(currency)
  return exponent
}

/** How a file writes numbers. */
export type NumberFormat = { readonly decimal: '.' | ','; readonly group: ',' | '.' | ' ' | "'" | '' }
export const PLAIN_NUMBERS: NumberFormat = { decimal: '.', group: ',' }

/**
 * The minor units of an amount written as text, by shifting its decimal mark (never by float multiplication).
 * `'1234.5'` in USD is 123450; `'(12.00)'` and `'12.00-'` are negative. Groups must be groups of three.
 * Throws `AmountInvalidError` for anything that would have to be guessed, such as `12,34.5`.
 */
export function parseAmount(text: string, currency: string, format: NumberFormat = PLAIN_NUMBERS): number {
  const exponent = currencyExponent(currency)
  const refuse = (why: string): never => {
    throw new AmountInvalidError(
      `Cannot read the amount "${text}" as ${currency}: ${why}. Write it like ${exampleAmount(exponent, format)}.`,
    )
  }
  let body = text.trim()
  let negative = false
  if (/^\(.*\)$/.test(body)) {
    negative = true
    body = body.slice(1, -1).trim()
  }
  if (body.startsWith('-') || body.startsWith('+')) {
    if (negative) refuse('it has two signs')
    negative = body.startsWith('-')
    body = body.slice(1).trim()
  } else if (body.endsWith('-')) {
    if (negative) refuse('it has two signs')
    negative = true
    body = body.slice(0, -1).trim()
  }
  if (body === '') refuse('it has no digits')
  const [whole = '', fraction = '', ...rest] = body.split(format.decimal)
  if (rest.length > 0) refuse(`it has more than one decimal mark "${format.decimal}"`)
  if (!/^\d*$/.test(fraction)) refuse('its decimals are not all digits')
  const digits = ungroup(whole, format.group)
  if (digits === null) refuse('its digits are not grouped in threes')
  if (digits === '' && fraction === '') refuse('it has no digits')
  const kept = fraction.slice(0, exponent).padEnd(exponent, '0')
  if (/[1-9]/.test(fraction.slice(exponent))) refuse(`${currency} has ${exponent} decimals`)
  const minor = Number(`${digits}${kept}`)
  if (minor > LARGEST_MINOR) refuse('it is too large to be exact')
  return negative ? 0 - minor : minor
}

function ungroup(whole: string, group: string): string | null {
  if (/^\d*$/.test(whole)) return whole
  if (group === '') return null
  const mark = group === ' ' ? '[ \\u00a0\\u202f]' : `\\${group}`
  if (!new RegExp(`^\\d{1,3}(${mark}\\d{3})+$`).test(whole)) return null
  return whole.replace(new RegExp(mark, 'g'), '')
}

function exampleAmount(exponent: number, { decimal, group }: NumberFormat): string {
  return `1${group}234${exponent === 0 ? '' : decimal + '5'.padEnd(exponent, '0')}`
}

/** The minor units of an amount written in a rule. Throws `AmountInvalidError`. */
export function writtenMinor(written: number | string, currency: string): number {
  return parseAmount(String(written), currency, { decimal: '.', group: '' })
}

/** The plain decimal text of an amount: `decimalAmount(511985, 'USD')` is `'5119.85'`. Reads back by `parseAmount`. */
export function decimalAmount(minor: number, currency: string): string {
  const exponent = currencyExponent(currency)
  const digits = Math.abs(minor)
    .toString()
    .padStart(exponent + 1, '0')
  const sign = minor < 0 ? '-' : ''
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** The amount as a person reads it, always with its currency code: `'5,119.85 USD'`. */
export function readableAmount(minor: number, currency: string): string {
  const [whole = '', fraction] = decimalAmount(minor, currency).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`
}
