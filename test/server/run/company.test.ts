import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { audit } from '#server/database/company-tables.ts'
import { companyById, companyIds, createCompany, setCompanyMode } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from './a-company.ts'

const database = freshDatabase()

const MONDAY = '2026-03-16'
const now = clockAt(MONDAY).now()
const ORDER = { id: 'heron-group', name: 'Heron Group', currency: 'EUR', timeZone: 'Europe/Berlin', now }
const modeOf = (companyId: string, mode: 'test' | 'live') =>
  setCompanyMode(database.db, { companyId, mode, actor: 'ann', now, why: 'go' })

describe('making a company', () => {
  test('begins in test mode and is on the audit', async () => {
    await createCompany(database.db, ORDER)
    expect(await companyById(database.db, 'heron-group')).toMatchObject({ mode: 'test', ledgerVersion: 0 })
    const lines = await database.db.select().from(audit).where(eq(audit.companyId, 'heron-group'))
    expect(lines).toMatchObject([{ act: 'create company' }])
    await expect(createCompany(database.db, ORDER)).rejects.toThrow(
      'There is a company "heron-group" already.',
    )
  })

  test.each([
    [{ id: 'Heron Group' }, 'Its id is lower-case letters, digits and hyphens.'],
    [{ id: '../x' }, 'Its id is lower-case letters, digits and hyphens.'],
    [{ currency: 'EURO' }, 'EURO'],
    [{ timeZone: 'Berlin' }, 'Use an IANA name such as Europe/Berlin.'],
  ])('with %j is refused', async (wrong, why) => {
    const before = await companyIds(database.db)
    await expect(createCompany(database.db, { ...ORDER, id: 'other', ...wrong })).rejects.toThrow(why)
    expect(await companyIds(database.db)).toEqual(before)
  })

  test('asking for one that is not there names those there are', async () => {
    const id = await database.aCompany()
    const asked = companyById(database.db, 'nobody')
    await expect(asked).rejects.toThrow(NotFoundError)
    await expect(asked).rejects.toThrow(id)
  })
})

describe('test mode', () => {
  test('is left once: leaving it again voids nothing', async () => {
    const company = theCompany(database.db, await database.aCompany())
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [libraryRule(THE_RULE)])
    await company.run(MONDAY)
    expect(await modeOf(company.id, 'live')).toEqual({ voided: 2 })
    await company.run(MONDAY)
    expect(await modeOf(company.id, 'live')).toEqual({ voided: 0 })
    expect((await company.actions()).filter(({ state }) => state !== 'cancelled')).toHaveLength(2)
  })

  test('left while a run is under way leaves nothing planned behind', async () => {
    const company = theCompany(database.db, await database.aCompany())
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [libraryRule(THE_RULE)])
    await Promise.all([company.run(MONDAY), modeOf(company.id, 'live'), company.run(MONDAY)])
    expect((await company.actions()).filter(({ state }) => state === 'planned')).toEqual([])
  })
})
