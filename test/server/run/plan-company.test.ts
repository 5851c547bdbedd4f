import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { readLedgerFile } from '#connectors/files/read-ledger-file.ts'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { openItemsAt } from '#engine/open-items.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { plan } from '#engine/plan.ts'
import { planReport } from '#engine/plan-report.ts'
import { readBooks } from '#server/command-line/ledger-files.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { planCompany } from '#server/run/plan-company.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule, libraryRule, someBooks, THE_RULE, theCompany } from './a-company.ts'

const database = freshDatabase()

const MONDAY = calendarDate('2026-03-16')
const NOW = clockAt(MONDAY).now()
const RULES = [THE_RULE, 'invoice-ladder', 'release-on-payment'].map(libraryRule)

/** The database keeps no order of keys: params written in an order of their own must not show. */
const IN_ANY_ORDER = parseRule(
  {
    dunlin: 1,
    name: 'In any order',
    subject: 'customer',
    trigger: { schedule: '0 9 * * *' },
    steps: [
      {
        id: 'ask',
        do: 'decide',
        branches: [
          {
            id: 'any',
            when: {
              all: [
                {
                  fact: 'invoiceCount',
                  params: { minDaysOverdue: 1, excludeDisputed: true, currency: 'USD' },
                  operator: 'greaterThan',
                  value: 0,
                },
              ],
            },
            steps: [
              {
                id: 'tell',
                do: 'act',
                action: 'emit-event',
                params: { type: 'late', params: { to: 1, cc: 2, a: { z: 1, bb: 2 } } },
              },
              {
                id: 'hold',
                do: 'act',
                action: 'place-credit-hold',
                params: { releaseBelow: { USD: 5, EUR: 5 }, reason: 'late' },
              },
            ],
          },
        ],
      },
    ],
  },
  'a rule',
  { catalogue: catalogueOf(), templates: [] },
)

/** An export as people have it: two currencies, a credit memo, a dispute, umlauts, and rows nobody can read. */
const OPEN_ITEMS = `Invoice Number,Customer ID,Customer Name,Email,Invoice Date,Due Date,Currency,Total,Balance,Disputed
A-1,0042,Heron Supplies,ann@heron.example.com,2026-01-01,2026-01-31,USD,6200.50,6200.50,no
A-2,0042,Heron Supplies,ann@heron.example.com,2026-03-01,2026-03-31,USD,100.00,100.00,no
A-3,0042,Heron Supplies,ann@heron.example.com,2026-01-15,2026-02-14,EUR,700.00,350.00,no
B-1,0043,"Plover & Söhne, Nachf.",pat@plover.example.com,2026-01-10,2026-02-09,USD,8000.00,8000.00,yes
C-1,0044,Dunnock,,2026-01-10,2026-02-09,USD,5000.01,5000.01,no
C-2,0044,Dunnock,,2026-01-10,the day after,USD,10.00,10.00,no
D-1,0045,Knot Ltd,k@knot.example.com,2026-01-10,2026-02-09,USD,12.34.56,12,no
E-1,0046,Ruff Inc,r@ruff.example.com,2026-01-10,2026-02-09,QQQ,10.00,10.00,no
`

test('a plan from the database is the plan from the file it was imported from, problems and all', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'dunlin-plan-'))
  try {
    writeFileSync(join(cwd, 'open-items.csv'), OPEN_ITEMS)
    const books = await readBooks({
      ledgers: ['open-items.csv'],
      mappings: [],
      asOf: MONDAY,
      cwd,
      progress: { say: () => {}, done: () => {} },
    })
    const { snapshot, catalogue, problems } = books
    const rules = [...RULES, IN_ANY_ORDER]
    const fromFile = planReport(
      await plan({ snapshot, catalogue, rules: rules.toSorted(byId), asOf: MONDAY }),
      {
        snapshot,
        items: openItemsAt(snapshot, toEpochDay(MONDAY)),
        problems,
      },
    )
    expect(fromFile.ledger.problems.length).toBeGreaterThan(0)
    expect(fromFile.rules.flatMap(({ matches }) => matches).length).toBeGreaterThan(0)

    const company = theCompany(database.db, await database.aCompany())
    const bytes = Buffer.from(OPEN_ITEMS)
    const contents = await readLedgerFile({ name: 'open-items.csv', bytes, exportedOn: MONDAY })
    await commitImport(database.db, {
      ...contents,
      companyId: company.id,
      source: 'files',
      fileName: 'open-items.csv',
      mapping: null,
      lists: 'all-open',
      actor: 'ann',
      now: clockAt(MONDAY).now(),
    })
    await company.publish(MONDAY, rules)
    const { report } = await planCompany(database.db, {
      companyId: company.id,
      asOf: MONDAY,
      now: NOW,
      history: 'kept',
    })
    expect(JSON.stringify(report, null, 1)).toBe(JSON.stringify(fromFile, null, 1))
  } finally {
    rmSync(cwd, { recursive: true })
  }
})

test('the demo books of a fixed day give the same plan, letter for letter, from every database', async () => {
  const company = theCompany(database.db, await database.aCompany())
  await company.importBooks(
    MONDAY,
    generateDemoBooks({ seed: 'dunlin', today: MONDAY, customers: 60, invoices: 600 }),
  )
  await company.publish(MONDAY, RULES)
  const { report } = await planCompany(database.db, {
    companyId: company.id,
    asOf: MONDAY,
    now: NOW,
    history: 'none',
  })
  await expect(`${JSON.stringify(report, null, 1)}\n`).toMatchFileSnapshot('plan-of-the-demo-books.txt')
})

test('a plan decides what the next run decides, and changes nothing', async () => {
  const live = aRule({ id: 'live', days: 30, policy: { priority: 10 }, acts: [A_MAIL] })
  const executive = { template: 'reminder-final', to: 'executive' }
  const watched = aRule({
    id: 'a-watched',
    days: 30,
    policy: { priority: 90 },
    acts: [{ ...A_MAIL, params: executive }],
  })
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [live])
  await company.publish(MONDAY, [watched], 'monitor')
  const planned = await planCompany(database.db, {
    companyId: company.id,
    asOf: MONDAY,
    now: NOW,
    history: 'kept',
  })
  expect(await company.actions()).toEqual([])
  expect(await company.cycles()).toEqual([])
  const { rules } = await company.run(MONDAY)
  const countsOf = (list: readonly { rule: string; counts: object }[]) =>
    Object.fromEntries(list.map(({ rule, counts }) => [rule, counts]))
  expect(countsOf(planned.report.rules)).toEqual(countsOf(rules))
  expect(planned.report.rules.map(({ rule }) => rule)).toEqual(['a-watched', 'live'])
  const heldBack = planned.report.rules.flatMap(({ matches }) =>
    matches.flatMap(({ actions }) => actions.map((act) => act.heldBack)),
  )
  expect(heldBack).toEqual([undefined, undefined])
})

test('with its history a plan says what was done, and without it what the conditions say alone', async () => {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  await company.run(MONDAY)
  const statuses = async (history: 'kept' | 'none') => {
    const { report } = await planCompany(database.db, {
      companyId: company.id,
      asOf: MONDAY,
      now: NOW,
      history,
    })
    return report.rules.flatMap(({ matches }) =>
      matches.flatMap(({ actions }) => actions.map(({ status }) => status?.is ?? 'due')),
    )
  }
  expect(await statuses('kept')).toEqual(['pending', 'pending'])
  expect(await statuses('none')).toEqual(['due', 'due'])
})

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
