import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { rule, ruleVersion } from '#server/database/rule-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { logicHash } from '#server/run/publish-version.ts'
import { exportRule, importRule, listRules, publishedRules } from '#server/run/rules.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule } from './a-company.ts'

const database = freshDatabase()

const RULE = aRule({ id: 'late', name: 'Late', days: 30, acts: [A_MAIL] })
const take = (companyId: string, state: 'draft' | 'monitor' | 'live', document = RULE, day = '2026-03-16') =>
  importRule(database.db, { companyId, document, state, actor: 'ann', now: clockAt(day).now() })
const running = (companyId: string, ruleIds?: string[]) =>
  publishedRules(database.db, { companyId, ruleIds, catalogue: catalogueOf() })

describe('a rule', () => {
  test('taken over as a draft does not run', async () => {
    const companyId = await database.aCompany()
    expect(await take(companyId, 'draft')).toEqual({ id: 'late', version: null })
    expect(await running(companyId)).toEqual([])
    expect(await listRules(database.db, companyId)).toMatchObject([
      { state: 'draft', version: null, nextFireAt: null },
    ])
    expect(await exportRule(database.db, companyId, 'late')).toEqual(RULE)
  })

  test('published runs from its next time on, in the zone of the company', async () => {
    const companyId = await database.aCompany({ timeZone: 'Europe/Berlin' })
    await take(companyId, 'live')
    expect(await listRules(database.db, companyId)).toMatchObject([
      { state: 'live', version: 1, nextFireAt: new Date('2026-03-17T09:30:00Z') },
    ])
  })

  test('being edited goes on running as it was published', async () => {
    const companyId = await database.aCompany()
    await take(companyId, 'live')
    await take(companyId, 'draft', aRule({ id: 'late', name: 'Later', days: 45, acts: [A_MAIL] }))
    expect(await running(companyId)).toMatchObject([{ version: 1, document: { name: 'Late' } }])
    expect(await exportRule(database.db, companyId, 'late')).toMatchObject({ name: 'Later' })
  })

  test('published again is a new version, and the one before stays as it was', async () => {
    const companyId = await database.aCompany()
    await take(companyId, 'live')
    expect(await take(companyId, 'live', aRule({ id: 'late', days: 45, acts: [A_MAIL] }))).toMatchObject({
      version: 2,
    })
    expect(await running(companyId)).toMatchObject([{ version: 2 }])
    const [first] = await database.db
      .select()
      .from(ruleVersion)
      .where(and(eq(ruleVersion.companyId, companyId), eq(ruleVersion.version, 1)))
    expect(first?.document).toEqual(RULE)
  })

  test('that was stopped for a reason has none any more once it is published again', async () => {
    const companyId = await database.aCompany()
    await take(companyId, 'live')
    await database.db
      .update(rule)
      .set({ state: 'paused', stateReason: 'wrong' })
      .where(eq(rule.companyId, companyId))
    await take(companyId, 'live')
    const [row] = await database.db.select().from(rule).where(eq(rule.companyId, companyId))
    expect(row).toMatchObject({ state: 'live', stateReason: null })
  })

  test('that does not run cannot be named for a run', async () => {
    const companyId = await database.aCompany()
    await take(companyId, 'live')
    await expect(running(companyId, ['late', 'nobody'])).rejects.toThrow(NotFoundError)
    await expect(running(companyId, ['nobody'])).rejects.toThrow('Running: late.')
  })

  test('of another company is not seen', async () => {
    const companyId = await database.aCompany()
    await take(companyId, 'live')
    const other = await database.aCompany()
    expect(await listRules(database.db, other)).toEqual([])
    expect(await exportRule(database.db, other, 'late')).toBeNull()
  })
})

describe('the mark of the logic', () => {
  test('is the same under another name and with other ids of steps', () => {
    const renamed = aRule({ id: 'other', name: 'Other', days: 30, acts: [{ ...A_MAIL, id: 'letter' }] })
    expect(logicHash(renamed)).toBe(logicHash(RULE))
  })

  test.each([
    ['a threshold', aRule({ id: 'late', days: 31, acts: [A_MAIL] })],
    [
      'an act',
      aRule({
        id: 'late',
        days: 30,
        acts: [{ ...A_MAIL, params: { template: 'reminder-final', to: 'billing' } }],
      }),
    ],
    ['the approval', aRule({ id: 'late', days: 30, acts: [{ ...A_MAIL, approval: 'required' }] })],
    ['the schedule', aRule({ id: 'late', days: 30, acts: [A_MAIL], trigger: { schedule: '0 9 * * *' } })],
    ['the policy', aRule({ id: 'late', days: 30, acts: [A_MAIL], policy: { priority: 99 } })],
  ])('is another when %s changes', (_, changed) => {
    expect(logicHash(changed)).not.toBe(logicHash(RULE))
  })
})
