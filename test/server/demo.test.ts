import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { message } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { company } from '#server/database/company-tables.ts'
import { decision, rule, run } from '#server/database/rule-tables.ts'
import { DEMO_COMPANY, loadDemo } from '#server/demo.ts'
import { actionIdsOf } from '#server/run/action-letters.ts'
import { createCompany } from '#server/run/company.ts'
import { planCompany } from '#server/run/plan-company.ts'
import { clockAt } from '../clock-at.ts'
import { freshDatabase } from './database/test-database.ts'
import { THE_RULE, theCompany } from './run/a-company.ts'

const MONDAY = calendarDate('2026-03-16')
const clock = clockAt(MONDAY)
const silent = () => {}

describe('the demo company', () => {
  const database = freshDatabase()
  const demo = () => theCompany(database.db, DEMO_COMPANY)

  test('is made in an empty database: three rules have run once, in test mode, and nothing was sent', async () => {
    const said: string[] = []
    expect(await loadDemo(database.db, clock, (text) => said.push(text))).toBe(true)
    expect(said).toHaveLength(2)
    const [made] = await database.db.select().from(company)
    expect(made).toMatchObject({ id: DEMO_COMPANY, mode: 'test' })
    const rules = await database.db.select().from(rule)
    expect(rules.map(({ id, state }) => [id, state]).sort()).toEqual([
      ['invoice-ladder', 'live'],
      ['overdue-30-5k', 'live'],
      ['release-on-payment', 'live'],
    ])
    expect(await database.db.select().from(run)).toMatchObject([
      { trigger: 'demo', state: 'completed', asOf: MONDAY },
    ])
    expect(new Set((await demo().actions()).map(({ state }) => state))).toEqual(new Set(['planned']))
    expect(await demo().dispatch(MONDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await verifyAudit(database.db, DEMO_COMPANY)).toMatchObject({ broken: null })
  })

  test('shows every match of the mission with its mail and its hold, or the one reason against each', async () => {
    const { report } = await planCompany(database.db, {
      companyId: DEMO_COMPANY,
      asOf: MONDAY,
      now: clockAt(MONDAY).now(),
      ruleIds: [THE_RULE],
      history: 'none',
    })
    const [mission] = report.rules
    expect(mission!.matches.length).toBeGreaterThan(10)
    const actions = (await demo().actions()).filter(({ ruleId }) => ruleId === THE_RULE)
    for (const { subject, branch, actions: acts, because } of mission!.matches) {
      expect(branch).toBe('late-30')
      expect(acts.map(({ step }) => step)).toEqual(['mail', 'hold'])
      expect(because.map(({ fact, result }) => [fact, result])).toEqual([
        ['daysOverdue', true],
        ['balance', true],
      ])
      expect(Number(because[0]!.actual)).toBeGreaterThanOrEqual(30)
      expect(Number(because[1]!.actual)).toBeGreaterThan(5000)
      for (const act of acts) {
        const rows = actions.filter(
          ({ subjectId, stepId }) => subjectId === subject.id && stepId === act.step,
        )
        expect(rows).toHaveLength(act.heldBack ? 0 : 1)
        for (const row of rows) expect(row.because).toEqual(because)
        if (act.heldBack) expect(act.heldBack.sentence).not.toBe('')
      }
    }
    const reasons = new Set(
      mission!.matches.flatMap(({ actions: acts }) => acts.map(({ heldBack }) => heldBack?.reason)),
    )
    for (const reason of [
      'already-on-hold',
      'promise-to-pay',
      'disputed',
      'dunning-block',
      'no-recipient',
      undefined,
    ])
      expect(reasons).toContain(reason)
  })

  test('writes letters whose totals are the sums of their lines, each to one customer', async () => {
    const letters = await database.db
      .select()
      .from(message)
      .where(and(eq(message.companyId, DEMO_COMPANY), eq(message.state, 'draft')))
    expect(letters.length).toBeGreaterThan(10)
    const actions = await demo().actions()
    const messageIds = letters.map(({ id }) => id)
    const actionsOf = await actionIdsOf(database.db, { companyId: DEMO_COMPANY, messageIds })
    for (const { id, lines, totals, customerId } of letters) {
      const sums: Record<string, number> = {}
      for (const line of lines as { currency: string; minor: number }[])
        sums[line.currency] = (sums[line.currency] ?? 0) + line.minor
      expect(totals).toEqual(sums)
      for (const total of Object.values(totals)) expect(total).toBeGreaterThan(0)
      const own = actionsOf.get(id) ?? []
      expect(own.length).toBeGreaterThan(0)
      for (const action of actions.filter((each) => own.includes(each.id)))
        expect(action.customerId).toBe(customerId)
    }
  })

  test('counts every subject once: matched, not matched or unknown, and every decision with one outcome', async () => {
    const [first] = await database.db.select().from(run)
    for (const counts of Object.values(first!.counts))
      expect(counts.evaluated).toBe(counts.matched! + counts.notMatched! + counts.unknown!)
    const decisions = await database.db.select().from(decision).where(eq(decision.companyId, DEMO_COMPANY))
    for (const { outcome, heldBack } of decisions) expect(heldBack === null).toBe(outcome !== 'held-back')
  })

  test('is left as it is when the server starts again', async () => {
    const before = (await demo().actions()).length
    expect(await loadDemo(database.db, clockAt('2026-03-17'), silent)).toBe(false)
    expect(await demo().actions()).toHaveLength(before)
    expect(await database.db.select().from(run)).toHaveLength(1)
  })
})

describe('a start that was broken off', () => {
  const database = freshDatabase()

  test('while the demo company was being loaded is taken up again', async () => {
    await createCompany(database.db, {
      id: DEMO_COMPANY,
      name: 'Sandpiper Group (demo)',
      currency: 'USD',
      timeZone: 'America/New_York',
      now: clock.now(),
    })
    expect(await loadDemo(database.db, clock, silent)).toBe(true)
    expect(await database.db.select().from(run)).toHaveLength(1)
    expect(await loadDemo(database.db, clock, silent)).toBe(false)
  })
})

describe('a database with books of somebody', () => {
  const database = freshDatabase()

  test('gets no demo company beside them', async () => {
    const id = await database.aCompany()
    expect(await loadDemo(database.db, clock, silent)).toBe(false)
    expect((await database.db.select().from(company)).map((each) => each.id)).toEqual([id])
  })
})
