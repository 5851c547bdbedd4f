import { z } from 'zod'
import { emptyLedger, LEDGER_SCHEMAS, LEDGER_STREAMS, type Ledger } from '#engine/ledger.ts'

/** A ledger through the real schemas, from records written as plain JSON. */
export function aLedger(records: { [S in keyof Ledger]?: readonly Record<string, unknown>[] }): Ledger {
  const ledger = emptyLedger()
  for (const stream of LEDGER_STREAMS) {
    const into: unknown[] = ledger[stream]
    into.push(...z.array(LEDGER_SCHEMAS[stream]).parse(records[stream] ?? []))
  }
  return ledger
}

/** An open invoice over 100.00 USD of the customer `0042`. */
export function anInvoice(settings: { id: string } & Record<string, unknown>): Record<string, unknown> {
  return {
    customerId: '0042',
    type: 'invoice',
    number: settings.id,
    currency: 'USD',
    totalMinor: 10_000,
    issuedOn: '2026-01-01',
    dueOn: '2026-01-31',
    ...settings,
  }
}

/** Every stream twice: once with every key the engine knows, once with only those a record must have. */
export const EVERY_KEY = aLedger({
  entities: [
    { id: 'a-us', name: 'Dunlin Inc.', currency: 'USD', timeZone: 'America/New_York', country: 'US' },
    { id: 'de', name: 'Dunlin GmbH', currency: 'EUR', timeZone: 'Europe/Berlin' },
  ],
  customers: [
    {
      id: '0042',
      name: 'Möwe & Söhne "Nord" \\ 海鳥 🐦',
      parentId: '0043',
      currency: 'EUR',
      creditLimitMinor: 9_007_199_254_740_991,
      insuredLimitMinor: 0,
      status: 'active',
      internal: false,
      autopay: true,
      segment: 'key',
      tags: ['b', 'a'],
      country: 'DE',
      language: 'de',
      terms: 'Net 30',
      owner: 'ann',
      lastContactOn: '2026-01-31',
      custom: { score: 0.1, note: 'text', strategic: true, regions: ['north', 'east'] },
    },
    { id: '0043', name: '' },
  ],
  contacts: [
    {
      id: 'k1',
      customerId: '0042',
      name: 'Ann',
      email: 'ann@example.com',
      phone: '+49 30 1',
      role: 'billing',
    },
    { id: 'k2', customerId: '0042', role: 'other' },
  ],
  documents: [
    {
      id: 'd1',
      customerId: '0042',
      entityId: 'de',
      type: 'invoice',
      number: '0001',
      currency: 'EUR',
      totalMinor: 30_000,
      issuedOn: '2026-01-01',
      dueOn: '2026-01-31',
      openMinor: 0,
      openOn: '2026-02-28',
      closedOn: '2026-02-28',
      closedBy: 'paid',
      instalments: [
        { dueOn: '2026-01-31', minor: 10_000 },
        { dueOn: '2026-02-28', minor: 20_000 },
      ],
      purchaseOrder: 'PO 7',
      terms: '2/10 net 30',
      discountOn: '2026-01-11',
      discountMinor: 600,
      custom: { project: 'P-1', tags: [] },
    },
    {
      id: 'd2',
      customerId: '0043',
      type: 'credit-memo',
      number: '',
      currency: 'JPY',
      totalMinor: 1,
      issuedOn: '2024-02-29',
    },
  ],
  payments: [
    {
      id: 'p1',
      customerId: '0042',
      entityId: 'de',
      currency: 'EUR',
      minor: 10_000,
      receivedOn: '2026-02-01',
      clearedOn: '2026-02-03',
      returnedOn: '2026-02-10',
      reference: 'INV 0001',
    },
    { id: 'p2', customerId: '0042', currency: 'EUR', minor: -5, receivedOn: '2026-02-01' },
  ],
  applications: [
    { id: 'a1', from: 'payment', fromId: 'p1', documentId: 'd1', minor: 10_000, appliedOn: '2026-02-03' },
    { id: 'a2', from: 'credit-memo', fromId: 'd2', documentId: 'd1', minor: 1, appliedOn: '2026-02-04' },
  ],
  disputes: [
    {
      id: 's1',
      customerId: '0042',
      documentId: 'd1',
      minor: 500,
      openedOn: '2026-01-05',
      closedOn: '2026-01-09',
      reason: 'short delivery',
    },
    { id: 's2', customerId: '0042', documentId: 'd1', openedOn: '2026-01-06' },
  ],
  promises: [
    {
      id: 'm1',
      customerId: '0042',
      documentIds: ['d1'],
      currency: 'EUR',
      minor: 10_000,
      madeOn: '2026-02-01',
      promisedFor: '2026-02-05',
      cancelledOn: '2026-02-02',
    },
    {
      id: 'm2',
      customerId: '0042',
      currency: 'EUR',
      minor: 1,
      madeOn: '2026-02-01',
      promisedFor: '2026-02-05',
    },
  ],
  plans: [
    {
      id: 'n1',
      customerId: '0042',
      documentIds: ['d1'],
      currency: 'EUR',
      startedOn: '2026-02-01',
      endedOn: '2026-03-01',
      rates: [{ dueOn: '2026-02-15', minor: 100 }],
    },
    { id: 'n2', customerId: '0042', documentIds: [], currency: 'EUR', startedOn: '2026-02-01', rates: [] },
  ],
  holds: [
    {
      id: 'h1',
      customerId: '0042',
      placedOn: '2026-02-01',
      releasedOn: '2026-02-09',
      releasedBy: 'person',
      placedBy: 'rule',
      ruleId: 'overdue-30-5k',
      actor: 'dunlin',
      reason: '30 days overdue',
      release: 'cleared',
      releaseBelowMinor: { USD: 100_000 },
    },
    { id: 'h2', customerId: '0042', placedOn: '2026-02-01', placedBy: 'person' },
  ],
  blocks: [
    {
      id: 'b1',
      kind: 'pause',
      customerId: '0042',
      documentId: 'd1',
      from: '2026-02-01',
      until: '2026-02-09',
      reason: 'asked for time',
    },
    { id: 'b2', kind: 'dunning-block', customerId: '0042', from: '2026-02-01' },
  ],
  contactEvents: [
    { id: 'e1', customerId: '0042', on: '2026-02-01', kind: 'call' },
    { id: 'e2', customerId: '0042', on: '2026-02-02', kind: 'chase' },
  ],
  rates: [
    { from: 'EUR', to: 'USD', on: '2026-01-31', rate: '1.08500' },
    { from: 'EUR', to: 'USD', on: '2026-02-28', rate: '1' },
  ],
})
