import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { plan } from '#engine/plan.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { english } from '#engine/words/english.ts'
import { viewPreviewRow } from '#server/api/queries/rule-preview.ts'
import { openBookShelf } from '#server/books/book-shelf.ts'
import { liveCountOf } from '#server/books/live-count.ts'
import { previewOne, previewRule } from '#server/books/preview-rule.ts'
import { rows } from '#server/database/rows.ts'
import { companyById } from '#server/run/company.ts'
import { planCompany } from '#server/run/plan-company.ts'
import { aCustomer, aLedger, anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, A_SECOND_MAIL, A_TASK, aRuleBook, type RuleBook, written } from '../rules/rule-book.ts'
import { someBooks } from '../run/a-company.ts'

const database = freshDatabase()
const ask = async (book: RuleBook, document: unknown, asOf = '2026-03-16') => ({
  companyId: book.companyId,
  ruleId: 'late',
  document,
  books: await book.books(),
  asOf: calendarDate(asOf),
  now: clockAt(asOf).now(),
})
const count = async (book: RuleBook, document: unknown) => liveCountOf(database.db, await ask(book, document))
const LATE = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const OWES = { fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: 5000 }

describe('the live count', () => {
  test('counts branches, conditions and steps with the money behind them', async () => {
    const book = await aRuleBook(database)
    const counted = await count(book, written({ when: { all: [{ ...LATE, value: 10 }, OWES] } }))
    expect(counted).toMatchObject({
      evaluated: 2,
      admitted: 2,
      admittedOpen: { USD: 720_050 },
      matched: { count: 1, open: { USD: 630_050 } },
      notMatched: 1,
      unknown: 0,
      branches: [
        {
          id: 'late',
          asked: 2,
          taken: { count: 1 },
          conditions: [
            { path: 'when.all[0]', yes: { count: 2, open: { USD: 720_050 } }, no: 0, unknown: 0 },
            { path: 'when.all[1]', yes: { count: 1 }, no: 1, unknown: 0 },
          ],
        },
      ],
      steps: [
        { id: 'decide', count: 2, open: { USD: 720_050 } },
        { id: 'mail', count: 1, open: { USD: 630_050 } },
      ],
      delta: null,
    })
  })

  test('asks a later branch of those alone whom the earlier ones left', async () => {
    const book = await aRuleBook(database)
    const decide = {
      id: 'd',
      do: 'decide',
      branches: [
        { id: 'severe', when: LATE, steps: [A_MAIL] },
        { id: 'mild', when: { ...LATE, value: 10 }, steps: [] },
      ],
      otherwise: [A_TASK],
    }
    expect(await count(book, { ...written(), steps: [decide] })).toMatchObject({
      branches: [
        { id: 'severe', asked: 2, taken: { count: 1 } },
        { id: 'mild', asked: 1, taken: { count: 1 } },
      ],
      otherwise: [{ id: 'd', count: 0 }],
    })
    // Those whom no branch took stand on an edge of their own, even where nothing is to be done for them.
    const { otherwise: _, ...without } = { ...decide, branches: decide.branches.slice(0, 1) }
    expect(await count(book, { ...written(), steps: [without] })).toMatchObject({
      otherwise: [{ id: 'd', count: 1, open: { USD: 90_000 } }],
    })
  })

  test('says who would enter and leave beside the version that runs', async () => {
    const book = await aRuleBook(database)
    await book.publish(written({ days: 30 }))
    expect((await count(book, written({ days: 10 }))).delta).toMatchObject({
      entering: { count: 1, open: { USD: 90_000 } },
      leaving: { count: 0 },
      staying: { count: 1 },
    })
    expect((await count(book, written({ days: 60 }))).delta).toMatchObject({
      entering: { count: 0 },
      leaving: { count: 1 },
    })
  })

  test('equals what a dry run of the published rule counts', async () => {
    const book = await aRuleBook(database)
    const document = written({ days: 10, policy: { grace: 3, exclude: { ...OWES } } })
    const counted = await count(book, document)
    await book.publish(document, { firstRun: 'act-now' })
    const { report } = await planCompany(database.db, {
      companyId: book.companyId,
      asOf: calendarDate('2026-03-16'),
      now: clockAt('2026-03-16').now(),
      history: 'kept',
    })
    const { evaluated, matched, notMatched, unknown } = counted
    expect(report.rules[0]?.counts).toMatchObject({ evaluated, matched: matched.count, notMatched, unknown })
    expect(counted).toMatchObject({ admitted: 1, matched: { count: 1 } })
  })

  test('of a rule that cannot be read yet names what is missing', async () => {
    const book = await aRuleBook(database)
    await expect(count(book, written({ when: { all: [] } }))).rejects.toBeInstanceOf(RuleInvalidError)
  })

  test('counts a fact about what rules have done', async () => {
    const book = await aRuleBook(database)
    await book.publish(written())
    const when = { fact: 'timesDone', params: { rule: 'late', step: 'mail' }, operator: 'equal', value: 1 }
    expect(await count(book, written({ when: { all: [when] } }))).toMatchObject({ matched: { count: 1 } })
  })
})

const Hash = z.object({ table: z.string(), rows: z.string(), digest: z.string().nullable() })

/** Every table of the database with a digest of its rows. */
async function everything() {
  const tables = rows(
    z.object({ name: z.string() }),
    await database.db.execute(
      sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    ),
  )
  const found = []
  for (const { name } of tables)
    found.push(
      ...rows(
        Hash,
        await database.db.execute(
          sql`select ${name} as table, count(*)::text as rows,
            md5(string_agg(each::text, ',' order by each::text)) as digest from ${sql.identifier(name)} each`,
        ),
      ),
    )
  return found
}

describe('the preview of an unsaved rule', () => {
  test('says whom, what, why and in which words, and writes nothing at all', async () => {
    const book = await aRuleBook(database)
    const before = await everything()
    const preview = await previewRule(database.db, await ask(book, written({ days: 10 })))
    expect(preview.totals).toMatchObject({
      acted: { count: 2, open: { USD: 720_050 } },
      waiting: { count: 0 },
      'held-back': { count: 0 },
      done: { count: 0 },
      'not-matched': { count: 0 },
      unknown: { count: 0 },
    })
    expect(preview.rows[0]).toMatchObject({
      subject: { id: 'heron', name: 'Heron Supplies' },
      outcome: 'acted',
      branches: ['late'],
      actions: [{ step: 'mail', action: 'send-email' }],
      because: [{ fact: 'daysOverdue', actual: 44, result: true }],
      open: { USD: 630_050 },
      letters: [{ mail: { to: { address: 'ann@heron.example.com' } } }],
    })
    expect(preview.rows[0]?.reason).toContain('44')
    expect(preview.sentence).toContain('at least 10 days overdue')
    expect(preview.disagreements).toEqual([])
    expect(await everything()).toEqual(before)
  })

  test('gives everybody exactly one outcome, and the numbers add up', async () => {
    const book = await aRuleBook(database, {
      ledger: aLedger(someBooks(), {
        customers: [aCustomer({ id: 'silent', name: 'Silent Ltd' })],
        documents: [anInvoice({ id: 'S-1', customerId: 'silent', dueOn: '2026-01-31' })],
      }),
    })
    const { totals, counts } = await previewRule(database.db, await ask(book, written({ days: 30 })))
    const sum = Object.values(totals).reduce((all, { count: each }) => all + each, 0)
    expect(sum).toBe(counts.evaluated)
    // Silent has nobody to write to: the act is reached, and held back.
    expect(totals).toMatchObject({
      acted: { count: 1 },
      'held-back': { count: 1 },
      'not-matched': { count: 1 },
    })
  })

  test('shows why somebody does not match, leaf by leaf', async () => {
    const book = await aRuleBook(database)
    const { rows: shown, found } = await previewRule(database.db, {
      ...(await ask(book, written({ days: 30 }))),
      filter: { outcome: 'not-matched' },
    })
    expect(found).toBe(1)
    expect(shown).toMatchObject([
      {
        subject: { id: 'plover' },
        reason: null,
        because: [{ fact: 'daysOverdue', value: 30, actual: 15, result: false }],
      },
    ])
  })

  test('comes page by page, whom the rule acts on first, and every page names where the next begins', async () => {
    const ids = Array.from({ length: 7 }, (_, at) => `c${at}`)
    const book = await aRuleBook(database, {
      ledger: aLedger({
        documents: ids.map((id, at) =>
          anInvoice({ id: `i-${id}`, customerId: id, dueOn: at < 2 ? '2026-03-31' : '2026-01-31' }),
        ),
      }),
    })
    const question = await ask(book, written({ steps: [A_TASK] }))
    const seen: string[] = []
    let after = -1
    for (let page = 0; page < 5; page++) {
      const preview = await previewRule(database.db, { ...question, after, limit: 3 })
      seen.push(...preview.rows.map(({ subject }) => subject.id))
      expect(preview.found).toBe(7)
      if (preview.next === null) break
      after = preview.next
    }
    expect(seen).toEqual(['c2', 'c3', 'c4', 'c5', 'c6', 'c0', 'c1'])
  })

  test('stands beside the other live rules, and follows its own past', async () => {
    const book = await aRuleBook(database)
    await book.publish(written())
    const preview = await previewRule(database.db, await ask(book, written({ steps: [A_MAIL, A_TASK] })))
    expect(preview.rows[0]?.actions).toMatchObject([
      { step: 'mail', status: { is: 'done', day: '2026-03-16' } },
      { step: 'call' },
    ])
    const done = await previewRule(database.db, await ask(book, written()))
    expect(done.totals).toMatchObject({ done: { count: 1 }, acted: { count: 0 } })
  })

  test('F46: shows the day on which a run acts: "60 days after" an invoice due on 1 March is 30 April', async () => {
    const book = await aRuleBook(database, {
      ledger: {
        ...someBooks(),
        documents: [anInvoice({ id: 'A-1', customerId: 'heron', dueOn: '2026-03-01' })],
      },
    })
    const sixtyDays = written({
      days: 30,
      steps: [A_MAIL, { id: 'wait', do: 'wait', days: 30, calendar: 'calendar' }, A_SECOND_MAIL],
    })
    const shown = async (on: string, document: unknown, today = on) => {
      const question = { ...(await ask(book, document, on)), today: calendarDate(today) }
      const row = (await previewRule(database.db, question)).rows.find(
        ({ subject }) => subject.id === 'heron',
      )
      return row && viewPreviewRow(row, question.books.catalogue, english)
    }
    const outcomes: string[] = []
    for (const on of ['2026-01-01', '2026-04-29', '2026-04-30', '2026-05-01'])
      outcomes.push(`${on}: ${(await shown(on, written({ days: 60 })))?.outcome}`)
    expect(outcomes).toEqual([
      '2026-01-01: not-matched',
      '2026-04-29: not-matched',
      '2026-04-30: acted',
      '2026-05-01: acted',
    ])
    // The 31st of March is the 30th day; a wait is counted on from there.
    expect((await shown('2026-04-29', sixtyDays, '2026-03-31'))?.actions).toMatchObject([
      { step: 'mail', status: 'done', day: '2026-03-31' },
      { step: 'second', status: 'waiting', day: '2026-04-30' },
    ])
    expect((await shown('2026-04-30', sixtyDays, '2026-03-31'))?.actions[1]).toMatchObject({ status: null })

    await book.publish(written({ days: 60 }), { on: '2026-04-28', firstRun: 'act-now' })
    for (const on of ['2026-04-28', '2026-04-29', '2026-04-30', '2026-05-01']) await book.company.run(on)
    expect((await book.company.actions()).map(({ plannedOn }) => plannedOn)).toEqual(['2026-04-30'])
  })

  test('of a rule about invoices lists each with the money open on it', async () => {
    const book = await aRuleBook(database)
    const document = written({ subject: 'invoice', steps: [A_MAIL] })
    const preview = await previewRule(database.db, {
      ...(await ask(book, document)),
      filter: { outcome: 'acted' },
    })
    expect(preview.rows).toMatchObject([
      { subject: { id: 'A-1' }, customer: { id: 'heron', name: 'Heron Supplies' }, open: { USD: 620_050 } },
    ])
    expect(preview.counts.matched).toEqual({ count: 1, open: { USD: 620_050 } })
  })
})

describe('the preview of one record', () => {
  const demo = () =>
    generateDemoBooks({ seed: 'one record', today: calendarDate('2026-03-16'), customers: 30, invoices: 250 })
  const each = async (book: RuleBook, document: unknown) => {
    const question = await ask(book, document)
    const company = await companyById(database.db, book.companyId)
    const shelf = openBookShelf(database.db)
    return async (type: 'customer' | 'invoice', id: string) => {
      const books = await shelf.groupOf(company, { type, id })
      return books && previewOne(database.db, { ...question, books, subject: id })
    }
  }

  test('says of every customer and every invoice what the preview of all says of it', async () => {
    const ledger = demo()
    // A head office is judged by what its branches owe, and one customer alone has a field of the company's own.
    const [tern, ...others] = ledger.customers
    const customers = [{ ...tern!, custom: { route: 'north' } }, ...others]
    const book = await aRuleBook(database, { ledger: { ...ledger, customers } })
    await book.publish(written({ days: 60 }))
    const group = { ...OWES, params: { currency: 'USD', scope: 'group' } }
    const north = { fact: 'custom.route', operator: 'equal', value: 'north' }
    const branches = [
      { id: 'north', when: north, steps: [A_TASK] },
      { id: 'large', when: { all: [group, { ...LATE, value: 1 }] }, steps: [A_MAIL] },
      { id: 'late', when: LATE, steps: [{ ...A_MAIL, id: 'other' }] },
    ]
    for (const subject of ['customer', 'invoice'] as const) {
      const document = {
        ...written({ subject }),
        steps: [{ id: 'd', do: 'decide', branches: subject === 'customer' ? branches : branches.slice(2) }],
      }
      const whole = await previewRule(database.db, { ...(await ask(book, document)), limit: 100 })
      const one = await each(book, document)
      expect(new Set(whole.rows.map(({ outcome }) => outcome)).size).toBeGreaterThan(1)
      for (const row of whole.rows)
        expect(await one(subject, row.subject.id)).toEqual({ row, disagreements: [] })
    }
  })

  test('reads the books of nobody but those who cannot be decided apart from it', async () => {
    const ledger = demo()
    const child = ledger.customers.find(({ parentId }) => parentId !== undefined)!
    const book = await aRuleBook(database, { ledger })
    const shelf = openBookShelf(database.db)
    const company = await companyById(database.db, book.companyId)
    const found = await shelf.groupOf(company, { type: 'customer', id: child.id })
    expect(found?.customerIds).toContain(child.parentId)
    expect(found!.customerIds.length).toBeLessThan(10)
    expect(await shelf.groupOf(company, { type: 'customer', id: 'nobody' })).toBeNull()
  })
})

test('a plan that lets others in while it is made is the same plan', async () => {
  const ids = Array.from({ length: 300 }, (_, at) => `c${String(at).padStart(3, '0')}`)
  const documents = ids.map((id) => anInvoice({ id: `i-${id}`, customerId: id, dueOn: '2026-01-31' }))
  const catalogue = catalogueOf()
  const input = {
    snapshot: takeSnapshot(aLedger({ documents })),
    catalogue,
    rules: [parseRule(written({ steps: [A_TASK] }), 'a rule', { catalogue, templates: [] })],
    asOf: calendarDate('2026-03-16'),
  }
  let pauses = 0
  const pause = async () => {
    pauses += 1
  }
  const paused = await plan({ ...input, pause })
  // Before the rule, and then again while its customers are decided and looked at together.
  expect(pauses).toBe(3)
  expect(paused.decisions).toHaveLength(300)
  expect(paused.decisions).toEqual((await plan(input)).decisions)
})
