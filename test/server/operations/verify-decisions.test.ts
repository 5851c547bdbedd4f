import { and, eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { action } from '#server/database/action-tables.ts'
import { decision } from '#server/database/rule-tables.ts'
import { erasePersonalData } from '#server/operations/erasure.ts'
import { applyRetention, setRetention } from '#server/operations/retention.ts'
import { verifyDecisions } from '#server/operations/verify-decisions.ts'
import { clockAt } from '../../clock-at.ts'
import { aDesk } from '../command-line/typing.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'

async function aCompanyThatRan() {
  const company = theCompany(database.db, await database.aCompany())
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  await company.run(MONDAY)
  await company.run(MONDAY)
  return company.id
}
const ofCompany = (id: string) => eq(decision.companyId, id)

describe('the decisions of a run', () => {
  test('are those the audit tells of', async () => {
    expect(await verifyDecisions(database.db, await aCompanyThatRan())).toEqual({ runs: 2, broken: null })
  })

  const forgeries: [string, (id: string) => Promise<unknown>][] = [
    [
      'whose outcome was changed',
      (id) => database.db.update(decision).set({ outcome: 'waiting' }).where(ofCompany(id)),
    ],
    [
      'of which a figure was changed by a cent',
      (id) =>
        database.db.execute(sql`
          update decision set because = replace(because::text, '6300.50', '6300.51')::jsonb where company_id = ${id}`),
    ],
    ['that were taken away', (id) => database.db.delete(decision).where(ofCompany(id))],
    [
      'to which one was added',
      (id) =>
        database.db.execute(sql`
          insert into decision select (json_populate_record(decision, '{"subject_id":"plover"}')).*
          from decision where company_id = ${id}`),
    ],
  ]
  test.each(forgeries)('%s are found', async (_, forge) => {
    const id = await aCompanyThatRan()
    await forge(id)
    expect((await verifyDecisions(database.db, id)).broken).not.toBeNull()
    const verified = await aDesk({ database }).type('audit', 'verify', '--company', id)
    expect(verified).toMatchObject({ code: 1, out: expect.stringContaining('decisions of the run') })
  })

  test('hold after the customer was erased, and after they were removed for their age', async () => {
    const id = await aCompanyThatRan()
    await database.db
      .update(action)
      .set({ state: 'cancelled' })
      .where(and(eq(action.companyId, id)))
    const subject = { type: 'customer' as const, id: 'heron' }
    const now = clockAt(MONDAY).now()
    await erasePersonalData(database.db, { companyId: id, subject, actor: 'admin', now, why: 'asked for' })
    expect(await verifyDecisions(database.db, id)).toEqual({ runs: 2, broken: null })
    await setRetention(database.db, { companyId: id, retention: { decisionDays: 30 }, actor: 'admin', now })
    await applyRetention(database.db, { companyId: id, clock: clockAt('2026-06-01'), actor: 'retention' })
    expect(await verifyDecisions(database.db, id)).toEqual({ runs: 0, broken: null })
  })
})
