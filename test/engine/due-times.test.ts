import { expect, test } from 'vitest'
import { calendarOf } from '#engine/business-calendar.ts'
import { nextTimes } from '#engine/due-times.ts'
import type { Trigger } from '#engine/rule.ts'
import { day } from '../builders.ts'

/** Easter of 2026 in Berlin: Good Friday and Easter Monday off, and the clocks go forward on 29 March. */
const calendar = calendarOf([1, 2, 3, 4, 5], [day('2026-04-03'), day('2026-04-06'), day('2026-05-01')])

function times(trigger: Trigger, { after, count }: { after: string; count: number }): string[] {
  const asked = { after: new Date(after), timeZone: 'Europe/Berlin', calendar, count }
  return nextTimes(trigger, asked).map((time) => time.toISOString())
}

test('every business day leaves weekends and holidays out and keeps to the clock on the wall', () => {
  const daily: Trigger = { businessDays: 'every', at: '08:00' }
  expect(times(daily, { after: '2026-03-26T12:00:00Z', count: 2 })).toEqual([
    '2026-03-27T07:00:00.000Z',
    '2026-03-30T06:00:00.000Z',
  ])
  expect(times(daily, { after: '2026-04-02T06:00:00Z', count: 2 })).toEqual([
    '2026-04-07T06:00:00.000Z',
    '2026-04-08T06:00:00.000Z',
  ])
  expect(times(daily, { after: '2026-04-02T05:59:59Z', count: 1 })).toEqual(['2026-04-02T06:00:00.000Z'])
})

test('the first, third and last business day of a month are counted without weekends and holidays', () => {
  const some: Trigger = { businessDays: [1, 3, -1], at: '18:30' }
  expect(times(some, { after: '2026-03-31T22:00:00Z', count: 6 })).toEqual([
    '2026-04-01T16:30:00.000Z',
    // The 3rd and the 6th are off, so the third is Tuesday the 7th.
    '2026-04-07T16:30:00.000Z',
    '2026-04-30T16:30:00.000Z',
    '2026-05-04T16:30:00.000Z',
    '2026-05-06T16:30:00.000Z',
    '2026-05-29T16:30:00.000Z',
  ])
})

test('the one before the last moves with the end of the month', () => {
  const secondLast: Trigger = { businessDays: [-2], at: '09:00' }
  expect(times(secondLast, { after: '2026-04-01T00:00:00Z', count: 3 })).toEqual([
    '2026-04-29T07:00:00.000Z',
    '2026-05-28T07:00:00.000Z',
    '2026-06-29T07:00:00.000Z',
  ])
})

test('a month with fewer business days than counted is passed over', () => {
  const mondays = calendarOf([1], [])
  const asked = { after: new Date('2026-03-01T00:00:00Z'), timeZone: 'UTC', calendar: mondays, count: 2 }
  const due = nextTimes({ businessDays: [5], at: '09:00' }, asked).map((time) => time.toISOString())
  // Five Mondays have March and June, April and May have four.
  expect(due).toEqual(['2026-03-30T09:00:00.000Z', '2026-06-29T09:00:00.000Z'])
  expect(nextTimes({ businessDays: [6], at: '09:00' }, asked)).toEqual([])
})
