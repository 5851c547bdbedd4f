import { expect, test } from 'vitest'
import { taskUrgency } from '#engine/task-urgency.ts'

test('a task about a customer who broke a promise comes before one about more money that is only just late', () => {
  const broken = taskUrgency({ overdueMinor: 1_000_000, daysOverdue: 90, brokenPromises: 1 })
  const late = taskUrgency({ overdueMinor: 2_000_000, daysOverdue: 9, brokenPromises: 0 })
  expect([broken, late]).toEqual([2_500_000, 2_200_000])
})

test('time and promises weigh up to a limit, and who owes nothing comes last', () => {
  expect(taskUrgency({ overdueMinor: 100, daysOverdue: 1000, brokenPromises: 9 })).toBe(400)
  expect(taskUrgency({ overdueMinor: 0, daysOverdue: 90, brokenPromises: 2 })).toBe(0)
})
