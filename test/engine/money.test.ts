import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AmountInvalidError, CurrencyUnknownError } from '#engine/errors.ts'
import {
  Currency,
  currencyExponent,
  decimalAmount,
  isCurrency,
  Money,
  parseAmount,
  readableAmount,
} from '#engine/money.ts'

const EUROPEAN = { decimal: ',', group: '.' } as const
const SWISS = { decimal: '.', group: "'" } as const
const FRENCH = { decimal: ',', group: ' ' } as const

test.each([
  ['1234.5', 'USD', 123450],
  ['1,234.50', 'USD', 123450],
  ['0.01', 'USD', 1],
  ['.5', 'USD', 50],
  ['5.', 'USD', 500],
  ['-5', 'USD', -500],
  ['+5', 'USD', 500],
  ['5-', 'USD', -500],
  ['(12.00)', 'USD', -1200],
  [' 7 ', 'USD', 700],
  ['0', 'USD', 0],
  ['-0.00', 'USD', 0],
  ['1.230', 'USD', 123],
  ['1234', 'JPY', 1234],
  ['1234.00', 'JPY', 1234],
  ['1.234', 'KWD', 1234],
  ['0.1', 'BHD', 100],
  ['90071992547409.91', 'USD', 9007199254740991],
])('%s in %s is %i minor units', (text, currency, minor) => {
  expect(parseAmount(text, currency)).toBe(minor)
})

test.each([
  ['1.234,50', EUROPEAN, 123450],
  ["1'234.50", SWISS, 123450],
  ['1 234,50', FRENCH, 123450],
  ['1\u00a0234,50', FRENCH, 123450],
  ['1\u202f234,50', FRENCH, 123450],
])('%s, written as its file writes amounts, is 1,234.50', (text, format, minor) => {
  expect(parseAmount(text, 'EUR', format)).toBe(minor)
})

describe('an amount that would have to be guessed is refused', () => {
  test.each([
    ['12,34.5', 'USD', /grouped in threes/],
    ['1,2345', 'USD', /grouped in threes/],
    ['1.234,50', 'USD', /decimals are not all digits/],
    ['1.2.3', 'USD', /more than one decimal mark/],
    ['5.005', 'USD', /USD has 2 decimals/],
    ['1.5', 'JPY', /JPY has 0 decimals/],
    ['', 'USD', /no digits/],
    ['-', 'USD', /no digits/],
    ['.', 'USD', /no digits/],
    ['(-5)', 'USD', /two signs/],
    ['-5-', 'USD', /grouped in threes|two signs/],
    ['1e3', 'USD', /grouped in threes/],
    ['$5', 'USD', /grouped in threes/],
    ['NaN', 'USD', /grouped in threes/],
    ['90071992547409.92', 'USD', /too large/],
  ])('%s in %s', (text, currency, why) => {
    expect(() => parseAmount(text, currency)).toThrow(AmountInvalidError)
    expect(() => parseAmount(text, currency)).toThrow(why)
  })
})

test('the refusal names the amount, the currency and how to write it', () => {
  expect(() => parseAmount('12,34.5', 'KWD')).toThrow(
    'Cannot read the amount "12,34.5" as KWD: its digits are not grouped in threes. Write it like 1,234.500.',
  )
})

test('a code that is no currency is refused, never taken for one with two decimals', () => {
  expect(() => parseAmount('5', 'XYZ')).toThrow(CurrencyUnknownError)
  expect(() => currencyExponent('usd')).toThrow(
    'Unknown currency "usd". Use an active ISO 4217 code such as USD, EUR or JPY.',
  )
  expect(isCurrency('DEM')).toBe(false)
  expect(Currency.safeParse('EUR').success).toBe(true)
  expect(Money.safeParse({ minor: 1.5, currency: 'EUR' }).success).toBe(false)
})

test.each([
  [511985, 'USD', '5119.85', '5,119.85 USD'],
  [5, 'USD', '0.05', '0.05 USD'],
  [-5, 'USD', '-0.05', '-0.05 USD'],
  [0, 'USD', '0.00', '0.00 USD'],
  [1234567, 'JPY', '1234567', '1,234,567 JPY'],
  [1, 'KWD', '0.001', '0.001 KWD'],
  [100000000, 'USD', '1000000.00', '1,000,000.00 USD'],
  [99999, 'USD', '999.99', '999.99 USD'],
])('%i minor units of %s print as %s and read as %s', (minor, currency, plain, readable) => {
  expect(decimalAmount(minor, currency)).toBe(plain)
  expect(readableAmount(minor, currency)).toBe(readable)
})

test('an amount that is printed and read again is the same amount, in every currency form', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('USD', 'JPY', 'KWD'), (minor, currency) => {
      expect(parseAmount(decimalAmount(minor, currency), currency)).toBe(minor)
    }),
    { seed: 20261121 },
  )
})

test('cents never come from multiplying: every cent between 0 and 100 is read exactly', () => {
  for (let cents = 0; cents <= 10_000; cents++)
    expect(parseAmount((cents / 100).toFixed(2), 'USD')).toBe(cents)
})
