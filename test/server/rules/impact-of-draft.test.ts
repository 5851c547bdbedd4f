import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { impactOfDraft } from '#server/rules/impact-of-draft.ts'
import { importRule } from '#server/run/rules.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aRule } from '../run/a-company.ts'
import { A_HOLD, A_MAIL, A_SECOND_MAIL, A_TASK, aRuleBook, type RuleBook, written } from './rule-book.ts'

const database = freshDatabase()
const impact = async (book: RuleBook, document?: unknown) =>
  impactOfDraft(database.db, {
    companyId: book.companyId,
    ruleId: 'late',
    books: await book.books(),
    asOf: calendarDate('2026-03-16'),
    ...(document !== undefined && { document }),
  })

describe('what a draft would change', () => {
  test('of a rule nobody has saved yet is all new, with the money behind it', async () => {
    const book = await aRuleBook(database)
    const found = await impact(book, written())
    expect(found).toMatchObject({
      newlyTouched: { count: 1, customers: 1, open: { USD: 630_050 }, first: [{ id: 'heron' }] },
      noLongerTouched: { count: 0 },
      changed: { count: 0 },
      alreadyPast: [{ step: 'mail', group: { count: 1 } }],
      firstRun: {
        'act-now': { customers: 1, recipients: 1, isOverCap: false },
        'from-now-on': { customers: 0, recipients: 0 },
      },
      overlaps: [],
      openHolds: [],
      approval: [],
    })
    expect(await book.company.actions()).toEqual([])
  })

  test('names those newly touched, those no longer touched and those treated otherwise', async () => {
    const book = await aRuleBook(database)
    await book.publish(written({ days: 30 }), { firstRun: 'act-now' })
    expect(await impact(book, written({ days: 10 }))).toMatchObject({
      newlyTouched: { count: 1, first: [{ id: 'plover' }] },
      noLongerTouched: { count: 0 },
      changed: { count: 0 },
      unchanged: 1,
    })
    expect(await impact(book, written({ days: 60 }))).toMatchObject({
      noLongerTouched: { count: 1, first: [{ id: 'heron' }] },
      unchanged: 0,
    })
    expect(await impact(book, written({ steps: [A_TASK] }))).toMatchObject({
      newlyTouched: { count: 0 },
      changed: { count: 1, first: [{ id: 'heron' }] },
      alreadyPast: [{ step: 'call', group: { count: 1 } }],
    })
  })

  test('lists nobody as past an act that is behind a wait', async () => {
    const book = await aRuleBook(database)
    const steps = [A_MAIL, { id: 'week', do: 'wait', days: 7 }, A_SECOND_MAIL]
    const { alreadyPast } = await impact(book, written({ steps }))
    expect(alreadyPast.map(({ step }) => step)).toEqual(['mail'])
  })

  test('names other live rules that touch the same customers, and what both do', async () => {
    const book = await aRuleBook(database)
    await importRule(database.db, {
      companyId: book.companyId,
      document: aRule({ id: 'other', name: 'Other', days: 10, acts: [{ ...A_MAIL }] }),
      actor: 'ann',
      now: clockAt('2026-03-16').now(),
      state: 'live',
    })
    expect((await impact(book, written())).overlaps).toEqual([
      { rule: 'other', name: 'Other', customers: 1, bothDo: ['chase-message'] },
    ])
  })

  test('says why a second person would have to look', async () => {
    const book = await aRuleBook(database)
    expect((await impact(book, written({ steps: [A_HOLD] }))).approval).toEqual(['It places credit holds.'])
  })

  test('is nothing for the draft that was just published', async () => {
    const book = await aRuleBook(database)
    await book.publish(written())
    expect(await impact(book)).toMatchObject({
      newlyTouched: { count: 0 },
      noLongerTouched: { count: 0 },
      changed: { count: 0 },
      unchanged: 1,
      alreadyPast: [],
    })
  })
})
