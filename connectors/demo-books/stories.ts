import type { AccountStatus } from '#engine/ledger.ts'
import type { PayerType } from './payer.ts'
import type { PaymentMethod } from './payment-method.ts'

/**
 * Situations that every set of demo books must contain, whatever the seed. "Ago" is days before today, negative for days to
 * come; amounts are minor units of the entity's currency.
 */
export type Story = {
  readonly name: string
  readonly entityId: 'us' | 'eu'
  readonly payer?: PayerType
  readonly method?: PaymentMethod
  readonly status?: AccountStatus
  readonly contacts?: 'none' | 'other-only'
  readonly invoices: readonly ScriptedInvoice[]
  readonly happenings: readonly Happening[]
}

export type ScriptedInvoice = {
  readonly dueAgo: number
  readonly minor: number
  readonly paidAgo?: number
  readonly returnedAgo?: number
  readonly dispute?: { readonly openedAgo: number; readonly minor?: number }
}

export type Happening =
  | {
      readonly kind: 'hold'
      readonly by: 'rule' | 'person'
      readonly placedAgo: number
      readonly releasedAgo?: number
    }
  | {
      readonly kind: 'block'
      readonly block: 'dunning-block' | 'pause'
      readonly fromAgo: number
      readonly untilAgo?: number
      readonly ofFirstInvoice?: boolean
    }
  | {
      readonly kind: 'promise'
      readonly madeAgo: number
      readonly forAgo: number
      readonly cancelledAgo?: number
    }
  | { readonly kind: 'plan'; readonly startedAgo: number; readonly ratesPaid: number }
  | { readonly kind: 'unapplied-cash'; readonly receivedAgo: number; readonly minor: number }
  | { readonly kind: 'open-credit'; readonly issuedAgo: number; readonly minor: number }

/** The rule that placed the holds of these stories. */
export const HOLD_RULE_ID = 'overdue-30-5k'

export const STORIES: readonly Story[] = [
  {
    name: 'on hold by the rule, has paid everything since',
    entityId: 'us',
    method: 'wire',
    invoices: [
      { dueAgo: 55, minor: 840_000, paidAgo: 3 },
      { dueAgo: 20, minor: 312_550, paidAgo: 3 },
    ],
    happenings: [{ kind: 'hold', by: 'rule', placedAgo: 22 }],
  },
  {
    name: 'on hold by the rule, still owing',
    entityId: 'us',
    payer: 'slow',
    invoices: [
      { dueAgo: 47, minor: 915_020 },
      { dueAgo: 17, minor: 430_000 },
    ],
    happenings: [{ kind: 'hold', by: 'rule', placedAgo: 12 }],
  },
  {
    name: 'long overdue, nothing in the way',
    entityId: 'us',
    payer: 'slow',
    invoices: [
      { dueAgo: 42, minor: 987_000 },
      { dueAgo: -8, minor: 276_000 },
    ],
    happenings: [],
  },
  {
    name: 'on hold by the credit manager',
    entityId: 'us',
    payer: 'slow',
    invoices: [{ dueAgo: 71, minor: 625_000 }],
    happenings: [{ kind: 'hold', by: 'person', placedAgo: 25 }],
  },
  {
    name: 'payment plan on track',
    entityId: 'us',
    invoices: [
      { dueAgo: 95, minor: 720_000 },
      { dueAgo: 66, minor: 410_000 },
    ],
    happenings: [{ kind: 'plan', startedAgo: 50, ratesPaid: 2 }],
  },
  {
    name: 'payment plan with a missed rate',
    entityId: 'eu',
    invoices: [
      { dueAgo: 98, minor: 650_000 },
      { dueAgo: 67, minor: 515_030 },
    ],
    happenings: [{ kind: 'plan', startedAgo: 50, ratesPaid: 1 }],
  },
  {
    name: 'payment returned by the bank last week',
    entityId: 'us',
    method: 'direct-debit',
    invoices: [{ dueAgo: 38, minor: 690_000, paidAgo: 13, returnedAgo: 4 }],
    happenings: [],
  },
  {
    name: 'overdue and nobody to write to',
    entityId: 'us',
    contacts: 'none',
    invoices: [{ dueAgo: 41, minor: 590_000 }],
    happenings: [],
  },
  {
    name: 'overdue, the only contact is not for billing',
    entityId: 'us',
    contacts: 'other-only',
    invoices: [{ dueAgo: 52, minor: 770_000 }],
    happenings: [],
  },
  {
    name: 'handed to the lawyers',
    entityId: 'us',
    payer: 'slow',
    status: 'legal',
    invoices: [{ dueAgo: 131, minor: 1_240_000 }],
    happenings: [{ kind: 'block', block: 'dunning-block', fromAgo: 60 }],
  },
  {
    name: 'insolvent',
    entityId: 'eu',
    payer: 'slow',
    status: 'insolvent',
    invoices: [{ dueAgo: 88, minor: 940_000 }],
    happenings: [{ kind: 'hold', by: 'person', placedAgo: 70 }],
  },
  {
    name: 'with the collection agency',
    entityId: 'eu',
    status: 'agency',
    invoices: [{ dueAgo: 160, minor: 278_000 }],
    happenings: [],
  },
  {
    name: 'dunning block while the account manager negotiates',
    entityId: 'us',
    invoices: [{ dueAgo: 44, minor: 805_000 }],
    happenings: [{ kind: 'block', block: 'dunning-block', fromAgo: 9 }],
  },
  {
    name: 'paused until next week',
    entityId: 'eu',
    invoices: [{ dueAgo: 36, minor: 560_000 }],
    happenings: [{ kind: 'block', block: 'pause', fromAgo: 5, untilAgo: -7 }],
  },
  {
    name: 'one invoice paused, the other not',
    entityId: 'eu',
    invoices: [
      { dueAgo: 31, minor: 230_000 },
      { dueAgo: 12, minor: 187_500 },
    ],
    happenings: [
      { kind: 'block', block: 'pause', fromAgo: 3, untilAgo: -11, ofFirstInvoice: true },
      { kind: 'block', block: 'pause', fromAgo: 80, untilAgo: 60 },
    ],
  },
  {
    name: 'promise to pay is open',
    entityId: 'us',
    invoices: [{ dueAgo: 39, minor: 1_030_000 }],
    happenings: [{ kind: 'promise', madeAgo: 3, forAgo: -6 }],
  },
  {
    name: 'promise to pay was broken',
    entityId: 'us',
    payer: 'slow',
    invoices: [{ dueAgo: 48, minor: 645_000 }],
    happenings: [{ kind: 'promise', madeAgo: 16, forAgo: 5 }],
  },
  {
    name: 'promise kept, and one withdrawn before it',
    entityId: 'eu',
    invoices: [{ dueAgo: 33, minor: 412_000, paidAgo: 8 }],
    happenings: [
      { kind: 'promise', madeAgo: 17, forAgo: 6 },
      { kind: 'promise', madeAgo: 26, forAgo: 15, cancelledAgo: 17 },
    ],
  },
  {
    name: 'the whole overdue invoice is in dispute',
    entityId: 'us',
    invoices: [{ dueAgo: 58, minor: 1_120_000, dispute: { openedAgo: 41 } }],
    happenings: [],
  },
  {
    name: 'a part of the overdue invoice is in dispute',
    entityId: 'eu',
    invoices: [{ dueAgo: 46, minor: 780_000, dispute: { openedAgo: 30, minor: 245_000 } }],
    happenings: [],
  },
  {
    name: 'paid by cheque yesterday, not cleared',
    entityId: 'us',
    method: 'check',
    invoices: [{ dueAgo: 34, minor: 730_000, paidAgo: 1 }],
    happenings: [],
  },
  {
    name: 'unapplied cash covers the overdue invoice',
    entityId: 'eu',
    method: 'wire',
    invoices: [{ dueAgo: 33, minor: 580_000 }],
    happenings: [{ kind: 'unapplied-cash', receivedAgo: 8, minor: 600_000 }],
  },
  {
    name: 'open credit memo covers half of the overdue invoice',
    entityId: 'us',
    invoices: [{ dueAgo: 21, minor: 440_000 }],
    happenings: [{ kind: 'open-credit', issuedAgo: 11, minor: 220_000 }],
  },
  {
    name: '30 days overdue and exactly 5,000.00',
    entityId: 'us',
    invoices: [{ dueAgo: 30, minor: 500_000 }],
    happenings: [],
  },
  {
    name: '30 days overdue and 5,000.01',
    entityId: 'us',
    invoices: [{ dueAgo: 30, minor: 500_001 }],
    happenings: [],
  },
  { name: '29 days overdue', entityId: 'us', invoices: [{ dueAgo: 29, minor: 912_000 }], happenings: [] },
  {
    name: 'many euros, long overdue',
    entityId: 'eu',
    payer: 'slow',
    invoices: [
      { dueAgo: 64, minor: 910_000 },
      { dueAgo: 35, minor: 455_000 },
    ],
    happenings: [{ kind: 'promise', madeAgo: 40, forAgo: 30 }],
  },
  {
    name: 'was on hold by the rule last quarter',
    entityId: 'us',
    invoices: [{ dueAgo: 110, minor: 760_000, paidAgo: 66 }],
    happenings: [{ kind: 'hold', by: 'rule', placedAgo: 78, releasedAgo: 65 }],
  },
  {
    name: 'used to pay on time, worse every month',
    entityId: 'us',
    payer: 'worsening',
    invoices: [],
    happenings: [],
  },
  {
    name: 'used to pay on time, worse every month',
    entityId: 'eu',
    payer: 'worsening',
    invoices: [],
    happenings: [],
  },
]
