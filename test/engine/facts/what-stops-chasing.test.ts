import { describe, expect, test } from 'vitest'
import type { Ledger } from '#engine/ledger.ts'
import {
  aDispute,
  aDunningBlock,
  aLedger,
  anApplication,
  anInvoice,
  aPause,
  aPayment,
  aPlan,
  aPromise,
} from '../../builders.ts'
import { ask } from './ask.ts'

const books = aLedger({
  documents: [
    anInvoice({ id: 'a', totalMinor: 10_000 }),
    anInvoice({ id: 'b', totalMinor: 20_000 }),
    anInvoice({ id: 'euro', totalMinor: 40_000, currency: 'EUR' }),
  ],
})
const chaseable = (ledger: Ledger, asOf = '2026-03-05', currency = 'USD') =>
  ask(ledger, { fact: 'chaseableOverdue', asOf, params: { currency } })
const overdue = (ledger: Ledger) =>
  ask(ledger, { fact: 'overdueBalance', asOf: '2026-03-05', params: { currency: 'USD' } })

describe('what is overdue and may still not be asked for', () => {
  test('nothing stands against it: all of it', () => expect(chaseable(books)).toBe('300.00'))

  test('a promise over one invoice takes out that invoice', () =>
    expect(chaseable(aLedger(books, { promises: [aPromise({ documentIds: ['a'] })] }))).toBe('200.00'))

  test('a promise that names no invoice takes out all of its currency and no other', () => {
    const ledger = aLedger(books, { promises: [aPromise()] })
    expect(chaseable(ledger)).toBe('0.00')
    expect(chaseable(ledger, '2026-03-05', 'EUR')).toBe('400.00')
  })

  test('a broken or cancelled promise takes out nothing', () => {
    expect(chaseable(aLedger(books, { promises: [aPromise()] }), '2026-03-13')).toBe('300.00')
    const cancelled = aPromise({ cancelledOn: '2026-03-05' })
    expect(chaseable(aLedger(books, { promises: [cancelled] }), '2026-03-04')).toBe('0.00')
    expect(chaseable(aLedger(books, { promises: [cancelled] }), '2026-03-05')).toBe('300.00')
  })

  test('a pause of one invoice takes out that invoice, one of the customer all (F18)', () => {
    expect(chaseable(aLedger(books, { blocks: [aPause({ documentId: 'b' })] }))).toBe('100.00')
    expect(chaseable(aLedger(books, { blocks: [aPause()] }))).toBe('0.00')
  })

  test('a pause of an invoice that is not in the books pauses nothing', () =>
    expect(chaseable(aLedger(books, { blocks: [aPause({ documentId: 'gone' })] }))).toBe('300.00'))

  test('a pause of one invoice does not make the customer paused', () => {
    const ledger = aLedger(books, { blocks: [aPause({ documentId: 'b' })] })
    expect(ask(ledger, { fact: 'isPaused', asOf: '2026-03-05' })).toBe(false)
    expect(ask(ledger, { fact: 'isPaused', subject: 'invoice', id: 'b', asOf: '2026-03-05' })).toBe(true)
    expect(ask(ledger, { fact: 'isPaused', subject: 'invoice', id: 'a', asOf: '2026-03-05' })).toBe(false)
  })

  test('a dunning block leaves the amount chaseable: it is a guard on messages, not on what is owed', () => {
    const ledger = aLedger(books, { blocks: [aDunningBlock({ documentId: 'b' })] })
    expect(chaseable(ledger)).toBe('300.00')
    expect(ask(ledger, { fact: 'onDunningBlock', asOf: '2026-03-05' })).toBe(false)
    expect(ask(ledger, { fact: 'onDunningBlock', subject: 'invoice', id: 'b', asOf: '2026-03-05' })).toBe(
      true,
    )
  })

  test('a plan on track takes out what it covers, one that is behind does not', () => {
    const ledger = aLedger(books, { plans: [aPlan({ documentIds: ['a'] })] })
    expect(chaseable(ledger, '2026-03-03')).toBe('200.00')
    expect(chaseable(ledger, '2026-03-04')).toBe('300.00')
  })

  test('an invoice on two plans is on track only if both are', () => {
    const behind = aPlan({ documentIds: ['a'] })
    const onTrack = aPlan({ documentIds: ['a', 'b'], rates: [{ dueOn: '2026-06-01', minor: 30_000 }] })
    for (const plans of [
      [behind, onTrack],
      [onTrack, behind],
    ]) {
      const ledger = aLedger(books, { plans })
      expect(chaseable(ledger)).toBe('100.00')
      const onPlan = (id: string) =>
        ask(ledger, { fact: 'planOnTrack', subject: 'invoice', id, asOf: '2026-03-05' })
      expect([onPlan('a'), onPlan('b')]).toEqual([false, true])
      expect(ask(ledger, { fact: 'planOnTrack', asOf: '2026-03-05' })).toBe(false)
    }
  })

  test('an ended plan takes out nothing', () => {
    const ledger = aLedger(books, { plans: [aPlan({ documentIds: ['a'], endedOn: '2026-03-02' })] })
    expect(chaseable(ledger, '2026-03-01')).toBe('200.00')
    expect(chaseable(ledger, '2026-03-02')).toBe('300.00')
  })

  test('a payment in flight takes out the invoices it names', () => {
    const payment = aPayment({ minor: 10_000, receivedOn: '2026-03-01', clearedOn: null })
    const ledger = aLedger(books, {
      payments: [payment],
      applications: [anApplication({ fromId: payment.id, documentId: 'a', minor: 10_000 })],
    })
    expect(chaseable(ledger)).toBe('200.00')
    expect(chaseable(ledger, '2026-02-28')).toBe('300.00')
  })

  test('a payment in flight that names none takes out everything in its currency (F25)', () => {
    const ledger = aLedger(books, { payments: [aPayment({ receivedOn: '2026-03-01', clearedOn: null })] })
    expect(chaseable(ledger)).toBe('0.00')
    expect(chaseable(ledger, '2026-03-05', 'EUR')).toBe('400.00')
  })

  test('a payment that came back is no longer in flight', () => {
    const payment = aPayment({ receivedOn: '2026-03-01', clearedOn: null, returnedOn: '2026-03-04' })
    expect(chaseable(aLedger(books, { payments: [payment] }), '2026-03-03')).toBe('0.00')
    expect(chaseable(aLedger(books, { payments: [payment] }), '2026-03-04')).toBe('300.00')
  })

  test('a dispute takes out what is contested, never more than is open, and stays in exposure (F16)', () => {
    const part = aLedger(books, { disputes: [aDispute({ documentId: 'b', minor: 5_000 })] })
    expect(chaseable(part)).toBe('250.00')
    expect(overdue(part)).toBe('300.00')
    const more = aLedger(books, { disputes: [aDispute({ documentId: 'b', minor: 500_000 })] })
    expect(chaseable(more)).toBe('100.00')
    const twice = aLedger(part, { disputes: [aDispute({ documentId: 'b', minor: 7_000 })] })
    expect(chaseable(twice)).toBe('180.00')
  })
})
