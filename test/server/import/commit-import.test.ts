import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { audit, company } from '#server/database/company-tables.ts'
import { CompanyUnknownError } from '#server/database/errors.ts'
import { importChange, ledgerImport } from '#server/database/import-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { commitImport, type ImportOrder } from '#server/import/commit-import.ts'
import { ClosingNeedsConfirmationError } from '#server/import/errors.ts'
import { paid } from '../../builders.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule, someBooks, theCompany } from '../run/a-company.ts'
import { aLedger, anInvoice, EVERY_KEY } from './a-ledger.ts'

const database = freshDatabase()

const THE_CUSTOMER = { id: '0042', name: 'Harbour Ltd' }

function anOrder(companyId: string, settings: Partial<ImportOrder> = {}): ImportOrder {
  return {
    companyId,
    source: 'files',
    ledger: aLedger({ customers: [THE_CUSTOMER], documents: [anInvoice({ id: 'i1' })] }),
    problems: [],
    fileName: 'open-items.csv',
    mapping: { records: 'invoices' },
    lists: 'changes',
    exportedOn: calendarDate('2026-03-01'),
    actor: 'ann',
    now: new Date('2026-03-01T10:00:00Z'),
    ...settings,
  }
}

const invoices = (...ids: string[]) => ids.map((id) => anInvoice({ id }))
const aList = (...ids: string[]) => aLedger({ customers: [THE_CUSTOMER], documents: invoices(...ids) })
const documentsOf = async (companyId: string) => (await loadLedger(database.db, companyId)).documents

describe('importing a file', () => {
  test('counts what is new, what changed and what stayed, and raises the version of the ledger', async () => {
    const companyId = await database.aCompany()
    const first = await commitImport(database.db, anOrder(companyId, { ledger: aList('i1', 'i2', 'i3') }))
    expect(first).toMatchObject({ added: 4, changed: 0, unchanged: 0, closed: 0, ledgerVersion: 1 })

    const documents = [anInvoice({ id: 'i1', openMinor: 500 }), ...invoices('i2', 'i4')]
    const ledger = aLedger({ customers: [THE_CUSTOMER], documents })
    const second = await commitImport(database.db, anOrder(companyId, { ledger }))
    expect(second).toMatchObject({ added: 1, changed: 1, unchanged: 2, closed: 0, ledgerVersion: 2 })
    expect(second.streams.documents).toEqual({ added: 1, changed: 1, unchanged: 1, closed: 0 })
  })

  test('of everything again writes nothing and keeps the version, but is on record', async () => {
    const companyId = await database.aCompany()
    await commitImport(database.db, anOrder(companyId, { ledger: EVERY_KEY }))
    const again = await commitImport(database.db, anOrder(companyId, { ledger: EVERY_KEY }))
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 26, ledgerVersion: 1 })
    const changes = await database.db
      .select()
      .from(importChange)
      .where(eq(importChange.importId, again.importId!))
    expect(changes).toEqual([])
    const imports = await database.db.select().from(ledgerImport).where(eq(ledgerImport.companyId, companyId))
    expect(imports).toHaveLength(2)
  })

  test('keeps what it knows of a customer where the file says nothing', async () => {
    const companyId = await database.aCompany()
    const rich = { id: '0042', name: 'Harbour Ltd', terms: 'Net 30', tags: ['key'], custom: { a: 1, b: 2 } }
    await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ customers: [rich] }) }))
    const poor = { id: '0042', name: 'Harbour Limited', country: 'GB', custom: { b: 3 } }
    await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ customers: [poor] }) }))
    const { customers } = await loadLedger(database.db, companyId)
    expect(customers).toEqual([
      {
        id: '0042',
        name: 'Harbour Limited',
        terms: 'Net 30',
        tags: ['key'],
        country: 'GB',
        custom: { a: 1, b: 3 },
      },
    ])
  })

  test('that has only the number of a customer does not overwrite the name', async () => {
    const companyId = await database.aCompany()
    await commitImport(database.db, anOrder(companyId))
    const ledger = aLedger({ customers: [{ id: '0042', name: '0042' }] })
    await commitImport(database.db, anOrder(companyId, { ledger }))
    expect((await loadLedger(database.db, companyId)).customers).toEqual([THE_CUSTOMER])
  })

  test('states an invoice anew: what it no longer says is gone', async () => {
    const companyId = await database.aCompany()
    const before = [anInvoice({ id: 'i1', purchaseOrder: 'PO 7', closedOn: '2026-02-01', closedBy: 'paid' })]
    await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ documents: before }) }))
    await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ documents: invoices('i1') }) }))
    expect(await documentsOf(companyId)).toEqual([anInvoice({ id: 'i1' })])
  })

  test('leaves the documents of another source alone and says so', async () => {
    const companyId = await database.aCompany()
    await commitImport(database.db, anOrder(companyId, { source: 'quickbooks' }))
    const documents = [anInvoice({ id: 'i1', totalMinor: 1 })]
    const summary = await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ documents }) }))
    expect(summary).toMatchObject({ added: 0, changed: 0, unchanged: 0, ledgerVersion: 1 })
    expect(summary.problems).toMatchObject([
      { value: 'i1', message: expect.stringContaining('another source') },
    ])
    expect(await documentsOf(companyId)).toEqual([anInvoice({ id: 'i1' })])
  })

  test('reports a record no database can store and takes the others', async () => {
    const companyId = await database.aCompany()
    const documents = [
      anInvoice({ id: 'i1', terms: 'a\0b' }),
      anInvoice({ id: 'i2', terms: '\ud800' }),
      ...invoices('i3', 'i3'),
    ]
    const summary = await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ documents }) }))
    expect(summary.problems.map(({ value }) => value)).toEqual(['i1', 'i2', 'i3'])
    expect((await documentsOf(companyId)).map(({ id }) => id)).toEqual(['i3'])
  })

  test('into a company that does not exist is refused', async () => {
    await expect(commitImport(database.db, anOrder('nobody'))).rejects.toBeInstanceOf(CompanyUnknownError)
  })

  test('as a dry run says the same and changes nothing', async () => {
    const companyId = await database.aCompany()
    const dry = await commitImport(database.db, anOrder(companyId, { dryRun: true }))
    expect(await loadLedger(database.db, companyId)).toEqual(aLedger({}))
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 0 })
    const real = await commitImport(database.db, anOrder(companyId))
    expect(dry).toEqual({ ...real, importId: null })
    expect(real.importId).not.toBeNull()
  })

  test('stands in the audit with who, which file and how much', async () => {
    const companyId = await database.aCompany()
    const { importId } = await commitImport(database.db, anOrder(companyId))
    const lines = await database.db.select().from(audit).where(eq(audit.companyId, companyId))
    expect(lines).toMatchObject([
      {
        sequence: 1,
        actor: 'ann',
        act: 'import',
        subjectId: importId,
        at: new Date('2026-03-01T10:00:00Z'),
        after: { fileName: 'open-items.csv', added: 2, ledgerVersion: 1 },
      },
    ])
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 1, broken: null })
  })

  test('twice at the same moment counts every record once', async () => {
    const companyId = await database.aCompany()
    const ledger = aList(...Array.from({ length: 200 }, (_, at) => `i${at}`))
    const both = await Promise.all(
      [1, 2].map(() => commitImport(database.db, anOrder(companyId, { ledger }))),
    )
    expect(both.map(({ added }) => added).toSorted()).toEqual([0, 201].toSorted())
    const [found] = await database.db.select().from(company).where(eq(company.id, companyId))
    expect(found?.ledgerVersion).toBe(1)
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 2, broken: null })
  })
})

describe('a payment that names its invoice by number', () => {
  const aPayment = (documentId: string, customerId = '0042') =>
    aLedger({
      customers: [{ ...THE_CUSTOMER, id: customerId }],
      payments: [
        {
          id: 'p1',
          customerId,
          currency: 'USD',
          minor: 100,
          receivedOn: '2026-03-02',
          clearedOn: '2026-03-02',
        },
      ],
      applications: [
        { id: 'p1/a', from: 'payment', fromId: 'p1', documentId, minor: 100, appliedOn: '2026-03-02' },
      ],
    })
  const appliedTo = async (companyId: string) =>
    (await loadLedger(database.db, companyId)).applications[0]?.documentId

  test('pays the invoice that the ledger knows by an id of its own', async () => {
    const companyId = await database.aCompany()
    await commitImport(database.db, anOrder(companyId))
    await commitImport(database.db, anOrder(companyId, { ledger: aPayment('0042/invoice/i1') }))
    expect(await appliedTo(companyId)).toBe('i1')
  })

  test('is left as it is where no invoice of that customer has the number', async () => {
    const companyId = await database.aCompany()
    await commitImport(database.db, anOrder(companyId))
    await commitImport(database.db, anOrder(companyId, { ledger: aPayment('0042/invoice/i2') }))
    expect(await appliedTo(companyId)).toBe('0042/invoice/i2')
  })
})

describe('a list of everything open', () => {
  const TEN = ['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7', 'i8', 'i9']
  const withTen = async (settings: Partial<ImportOrder> = {}) => {
    const companyId = await database.aCompany()
    await commitImport(database.db, anOrder(companyId, { ledger: aList(...TEN), ...settings }))
    return companyId
  }
  const openList = (companyId: string, ids: string[], settings: Partial<ImportOrder> = {}) =>
    commitImport(database.db, anOrder(companyId, { ledger: aList(...ids), lists: 'all-open', ...settings }))

  test('closes the open invoices it does not name, as of its day', async () => {
    const companyId = await withTen()
    const summary = await openList(companyId, TEN.slice(3))
    expect(summary).toMatchObject({ closed: 3, openBefore: 10, changed: 0, ledgerVersion: 2 })
    const closed = (await documentsOf(companyId)).filter(({ closedOn }) => closedOn !== undefined)
    expect(closed).toEqual(
      ['i0', 'i1', 'i2'].map((id) => anInvoice({ id, closedOn: '2026-03-01', closedBy: 'unlisted' })),
    )
  })

  test('that leaves out 3 of 10 is taken, 4 of 10 only when confirmed', async () => {
    const companyId = await withTen()
    const refused = openList(companyId, TEN.slice(4))
    await expect(refused).rejects.toBeInstanceOf(ClosingNeedsConfirmationError)
    await expect(refused).rejects.toMatchObject({ closing: 4, open: 10 })
    await expect(refused).rejects.toThrow('would close 4 of 10 open documents of this source (40 %)')
    expect((await documentsOf(companyId)).some(({ closedOn }) => closedOn !== undefined)).toBe(false)

    const dry = await openList(companyId, TEN.slice(4), { dryRun: true })
    expect(dry).toMatchObject({ closed: 4, openBefore: 10, needsConfirmation: true, importId: null })

    expect(await openList(companyId, TEN.slice(4), { confirmClosing: true })).toMatchObject({ closed: 4 })
  })

  test('does not close a document whose row could not be read', async () => {
    const companyId = await withTen()
    const summary = await openList(companyId, TEN.slice(2), { unread: ['i1'] })
    expect(summary).toMatchObject({ closed: 1 })
    const closed = (await documentsOf(companyId)).filter(({ closedOn }) => closedOn !== undefined)
    expect(closed.map(({ id }) => id)).toEqual(['i0'])
  })

  test('asks before it closes anything when a row was not even readable enough to name its document', async () => {
    const companyId = await withTen()
    const refused = openList(companyId, TEN.slice(1), { unread: [null] })
    await expect(refused).rejects.toThrow('1 of its rows could not be read and may name some of them')
    expect(await openList(companyId, TEN.slice(1), { unread: [null], confirmClosing: true })).toMatchObject({
      closed: 1,
    })
  })

  test('closes nothing when it is a file of changes', async () => {
    const companyId = await withTen()
    expect(await openList(companyId, [], { lists: 'changes' })).toMatchObject({ closed: 0, openBefore: 0 })
  })

  test('closes nothing of another source', async () => {
    const companyId = await withTen({ source: 'quickbooks' })
    expect(await openList(companyId, [])).toMatchObject({ closed: 0, openBefore: 0 })
  })

  test('opens an invoice again that it names once more', async () => {
    const companyId = await withTen()
    await openList(companyId, TEN.slice(1))
    await openList(companyId, TEN)
    expect((await documentsOf(companyId))[0]).toEqual(anInvoice({ id: 'i0' }))
  })

  test('does not close what was issued after it was written', async () => {
    const companyId = await withTen()
    const documents = [anInvoice({ id: 'late', issuedOn: '2026-03-02' })]
    await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ documents }) }))
    expect(await openList(companyId, TEN)).toMatchObject({ closed: 0, openBefore: 10 })
  })

  test('says nothing about credit memos unless it has some', async () => {
    const companyId = await withTen()
    const memo = (id: string) => anInvoice({ id, type: 'credit-memo' })
    const ledger = aLedger({ documents: ['c1', 'c2', 'c3', 'c4'].map(memo) })
    await commitImport(database.db, anOrder(companyId, { ledger }))
    expect(await openList(companyId, TEN)).toMatchObject({ closed: 0, openBefore: 10 })

    const onlyMemos = aLedger({ documents: ['c1', 'c2', 'c3'].map(memo) })
    const memos = await commitImport(
      database.db,
      anOrder(companyId, { ledger: onlyMemos, lists: 'all-open' }),
    )
    expect(memos).toMatchObject({ closed: 1, openBefore: 4 })

    const mixed = aLedger({ documents: [...invoices(...TEN), memo('c1'), memo('c2')] })
    const both = await commitImport(database.db, anOrder(companyId, { ledger: mixed, lists: 'all-open' }))
    expect(both).toMatchObject({ closed: 1, openBefore: 13 })
  })

  test('counts as open what the engine counts as open', async () => {
    const companyId = await database.aCompany()
    const applied = (id: string, from: string, fromId: string, documentId: string, minor: number) => ({
      id,
      from,
      fromId,
      documentId,
      minor,
      appliedOn: '2026-02-01',
    })
    const pay = (id: string, settings: object) => ({
      id,
      customerId: '0042',
      currency: 'USD',
      minor: 10_000,
      receivedOn: '2026-02-01',
      ...settings,
    })
    const ledger = aLedger({
      customers: [THE_CUSTOMER],
      documents: [
        anInvoice({ id: 'open' }),
        anInvoice({ id: 'part-paid' }),
        anInvoice({ id: 'paid' }),
        anInvoice({ id: 'paid-by-credit' }),
        anInvoice({ id: 'paid-in-flight' }),
        anInvoice({ id: 'paid-returned' }),
        anInvoice({ id: 'stated-open', openMinor: 1 }),
        anInvoice({ id: 'stated-paid', openMinor: 0 }),
        anInvoice({ id: 'closed', closedOn: '2026-02-01', closedBy: 'void' }),
        anInvoice({ id: 'used-memo', type: 'credit-memo' }),
        anInvoice({ id: 'free-memo', type: 'credit-memo', totalMinor: 10_001 }),
      ],
      payments: [
        pay('p', { clearedOn: '2026-02-02' }),
        pay('flight', {}),
        pay('back', { clearedOn: '2026-02-02', returnedOn: '2026-02-09' }),
      ],
      applications: [
        applied('a1', 'payment', 'p', 'part-paid', 9_999),
        applied('a2', 'payment', 'p', 'paid', 10_000),
        applied('a3', 'credit-memo', 'used-memo', 'paid-by-credit', 10_000),
        applied('a4', 'payment', 'flight', 'paid-in-flight', 10_000),
        applied('a5', 'payment', 'back', 'paid-returned', 10_000),
        applied('a6', 'credit-memo', 'free-memo', 'part-paid', 0),
      ],
    })
    await commitImport(database.db, anOrder(companyId, { ledger }))
    const documents = [anInvoice({ id: 'new' }), anInvoice({ id: 'new-memo', type: 'credit-memo' })]
    const listing = { ledger: aLedger({ documents }), lists: 'all-open', confirmClosing: true } as const
    expect(await commitImport(database.db, anOrder(companyId, listing))).toMatchObject({
      closed: 6,
      openBefore: 6,
    })
    const closed = (await documentsOf(companyId)).filter(({ closedBy }) => closedBy === 'unlisted')
    expect(closed.map(({ id }) => id)).toEqual(
      ['open', 'part-paid', 'paid-in-flight', 'paid-returned', 'stated-open', 'free-memo'].toSorted(),
    )
  })

  test('ends a dispute it no longer shows, if it shows disputes at all', async () => {
    const dispute = { id: 's1', customerId: '0042', documentId: 'i1', openedOn: '2026-01-05' }
    const other = { id: 's2', customerId: '0042', documentId: 'i2', openedOn: '2026-01-05' }
    const companyId = await withTen()
    await commitImport(database.db, anOrder(companyId, { ledger: aLedger({ disputes: [dispute, other] }) }))
    const ledger = aLedger({ documents: invoices(...TEN), disputes: [other] })
    await commitImport(database.db, anOrder(companyId, { ledger }))
    expect((await loadLedger(database.db, companyId)).disputes).toEqual([dispute, other])
    await commitImport(database.db, anOrder(companyId, { ledger, listsDisputes: true }))
    expect((await loadLedger(database.db, companyId)).disputes).toEqual([
      { ...dispute, closedOn: '2026-03-01' },
      other,
    ])
  })
})

test('F23: an invoice and a credit memo deleted in the books 31 days ago leave the mirror with the nightly list, and the letters go by it', async () => {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  const memo = { customerId: 'heron', type: 'credit-memo' } as const
  const memos = [
    anInvoice({ ...memo, id: 'CM-1', totalMinor: 20_050 }),
    anInvoice({ ...memo, id: 'CM-2', totalMinor: 10_000 }),
  ]
  const before = aLedger({ ...someBooks(), documents: [...someBooks().documents, ...memos] })
  await company.importBooks('2026-03-13', before)
  await company.publish('2026-03-13', [
    aRule({ id: 'late', days: 10, acts: [A_MAIL] }),
    aRule({ id: 'one-by-one', subject: 'invoice', days: 10, acts: [A_MAIL] }),
  ])
  const asked = async () =>
    (await company.messages())
      .filter(({ state }) => state === 'draft')
      .map(({ customerId, totals }) => [customerId, totals])
  await company.run('2026-03-13')
  const letters = [
    ['heron', { USD: 590_000 }],
    ['plover', { USD: 90_000 }],
  ]
  expect(await asked()).toEqual(letters)
  // Whoever only tells what has changed of late says nothing of it any more.
  const [changed] = someBooks().documents
  await company.importBooks('2026-03-16', aLedger({ documents: changed ? [changed] : [] }))
  await company.run('2026-03-16')
  expect(await asked()).toEqual(letters)

  const documents = before.documents.filter(({ id }) => id !== 'B-1' && id !== 'CM-1')
  const left = aLedger({ ...before, documents })
  const nightly = { lists: 'all-open', confirmClosing: true } as const
  expect(await company.importBooks('2026-03-16', left, nightly)).toMatchObject({ closed: 2 })
  await company.dispatch('2026-03-16')
  expect(await asked()).toEqual([['heron', { USD: 610_050 }]])
  const gone = (await company.actions()).filter(({ customerId }) => customerId === 'plover')
  expect(gone.map(({ ruleId, state }) => `${ruleId} ${state}`)).toEqual([
    'late cancelled',
    'one-by-one cancelled',
  ])
})

test('F93: one that breaks off in the middle leaves the books as they were, and a run decides by them', async () => {
  const company = theCompany(database.db, await database.aCompany())
  await company.importBooks('2026-03-16', someBooks())
  await company.publish('2026-03-16', [aRule({ id: 'late', days: 30, acts: [A_MAIL] })])
  // Invoices are written before payments, so that a payment that cannot be written leaves half of the records behind it.
  await database.db.execute(sql`create function break_off() returns trigger language plpgsql as
    $$ begin raise exception 'the line broke'; end $$`)
  await database.db.execute(
    sql`create trigger break_off before insert on payment for each row execute function break_off()`,
  )
  const next = aLedger({
    documents: someBooks().documents.map((each) => ({ ...each, dueOn: calendarDate('2026-01-15') })),
    ...paid('A-1', { customerId: 'heron', minor: 20_050, on: '2026-03-16' }),
  })
  try {
    await expect(company.importBooks('2026-03-16', next)).rejects.toThrow()
  } finally {
    await database.db.execute(sql`drop trigger break_off on payment`)
    await database.db.execute(sql`drop function break_off`)
  }
  await company.run('2026-03-16')
  const asked = async () =>
    (await company.messages()).map(({ customerId, totals }) => [customerId, Object.values(totals)])
  expect(await asked()).toEqual([['heron', [620_050]]])

  await company.importBooks('2026-03-16', next)
  await company.run('2026-03-16')
  expect(await asked()).toEqual([
    ['heron', [610_000]],
    ['plover', [90_000]],
  ])
})
