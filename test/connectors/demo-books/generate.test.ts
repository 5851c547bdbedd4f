import { describe, expect, test } from 'vitest'
import { generateDemoBooks, generateDemoFamilies } from '#connectors/demo-books/generate.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { LEDGER_SCHEMAS, LEDGER_STREAMS, type Ledger } from '#engine/ledger.ts'
import { countingApplications, lateCustomers, openDocuments, TODAY } from './demo-figures.ts'

const books = generateDemoBooks({ seed: 'dunlin', today: TODAY })
const documents = new Map(books.documents.map((document) => [document.id, document]))
const invoices = books.documents.filter((document) => document.type === 'invoice')

const sumBy = <T>(records: readonly T[], key: (record: T) => string, minor: (record: T) => number) => {
  const sums = new Map<string, number>()
  for (const record of records) sums.set(key(record), (sums.get(key(record)) ?? 0) + minor(record))
  return sums
}

/** The part of all that is owed, in dollars at the last rate, that is past its due date. */
function overdueShare(seed: string | number): number {
  const ledger = generateDemoBooks({ seed, today: TODAY })
  const rate = Number(ledger.rates.at(-1)!.rate)
  const inDollars = (items: ReturnType<typeof openDocuments>) =>
    items.reduce((sum, i) => sum + i.openMinor * (i.document.currency === 'EUR' ? rate : 1), 0)
  const open = openDocuments(ledger, TODAY)
  return inDollars(open.filter((item) => item.daysOverdue > 0)) / inDollars(open)
}

describe('the demo books are the same whenever they are made', () => {
  test('the same seed and day give the same records', () => {
    expect(generateDemoBooks({ seed: 'dunlin', today: TODAY })).toEqual(books)
  })

  test('another seed gives other records', () => {
    expect(generateDemoBooks({ seed: 'other', today: TODAY }).payments).not.toEqual(books.payments)
  })

  test('made family by family they are the same records', () => {
    const together: Record<string, unknown[]> = {}
    for (const family of generateDemoFamilies({ seed: 'dunlin', today: TODAY }))
      for (const stream of LEDGER_STREAMS) {
        together[stream] ??= []
        together[stream].push(...family[stream])
      }
    expect({ ...together, entities: books.entities, rates: books.rates }).toEqual(books)
  })
})

describe('the demo books are well-formed', () => {
  test.each(LEDGER_STREAMS)('every record of %s is what a connector may hand over', (stream) => {
    expect(books[stream].length).toBeGreaterThan(0)
    const schema = LEDGER_SCHEMAS[stream]
    for (const record of books[stream]) {
      const parsed = schema.safeParse(record)
      if (!parsed.success) expect.fail(`${JSON.stringify(record)}: ${parsed.error.message}`)
    }
  })

  test.each(LEDGER_STREAMS.filter((stream) => stream !== 'rates'))(
    'no two records of %s share an id',
    (stream) => {
      const records: readonly { id: string }[] = books[stream]
      expect(new Set(records.map((record) => record.id)).size).toBe(records.length)
    },
  )

  test('no two documents share a number and no two customers a name', () => {
    expect(new Set(books.documents.map((d) => d.number)).size).toBe(books.documents.length)
    expect(new Set(books.customers.map((c) => c.name)).size).toBe(books.customers.length)
  })

  test('every reference leads to a record', () => {
    const customers = new Set(books.customers.map((c) => c.id))
    const payments = new Set(books.payments.map((p) => p.id))
    const entities = new Set(books.entities.map((e) => e.id))
    const lost: unknown[] = []
    const check = (found: boolean, record: unknown) => {
      if (!found) lost.push(record)
    }
    for (const c of books.customers) check(c.parentId === undefined || customers.has(c.parentId), c)
    for (const stream of [
      'contacts',
      'disputes',
      'promises',
      'plans',
      'holds',
      'blocks',
      'contactEvents',
    ] as const)
      for (const record of books[stream]) check(customers.has(record.customerId), record)
    for (const record of [...books.documents, ...books.payments])
      check(customers.has(record.customerId) && entities.has(record.entityId ?? ''), record)
    for (const a of books.applications) {
      check(documents.has(a.documentId), a)
      check(
        a.from === 'payment' ? payments.has(a.fromId) : documents.get(a.fromId)?.type === 'credit-memo',
        a,
      )
    }
    for (const d of books.disputes) check(documents.get(d.documentId)?.customerId === d.customerId, d)
    for (const b of books.blocks)
      check(b.documentId === undefined || documents.get(b.documentId)?.customerId === b.customerId, b)
    for (const record of [...books.promises, ...books.plans])
      for (const id of record.documentIds ?? [])
        check(
          documents.get(id)?.customerId === record.customerId &&
            documents.get(id)?.currency === record.currency,
          record,
        )
    expect(lost).toEqual([])
  })

  test('money is applied in its own currency and entity', () => {
    const sources = new Map([...books.payments, ...books.documents].map((record) => [record.id, record]))
    const astray = books.applications.filter(({ fromId, documentId }) => {
      const source = sources.get(fromId)
      const document = documents.get(documentId)
      return source?.currency !== document?.currency || source?.entityId !== document?.entityId
    })
    expect(astray).toEqual([])
  })

  test('nothing happens after the day the books end on, or before its cause', () => {
    const payments = new Map(books.payments.map((p) => [p.id, p]))
    for (const d of books.documents) {
      expect(d.issuedOn <= TODAY).toBe(true)
      expect(d.dueOn === undefined || d.dueOn >= d.issuedOn).toBe(true)
      expect(d.closedOn === undefined || (d.closedOn <= TODAY && d.closedOn >= d.issuedOn)).toBe(true)
    }
    for (const p of books.payments) {
      expect(p.receivedOn <= TODAY).toBe(true)
      expect(p.clearedOn === undefined || (p.clearedOn >= p.receivedOn && p.clearedOn <= TODAY)).toBe(true)
      expect(p.returnedOn === undefined || (p.returnedOn > p.receivedOn && p.returnedOn <= TODAY)).toBe(true)
    }
    for (const a of books.applications) {
      expect(a.appliedOn <= TODAY).toBe(true)
      expect(a.appliedOn >= documents.get(a.documentId)!.issuedOn).toBe(true)
      const source =
        a.from === 'payment' ? payments.get(a.fromId)!.receivedOn : documents.get(a.fromId)!.issuedOn
      expect(a.appliedOn >= source).toBe(true)
    }
    for (const d of books.disputes)
      expect(d.openedOn <= TODAY && (d.closedOn === undefined || d.closedOn >= d.openedOn)).toBe(true)
    for (const p of books.promises) expect(p.madeOn <= TODAY && p.promisedFor >= p.madeOn).toBe(true)
    for (const h of books.holds)
      expect(h.placedOn <= TODAY && (h.releasedOn === undefined || h.releasedOn > h.placedOn)).toBe(true)
    for (const e of books.contactEvents) expect(e.on <= TODAY).toBe(true)
  })
})

describe('the demo books add up', () => {
  test('no payment and no credit memo pays more than it has', () => {
    const used = sumBy(
      books.applications,
      (a) => `${a.from} ${a.fromId}`,
      (a) => a.minor,
    )
    for (const p of books.payments) expect(used.get(`payment ${p.id}`) ?? 0).toBeLessThanOrEqual(p.minor)
    for (const d of books.documents)
      expect(used.get(`credit-memo ${d.id}`) ?? 0).toBeLessThanOrEqual(d.totalMinor)
  })

  test('no document is paid twice, payments the bank took back left aside', () => {
    const returned = new Set(books.payments.filter((p) => p.returnedOn !== undefined).map((p) => p.id))
    const standing = books.applications.filter((a) => a.from === 'credit-memo' || !returned.has(a.fromId))
    const paid = sumBy(
      standing,
      (a) => a.documentId,
      (a) => a.minor,
    )
    for (const d of books.documents) expect(paid.get(d.id) ?? 0).toBeLessThanOrEqual(d.totalMinor)
  })

  test('at no month end of the two years was a document overpaid', () => {
    for (const asOf of ['2025-01-31', '2025-06-30', '2025-12-31', '2026-06-30', '2026-10-31'].map(
      calendarDate,
    ))
      for (const { document, openMinor } of openDocuments(books, asOf))
        if (openMinor < 0) expect.fail(`${document.number} is overpaid by ${-openMinor} on ${asOf}`)
  })

  test('amounts are positive, and credit memos never get paid', () => {
    for (const { totalMinor } of books.documents) {
      expect(totalMinor).toBeGreaterThan(0)
      expect(totalMinor).toBeLessThan(100_000_000)
    }
    for (const { minor } of [...books.payments, ...books.applications]) expect(minor).toBeGreaterThan(0)
    for (const a of books.applications) expect(documents.get(a.documentId)!.type).not.toBe('credit-memo')
  })

  test('instalments and the rates of plans add up to what they divide', () => {
    for (const { instalments, totalMinor, dueOn } of invoices)
      if (instalments) {
        expect(instalments.reduce((sum, part) => sum + part.minor, 0)).toBe(totalMinor)
        expect(instalments.at(-1)!.dueOn).toBe(dueOn)
      }
    for (const { rates, documentIds } of books.plans)
      expect(rates.reduce((sum, rate) => sum + rate.minor, 0)).toBe(
        documentIds.reduce((sum, id) => sum + documents.get(id)!.totalMinor, 0),
      )
  })

  test('only voided and written-off documents carry a closing day, and nothing was applied to them', () => {
    const paid = new Set(countingApplications(books, TODAY).map((a) => a.documentId))
    const closed = books.documents.filter((d) => d.closedOn !== undefined)
    expect(new Set(closed.map((d) => d.closedBy))).toEqual(new Set(['void', 'written-off']))
    expect(closed.filter((d) => paid.has(d.id))).toEqual([])
    expect(books.documents.filter((d) => d.openMinor !== undefined || d.openOn !== undefined)).toEqual([])
  })
})

describe('the demo books are of the size asked for', () => {
  test('400 customers and 6,000 invoices over two years, unless told otherwise', () => {
    expect(books.customers).toHaveLength(400)
    expect(invoices).toHaveLength(6_000)
    const days = invoices.map((d) => d.issuedOn).sort()
    expect(days[0]! < '2024-11-30').toBe(true)
    expect(days.at(-1)! > '2026-11-16').toBe(true)
  })

  test.each([
    [1, 1],
    [3, 0],
    [40, 700],
    [1_200, 5_000],
  ])('%i customers with %i invoices', (customers, count) => {
    const other = generateDemoBooks({ seed: 1, today: TODAY, customers, invoices: count })
    expect(other.customers).toHaveLength(customers)
    expect(other.documents.filter((d) => d.type === 'invoice')).toHaveLength(count)
  })
})

describe('the demo books look like receivables', () => {
  const question = { asOf: TODAY, overDays: 30, overMinor: 500_000 }
  const withBilling = (ledger: Ledger) =>
    new Set(ledger.contacts.filter((c) => c.role === 'billing' && c.email).map((c) => c.customerId))

  test.each(['dunlin', 1, 2, 3, 4, 5])(
    'seed %s: 10 to 25 customers are over 30 days overdue with more than 5,000 USD, most with a billing contact',
    (seed) => {
      const ledger = generateDemoBooks({ seed, today: TODAY })
      const matching = lateCustomers(ledger, { ...question, currency: 'USD' })
      expect(matching.size).toBeGreaterThanOrEqual(10)
      expect(matching.size).toBeLessThanOrEqual(25)
      const billing = withBilling(ledger)
      const reachable = [...matching].filter((id) => billing.has(id))
      expect(reachable.length).toBeGreaterThanOrEqual(matching.size * 0.7)
      expect(lateCustomers(ledger, { ...question, currency: 'EUR' }).size).toBeGreaterThanOrEqual(3)
    },
  )

  test.each(['2026-03-02', '2026-08-31', '2026-11-20', '2026-11-22', '2027-01-04'])(
    'on %s 10 to 25 customers match and 8 to 35 percent of receivables are overdue',
    (day) => {
      const asOf = calendarDate(day)
      const ledger = generateDemoBooks({ seed: 'dunlin', today: asOf })
      const matching = lateCustomers(ledger, { ...question, asOf, currency: 'USD' })
      expect(matching.size).toBeGreaterThanOrEqual(10)
      expect(matching.size).toBeLessThanOrEqual(25)
      for (const currency of ['USD', 'EUR']) {
        const open = openDocuments(ledger, asOf).filter(({ document }) => document.currency === currency)
        const all = open.reduce((sum, item) => sum + item.openMinor, 0)
        const overdue = open
          .filter(({ daysOverdue }) => daysOverdue > 0)
          .reduce((sum, item) => sum + item.openMinor, 0)
        expect(overdue / all).toBeGreaterThan(0.08)
        expect(overdue / all).toBeLessThan(0.35)
      }
    },
  )

  test('of the receivables of both companies, at the last rate, 12 to 20 percent are overdue: the middle of 21 seeds', () => {
    const shares = Array.from({ length: 21 }, (_, seed) => overdueShare(seed)).sort((a, b) => a - b)
    expect(shares[10]).toBeGreaterThan(0.12)
    expect(shares[10]).toBeLessThan(0.2)
    expect(shares[0]).toBeGreaterThan(0.09)
    expect(shares[20]).toBeLessThan(0.25)
    expect(overdueShare('dunlin')).toBeGreaterThan(0.12)
    expect(overdueShare('dunlin')).toBeLessThan(0.2)
  })

  test('mail goes to nobody: every address is under .test', () => {
    for (const { email } of books.contacts)
      expect(email ?? 'nobody@nowhere.test').toMatch(/^[a-z.]+@[a-z0-9-]+\.test$/)
  })

  test('some customers have leading zeros in their ids, and documents too', () => {
    expect(books.customers.filter((c) => c.id.startsWith('0')).length).toBeGreaterThan(100)
    expect(books.documents.filter((d) => d.id.startsWith('0')).length).toBeGreaterThan(1_000)
  })

  test('head offices pay for their children', () => {
    const payments = new Map(books.payments.map((p) => [p.id, p]))
    const customers = new Map(books.customers.map((c) => [c.id, c]))
    const forOthers = books.applications.filter(
      (a) =>
        a.from === 'payment' &&
        payments.get(a.fromId)!.customerId !== documents.get(a.documentId)!.customerId,
    )
    expect(forOthers.length).toBeGreaterThan(50)
    for (const a of forOthers)
      expect(customers.get(documents.get(a.documentId)!.customerId)?.parentId).toBe(
        payments.get(a.fromId)!.customerId,
      )
  })

  test('each of these occurs', () => {
    const { customers, payments, disputes, holds } = books
    const applied = sumBy(
      books.applications,
      (a) => a.fromId,
      (a) => a.minor,
    )
    const partly = openDocuments(books, TODAY).filter((item) => item.openMinor < item.document.totalMinor)
    const counts = {
      internal: customers.filter((c) => c.internal).length,
      autopay: customers.filter((c) => c.autopay).length,
      withLimit: customers.filter((c) => c.creditLimitMinor !== undefined).length,
      insured: customers.filter((c) => c.insuredLimitMinor !== undefined).length,
      children: customers.filter((c) => c.parentId !== undefined).length,
      withoutContact: customers.filter((c) => !books.contacts.some((k) => k.customerId === c.id)).length,
      inFlight: payments.filter((p) => p.clearedOn === undefined && p.returnedOn === undefined).length,
      returned: payments.filter((p) => p.returnedOn !== undefined).length,
      unappliedCash: payments.filter((p) => p.returnedOn === undefined && (applied.get(p.id) ?? 0) < p.minor)
        .length,
      openCredits: books.documents.filter(
        (d) => d.type === 'credit-memo' && (applied.get(d.id) ?? 0) < d.totalMinor,
      ).length,
      partlyPaid: partly.length,
      noDueDate: invoices.filter((d) => d.dueOn === undefined).length,
      instalments: invoices.filter((d) => d.instalments !== undefined).length,
      discounts: invoices.filter((d) => d.discountOn !== undefined).length,
      orders: invoices.filter((d) => d.purchaseOrder !== undefined).length,
      debitMemos: books.documents.filter((d) => d.type === 'debit-memo').length,
      financeCharges: books.documents.filter((d) => d.type === 'finance-charge').length,
      openDisputes: disputes.filter((d) => d.closedOn === undefined).length,
      closedDisputes: disputes.filter((d) => d.closedOn !== undefined).length,
      partDisputes: disputes.filter((d) => d.minor !== undefined).length,
      holdsByRule: holds.filter((h) => h.placedBy === 'rule' && h.releasedOn === undefined).length,
      holdsByPerson: holds.filter((h) => h.placedBy === 'person').length,
      blocks: books.blocks.filter((b) => b.kind === 'dunning-block').length,
      pauses: books.blocks.filter((b) => b.kind === 'pause').length,
      plans: books.plans.length,
    }
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThanOrEqual(2)
    expect(counts.internal).toBe(2)
  })
})
