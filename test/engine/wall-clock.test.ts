import { expect, test } from 'vitest'
import { businessDaysSince, calendarOf, nextBusinessDay, sharedCalendar } from '#engine/business-calendar.ts'
import { businessHoursBetween } from '#engine/business-hours.ts'
import { MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import { instantAt, minutesOf, wallClockAt } from '#engine/wall-clock.ts'
import { day } from '../builders.ts'

const NEW_YORK = 'America/New_York'

test.each([
  ['2026-03-06', '06:00', '2026-03-06T11:00:00.000Z'],
  ['2026-03-09', '06:00', '2026-03-09T10:00:00.000Z'],
  ['2026-11-02', '06:00', '2026-11-02T11:00:00.000Z'],
  // 02:30 is left out on 8 March, and 01:30 comes twice on 1 November: the first counts.
  ['2026-03-08', '02:30', '2026-03-08T07:30:00.000Z'],
  ['2026-11-01', '01:30', '2026-11-01T05:30:00.000Z'],
])('in New York the clock shows %s %s at %s', (on, time, instant) => {
  expect(instantAt({ day: day(on), minutes: minutesOf(time) }, NEW_YORK).toISOString()).toBe(instant)
})

test.each(['Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns', 'UTC'])(
  'every quarter of an hour of a year is found again by its clock in %s',
  (timeZone) => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 6 * 3_600_000 + 900_000) {
      const shown = wallClockAt(new Date(at), timeZone)
      const found = instantAt(shown, timeZone)
      expect(wallClockAt(found, timeZone)).toEqual(shown)
      // Where a clock shows a time twice the first is meant.
      expect(at - found.getTime()).toBeGreaterThanOrEqual(0)
      expect(at - found.getTime()).toBeLessThanOrEqual(3_600_000)
    }
  },
)

test('what was read on Friday at 17:00 is 17 hours old on Monday at 10:00, and a holiday makes nothing older', () => {
  const friday = new Date('2026-03-06T22:00:00Z')
  const monday = new Date('2026-03-09T14:00:00Z')
  const zone = { timeZone: NEW_YORK }
  expect(businessHoursBetween(friday, monday, { calendar: MONDAY_TO_FRIDAY, ...zone })).toBe(17)
  const holiday = calendarOf([1, 2, 3, 4, 5], [day('2026-03-09')])
  expect(businessHoursBetween(friday, monday, { calendar: holiday, ...zone })).toBe(7)
  expect(businessHoursBetween(monday, friday, { calendar: MONDAY_TO_FRIDAY, ...zone })).toBe(0)
})

test('business days pass over weekends and holidays; a day is off only when all entities have it off', () => {
  const good = day('2026-04-03')
  const easter = day('2026-04-06')
  const both = sharedCalendar([1, 2, 3, 4, 5], [[good, easter], [good]])
  expect(nextBusinessDay(day('2026-04-02'), both)).toBe(easter)
  expect(nextBusinessDay(day('2026-04-02'), calendarOf([1, 2, 3, 4, 5], [good, easter]))).toBe('2026-04-07')
  expect(businessDaysSince(day('2026-04-02'), day('2026-04-06'), both)).toBe(1)
  expect(businessDaysSince(day('2026-04-02'), day('2026-04-05'), both)).toBe(0)
})
