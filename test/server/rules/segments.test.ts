import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { ruleVersion } from '#server/database/rule-tables.ts'
import { readDraft } from '#server/rules/draft.ts'
import { segmentsNamed } from '#server/rules/inline-segments.ts'
import {
  listSegments,
  readSegment,
  removeSegment,
  saveSegment,
  segmentVersions,
} from '#server/rules/segments.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_TASK, ANN, aRuleBook, BOB, type RuleBook, written } from './rule-book.ts'

const database = freshDatabase()
const NOW = clockAt('2026-03-16').now()
const late = (value: number) => ({ fact: 'daysOverdue', operator: 'greaterThanInclusive', value })
const keep = (book: RuleBook, condition: unknown, baseVersion = 0) =>
  saveSegment(database.db, {
    companyId: book.companyId,
    id: 'late-ones',
    name: 'Late ones',
    subject: 'customer',
    condition,
    baseVersion,
    catalogue: catalogueOf(),
    actor: BOB,
    now: NOW,
  })
const usesIt = written({ when: { all: [{ condition: 'late-ones' }] }, steps: [A_TASK] })

describe('a segment', () => {
  test('is written out in the version that is published, and stays a reference where it is edited', async () => {
    const book = await aRuleBook(database)
    await keep(book, late(30))
    await book.publish(usesIt)
    const [version] = await database.db
      .select()
      .from(ruleVersion)
      .where(eq(ruleVersion.companyId, book.companyId))
    expect(version).toMatchObject({ segments: { 'late-ones': 1 } })
    expect(JSON.stringify(version?.document)).toContain('"daysOverdue"')
    expect(JSON.stringify(version?.document)).not.toContain('late-ones')
    const { document } = await readDraft(database.db, { companyId: book.companyId, ruleId: 'late' })
    expect(segmentsNamed(document)).toEqual(['late-ones'])
  })

  test('that is changed makes a draft of each published rule that uses it, and changes none that runs', async () => {
    const book = await aRuleBook(database)
    await keep(book, late(30))
    await book.publish(usesIt)
    expect(await keep(book, late(5), 1)).toEqual({ version: 2, drafts: ['late'] })
    expect((await book.company.run('2026-03-16')).rules).toMatchObject([{ counts: { matched: 1 } }])
    const row = await book.row()
    expect(row).toMatchObject({ state: 'live', liveVersion: 1, draftBy: 'Bob' })
    await book.publish(usesIt)
    expect((await book.company.run('2026-03-16')).rules).toMatchObject([{ counts: { matched: 2 } }])
  })

  test('that is not there keeps a rule from being published, and is named with its place', async () => {
    const book = await aRuleBook(database)
    await expect(book.publish(usesIt)).rejects.toThrow('steps[0].branches[0].when.all[0]')
  })

  test('named in a note is no reference', () => {
    expect(segmentsNamed({ ...written(), notes: [{ when: { condition: 'x' } }] })).toEqual([])
  })

  test('is checked as the condition of a rule is', async () => {
    const book = await aRuleBook(database)
    await expect(keep(book, { all: [] })).rejects.toThrow('condition.all')
    await expect(keep(book, { fact: 'nothing', operator: 'equal', value: 1 })).rejects.toThrow('no such fact')
  })

  test('saved by two editors at once keeps the first', async () => {
    const book = await aRuleBook(database)
    const results = await Promise.allSettled([
      keep(book, late(30)),
      keep(book, late(40)),
      keep(book, late(50)),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await segmentVersions(database.db, { companyId: book.companyId, id: 'late-ones' })).toHaveLength(1)
  })

  test('cannot be removed while a rule refers to it', async () => {
    const book = await aRuleBook(database)
    const key = { companyId: book.companyId, id: 'late-ones' }
    await keep(book, late(30))
    const { revision } = await book.save(usesIt)
    const order = { ...key, actor: ANN, now: NOW }
    await expect(removeSegment(database.db, order)).rejects.toBeInstanceOf(StateConflictError)
    await book.save(written(), ANN, revision)
    await removeSegment(database.db, order)
    expect(await listSegments(database.db, book.companyId)).toEqual([])
    await expect(readSegment(database.db, key)).rejects.toBeInstanceOf(NotFoundError)
  })
})
