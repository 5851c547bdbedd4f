import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { Actor } from '#server/rules/actor.ts'
import { DraftConflictError, OwnWorkError } from '#server/rules/errors.ts'
import { approvePublish, declinePublish, requestPublish } from '#server/rules/publish-request.ts'
import { openRequest, openRequests } from '#server/rules/publish-request-row.ts'
import { saveSegment } from '#server/rules/segments.ts'
import { versionsOf } from '#server/rules/versions.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_HOLD, A_MAIL, ANN, aRuleBook, BOB, CAT, type RuleBook, written } from './rule-book.ts'

const database = freshDatabase()
const NOW = clockAt('2026-03-16').now()
const WITH_HOLD = written({ steps: [A_MAIL, A_HOLD] })

async function asked(book: RuleBook, document: unknown = WITH_HOLD) {
  const { revision } = await book.save(document)
  const { requestId, reasons } = await requestPublish(database.db, {
    companyId: book.companyId,
    ruleId: 'late',
    from: { draftRevision: revision },
    target: 'live',
    actor: ANN,
    now: NOW,
    why: 'the new policy',
  })
  return { requestId, reasons, revision }
}
const verdict = (book: RuleBook, requestId: string, actor: Actor = CAT) => ({
  companyId: book.companyId,
  requestId,
  actor,
  now: NOW,
  why: 'as discussed',
})
const versions = (book: RuleBook) => versionsOf(database.db, { companyId: book.companyId, ruleId: 'late' })

describe('a rule that needs a second person', () => {
  test('is published by the word of somebody who did not write it, and both names are kept', async () => {
    const book = await aRuleBook(database)
    const { requestId, reasons } = await asked(book)
    expect(reasons).toEqual(['It places credit holds.'])
    expect(await openRequests(database.db, book.companyId)).toMatchObject([
      { id: requestId, requestedBy: 'Ann', target: 'live', why: 'the new policy' },
    ])
    expect(await approvePublish(database.db, verdict(book, requestId))).toMatchObject({ version: 1 })
    expect(await versions(book)).toMatchObject([{ publishedBy: 'Ann', approvedBy: 'Cat' }])
    expect(await book.lastAudit()).toMatchObject({
      actor: 'Cat',
      after: { askedBy: 'Ann', approvedBy: 'Cat' },
    })
    expect(await openRequest(database.db, { companyId: book.companyId, ruleId: 'late' })).toBeNull()
  })

  test('cannot be approved by who asked, nor by anybody who had a hand in the draft', async () => {
    const book = await aRuleBook(database)
    const first = await book.save(WITH_HOLD, BOB)
    await book.save(WITH_HOLD, ANN, first.revision)
    const { requestId } = await requestPublish(database.db, {
      companyId: book.companyId,
      ruleId: 'late',
      from: { draftRevision: 2 },
      target: 'live',
      actor: ANN,
      now: NOW,
      why: 'the new policy',
    })
    for (const author of [ANN, BOB, { ...ANN, name: 'Ann under another name' }])
      await expect(approvePublish(database.db, verdict(book, requestId, author))).rejects.toBeInstanceOf(
        OwnWorkError,
      )
    expect(await versions(book)).toEqual([])
    expect(await approvePublish(database.db, verdict(book, requestId, CAT))).toMatchObject({ version: 1 })
  })

  test('cannot be approved by an API key, whose owner may be the author', async () => {
    const book = await aRuleBook(database)
    const { requestId } = await asked(book)
    const key = { id: 'k-1', name: 'API key "nightly"', kind: 'key' as const }
    await expect(approvePublish(database.db, verdict(book, requestId, key))).rejects.toThrow('is no person')
    expect(await versions(book)).toEqual([])
  })

  test('has to be asked for again when its draft was changed after the question', async () => {
    const book = await aRuleBook(database)
    const { requestId, revision } = await asked(book)
    await book.save(written({ days: 1, steps: [A_HOLD] }), ANN, revision)
    await expect(approvePublish(database.db, verdict(book, requestId))).rejects.toThrow(
      'is withdrawn: The draft was changed after it was asked for.',
    )
  })

  test('has to be asked for again when a segment it uses was changed after the question', async () => {
    const book = await aRuleBook(database)
    const keep = (value: number, baseVersion: number) =>
      saveSegment(database.db, {
        companyId: book.companyId,
        id: 'late-ones',
        name: 'Late ones',
        subject: 'customer',
        condition: { fact: 'daysOverdue', operator: 'greaterThan', value },
        baseVersion,
        catalogue: catalogueOf(),
        actor: BOB,
        now: NOW,
      })
    await keep(30, 0)
    const when = { all: [{ condition: 'late-ones' }] }
    const { requestId } = await asked(book, written({ when, steps: [A_HOLD] }))
    await keep(1, 1)
    await expect(approvePublish(database.db, verdict(book, requestId))).rejects.toThrow(
      'since a segment it uses was changed',
    )
  })

  test('approved fifty times at once is published once', async () => {
    const book = await aRuleBook(database)
    const { requestId } = await asked(book)
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => approvePublish(database.db, verdict(book, requestId))),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected')
        expect(
          result.reason instanceof StateConflictError || result.reason instanceof DraftConflictError,
        ).toBe(true)
    expect(await versions(book)).toHaveLength(1)
  })

  test('declined is not published, and the reason is kept', async () => {
    const book = await aRuleBook(database)
    const { requestId } = await asked(book)
    await declinePublish(database.db, { ...verdict(book, requestId), why: 'not in December' })
    await expect(approvePublish(database.db, verdict(book, requestId))).rejects.toThrow(
      'is declined: not in December',
    )
    expect(await book.lastAudit()).toMatchObject({ actor: 'Cat', why: 'not in December' })
    expect(await versions(book)).toEqual([])
  })

  test('waits in one question only: a new one takes the place of the old', async () => {
    const book = await aRuleBook(database)
    const { requestId, revision } = await asked(book)
    const again = await requestPublish(database.db, {
      companyId: book.companyId,
      ruleId: 'late',
      from: { draftRevision: revision },
      target: 'live',
      firstRun: 'act-now',
      actor: ANN,
      now: NOW,
      why: 'at once, please',
    })
    await expect(approvePublish(database.db, verdict(book, requestId))).rejects.toThrow('asked for anew')
    expect(await approvePublish(database.db, verdict(book, again.requestId))).toMatchObject({ baseline: 0 })
  })

  test('of another company is not there', async () => {
    const book = await aRuleBook(database)
    const { requestId } = await asked(book)
    const other = await aRuleBook(database)
    await expect(approvePublish(database.db, verdict(other, requestId))).rejects.toBeInstanceOf(NotFoundError)
  })

  test('needs one for bringing back an old version, too', async () => {
    const book = await aRuleBook(database)
    const { requestId } = await asked(book)
    await approvePublish(database.db, verdict(book, requestId))
    const question = await requestPublish(database.db, {
      companyId: book.companyId,
      ruleId: 'late',
      from: { version: 1 },
      target: 'live',
      actor: ANN,
      now: NOW,
      why: 'back to it',
    })
    expect(await approvePublish(database.db, verdict(book, question.requestId, BOB))).toMatchObject({
      version: 2,
    })
  })
})
