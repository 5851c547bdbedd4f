import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { ACTION_STATES, type ActionState, action } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { audit } from '#server/database/company-tables.ts'
import {
  actionById,
  allowedChanges,
  approveAction,
  changeAction,
  declineAction,
  mayBecome,
} from '#server/run/action-states.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { freshDatabase } from '../database/test-database.ts'

const database = freshDatabase()

/** What a controller agreed to, written a second time so that a slip in the table shows. */
const MAY_BECOME: Record<ActionState, readonly ActionState[]> = {
  planned: ['awaiting-approval', 'queued', 'cancelled', 'expired', 'skipped'],
  'awaiting-approval': ['queued', 'cancelled', 'expired', 'skipped'],
  queued: ['awaiting-approval', 'sending', 'cancelled', 'expired', 'skipped'],
  sending: ['queued', 'sent', 'failed', 'unknown'],
  sent: [],
  failed: ['queued', 'cancelled', 'skipped'],
  unknown: ['sending', 'sent', 'failed', 'queued'],
  cancelled: [],
  expired: [],
  skipped: [],
}
const PAIRS = ACTION_STATES.flatMap((from) => ACTION_STATES.map((to) => ({ from, to })))

async function anAction(companyId: string, state: ActionState) {
  const id = randomUUID()
  await database.db.insert(action).values({
    companyId,
    id,
    key: id,
    ruleId: 'overdue-30-5k',
    ruleVersion: 1,
    stepId: 'hold',
    subjectType: 'customer',
    subjectId: 'heron',
    cycle: 1,
    customerId: 'heron',
    kind: 'place-credit-hold',
    params: {},
    state,
    reason: '30 days overdue',
    because: [],
    plannedOn: calendarDate('2026-03-16'),
    decidedAt: new Date('2026-03-16T15:30:00Z'),
  })
  return actionById(database.db, companyId, id)
}

const verdictOn = (companyId: string, actionId: string) => ({
  companyId,
  actionId,
  actor: 'bob',
  now: new Date('2026-03-17T15:30:00Z'),
  today: calendarDate('2026-03-17'),
})

describe('the states of an action', () => {
  test.each(PAIRS.filter(({ from, to }) => MAY_BECOME[from].includes(to)))(
    'an action that is $from may become $to',
    async ({ from, to }) => {
      expect(mayBecome(from, to)).toBe(true)
      const companyId = await database.aCompany()
      const before = await anAction(companyId, from)
      await database.db.transaction((tx) => changeAction(tx, before, { state: to }))
      expect((await actionById(database.db, companyId, before.id)).state).toBe(to)
    },
  )

  test.each(PAIRS.filter(({ from, to }) => !MAY_BECOME[from].includes(to)))(
    'an action that is $from cannot become $to',
    async ({ from, to }) => {
      expect(mayBecome(from, to)).toBe(false)
      const companyId = await database.aCompany()
      const before = await anAction(companyId, from)
      const change = database.db.transaction((tx) => changeAction(tx, before, { state: to }))
      await expect(change).rejects.toThrow(StateConflictError)
      expect((await actionById(database.db, companyId, before.id)).state).toBe(from)
    },
  )

  test('the list of allowed changes says the same', () => {
    const listed = allowedChanges().map(([from, to]) => `${from} > ${to}`)
    const agreed = PAIRS.filter(({ from, to }) => MAY_BECOME[from].includes(to))
    expect(listed.sort()).toEqual(agreed.map(({ from, to }) => `${from} > ${to}`).sort())
  })

  test('a change decided on an old look at the action is refused', async () => {
    const companyId = await database.aCompany()
    const before = await anAction(companyId, 'queued')
    await database.db.transaction((tx) => changeAction(tx, before, { state: 'cancelled' }))
    const late = database.db.transaction((tx) => changeAction(tx, before, { state: 'sending' }))
    await expect(late).rejects.toThrow('somebody was faster')
  })
})

describe('approving and declining', () => {
  test('a second person approves: the action is queued, signed, and on the audit', async () => {
    const companyId = await database.aCompany()
    const { id } = await anAction(companyId, 'awaiting-approval')
    await approveAction(database.db, verdictOn(companyId, id))
    expect(await actionById(database.db, companyId, id)).toMatchObject({
      state: 'queued',
      approvedBy: 'bob',
      approvedAt: new Date('2026-03-17T15:30:00Z'),
    })
    const lines = await database.db.select().from(audit).where(eq(audit.companyId, companyId))
    expect(lines).toMatchObject([{ act: 'approve action', actor: 'bob', subjectId: id }])
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ broken: null })
  })

  test('a declined action counts as done that day, so that nobody is asked again tomorrow', async () => {
    const companyId = await database.aCompany()
    const { id } = await anAction(companyId, 'awaiting-approval')
    await declineAction(database.db, { ...verdictOn(companyId, id), why: 'we talked to them' })
    expect(await actionById(database.db, companyId, id)).toMatchObject({
      state: 'skipped',
      doneOn: '2026-03-17',
      stateReason: 'Declined by bob: we talked to them',
    })
  })

  test.each(ACTION_STATES.filter((state) => state !== 'awaiting-approval'))(
    'an action that is %s can neither be approved nor declined',
    async (state) => {
      const companyId = await database.aCompany()
      const { id } = await anAction(companyId, state)
      await expect(approveAction(database.db, verdictOn(companyId, id))).rejects.toThrow(StateConflictError)
      await expect(declineAction(database.db, verdictOn(companyId, id))).rejects.toThrow(StateConflictError)
      expect((await actionById(database.db, companyId, id)).state).toBe(state)
    },
  )

  test('two people who approve and decline at once: one of them is told to look again', async () => {
    const companyId = await database.aCompany()
    const { id } = await anAction(companyId, 'awaiting-approval')
    const verdict = verdictOn(companyId, id)
    const both = await Promise.allSettled([
      approveAction(database.db, verdict),
      declineAction(database.db, verdict),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { state } = await actionById(database.db, companyId, id)
    expect(state).toBe(both[0].status === 'fulfilled' ? 'queued' : 'skipped')
  })

  test('an action of another company is not there', async () => {
    const { id } = await anAction(await database.aCompany(), 'awaiting-approval')
    const other = await database.aCompany()
    await expect(approveAction(database.db, verdictOn(other, id))).rejects.toThrow(NotFoundError)
  })
})
