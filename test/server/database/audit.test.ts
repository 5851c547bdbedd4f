import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { type AuditLine, appendAudit, verifyAudit } from '#server/database/audit.ts'
import { audit } from '#server/database/company-tables.ts'
import { freshDatabase } from './test-database.ts'

const database = freshDatabase()

const aLine = (companyId: string, settings: Partial<AuditLine> = {}): AuditLine => ({
  companyId,
  at: new Date('2026-03-01T10:00:00.123Z'),
  actor: 'ann',
  act: 'release hold',
  subject: { type: 'customer', id: '0042' },
  before: { held: true, since: undefined, amounts: { USD: 0.1, EUR: -0 } },
  after: { z: 1, a: [{ y: 1, b: 2 }] },
  why: 'paid',
  ...settings,
})

const threeLines = async () => {
  const companyId = await database.aCompany()
  await database.db.transaction((tx) => appendAudit(tx, [aLine(companyId), aLine(companyId)]))
  await database.db.transaction((tx) => appendAudit(tx, [aLine(companyId, { act: 'place hold' })]))
  return companyId
}

describe('the audit', () => {
  test('is one unbroken chain, a chain for each company', async () => {
    const one = await threeLines()
    const other = await threeLines()
    expect(await verifyAudit(database.db, one)).toMatchObject({ lines: 3, broken: null })
    expect(await verifyAudit(database.db, other)).toMatchObject({ lines: 3, broken: null })
  })

  test('shows a line that was changed', async () => {
    const companyId = await threeLines()
    const second = and(eq(audit.companyId, companyId), eq(audit.sequence, 2))
    await database.db
      .update(audit)
      .set({ after: { z: 2, a: [] } })
      .where(second)
    expect(await verifyAudit(database.db, companyId)).toMatchObject({
      lines: 1,
      broken: { sequence: 2, found: 'its content was changed after it was written' },
    })
  })

  test('shows a line that was taken out', async () => {
    const companyId = await threeLines()
    await database.db.delete(audit).where(and(eq(audit.companyId, companyId), eq(audit.sequence, 2)))
    expect(await verifyAudit(database.db, companyId)).toMatchObject({
      broken: { sequence: 3, found: 'line 2 is missing' },
    })
  })

  test('takes lines of many writers at once', async () => {
    const companyId = await database.aCompany()
    const writers = Array.from({ length: 20 }, (_, at) =>
      database.db.transaction((tx) => appendAudit(tx, [aLine(companyId, { actor: `writer ${at}` })])),
    )
    await Promise.all(writers)
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 20, broken: null })
  })

  test('is longer than a page and a batch', async () => {
    const companyId = await database.aCompany()
    const lines = Array.from({ length: 2001 }, (_, at) => aLine(companyId, { why: String(at) }))
    await database.db.transaction((tx) => appendAudit(tx, lines))
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 2001, broken: null })
  })
})
