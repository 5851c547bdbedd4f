import { and, asc, eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { decision, run, runChunk } from '#server/database/rule-tables.ts'
import { verifyDecisions } from '#server/operations/verify-decisions.ts'
import { customerGroups, sharesOf } from '#server/run/customer-groups.ts'
import { runCompany } from '#server/run/run-company.ts'
import { beginInShares, untilClosed, workOnRun } from '#server/run/run-in-shares.ts'
import {
  aContact,
  aCustomer,
  aDispute,
  aLedger,
  anEntity,
  anInvoice,
  aPromise,
  paid,
} from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { type ACompany, libraryRule, THE_RULE, theCompany } from './a-company.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'
const WIDE = {
  firstRun: { customers: 1000, percentOfReceivables: 100 },
  holdsPerDay: 1000,
  staleAfterHours: null,
}

/** Thirty customers: hierarchies, a payment for another, disputes, promises, nobody to write to, and nothing due. */
function manyBooks() {
  const ids = Array.from({ length: 30 }, (_, at) => `c${String(at).padStart(2, '0')}`)
  return aLedger({
    entities: [anEntity({ id: 'us' })],
    customers: ids.map((id, at) => aCustomer({ id, ...(at % 5 === 1 && { parentId: ids[at - 1]! }) })),
    contacts: ids.flatMap((id, at) =>
      at % 7 === 0 ? [] : [aContact({ id: `k-${id}`, customerId: id, email: `${id}@example.com` })],
    ),
    documents: ids.flatMap((id, at) => [
      anInvoice({
        id: `A-${id}`,
        customerId: id,
        entityId: 'us',
        totalMinor: 300_000 + at * 20_000,
        dueOn: at % 3 === 0 ? '2026-04-30' : '2026-01-31',
      }),
      anInvoice({ id: `B-${id}`, customerId: id, entityId: 'us', totalMinor: 90_000, dueOn: '2026-03-01' }),
    ]),
    disputes: [aDispute({ customerId: 'c04', documentId: 'A-c04' })],
    promises: [aPromise({ customerId: 'c08', minor: 900_000, promisedFor: '2026-03-30' })],
    // The parent's neighbour pays for c20.
    ...paid('A-c20', { customerId: 'c02', minor: 100_000, on: '2026-03-02' }),
  })
}

async function aCompany(): Promise<ACompany> {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live', settings: WIDE }))
  await company.importBooks(MONDAY, manyBooks())
  await company.publish(MONDAY, [libraryRule(THE_RULE), libraryRule('invoice-ladder')])
  return company
}
const orderOf = (company: ACompany) => ({
  companyId: company.id,
  asOf: calendarDate(MONDAY),
  trigger: 'manual' as const,
  clock: clockAt(MONDAY),
  actor: 'ann',
})
const runIn = (company: ACompany, documentsAShare: number) =>
  runCompany(database.db, orderOf(company), { documentsAShare })
const chunksOf = (company: ACompany) =>
  database.db.select().from(runChunk).where(eq(runChunk.companyId, company.id)).orderBy(asc(runChunk.number))
const runOf = async (company: ACompany) =>
  (await database.db.select().from(run).where(eq(run.companyId, company.id)))[0]

/** Everything a run has decided and planned, without the ids it made for it. */
async function outcomeOf(company: ACompany) {
  const decisions = await database.db.select().from(decision).where(eq(decision.companyId, company.id))
  const actions = await company.actions()
  const letters = await company.messages()
  return {
    decisions: decisions.map(({ companyId: _, runId: __, ...each }) => JSON.stringify(each)).sort(),
    actions: actions
      .map(({ key, state, kind, amounts, reason, recipient, cycle }) =>
        JSON.stringify({ key, state, kind, amounts, reason, recipient, cycle }),
      )
      .sort(),
    letters: letters
      .filter(({ state }) => state === 'draft')
      .map(({ customerId, subject, text, totals }) => JSON.stringify({ customerId, subject, text, totals }))
      .sort(),
  }
}

describe('a run in shares', () => {
  test('decides and plans the same as in one piece, whatever the size of a share, and its counts add up', async () => {
    const whole = await aCompany()
    const expected = await runIn(whole, 1000)
    const outcome = await outcomeOf(whole)
    expect(outcome.actions.length).toBeGreaterThan(15)
    for (const size of [1, 7]) {
      const company = await aCompany()
      const { rules } = await runIn(company, size)
      expect(rules).toEqual(expected.rules)
      for (const { counts } of rules)
        expect(counts.evaluated).toBe(counts.matched + counts.notMatched + counts.unknown)
      expect(await outcomeOf(company)).toEqual(outcome)
      expect((await chunksOf(company)).length).toBeGreaterThan(size === 1 ? 20 : 5)
      expect(await runOf(company)).toMatchObject({ state: 'completed', restarts: 0 })
      expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
      expect(await verifyDecisions(database.db, company.id)).toEqual({ runs: 1, broken: null })
    }
  })

  test('is worked on by three processes at once, each share by one of them', async () => {
    const company = await aCompany()
    const row = await database.db.transaction((tx) => beginInShares(tx, orderOf(company), 7))
    const working = { companyId: company.id, runId: row.id, clock: clockAt(MONDAY) }
    await Promise.all(['a', 'b', 'c'].map((worker) => untilClosed(database.db, { ...working, worker })))
    expect(await runOf(company)).toMatchObject({ state: 'completed' })
    expect((await chunksOf(company)).map(({ state, fencing }) => [state, fencing])).toEqual(
      (await chunksOf(company)).map(() => ['done', 1]),
    )
  })

  test('sends nothing before every share is decided, and is taken up by another when a process dies', async () => {
    const company = await aCompany()
    const row = await database.db.transaction((tx) => beginInShares(tx, orderOf(company), 7))
    const working = { companyId: company.id, runId: row.id, worker: 'a' }
    let shares = 0
    const dies = async () => {
      shares += 1
      if (shares === 3) throw new Error('killed')
    }
    await expect(workOnRun(database.db, { ...working, clock: clockAt(MONDAY), at: dies })).rejects.toThrow(
      'killed',
    )
    expect(new Set((await company.actions()).map(({ state }) => state))).toEqual(new Set(['planned']))
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 0, deferred: 0 })
    await expect(company.run(MONDAY)).rejects.toThrow('A run of this company is under way')
    const later = clockAt('2026-03-16T15:45:00Z')
    await workOnRun(database.db, { ...working, worker: 'b', clock: later })
    expect(await runOf(company)).toMatchObject({ state: 'completed' })
    expect(new Set((await company.actions()).map(({ state }) => state))).toEqual(
      new Set(['queued', 'awaiting-approval']),
    )
  })

  test('begins anew when the books move under it, and asks for nothing that was paid meanwhile', async () => {
    const company = await aCompany()
    const row = await database.db.transaction((tx) => beginInShares(tx, orderOf(company), 7))
    let shares = 0
    const at = async () => {
      shares += 1
      if (shares !== 3) return
      await company.importBooks(
        MONDAY,
        aLedger(paid('A-c01', { customerId: 'c01', minor: 320_000, on: MONDAY })),
      )
    }
    const working = { companyId: company.id, runId: row.id, clock: clockAt(MONDAY), worker: 'a' }
    await workOnRun(database.db, { ...working, at })
    expect(await runOf(company)).toMatchObject({ state: 'completed', restarts: 1, ledgerVersion: 2 })
    const afresh = await aCompany()
    await afresh.importBooks(
      MONDAY,
      aLedger(paid('A-c01', { customerId: 'c01', minor: 320_000, on: MONDAY })),
    )
    await runIn(afresh, 1000)
    expect(await outcomeOf(company)).toEqual(await outcomeOf(afresh))
  })

  test('keeps the books still in the end when they move every time', async () => {
    const company = await aCompany()
    const row = await database.db.transaction((tx) => beginInShares(tx, orderOf(company), 7))
    let payments = 0
    const at = async () => {
      payments += 1
      const payment = paid('A-c02', { customerId: 'c02', minor: 100, on: MONDAY })
      await company.importBooks(MONDAY, aLedger(payment), { source: `bank-${payments}` })
    }
    const working = { companyId: company.id, runId: row.id, clock: clockAt(MONDAY), worker: 'a' }
    await workOnRun(database.db, { ...working, at })
    expect(await runOf(company)).toMatchObject({ state: 'completed', restarts: 4 })
  })

  test('reports a record nobody can read, and decides everybody else (F74)', async () => {
    const company = await aCompany()
    await database.db.execute(
      sql`update document set currency = 'Z' where company_id = ${company.id} and id = 'A-c01'`,
    )
    await runIn(company, 1000)
    const row = await runOf(company)
    expect(row).toMatchObject({ state: 'completed' })
    expect(row?.problem).toMatch(/^Not decided, while everybody else was: c00, c01 \(/)
    const customers = new Set((await company.actions()).map(({ customerId }) => customerId))
    expect(customers.has('c01')).toBe(false)
    expect(customers.size).toBeGreaterThan(10)
    const counts = Object.values(row?.counts ?? {})
    for (const each of counts)
      expect(each.evaluated).toBe((each.matched ?? 0) + (each.notMatched ?? 0) + (each.unknown ?? 0))
    const decided = await database.db
      .select()
      .from(decision)
      .where(and(eq(decision.companyId, company.id), eq(decision.customerId, 'c01')))
    expect(decided).toEqual([])
  })
})

describe('the shares of a run', () => {
  test('keep together who belongs together', () => {
    const groups = customerGroups(
      ['d', 'a', 'c', 'b', 'e'],
      [
        ['c', 'a'],
        ['e', 'c'],
        ['b', 'nobody'],
      ],
    )
    expect(groups).toEqual([['a', 'c', 'e'], ['b'], ['d']])
    const documentsOf = new Map([
      ['a', 4],
      ['b', 3],
      ['c', 4],
    ])
    expect(sharesOf(groups, { documentsOf, most: 5 })).toEqual([
      ['a', 'c', 'e'],
      ['b', 'd'],
    ])
    expect(sharesOf(groups, { documentsOf, most: 1 })).toEqual([['a', 'c', 'e'], ['b'], ['d']])
  })
})
