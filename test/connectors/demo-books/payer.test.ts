import { describe, expect, test } from 'vitest'
import { drawDaysLate, type PayerType, payerAt } from '#connectors/demo-books/payer.ts'
import { seededRandom } from '#connectors/demo-books/random.ts'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'

const today = toEpochDay(calendarDate('2026-11-20'))
const meanDaysLate = (
  payer: PayerType,
  input: { dueAgo?: number; dueMonth?: number; european?: boolean } = {},
) => {
  const random = seededRandom(payer)
  const { dueAgo = 300, dueMonth = 5, european = false } = input
  let sum = 0
  for (let at = 0; at < 4_000; at += 1)
    sum += drawDaysLate({ payer, dueDay: today - dueAgo, dueMonth, european, today }, random)
  return sum / 4_000
}

describe('how customers pay', () => {
  test('prompt payers are early, typical ones on time, slow ones a week late, chronic ones over a month', () => {
    expect(meanDaysLate('prompt')).toBeLessThan(-1)
    expect(Math.abs(meanDaysLate('typical'))).toBeLessThan(2)
    expect(meanDaysLate('slow')).toBeGreaterThan(5)
    expect(meanDaysLate('chronic')).toBeGreaterThan(35)
  })

  test('a worsening payer was on time half a year ago and is weeks late now', () => {
    expect(meanDaysLate('worsening', { dueAgo: 200 })).toBeLessThan(4)
    expect(meanDaysLate('worsening', { dueAgo: 60 })).toBeGreaterThan(40)
  })

  test('everybody is slower around the turn of the year, and Europeans in August', () => {
    expect(meanDaysLate('slow', { dueMonth: 12 })).toBeGreaterThan(meanDaysLate('slow') + 1)
    expect(meanDaysLate('slow', { dueMonth: 8, european: true })).toBeGreaterThan(meanDaysLate('slow') + 1)
    expect(meanDaysLate('slow', { dueMonth: 8 })).toBe(meanDaysLate('slow'))
  })

  test('about one customer in twenty-five is a chronic late payer, and none worsens by chance', () => {
    const types = Array.from({ length: 1_000 }, (_, at) => payerAt(at / 1_000))
    expect(types.filter((type) => type === 'chronic')).toHaveLength(40)
    expect(types).not.toContain('worsening')
  })
})
