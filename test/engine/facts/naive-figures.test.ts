import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate, daysBetween } from '#engine/calendar-date.ts'
import { createFactTable } from '#engine/facts/fact-table-of.ts'
import type { Document, Ledger, Payment } from '#engine/ledger.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import {
  aCreditMemo,
  aCustomer,
  aDispute,
  aLedger,
  anApplication,
  anInvoice,
  aPause,
  aPayment,
} from '../../builders.ts'
import { valueAt } from './ask.ts'

/**
 * The figures worked out a second time, record by record and with none of the engine's columns, so that a slip in the columns
 * cannot hide. It knows documents with a total and applications, which is what the random books below are made of.
 */
function naive(ledger: Ledger, customerId: string, currency: string, asOf: CalendarDate) {
  const counts = ({ fromId, from, appliedOn }: Ledger['applications'][number]) => {
    if (appliedOn > asOf) return false
    if (from === 'credit-memo') return true
    const payment = ledger.payments.find(({ id }) => id === fromId)!
    return cleared(payment)
  }
  const cleared = ({ clearedOn, returnedOn }: Payment) =>
    clearedOn !== undefined && clearedOn <= asOf && (returnedOn === undefined || asOf < returnedOn)
  const isThere = (document: Document) =>
    document.issuedOn <= asOf && (document.closedOn === undefined || asOf < document.closedOn)
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
  const own = ledger.documents.filter(
    (document) => document.customerId === customerId && document.currency === currency && isThere(document),
  )
  const items = own
    .filter(({ type }) => type !== 'credit-memo')
    .flatMap((document) => {
      let paid = sum(
        ledger.applications
          .filter((a) => a.documentId === document.id && counts(a))
          .map(({ minor }) => minor),
      )
      let contested = sum(
        ledger.disputes
          .filter((d) => d.documentId === document.id && d.openedOn <= asOf)
          .map(({ minor }) => minor ?? document.totalMinor),
      )
      const paused = ledger.blocks.some(
        (b) => b.customerId === customerId && b.from <= asOf && (b.documentId ?? document.id) === document.id,
      )
      return [...document.instalments!]
        .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
        .map(({ dueOn, minor }) => {
          const open = Math.max(0, minor - paid)
          paid = Math.max(0, paid - minor)
          const disputed = Math.min(open, contested)
          contested -= disputed
          return {
            document: document.id,
            open,
            disputed,
            chaseable: paused ? 0 : open - disputed,
            days: daysBetween(dueOn, asOf),
          }
        })
    })
    .filter(({ open }) => open > 0)
  const overdue = items.filter(({ days }) => days > 0)
  const credits = sum(
    own
      .filter(({ type }) => type === 'credit-memo')
      .map((memo) =>
        Math.max(
          0,
          memo.totalMinor -
            sum(
              ledger.applications.filter((a) => a.fromId === memo.id && counts(a)).map(({ minor }) => minor),
            ),
        ),
      ),
  )
  const cash = sum(
    ledger.payments
      .filter((p) => p.customerId === customerId && p.currency === currency && cleared(p))
      .map((payment) =>
        Math.max(
          0,
          payment.minor -
            sum(
              ledger.applications
                .filter((a) => a.fromId === payment.id && counts(a))
                .map(({ minor }) => minor),
            ),
        ),
      ),
  )
  const balance = sum(items.map(({ open }) => open))
  return {
    balance,
    overdueBalance: sum(overdue.map(({ open }) => open)),
    chaseableOverdue: Math.max(0, sum(overdue.map(({ chaseable }) => chaseable)) - credits - cash),
    netBalance: balance - credits - cash,
    unappliedCash: cash,
    openCreditMemos: credits,
    disputedAmount: sum(items.map(({ disputed }) => disputed)),
    daysOverdue: Math.max(0, ...overdue.map(({ days }) => days)),
    openCount: new Set(items.map(({ document }) => document)).size,
    overdueCount: new Set(overdue.map(({ document }) => document)).size,
  }
}

const START = calendarDate('2026-01-01')
const dayIn = (days: number) => fc.integer({ min: 0, max: days }).map((later) => addDays(START, later))
const customer = fc.constantFrom('acme', 'bolt', 'cone')
const currency = fc.constantFrom('USD', 'EUR')
const cents = fc.integer({ min: 1, max: 5_000 })

const document = fc.record({
  customerId: customer,
  currency,
  issuedOn: dayIn(60),
  isCredit: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  parts: fc.array(fc.record({ dueOn: dayIn(120), minor: cents }), { minLength: 1, maxLength: 3 }),
  closedOn: fc.option(dayIn(150), { nil: undefined }),
  dispute: fc.option(fc.record({ openedOn: dayIn(120), minor: fc.option(cents, { nil: undefined }) }), {
    nil: undefined,
  }),
  paused: fc.boolean(),
})
const payment = fc.record({
  customerId: customer,
  currency,
  minor: cents,
  receivedOn: dayIn(100),
  clears: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  returns: fc.option(fc.integer({ min: 10, max: 30 }), { nil: undefined, freq: 3 }),
  pays: fc.array(fc.record({ at: fc.nat(7), minor: cents, later: fc.nat(20) }), { maxLength: 2 }),
})

const books = fc
  .tuple(
    fc.array(document, { minLength: 1, maxLength: 8 }),
    fc.array(payment, { maxLength: 6 }),
    fc.array(cents, { maxLength: 2 }),
  )
  .map(([documents, payments, uses]) => {
    const records = documents.map(({ isCredit, parts, closedOn, dispute: _, paused: __, ...draft }, at) =>
      (isCredit ? aCreditMemo : anInvoice)({
        id: `d${at}`,
        ...draft,
        instalments: parts,
        ...(closedOn && { closedOn }),
      }),
    )
    const debts = records.filter(({ type }) => type !== 'credit-memo')
    const memos = records.filter(({ type }) => type === 'credit-memo')
    return aLedger({
      customers: ['acme', 'bolt', 'cone'].map((id) => aCustomer({ id })),
      documents: records,
      disputes: documents.flatMap(({ dispute, customerId }, at) =>
        dispute
          ? [
              aDispute({
                documentId: `d${at}`,
                customerId,
                openedOn: dispute.openedOn,
                ...(dispute.minor !== undefined && { minor: dispute.minor }),
              }),
            ]
          : [],
      ),
      blocks: documents.flatMap(({ paused, customerId }, at) =>
        paused ? [aPause({ customerId, documentId: `d${at}`, from: '2026-02-15' })] : [],
      ),
      // A payment that has not cleared would be in flight; how that stops chasing has tests of its own.
      payments: payments.map(({ clears = 0, returns, pays: _, ...draft }, at) =>
        aPayment({
          id: `p${at}`,
          ...draft,
          receivedOn: addDays(draft.receivedOn, clears),
          ...(returns !== undefined && { returnedOn: addDays(draft.receivedOn, clears + returns) }),
        }),
      ),
      applications: [
        ...payments.flatMap(({ pays, receivedOn }, at) =>
          debts.length === 0
            ? []
            : pays.map((part) =>
                anApplication({
                  fromId: `p${at}`,
                  documentId: debts[part.at % debts.length]!.id,
                  minor: part.minor,
                  appliedOn: addDays(receivedOn, part.later),
                }),
              ),
        ),
        ...uses.flatMap((minor, at) =>
          debts.length === 0 || memos.length === 0
            ? []
            : [
                anApplication({
                  from: 'credit-memo',
                  fromId: memos[at % memos.length]!.id,
                  documentId: debts[at % debts.length]!.id,
                  minor,
                  appliedOn: '2026-02-20',
                }),
              ],
        ),
      ],
    })
  })

describe('facts', () => {
  test('whatever the books and the day, equal what one works out by hand from the records', () => {
    fc.assert(
      fc.property(books, dayIn(160), (ledger, asOf) => {
        const table = createFactTable({ snapshot: takeSnapshot(ledger), subject: 'customer', asOf })
        for (let row = 0; row < table.rows; row++)
          for (const code of ['USD', 'EUR']) {
            const expected = naive(ledger, table.idOf(row), code, asOf)
            const found = Object.fromEntries(
              Object.keys(expected).map((fact) => [
                fact,
                valueAt(table, table.column({ fact, params: { currency: code } }), row),
              ]),
            )
            expect(found).toEqual(expected)
          }
      }),
      { numRuns: 300 },
    )
  })

  test('of the invoices of a customer add up to those of the customer', () => {
    fc.assert(
      fc.property(books, dayIn(160), (ledger, asOf) => {
        const snapshot = takeSnapshot(ledger)
        const customers = createFactTable({ snapshot, subject: 'customer', asOf })
        const invoices = createFactTable({ snapshot, subject: 'invoice', asOf })
        for (const fact of ['balance', 'overdueBalance', 'disputedAmount']) {
          const sums = new Float64Array(customers.rows)
          const params = { currency: 'USD' }
          for (let row = 0; row < invoices.rows; row++)
            sums[invoices.customerOf(row)]! += Number(
              valueAt(invoices, invoices.column({ fact, params }), row),
            )
          for (let row = 0; row < customers.rows; row++)
            expect(valueAt(customers, customers.column({ fact, params }), row)).toBe(sums[row])
        }
      }),
      { numRuns: 100 },
    )
  })
})
