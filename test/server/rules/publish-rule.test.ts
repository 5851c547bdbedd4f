import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { ruleVersion } from '#server/database/rule-tables.ts'
import { readDraft } from '#server/rules/draft.ts'
import { ApprovalNeededError, DraftConflictError, RuleNotPublishableError } from '#server/rules/errors.ts'
import { importPublished } from '#server/rules/import-published.ts'
import { publishRule, rollbackRule } from '#server/rules/publish-rule.ts'
import { diffVersions, versionsOf } from '#server/rules/versions.ts'
import { importRule, publishedRules } from '#server/run/rules.ts'
import { aContact, aCustomer, aLedger, anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aRule } from '../run/a-company.ts'
import {
  A_HOLD,
  A_MAIL,
  A_SECOND_MAIL,
  A_TASK,
  ANN,
  aRuleBook,
  BOB,
  type RuleBook,
  written,
} from './rule-book.ts'

const database = freshDatabase()
const at = (day: string) => clockAt(day).now()
const order = (book: RuleBook, draftRevision: number) => ({
  companyId: book.companyId,
  ruleId: 'late',
  draftRevision,
  target: 'live' as const,
  actor: ANN,
  now: at('2026-03-16'),
  why: 'agreed',
})
const runs = async (book: RuleBook) => {
  const { catalogue } = await book.books()
  return publishedRules(database.db, { companyId: book.companyId, catalogue })
}

describe('publishing a rule', () => {
  test('makes version 1 of a draft, which runs from then on, and says so in the audit', async () => {
    const book = await aRuleBook(database)
    expect(await book.publish(written())).toEqual({ version: 1, state: 'live', baseline: 1 })
    expect(await runs(book)).toMatchObject([{ version: 1, state: 'live', document: { id: 'late' } }])
    expect(await book.lastAudit()).toMatchObject({
      actor: 'Ann',
      act: 'publish rule',
      before: { state: 'draft', version: null },
      after: { state: 'live', version: 1, firstRun: 'from-now-on', baseline: 1 },
      why: 'agreed on Monday',
    })
    expect(await verifyAudit(database.db, book.companyId)).toMatchObject({ broken: null })
  })

  test('refuses what cannot be read, with its path', async () => {
    const book = await aRuleBook(database)
    const { revision } = await book.save(written({ when: { all: [] } }))
    await expect(publishRule(database.db, order(book, revision))).rejects.toThrow(
      'steps[0].branches[0].when.all',
    )
    expect(await runs(book)).toEqual([])
  })

  test('refuses a condition that nobody can ever meet', async () => {
    const book = await aRuleBook(database)
    const when = {
      all: [
        { fact: 'daysOverdue', operator: 'greaterThan', value: 60 },
        { fact: 'daysOverdue', operator: 'lessThan', value: 30 },
      ],
    }
    const { revision } = await book.save(written({ when }))
    await expect(publishRule(database.db, order(book, revision))).rejects.toBeInstanceOf(
      RuleNotPublishableError,
    )
  })

  test('refuses a rule that fails one of its own tests, and names it', async () => {
    const book = await aRuleBook(database)
    const tests = [{ name: 'forty days late gets a letter', given: { daysOverdue: 40 }, expect: ['mail'] }]
    const { revision } = await book.save(written({ days: 45, tests }))
    await expect(publishRule(database.db, order(book, revision))).rejects.toThrow(
      'its test "forty days late gets a letter" fails: expected mail, reached none',
    )
    const mended = await book.save(written({ days: 30, tests }), ANN, revision)
    expect(await publishRule(database.db, order(book, mended.revision))).toMatchObject({ version: 1 })
  })

  test('refuses a draft that somebody has changed since it was looked at', async () => {
    const book = await aRuleBook(database)
    const seen = await book.save(written())
    await book.save(written({ days: 5 }), BOB, seen.revision)
    await expect(publishRule(database.db, order(book, seen.revision))).rejects.toBeInstanceOf(
      DraftConflictError,
    )
  })

  test('twenty times at once makes one version of one draft', async () => {
    const book = await aRuleBook(database)
    const { revision } = await book.save(written({ steps: [A_TASK] }))
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => publishRule(database.db, order(book, revision))),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(DraftConflictError)
    expect(await versionsOf(database.db, { companyId: book.companyId, ruleId: 'late' })).toHaveLength(1)
  })

  test('from ten files at once makes ten versions, one each', async () => {
    const companyId = await database.aCompany()
    await Promise.all(
      Array.from({ length: 10 }, (_, at_) =>
        importRule(database.db, {
          companyId,
          document: aRule({ id: 'late', days: 30 + at_, acts: [{ ...A_TASK }] }),
          actor: 'command line',
          now: at('2026-03-16'),
          state: 'live',
        }),
      ),
    )
    const versions = await database.db
      .select({ version: ruleVersion.version })
      .from(ruleVersion)
      .where(eq(ruleVersion.companyId, companyId))
    expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
  })
})

describe('those already past an act when a rule is published', () => {
  test('are left alone when it acts from now on, as is the default', async () => {
    const book = await aRuleBook(database)
    await book.publish(written())
    const report = await book.company.run('2026-03-16')
    expect(report.rules).toMatchObject([{ counts: { matched: 1 }, planned: 0 }])
    expect(await book.company.actions()).toMatchObject([
      { customerId: 'heron', stepId: 'mail', state: 'skipped', doneOn: '2026-03-16', cycle: 1 },
    ])
    expect((await book.company.actions())[0]?.stateReason).toContain('Baseline')
  })

  test('are acted on at once when a person says so', async () => {
    const book = await aRuleBook(database)
    expect(await book.publish(written(), { firstRun: 'act-now' })).toMatchObject({ baseline: 0 })
    const report = await book.company.run('2026-03-16')
    expect(report.rules).toMatchObject([{ planned: 1 }])
  })

  test('get the next step after its wait, which counts from the day of publication', async () => {
    const book = await aRuleBook(database)
    const steps = [A_MAIL, { id: 'week', do: 'wait', days: 7 }, { ...A_SECOND_MAIL }]
    await book.publish(written({ steps }))
    await book.company.run('2026-03-22')
    expect((await book.company.actions()).map(({ stepId }) => stepId)).toEqual(['mail'])
    await book.company.run('2026-03-23')
    expect((await book.company.actions()).map(({ stepId, state }) => [stepId, state])).toEqual([
      ['mail', 'skipped'],
      ['second', 'planned'],
    ])
  })

  test('whoever becomes late afterwards is acted on', async () => {
    const book = await aRuleBook(database)
    await book.publish(written())
    await book.company.run('2026-03-31')
    expect((await book.company.actions()).map(({ customerId, state }) => [customerId, state])).toEqual([
      ['heron', 'skipped'],
      ['plover', 'planned'],
    ])
  })

  test('are only those the version before would not have acted on anyway', async () => {
    const book = await aRuleBook(database)
    await book.publish(written({ days: 30 }), { firstRun: 'act-now' })
    // Plover is 15 days late: it comes in by the lower threshold, while heron was due before.
    expect(await book.publish(written({ days: 10 }))).toMatchObject({ version: 2, baseline: 1 })
    await book.company.run('2026-03-16')
    expect((await book.company.actions()).map(({ customerId, state }) => [customerId, state])).toEqual(
      expect.arrayContaining([
        ['heron', 'planned'],
        ['plover', 'skipped'],
      ]),
    )
  })

  test('leave no marks in monitor mode, where nothing is sent', async () => {
    const book = await aRuleBook(database)
    expect(await book.publish(written(), { target: 'monitor' })).toMatchObject({ baseline: 0 })
    expect(await book.company.actions()).toEqual([])
    // Going live is when they are past something.
    expect(await book.publish(written())).toMatchObject({ version: 2, baseline: 1 })
  })
})

describe('a rule that one person alone may not publish', () => {
  test('is one with credit holds', async () => {
    const book = await aRuleBook(database)
    const { revision } = await book.save(written({ steps: [A_MAIL, A_HOLD] }))
    await expect(publishRule(database.db, order(book, revision))).rejects.toThrow('It places credit holds.')
    await expect(publishRule(database.db, order(book, revision))).rejects.toBeInstanceOf(ApprovalNeededError)
    expect(await runs(book)).toEqual([])
  })

  const crowd = (count: number) => {
    const ids = Array.from({ length: count }, (_, each) => `c${each}`)
    return aLedger({
      customers: ids.map((id) => aCustomer({ id })),
      contacts: ids.map((id) => aContact({ id: `k-${id}`, customerId: id, email: `${id}@example.com` })),
      documents: ids.map((id) => anInvoice({ id: `i-${id}`, customerId: id, dueOn: '2026-01-31' })),
    })
  }
  test('is one that writes to 26 customers, while 25 are no mass mail', async () => {
    const many = await aRuleBook(database, { ledger: crowd(26) })
    await expect(many.publish(written())).rejects.toThrow('It writes to 26 customers, which is more than 25.')
    const few = await aRuleBook(database, { ledger: crowd(25) })
    expect(await few.publish(written())).toMatchObject({ version: 1, baseline: 25 })
  })

  test('is one with other limits than before', async () => {
    const book = await aRuleBook(database)
    await expect(book.publish(written({ policy: { caps: { firstRun: 500 } } }))).rejects.toThrow(
      'It changes how much may be done at once.',
    )
  })

  test('may be published by that person in monitor mode, where nothing is sent', async () => {
    const book = await aRuleBook(database)
    const steps = [A_MAIL, A_HOLD]
    expect(await book.publish(written({ steps }), { target: 'monitor' })).toMatchObject({ state: 'monitor' })
  })

  test('may be published by one person in a company that works in solo mode, and the audit says so', async () => {
    const book = await aRuleBook(database, { settings: { soloMode: true } })
    expect(await book.publish(written({ steps: [A_MAIL, A_HOLD] }))).toMatchObject({ version: 1 })
    expect(await book.lastAudit()).toMatchObject({ after: { soloMode: true } })
  })
})

describe('an old version', () => {
  test('is brought back as a new one; neither the history nor a draft is touched', async () => {
    const book = await aRuleBook(database)
    const key = { companyId: book.companyId, ruleId: 'late' }
    await book.publish(written({ days: 30 }))
    await book.publish(written({ days: 60 }))
    const draft = await book.save(written({ days: 90 }), BOB, (await readDraft(database.db, key)).revision)
    const before = await versionsOf(database.db, key)
    const back = await rollbackRule(database.db, {
      ...key,
      toVersion: 1,
      target: 'live',
      actor: ANN,
      now: at('2026-03-17'),
      why: 'too late',
    })
    expect(back).toMatchObject({ version: 3, state: 'live' })
    const versions = await versionsOf(database.db, key)
    expect(versions).toMatchObject([{ version: 3, isLive: true }, { version: 2 }, { version: 1 }])
    expect(versions[0]?.logicHash).toBe(versions[2]?.logicHash)
    expect(versions.slice(1).map(({ isLive: _, ...rest }) => rest)).toEqual(
      before.map(({ isLive: _, ...rest }) => rest),
    )
    expect(await readDraft(database.db, key)).toMatchObject({ isDraft: true, revision: draft.revision })
    expect(await book.lastAudit()).toMatchObject({ act: 'roll back rule', why: 'too late' })
  })

  test('and a newer one differ by what their sentences say', async () => {
    const book = await aRuleBook(database)
    const key = { companyId: book.companyId, ruleId: 'late', catalogue: catalogueOf() }
    await book.publish(written({ days: 30 }))
    await book.publish(written({ days: 60, view: { decide: { x: 4 } } }))
    const changes = await diffVersions(database.db, { ...key, from: 1, to: 2 })
    expect(changes.map(({ sentence }) => sentence)).toEqual([
      'In the branch "Late": oldest invoice is at least 30 days overdue became oldest invoice is at least 60 days overdue.',
    ])
    const { revision } = await readDraft(database.db, key)
    await book.save(written({ days: 60, steps: [A_TASK] }), BOB, revision)
    expect(await diffVersions(database.db, { ...key, from: 2, to: 'draft' })).toMatchObject([
      { kind: 'removed', id: 'mail' },
      { kind: 'added', id: 'call' },
    ])
  })
})

describe('a rule published from a file by the command line', () => {
  const publishFile = async (book: RuleBook, document: ReturnType<typeof aRule>) =>
    importPublished(database.db, {
      companyId: book.companyId,
      document,
      target: 'live',
      actor: 'command line',
      now: at('2026-03-16'),
    })
  const rule = (policy = {}) => aRule({ id: 'late', days: 30, acts: [{ ...A_MAIL }, { ...A_HOLD }], policy })

  test('acts at once, and the audit says that no second person has looked', async () => {
    const book = await aRuleBook(database)
    expect(await publishFile(book, rule())).toMatchObject({ version: 1, baseline: 0 })
    expect(await book.lastAudit()).toMatchObject({
      actor: 'command line',
      after: { from: 'file', firstRun: 'act-now', withoutApproval: ['It places credit holds.'] },
    })
    const [version] = await database.db
      .select({ authors: ruleVersion.authors })
      .from(ruleVersion)
      .where(eq(ruleVersion.companyId, book.companyId))
    expect(version).toEqual({ authors: ['command line'] })
  })

  test('acts from now on where its policy says so', async () => {
    const book = await aRuleBook(database)
    expect(await publishFile(book, rule({ firstRun: 'from-now-on' }))).toMatchObject({ baseline: 2 })
  })

  test('ten times at once is ten versions', async () => {
    const book = await aRuleBook(database)
    const published = await Promise.all(Array.from({ length: 10 }, () => publishFile(book, rule())))
    expect(published.map(({ version }) => version).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
  })
})

test('a rule whose policy says so acts at once for those already past it, without being asked again', async () => {
  const book = await aRuleBook(database)
  expect(await book.publish(written({ policy: { firstRun: 'act-now' } }))).toMatchObject({ baseline: 0 })
})
