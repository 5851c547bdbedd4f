import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { type ActionState, action } from '#server/database/action-tables.ts'
import { freshDatabase } from './test-database.ts'

const database = freshDatabase()

const plan = (companyId: string, settings: { state: ActionState; attempts?: number }) =>
  database.db.insert(action).values({
    companyId,
    id: randomUUID(),
    key: 'overdue-30-5k/mail/customer/0042/1/1',
    ruleId: 'overdue-30-5k',
    ruleVersion: 1,
    stepId: 'mail',
    subjectType: 'customer',
    subjectId: '0042',
    cycle: 1,
    customerId: '0042',
    kind: 'send-email',
    params: {},
    reason: '30 days overdue',
    because: {},
    plannedOn: calendarDate('2026-03-01'),
    decidedAt: new Date('2026-03-01T10:00:00Z'),
    ...settings,
  })

test.each([
  'planned',
  'awaiting-approval',
  'queued',
  'sending',
  'sent',
  'failed',
  'unknown',
  'skipped',
] as const)('an act whose action is %s cannot be planned a second time', async (state) => {
  const companyId = await database.aCompany()
  await plan(companyId, { state })
  await expect(plan(companyId, { state: 'planned' })).rejects.toMatchObject({ cause: { code: '23505' } })
})

test.each(['cancelled', 'expired'] as const)(
  'an act whose action was %s before any attempt can be planned again, after an attempt it cannot',
  async (state) => {
    const companyId = await database.aCompany()
    await plan(companyId, { state })
    await plan(companyId, { state, attempts: 1 })
    await expect(plan(companyId, { state: 'planned' })).rejects.toMatchObject({ cause: { code: '23505' } })
  },
)

test('the same act of another company is another action', async () => {
  await plan(await database.aCompany(), { state: 'sent' })
  await plan(await database.aCompany(), { state: 'planned' })
})
