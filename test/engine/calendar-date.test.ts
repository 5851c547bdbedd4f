import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addBusinessDays,
  addDays,
  calendarDate,
  dayAt,
  daysBetween,
  fromEpochDay,
  isBusinessDay,
  MONDAY_TO_FRIDAY,
  parseDayInForm,
  toEpochDay,
  weekday,
} from '#engine/calendar-date.ts'
import { CalendarDateInvalidError } from '#engine/errors.ts'

const day = calendarDate
const epoch = (text: string) => toEpochDay(day(text))

test.each([
  '2026-02-30',
  '2025-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-1-5',
  '31.01.2026',
  '',
  '2026-01-31T00:00:00Z',
])('the day "%s" does not exist and is refused', (text) => {
  expect(() => calendarDate(text)).toThrow(CalendarDateInvalidError)
  expect(() => calendarDate(text)).toThrow(`Cannot read "${text}" as a day.`)
})

test('a leap day exists every four years, not in 2100, and in 2000', () => {
  expect(addDays(day('2024-02-28'), 1)).toBe('2024-02-29')
  expect(addDays(day('2100-02-28'), 1)).toBe('2100-03-01')
  expect(addDays(day('2000-02-28'), 1)).toBe('2000-02-29')
})

test.each([
  ['2026-01-31', 1, '2026-02-01'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2026-03-01', -1, '2026-02-28'],
  ['2026-03-28', 2, '2026-03-30'],
  ['2026-10-24', 2, '2026-10-26'],
])('%s and %i days is %s, whatever the clocks do', (from, days, to) => {
  expect(addDays(day(from), days)).toBe(to)
  expect(daysBetween(day(from), day(to))).toBe(days)
})

test('days count from 1970-01-01', () => {
  expect(epoch('1970-01-01')).toBe(0)
  expect(epoch('1969-12-31')).toBe(-1)
  expect(epoch('2026-01-31')).toBe(20_484)
})

test('a day of the first century is not taken for one of ours', () => {
  expect(fromEpochDay(epoch('0026-01-31'))).toBe('0026-01-31')
  expect(daysBetween(day('0026-01-31'), day('2026-01-31'))).toBeGreaterThan(700_000)
})

test('a day turned into a number and back is the same day, from the year 0 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: epoch('0000-01-01'), max: epoch('9999-12-31') }), (number) => {
      expect(toEpochDay(fromEpochDay(number))).toBe(number)
    }),
    { seed: 20261121 },
  )
})

test('a day beyond the year 9999 is refused instead of being cut off', () => {
  expect(() => addDays(day('9999-12-31'), 1)).toThrow(CalendarDateInvalidError)
})

test.each([
  ['2026-01-26', 1],
  ['2026-01-31', 6],
  ['2026-02-01', 7],
  ['1969-12-28', 7],
])('%s is day %i of the week', (text, number) => {
  expect(weekday(epoch(text))).toBe(number)
})

describe('business days', () => {
  const germany = { weekend: [6, 7], holidays: new Set([epoch('2026-04-03'), epoch('2026-04-06')]) }
  const gulf = { weekend: [5, 6], holidays: new Set<number>() }

  test.each([
    ['2026-01-30', 1, '2026-02-02'],
    ['2026-01-31', 1, '2026-02-02'],
    ['2026-01-26', 5, '2026-02-02'],
    ['2026-01-26', 0, '2026-01-26'],
  ])('%s and %i business days is %s', (from, count, to) => {
    expect(fromEpochDay(addBusinessDays(epoch(from), count, MONDAY_TO_FRIDAY))).toBe(to)
  })

  test('holidays are passed over: one business day after Maundy Thursday 2026 is Tuesday', () => {
    expect(fromEpochDay(addBusinessDays(epoch('2026-04-02'), 1, germany))).toBe('2026-04-07')
  })

  test('where the weekend is Friday and Saturday, Sunday is a business day', () => {
    expect(isBusinessDay(epoch('2026-02-01'), gulf)).toBe(true)
    expect(isBusinessDay(epoch('2026-01-30'), gulf)).toBe(false)
  })
})

test.each([
  ['2026-01-31T23:30:00Z', 'UTC', '2026-01-31'],
  ['2026-01-31T23:30:00Z', 'Europe/Berlin', '2026-02-01'],
  ['2026-01-31T23:30:00Z', 'America/New_York', '2026-01-31'],
  ['2026-01-31T10:30:00Z', 'Pacific/Kiritimati', '2026-02-01'],
  ['2026-01-31T10:30:00Z', 'Pacific/Chatham', '2026-02-01'],
  ['2026-02-01T04:30:00Z', 'America/New_York', '2026-01-31'],
])('at %s it is, in %s, %s', (instant, zone, text) => {
  expect(dayAt(new Date(instant), zone)).toBe(text)
})

test.each([
  ['1/31/2026', 'M/D/YYYY', '2026-01-31'],
  ['31.01.2026', 'DD.MM.YYYY', '2026-01-31'],
  ['31.1.26', 'D.M.YY', '2026-01-31'],
  ['Jan 31 2026', 'MMM D YYYY', '2026-01-31'],
  ['31-JAN-2026', 'DD-MMM-YYYY', '2026-01-31'],
  ['20260131', 'YYYYMMDD', '2026-01-31'],
  ['2/30/2026', 'M/D/YYYY', null],
  ['31/1/2026', 'M/D/YYYY', null],
  ['1/31/26', 'M/D/YYYY', null],
  ['Foo 31 2026', 'MMM D YYYY', null],
  ['1/31/2026 ', 'M/D/YYYY', '2026-01-31'],
  ['1.31.2026', 'M/D/YYYY', null],
])('"%s" read as %s is %s', (text, form, wanted) => {
  expect(parseDayInForm(text, form)).toBe(wanted)
})
