import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AGING_BUCKETS, agingBucket, agingOf } from '#engine/aging.ts'
import { addDays, calendarDate, daysBetween } from '#engine/calendar-date.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { aCreditMemo, aLedger, anInvoice, aPayment, day, paid } from '../builders.ts'
import { ask } from './facts/ask.ts'

describe('aging', () => {
  test.each([
    ['2026-01-30', 'current'],
    ['2026-01-31', 'current'],
    ['2026-02-01', '1-30'],
    ['2026-03-02', '1-30'],
    ['2026-03-03', '31-60'],
    ['2026-04-01', '31-60'],
    ['2026-04-02', '61-90'],
    ['2026-05-01', '61-90'],
    ['2026-05-02', 'over-90'],
  ])('something due 2026-01-31 is, on %s, in bucket %s', (asOf, bucket) => {
    expect(agingBucket(daysBetween(day('2026-01-31'), day(asOf)))).toBe(bucket)
    const ledger = aLedger({ documents: [anInvoice()] })
    for (const each of AGING_BUCKETS)
      expect(ask(ledger, { fact: 'agingAmount', asOf, params: { currency: 'USD', bucket: each } })).toBe(
        each === bucket ? '1000.00' : '0.00',
      )
  })

  test('has a line per currency and entity, with unapplied cash and credit memos named apart (F28, F41)', () => {
    const ledger = aLedger(
      {
        documents: [
          anInvoice({ id: 'a', entityId: 'us', dueOn: '2026-03-11' }),
          anInvoice({ id: 'b', entityId: 'us', totalMinor: 7_000 }),
          anInvoice({ id: 'c', entityId: 'de', currency: 'EUR', totalMinor: 9_000 }),
          anInvoice({ id: 'd', totalMinor: 1_000, openMinor: 500, openOn: day('2026-04-01') }),
          aCreditMemo({ entityId: 'us', totalMinor: 2_000 }),
        ],
        payments: [aPayment({ entityId: 'us', minor: 1_500 })],
      },
      paid('b', { minor: 3_000, on: '2026-02-05' }),
    )
    const none = { current: 0, '1-30': 0, '31-60': 0, '61-90': 0, 'over-90': 0 }
    expect(agingOf(takeSnapshot(ledger), day('2026-03-10'))).toEqual([
      {
        currency: 'EUR',
        entity: 'de',
        buckets: { ...none, '31-60': 9_000 },
        balance: 9_000,
        unappliedCash: 0,
        openCreditMemos: 0,
        unknownDocuments: 0,
      },
      {
        currency: 'USD',
        entity: null,
        buckets: none,
        balance: 0,
        unappliedCash: 0,
        openCreditMemos: 0,
        unknownDocuments: 1,
      },
      {
        currency: 'USD',
        entity: 'us',
        buckets: { ...none, current: 100_000, '31-60': 4_000 },
        balance: 104_000,
        unappliedCash: 1_500,
        openCreditMemos: 2_000,
        unknownDocuments: 0,
      },
    ])
  })

  test('whatever the books, the buckets add up to the balance in every currency (F28, F30)', () => {
    const start = calendarDate('2026-01-01')
    const document = fc.record({
      totalMinor: fc.integer({ min: 1, max: 100_000 }),
      currency: fc.constantFrom('USD', 'EUR'),
      issued: fc.integer({ min: 0, max: 60 }),
      terms: fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 3 }),
      paid: fc.integer({ min: 0, max: 120_000 }),
      entityId: fc.constantFrom('us', 'de'),
    })
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 12 }),
        fc.integer({ min: 0, max: 260 }),
        (drafts, later) => {
          const ledger = aLedger(
            ...drafts.map(({ totalMinor, currency, issued, terms, paid: minor, entityId }, at) => {
              const issuedOn = addDays(start, issued)
              const share = Math.floor(totalMinor / terms.length)
              const instalments = terms.map((days, part) => ({
                dueOn: addDays(issuedOn, days),
                minor: part === 0 ? totalMinor - share * (terms.length - 1) : share,
              }))
              const documents = [
                anInvoice({ id: `i${at}`, totalMinor, currency, issuedOn, entityId, instalments }),
              ]
              return minor === 0
                ? { documents }
                : { documents, ...paid(`i${at}`, { minor, currency, on: addDays(issuedOn, 20) }) }
            }),
          )
          const asOf = addDays(start, later)
          const lines = agingOf(takeSnapshot(ledger), asOf)
          for (const currency of ['USD', 'EUR']) {
            const buckets = lines
              .filter((line) => line.currency === currency)
              .flatMap((line) => Object.values(line.buckets))
              .reduce((sum, minor) => sum + minor, 0)
            const balance = ask(ledger, { fact: 'balance', asOf, params: { currency } })
            expect((buckets / 100).toFixed(2)).toBe(balance)
            const facts = AGING_BUCKETS.map((bucket) =>
              Number(ask(ledger, { fact: 'agingAmount', asOf, params: { currency, bucket } })),
            ).reduce((sum, amount) => sum + amount, 0)
            expect(facts.toFixed(2)).toBe(balance)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
