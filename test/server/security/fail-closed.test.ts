import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { company as companyTable } from '#server/database/company-tables.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { applyRetention } from '#server/operations/retention.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'

/** A company in earnest whose hold of Heron Supplies a second person has approved. */
async function withApprovedHold() {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  await company.run(MONDAY)
  const actions = await company.actions()
  await company.approve(MONDAY, actions.find(({ stepId }) => stepId === 'hold')!.id)
  return company
}
const holdsOf = (companyId: string) => database.db.select().from(hold).where(eq(hold.companyId, companyId))

/** Takes a table away from whoever reads it, for as long as something is tried. */
async function without(table: string, attempt: () => Promise<unknown>): Promise<void> {
  const away = sql.identifier(`${table}_away`)
  await database.db.execute(sql`alter table ${sql.identifier(table)} rename to ${away}`)
  try {
    await attempt()
  } finally {
    await database.db.execute(sql`alter table ${away} rename to ${sql.identifier(table)}`)
  }
}

test('fail-open: where a promise, a dispute, a pause or the books cannot be read, nothing is done', async () => {
  const company = await withApprovedHold()
  for (const table of ['promise', 'dispute', 'block', 'document', 'application', 'contact', 'rule_version'])
    await without(table, async () => {
      await expect(company.dispatch(TUESDAY), table).rejects.toThrow()
      expect([table, await holdsOf(company.id)]).toEqual([table, []])
    })
  const waiting = (await company.actions()).find(({ stepId }) => stepId === 'hold')
  expect(waiting).toMatchObject({ state: 'queued' })
  expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 1 })
})

test('fail-open: a run that cannot read the holds plans nothing, and a time to keep that cannot be read removes nothing', async () => {
  const company = await withApprovedHold()
  const before = await company.actions()
  await without('hold', async () => {
    await expect(company.run(TUESDAY)).rejects.toThrow()
  })
  expect(await company.actions()).toEqual(before)
  await database.db
    .update(companyTable)
    .set({ settings: { retention: { decisionDays: 'soon' } } })
    .where(eq(companyTable.id, company.id))
  await expect(
    applyRetention(database.db, { companyId: company.id, clock: clockAt(TUESDAY), actor: 'retention' }),
  ).rejects.toThrow()
})
