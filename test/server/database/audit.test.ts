import { readFileSync } from 'node:fs'
import { and, eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { type AuditLine, appendAudit, ERASURE_ACT, verifyAudit } from '#server/database/audit.ts'
import { audit } from '#server/database/company-tables.ts'
import type { Transaction } from '#server/database/database.ts'
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

/** What the owner of the tables can do and nobody else: switch the guard off. */
const behindTheGuard = (change: (tx: Transaction) => Promise<unknown>) =>
  database.db.transaction(async (tx) => {
    await tx.execute(sql`alter table audit disable trigger user`)
    await change(tx)
    await tx.execute(sql`alter table audit enable trigger user`)
  })

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
    await behindTheGuard((tx) =>
      tx
        .update(audit)
        .set({ after: { z: 2, a: [] } })
        .where(second),
    )
    expect(await verifyAudit(database.db, companyId)).toMatchObject({
      lines: 1,
      broken: { sequence: 2, found: 'its content was changed after it was written' },
    })
  })

  test('shows a line that was taken out', async () => {
    const companyId = await threeLines()
    await behindTheGuard((tx) =>
      tx.delete(audit).where(and(eq(audit.companyId, companyId), eq(audit.sequence, 2))),
    )
    expect(await verifyAudit(database.db, companyId)).toMatchObject({
      broken: { sequence: 3, found: 'line 2 is missing' },
    })
  })

  const changes: Record<keyof typeof audit.$inferSelect, unknown> = {
    companyId: sql`'other-company'`,
    sequence: 7,
    at: new Date('2026-03-01T10:00:00.124Z'),
    actor: 'anm',
    act: 'release holds',
    subjectType: 'Customer',
    subjectId: '0043',
    before: { held: true, amounts: { USD: 0.2, EUR: 0 } },
    after: { z: 1, a: [{ y: 1, b: 3 }] },
    why: 'Paid',
    salt: '0'.repeat(32),
    contentDigest: '0'.repeat(64),
    erasedAt: new Date('2026-03-01T10:00:00Z'),
    previousHash: '0'.repeat(64),
    hash: '0'.repeat(64),
  }
  test.each(Object.entries(changes))('shows a change of %s in the middle of it', async (column, value) => {
    const companyId = await threeLines()
    const second = and(eq(audit.companyId, companyId), eq(audit.sequence, 2))
    await behindTheGuard((tx) =>
      tx
        .update(audit)
        .set({ [column]: value })
        .where(second),
    )
    expect((await verifyAudit(database.db, companyId)).broken?.sequence).toBeGreaterThanOrEqual(2)
  })

  test('shows every change of one byte in what a line says', async () => {
    const companyId = await threeLines()
    const text = 'release hold'
    const second = and(eq(audit.companyId, companyId), eq(audit.sequence, 2))
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
      await behindTheGuard((tx) => tx.update(audit).set({ act: changed }).where(second))
      expect(await verifyAudit(database.db, companyId)).toMatchObject({ broken: { sequence: 2 } })
    }
  })

  const line = (companyId: string, sequence: number) =>
    and(eq(audit.companyId, companyId), eq(audit.sequence, sequence))
  const refused = { cause: { code: '42501' } }

  test('is only ever added to: a change, a removal and an emptying of the table are refused (Logs and audit tampering)', async () => {
    const companyId = await threeLines()
    const change = database.db.update(audit).set({ why: 'unpaid' }).where(line(companyId, 2))
    await expect(change).rejects.toMatchObject(refused)
    await expect(database.db.delete(audit).where(line(companyId, 2))).rejects.toMatchObject(refused)
    await expect(database.db.execute(sql`truncate audit`)).rejects.toMatchObject(refused)
    const forged = database.db
      .update(audit)
      .set({ erasedAt: new Date(), actor: 'bob' })
      .where(line(companyId, 2))
    await expect(forged).rejects.toMatchObject(refused)
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 3, broken: null })
  })

  const erase = (tx: Transaction, companyId: string) =>
    tx.execute(sql`select erase_audit_lines(${companyId}, array[1, 2]::bigint[], now())`)

  test('is whole after the words of a line were erased, as long as a later line says so', async () => {
    const companyId = await threeLines()
    await database.db.transaction(async (tx) => {
      await erase(tx, companyId)
      await appendAudit(tx, [aLine(companyId, { act: ERASURE_ACT, after: { auditLines: [1, 2] } })])
    })
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 4, erased: 2, broken: null })
    const [first] = await database.db.select().from(audit).where(line(companyId, 1))
    expect(first).toMatchObject({ before: null, after: null, why: null, salt: null, actor: 'ann' })
  })

  test('is broken where words were taken out and nobody says who erased them', async () => {
    const companyId = await threeLines()
    await database.db.transaction(async (tx) => {
      await erase(tx, companyId)
      await appendAudit(tx, [aLine(companyId, { act: ERASURE_ACT, after: { auditLines: [1] } })])
    })
    expect(await verifyAudit(database.db, companyId)).toMatchObject({
      broken: { sequence: 2, found: expect.stringContaining('no later line says') },
    })
  })

  test('cannot be changed by the role of the application, which can add to it and have words erased', async () => {
    const companyId = await threeLines()
    const statements = readFileSync(new URL('../../../server/database/app-role.sql', import.meta.url), 'utf8')
    const undone = new Error('undone')
    const tried: [string, unknown][] = []
    const asTheApplication = async (what: string, act: (tx: Transaction) => Promise<unknown>) => {
      const attempt = database.db.transaction(async (tx) => {
        for (const statement of statements.split(/;$(?![^$]*end \$\$)/m))
          if (statement.replaceAll(/--.*/g, '').trim() !== '') await tx.execute(sql.raw(statement))
        await tx.execute(sql`set local role dunlin_app`)
        await act(tx)
        throw undone
      })
      await attempt.catch((error: unknown) => tried.push([what, error === undone ? 'done' : codeOf(error)]))
    }
    await asTheApplication('adds', (tx) => appendAudit(tx, [aLine(companyId)]))
    await asTheApplication('erases', (tx) => erase(tx, companyId))
    await asTheApplication('reads', (tx) => verifyAudit(tx, companyId))
    await asTheApplication('changes', (tx) => tx.update(audit).set({ why: 'x' }).where(line(companyId, 1)))
    await asTheApplication('removes', (tx) => tx.delete(audit).where(line(companyId, 1)))
    await asTheApplication('empties', (tx) => tx.execute(sql`truncate audit`))
    await asTheApplication('switches off the guard', (tx) =>
      tx.execute(sql`alter table audit disable trigger user`),
    )
    expect(tried).toEqual([
      ['adds', 'done'],
      ['erases', 'done'],
      ['reads', 'done'],
      ['changes', '42501'],
      ['removes', '42501'],
      ['empties', '42501'],
      ['switches off the guard', '42501'],
    ])
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

function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? cause.code : error
}
