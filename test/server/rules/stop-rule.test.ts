import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { hold } from '#server/database/ledger-tables.ts'
import { rule, ruleVersion } from '#server/database/rule-tables.ts'
import { OpenHoldsError } from '#server/rules/errors.ts'
import { pauseRule, resumeRule, retireRule } from '#server/rules/stop-rule.ts'
import { setCompanyMode } from '#server/run/company.ts'
import { StateConflictError } from '#server/run/errors.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_HOLD, A_MAIL, ANN, aRuleBook, BOB, type RuleBook, written } from './rule-book.ts'

const database = freshDatabase()
const stop = (book: RuleBook, settings: { holds?: 'keep' | 'release'; on?: string } = {}) => {
  const { on = '2026-03-16', ...rest } = settings
  const now = clockAt(on).now()
  return { companyId: book.companyId, ruleId: 'late', actor: BOB, now, why: 'quarter end', ...rest }
}

/** A live company in which the rule has placed a hold on heron. */
async function withHold(): Promise<RuleBook> {
  const book = await aRuleBook(database, { settings: { soloMode: true } })
  const now = clockAt('2026-03-16').now()
  await setCompanyMode(database.db, {
    companyId: book.companyId,
    mode: 'live',
    actor: 'Ann',
    now,
    why: 'go',
  })
  await book.publish(written({ steps: [A_MAIL, A_HOLD] }), { firstRun: 'act-now' })
  await book.company.run('2026-03-16')
  expect(await book.company.dispatch('2026-03-16')).toMatchObject({ done: 1 })
  return book
}
const holdsOf = (book: RuleBook) => database.db.select().from(hold).where(eq(hold.companyId, book.companyId))

describe('pausing a rule', () => {
  test('cancels what waits in its outbox and its letters, and lets nothing new come', async () => {
    const book = await aRuleBook(database)
    await book.publish(written(), { firstRun: 'act-now' })
    await book.company.run('2026-03-16')
    expect(await book.company.messages()).toMatchObject([{ state: 'draft' }])
    expect(await pauseRule(database.db, stop(book))).toEqual({
      cancelled: 1,
      holdsKept: 0,
      holdsReleased: 0,
    })
    expect(await book.company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: 'The rule was paused: quarter end' },
    ])
    expect(await book.company.messages()).toMatchObject([{ state: 'void' }])
    expect(await book.row()).toMatchObject({ state: 'paused', stateReason: 'quarter end', nextFireAt: null })
    expect((await book.company.run('2026-03-17')).rules).toEqual([])
    expect(await book.auditActs()).toContain('pause rule')
  })

  test('resumed, it decides again as it was published, from its next time on', async () => {
    const book = await aRuleBook(database)
    await book.publish(written(), { firstRun: 'act-now' })
    await pauseRule(database.db, stop(book))
    expect(await resumeRule(database.db, stop(book, { on: '2026-03-17' }))).toEqual({ state: 'live' })
    expect(await book.row()).toMatchObject({
      state: 'live',
      stateReason: null,
      nextFireAt: new Date('2026-03-18T14:30:00Z'),
    })
    expect((await book.company.run('2026-03-18')).rules).toMatchObject([{ planned: 1 }])
    expect(await book.lastAudit()).toMatchObject({ act: 'run rules' })
  })

  test('a rule in monitor mode is in monitor mode again afterwards', async () => {
    const book = await aRuleBook(database)
    await book.publish(written(), { target: 'monitor' })
    await pauseRule(database.db, stop(book))
    expect(await resumeRule(database.db, stop(book))).toEqual({ state: 'monitor' })
  })

  test('twice is refused, and so is resuming what runs', async () => {
    const book = await aRuleBook(database)
    await book.publish(written())
    await expect(resumeRule(database.db, stop(book))).rejects.toBeInstanceOf(StateConflictError)
    await pauseRule(database.db, stop(book))
    await expect(pauseRule(database.db, stop(book))).rejects.toThrow('is paused and cannot be paused')
  })
})

describe('a rule with credit holds in force', () => {
  test('is not stopped before somebody says what becomes of them, and lists them', async () => {
    const book = await withHold()
    for (const stopping of [pauseRule, retireRule]) {
      const refused = await stopping(database.db, stop(book)).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(OpenHoldsError)
      expect(refused).toMatchObject({ holds: [{ customerId: 'heron', placedOn: '2026-03-16' }] })
    }
    expect(await book.row()).toMatchObject({ state: 'live' })
  })

  test('retired with its holds kept leaves them in force', async () => {
    const book = await withHold()
    expect(await retireRule(database.db, stop(book, { holds: 'keep' }))).toMatchObject({ holdsKept: 1 })
    expect(await holdsOf(book)).toMatchObject([{ customerId: 'heron', releasedOn: null }])
    expect(await book.row()).toMatchObject({ state: 'retired' })
  })

  test('retired with its holds released ends them that day, each with a line in the audit', async () => {
    const book = await withHold()
    const { snapshot } = await book.books()
    expect(snapshot.holds).toMatchObject([{ customerId: 'heron' }])
    expect(await retireRule(database.db, stop(book, { holds: 'release', on: '2026-03-18' }))).toMatchObject({
      holdsReleased: 1,
    })
    expect(await holdsOf(book)).toMatchObject([{ releasedOn: '2026-03-18', releasedBy: 'person' }])
    expect(await book.auditActs()).toContain('release hold')
    expect((await book.books()).snapshot.holds).toMatchObject([{ releasedOn: '2026-03-18' }])
  })
})

test('a retired rule is neither edited nor resumed', async () => {
  const book = await aRuleBook(database)
  await book.publish(written())
  await retireRule(database.db, stop(book))
  const { draftRevision = 0 } = (await book.row()) ?? {}
  await expect(book.save(written({ days: 9 }), ANN, draftRevision)).rejects.toThrow('is retired')
  await expect(resumeRule(database.db, stop(book))).rejects.toBeInstanceOf(StateConflictError)
})

test('a rule whose published version cannot be walked any more is not resumed', async () => {
  const book = await aRuleBook(database)
  await book.publish(written())
  await pauseRule(database.db, stop(book))
  await database.db
    .update(ruleVersion)
    .set({ document: { ...written(), id: 'late', subject: 'planet' } })
    .where(eq(ruleVersion.companyId, book.companyId))
  await expect(resumeRule(database.db, stop(book))).rejects.toThrow('is not a valid rule')
  const [row] = await database.db.select().from(rule).where(eq(rule.companyId, book.companyId))
  expect(row).toMatchObject({ state: 'paused' })
})
