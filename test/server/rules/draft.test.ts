import { describe, expect, test } from 'vitest'
import { verifyAudit } from '#server/database/audit.ts'
import { discardDraft, readDraft, saveDraft } from '#server/rules/draft.ts'
import { DraftConflictError, DraftEmptyError } from '#server/rules/errors.ts'
import { publishedRules } from '#server/run/rules.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_TASK, ANN, aRuleBook, BOB, written } from './rule-book.ts'

const database = freshDatabase()
const NOW = clockAt('2026-03-16').now()
const late = (companyId: string) => ({ companyId, ruleId: 'late' })

describe('a draft', () => {
  test('may be unfinished, and nothing of it runs', async () => {
    const book = await aRuleBook(database)
    await book.save({ name: 'Not finished', steps: [{ id: 'x' }] })
    expect(await readDraft(database.db, late(book.companyId))).toMatchObject({
      revision: 1,
      isDraft: true,
      by: 'Ann',
      document: { id: 'late', name: 'Not finished' },
    })
    const { catalogue } = await book.books()
    expect(await publishedRules(database.db, { companyId: book.companyId, catalogue })).toEqual([])
  })

  test('of a rule that runs leaves the version that runs as it is', async () => {
    const book = await aRuleBook(database)
    const { version } = await book.publish(written({ steps: [A_TASK] }))
    const { revision } = await readDraft(database.db, late(book.companyId))
    await book.save(written({ days: 90 }), BOB, revision)
    expect(await book.row()).toMatchObject({ state: 'live', liveVersion: version })
  })

  test('saved by two editors at once keeps the first and shows it to the second', async () => {
    const book = await aRuleBook(database)
    await book.save(written(), ANN)
    await book.save(written({ days: 45 }), ANN, 1)
    const second = book.save(written({ days: 60 }), BOB, 1)
    await expect(second).rejects.toBeInstanceOf(DraftConflictError)
    const conflict = await second.catch((error: unknown) => error)
    expect(conflict).toMatchObject({
      theirs: { revision: 2, by: 'Ann', document: written({ days: 45, id: 'late' }) },
    })
    expect(await book.save(written({ days: 60 }), BOB, 2)).toMatchObject({ revision: 3 })
  })

  test('begun by ten people in the same moment is begun once', async () => {
    const book = await aRuleBook(database)
    const saves = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) => book.save(written({ days: 30 + at }), ANN)),
    )
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const save of saves)
      if (save.status === 'rejected') expect(save.reason).toBeInstanceOf(DraftConflictError)
  })

  test('that was published meanwhile cannot be saved over by who still edits it', async () => {
    const book = await aRuleBook(database)
    await book.publish(written({ steps: [A_TASK] }))
    await expect(book.save(written({ days: 60 }), BOB, 1)).rejects.toBeInstanceOf(DraftConflictError)
  })

  test('without steps does not take the place of one with steps unless that is said', async () => {
    const book = await aRuleBook(database)
    await book.save(written())
    const empty = {
      ...late(book.companyId),
      document: { name: 'Late', steps: [] },
      baseRevision: 1,
      actor: ANN,
      now: NOW,
    }
    await expect(saveDraft(database.db, empty)).rejects.toBeInstanceOf(DraftEmptyError)
    await expect(saveDraft(database.db, { ...empty, document: {} })).rejects.toBeInstanceOf(DraftEmptyError)
    expect(await saveDraft(database.db, { ...empty, allowEmpty: true })).toMatchObject({ revision: 2 })
  })

  test('is a document and nothing else', async () => {
    const book = await aRuleBook(database)
    for (const document of [null, 'late', [], 7])
      await expect(book.save(document)).rejects.toThrow('a rule is a JSON object')
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
    await expect(book.save(deep)).rejects.toThrow('nested too deep')
  })

  test('thrown away brings back the live version, and the audit keeps what was thrown away', async () => {
    const book = await aRuleBook(database)
    await book.publish(written({ steps: [A_TASK] }))
    const { revision } = await readDraft(database.db, late(book.companyId))
    const draft = await book.save(written({ days: 90 }), BOB, revision)
    await discardDraft(database.db, {
      ...late(book.companyId),
      baseRevision: draft.revision,
      actor: BOB,
      now: NOW,
      why: 'a mistake',
    })
    const now = await readDraft(database.db, late(book.companyId))
    expect(now).toMatchObject({ isDraft: false, revision: draft.revision + 1, document: { name: 'Late' } })
    expect(await book.lastAudit()).toMatchObject({
      actor: 'Bob',
      act: 'discard draft',
      why: 'a mistake',
      before: { document: { id: 'late' } },
    })
    expect(await verifyAudit(database.db, book.companyId)).toMatchObject({ broken: null })
  })

  test('of a rule that never ran is thrown away with the rule', async () => {
    const book = await aRuleBook(database)
    await book.save(written())
    await discardDraft(database.db, { ...late(book.companyId), baseRevision: 1, actor: ANN, now: NOW })
    expect(await book.row()).toBeUndefined()
  })
})
