import { describe, expect, test } from 'vitest'
import { FACTS, type FactName } from '#engine/fact-catalogue.ts'
import type { DoneAct } from '#engine/facts/fact-table-of.ts'
import type { Ledger } from '#engine/ledger.ts'
import {
  aContactEvent,
  aCreditMemo,
  aCustomer,
  aDispute,
  aDunningBlock,
  aHold,
  aLedger,
  anApplication,
  anInvoice,
  aPause,
  aPayment,
  aPlan,
  aPromise,
  day,
  paid,
} from '../../builders.ts'
import { ask, type Figure, type Question } from './ask.ts'

/** A ledger, a question about it, and the answer. */
type Case = readonly [
  story: string,
  ledger: Ledger,
  question: Omit<Question, 'fact'>,
  answer: Figure | undefined,
]

const USD = { currency: 'USD' }
const invoice = { subject: 'invoice' } as const

/** One invoice of 1,000.00 USD, issued 2026-01-01 and due 2026-01-31. */
const one = aLedger({ documents: [anInvoice({ id: 'inv' })] })
const partlyPaid = aLedger(one, paid('inv', { minor: 40_000, on: '2026-01-15' }))
const two = aLedger({
  documents: [
    anInvoice({ id: 'early', totalMinor: 5_000, dueOn: '2026-01-31' }),
    anInvoice({ id: 'late', totalMinor: 7_000, dueOn: '2026-02-28' }),
  ],
})
const credited = aLedger(one, { documents: [aCreditMemo({ totalMinor: 30_000, issuedOn: '2026-01-10' })] })
const overpaid = aLedger(one, { payments: [aPayment({ minor: 5_000, receivedOn: '2026-02-01' })] })
const limited = aLedger(one, {
  customers: [aCustomer({ currency: 'USD', creditLimitMinor: 80_000, insuredLimitMinor: 50_000 })],
})
const unlimited = aLedger(one, { customers: [aCustomer({ currency: 'USD', creditLimitMinor: 0 })] })
const disputed = aLedger(one, {
  disputes: [aDispute({ documentId: 'inv', minor: 10_000, openedOn: '2026-02-01', closedOn: '2026-02-10' })],
})
const promised = aLedger(one, { promises: [aPromise()] })
const promiseKept = aLedger(promised, { payments: [aPayment({ minor: 95_000, receivedOn: '2026-03-12' })] })
const onPlan = aLedger(
  { documents: [anInvoice({ id: 'inv' })] },
  {
    plans: [aPlan({ documentIds: ['inv'] })],
    payments: [aPayment({ minor: 50_000, receivedOn: '2026-03-01' })],
  },
)
const inFlight = aLedger(one, { payments: [aPayment({ receivedOn: '2026-03-01', clearedOn: '2026-03-04' })] })
const blocked = aLedger(one, { blocks: [aDunningBlock({ from: '2026-03-01', until: '2026-03-10' })] })
const paused = aLedger(one, { blocks: [aPause({ from: '2026-03-01', until: '2026-03-10' })] })
const held = aLedger(one, { holds: [aHold({ placedOn: '2026-03-01', releasedOn: '2026-03-05' })] })
/** Three invoices due 2026-01-31: 100.00 paid 10 days late, 900.00 on the day, 500.00 four days late. */
const history = aLedger(
  {
    documents: [
      anInvoice({ id: 'a', totalMinor: 10_000 }),
      anInvoice({ id: 'b', totalMinor: 90_000 }),
      anInvoice({ id: 'c', totalMinor: 50_000 }),
    ],
  },
  paid('a', { minor: 10_000, on: '2026-02-10' }),
  paid('b', { minor: 90_000, on: '2026-01-31' }),
  paid('c', { minor: 50_000, on: '2026-02-04' }),
)
const contacted = aLedger({
  contactEvents: [
    aContactEvent({ on: '2026-03-01' }),
    aContactEvent({ on: '2026-03-08' }),
    aContactEvent({ on: '2026-03-09', kind: 'receipt' }),
  ],
})
const doneActs = [
  { rule: 'r', step: 'mail', subjectType: 'customer', subjectId: 'acme', on: day('2026-02-01') },
  { rule: 'r', step: 'mail', subjectType: 'customer', subjectId: 'acme', on: day('2026-03-01') },
  { rule: 'r', step: 'mail', subjectType: 'invoice', subjectId: 'inv', on: day('2026-03-05') },
] as const
const mail = { rule: 'r', step: 'mail' }
const described = aLedger({
  customers: [
    aCustomer({
      parentId: 'group',
      status: 'legal',
      internal: true,
      autopay: true,
      currency: 'EUR',
      segment: 'enterprise',
      tags: ['key'],
      country: 'DE',
      language: 'de',
      terms: 'Net 30',
      owner: 'maria',
    }),
    aCustomer({ id: 'bare' }),
    aCustomer({ id: 'group' }),
  ],
  documents: [
    anInvoice({
      id: 'inv',
      number: 'INV-7',
      type: 'finance-charge',
      entityId: 'de',
      purchaseOrder: 'PO-1',
      terms: 'Net 10',
      discountOn: day('2026-01-11'),
      discountMinor: 2_000,
    }),
    anInvoice({ id: 'plain', customerId: 'bare' }),
  ],
})
const march = { asOf: '2026-03-10' }
const ofInv = { ...invoice, id: 'inv', asOf: '2026-02-01' }
const ofPlain = { ...invoice, id: 'plain', asOf: '2026-02-01' }

const WARNED = { rule: 'warn-then-hold', step: 'warn' }

/** The warning was sent on 2026-03-02. */
function warned(known: Pick<DoneAct, 'outcome' | 'isPast'>): DoneAct {
  return { ...WARNED, subjectType: 'customer', subjectId: 'acme', on: day('2026-03-02'), ...known }
}

const noEvent: readonly Case[] = [['unknown where no event is looked at', one, { asOf: '2026-03-01' }, null]]

/** Every fact with at least one figure where it says something and one where it does not. */
const CASES: Record<FactName, readonly Case[]> = {
  balance: [
    ['what was paid is off the balance', partlyPaid, { asOf: '2026-02-01', params: USD }, '600.00'],
    ['before issue nothing is open', one, { asOf: '2025-12-31', params: USD }, '0.00'],
    ['an invoice has a balance of its own', partlyPaid, { ...ofInv, params: USD }, '600.00'],
    [
      'of an invoice in dollars nothing is open in euros',
      one,
      { ...ofInv, params: { currency: 'EUR' } },
      '0.00',
    ],
  ],
  overdueBalance: [
    ['on the due date nothing is overdue', one, { asOf: '2026-01-31', params: USD }, '0.00'],
    ['the day after everything is', one, { asOf: '2026-02-01', params: USD }, '1000.00'],
    ['an invoice knows it too', one, { ...ofInv, params: USD }, '1000.00'],
  ],
  chaseableOverdue: [
    ['less the disputed part', disputed, { asOf: '2026-02-09', params: USD }, '900.00'],
    ['all of it again once the dispute is closed', disputed, { asOf: '2026-02-10', params: USD }, '1000.00'],
    ['less open credit memos', credited, { asOf: '2026-02-01', params: USD }, '700.00'],
    ['of an invoice, its own part without credits', credited, { ...ofInv, params: USD }, '1000.00'],
    ['nothing while promised', promised, { ...march, params: USD }, '0.00'],
  ],
  netBalance: [
    ['less credit memos', credited, { asOf: '2026-02-01', params: USD }, '700.00'],
    ['less unapplied cash', overpaid, { asOf: '2026-02-01', params: USD }, '950.00'],
  ],
  notDueBalance: [
    ['still due on the due date', one, { asOf: '2026-01-31', params: USD }, '1000.00'],
    ['no longer the day after', one, { asOf: '2026-02-01', params: USD }, '0.00'],
  ],
  unappliedCash: [
    ['what no document took', overpaid, { asOf: '2026-02-01', params: USD }, '50.00'],
    ['nothing before it was received', overpaid, { asOf: '2026-01-31', params: USD }, '0.00'],
    ['nothing when all is applied', partlyPaid, { asOf: '2026-02-01', params: USD }, '0.00'],
  ],
  openCreditMemos: [
    ['from the day it is issued', credited, { asOf: '2026-01-10', params: USD }, '300.00'],
    ['not the day before', credited, { asOf: '2026-01-09', params: USD }, '0.00'],
  ],
  largestOverdue: [
    ['the larger of two overdue', two, { asOf: '2026-03-01', params: USD }, '70.00'],
    ['only what is overdue counts', two, { asOf: '2026-02-28', params: USD }, '50.00'],
  ],
  agingAmount: [
    ['30 days is in 1-30', one, { asOf: '2026-03-02', params: { ...USD, bucket: '1-30' } }, '1000.00'],
    ['31 days is not', one, { asOf: '2026-03-03', params: { ...USD, bucket: '1-30' } }, '0.00'],
    ['it is in 31-60', one, { asOf: '2026-03-03', params: { ...USD, bucket: '31-60' } }, '1000.00'],
  ],
  daysOverdue: [
    ['0 on the due date', one, { asOf: '2026-01-31' }, 0],
    ['1 the day after', one, { asOf: '2026-02-01' }, 1],
    ['of the oldest open item', two, { asOf: '2026-03-01' }, 29],
    ['none in a currency nothing is owed in', one, { ...march, params: { currency: 'EUR' } }, 0],
    ['of an invoice', one, ofInv, 1],
  ],
  signedDaysDue: [
    ['negative before the due date', one, { asOf: '2026-01-24' }, -7],
    ['0 on it', one, { asOf: '2026-01-31' }, 0],
    ['unknown when nothing is open', one, { asOf: '2025-12-31' }, null],
    ['of an invoice', one, { ...ofInv, asOf: '2026-01-30' }, -1],
  ],
  oldestDueDay: [
    ['the earlier of two', two, march, '2026-01-31'],
    ['unknown when nothing is open', two, { asOf: '2025-12-31' }, null],
  ],
  openCount: [
    ['two are open', two, march, 2],
    ['none before issue', two, { asOf: '2025-12-31' }, 0],
    ['none in another currency', two, { ...march, params: { currency: 'EUR' } }, 0],
  ],
  overdueCount: [
    ['one is overdue', two, { asOf: '2026-02-28' }, 1],
    ['then both', two, { asOf: '2026-03-01' }, 2],
  ],
  creditLimit: [
    ['as agreed', limited, { ...march, params: USD }, '800.00'],
    ['unknown in another currency', limited, { ...march, params: { currency: 'EUR' } }, null],
    ['0 is how books write "none"', unlimited, { ...march, params: USD }, null],
    ['unknown when never set', one, { ...march, params: USD }, null],
    ['an invoice has that of its customer', limited, { ...ofInv, params: USD }, '800.00'],
  ],
  availableCredit: [
    ['negative over the limit', limited, { ...march, params: USD }, '-200.00'],
    ['unknown without a limit', unlimited, { ...march, params: USD }, null],
    ['unknown in another currency', limited, { ...march, params: { currency: 'EUR' } }, null],
  ],
  creditUtilisation: [
    ['balance over limit in percent', limited, march, 125],
    ['unknown without a limit', unlimited, march, null],
    ['0 with nothing open', limited, { asOf: '2025-12-31' }, 0],
  ],
  insuredLimit: [
    ['what the insurer covers', limited, { ...march, params: USD }, '500.00'],
    ['unknown when not stated', unlimited, { ...march, params: USD }, null],
  ],
  onCreditHold: [
    ['not the day before', held, { asOf: '2026-02-28' }, false],
    ['from the day it was placed', held, { asOf: '2026-03-01' }, true],
    ['until the day before release', held, { asOf: '2026-03-04' }, true],
    ['not on the day of release', held, { asOf: '2026-03-05' }, false],
    ['an invoice has that of its customer', held, { ...ofInv, asOf: '2026-03-04' }, true],
  ],
  holdPlacedBy: [
    ['by whom', held, { asOf: '2026-03-04' }, 'person'],
    [
      'a person goes before a rule',
      aLedger(held, { holds: [aHold({ placedBy: 'rule' })] }),
      { asOf: '2026-03-04' },
      'person',
    ],
    [
      'the rule alone after the person let go',
      aLedger(held, { holds: [aHold({ placedBy: 'rule' })] }),
      { asOf: '2026-03-05' },
      'rule',
    ],
    ['unknown without a hold', held, { asOf: '2026-03-05' }, null],
  ],
  disputedAmount: [
    ['the contested part', disputed, { asOf: '2026-02-01', params: USD }, '100.00'],
    ['nothing the day before', disputed, { asOf: '2026-01-31', params: USD }, '0.00'],
    ['of an invoice', disputed, { ...ofInv, params: USD }, '100.00'],
    [
      'all that is open when no part is named',
      aLedger(partlyPaid, { disputes: [aDispute({ documentId: 'inv' })] }),
      { ...march, params: USD },
      '600.00',
    ],
  ],
  disputedCount: [
    ['one of one', disputed, { asOf: '2026-02-01' }, 1],
    ['none once closed', disputed, { asOf: '2026-02-10' }, 0],
  ],
  disputeAge: [
    ['days since it was opened', disputed, { asOf: '2026-02-09' }, 8],
    ['unknown without an open dispute', disputed, { asOf: '2026-02-10' }, null],
    ['of an invoice', disputed, { ...ofInv, asOf: '2026-02-03' }, 2],
  ],
  disputed: [
    ['until the day before it is closed', disputed, { ...ofInv, asOf: '2026-02-09' }, true],
    ['not on the day it is closed', disputed, { ...ofInv, asOf: '2026-02-10' }, false],
  ],
  promisedAmount: [
    ['open promises', promised, { ...march, params: USD }, '1000.00'],
    ['not before it was made', promised, { asOf: '2026-02-28', params: USD }, '0.00'],
    ['not once broken', promised, { asOf: '2026-03-13', params: USD }, '0.00'],
  ],
  openPromises: [
    ['open on the second day after', promised, { asOf: '2026-03-12' }, 1],
    ['not on the third', promised, { asOf: '2026-03-13' }, 0],
    ['made in the last 5 days', promised, { asOf: '2026-03-05', params: { days: 5 } }, 1],
    ['not made in the last 5 days', promised, { asOf: '2026-03-06', params: { days: 5 } }, 0],
  ],
  keptPromises: [
    ['95 percent two days after keep it', promiseKept, { asOf: '2026-03-12' }, 1],
    ['not yet the day before', promiseKept, { asOf: '2026-03-11' }, 0],
  ],
  brokenPromises: [
    ['broken on the third day after', promised, { asOf: '2026-03-13' }, 1],
    ['not when kept', promiseKept, { asOf: '2026-03-13' }, 0],
    ['within the window', promised, { asOf: '2026-03-22', params: { days: 10 } }, 1],
    ['out of the window', promised, { asOf: '2026-03-23', params: { days: 10 } }, 0],
  ],
  planOnTrack: [
    ['the rate of April has two days of grace', onPlan, { asOf: '2026-04-03' }, true],
    ['then it is behind', onPlan, { asOf: '2026-04-04' }, false],
    ['unknown without a plan', one, march, null],
    ['of an invoice on it', onPlan, { ...ofInv, asOf: '2026-03-10' }, true],
    ['of an invoice on no plan', one, ofInv, null],
  ],
  onDunningBlock: [
    ['from its first day', blocked, { asOf: '2026-03-01' }, true],
    ['not on the day it is lifted', blocked, march, false],
    ['of an invoice by its customer', blocked, { ...ofInv, asOf: '2026-03-09' }, true],
  ],
  isPaused: [
    ['from its first day', paused, { asOf: '2026-03-01' }, true],
    ['not on the day it ends', paused, march, false],
    ['of an invoice by its customer', paused, { ...ofInv, asOf: '2026-03-09' }, true],
  ],
  pausedUntil: [
    ['the day chasing resumes', paused, { asOf: '2026-03-09' }, '2026-03-10'],
    ['unknown when not paused', paused, march, null],
    ['unknown when there is no end', aLedger(one, { blocks: [aPause()] }), march, null],
  ],
  paymentInFlight: [
    ['until the day before it clears', inFlight, { asOf: '2026-03-03' }, true],
    ['not once cleared', inFlight, { asOf: '2026-03-04' }, false],
    ['of an invoice when it names none', inFlight, { ...ofInv, asOf: '2026-03-03' }, true],
    ['of an invoice not before', inFlight, { ...ofInv, asOf: '2026-02-28' }, false],
  ],
  lastPaymentAmount: [
    ['the latest', history, { ...march, params: USD }, '100.00'],
    ['the one before, a day earlier', history, { asOf: '2026-02-09', params: USD }, '500.00'],
    ['unknown if never', one, { ...march, params: USD }, null],
  ],
  daysSinceLastPayment: [
    ['since it was received', history, { asOf: '2026-02-11' }, 1],
    ['unknown if never', history, { asOf: '2026-01-30' }, null],
  ],
  averageDaysLate: [
    ['each payment the same', history, march, 14 / 3],
    ['two payments say nothing', history, { asOf: '2026-02-09' }, null],
    ['unless two are asked to do', history, { asOf: '2026-02-09', params: { minSample: 2 } }, 2],
  ],
  weightedDaysLate: [
    ['weighted by amount', history, march, 2],
    ['two payments say nothing', history, { asOf: '2026-02-09' }, null],
  ],
  weightedDaysToPay: [
    ['from issue, weighted by amount', history, march, 32],
    ['two payments say nothing', history, { asOf: '2026-02-09' }, null],
  ],
  paymentSampleSize: [
    ['three payments of single invoices', history, march, 3],
    ['still three on the 365th day', history, { asOf: '2027-01-30' }, 3],
    ['a year later the first one has left', history, { asOf: '2027-01-31' }, 2],
  ],
  daysSinceLastContact: [
    ['a receipt is no contact', contacted, march, 2],
    ['unknown if never', contacted, { asOf: '2026-02-28' }, null],
    [
      'what the customer record says counts too',
      aLedger({ customers: [aCustomer({ lastContactOn: day('2026-03-09') })] }),
      march,
      1,
    ],
  ],
  messagesSent: [
    ['chase messages only', contacted, march, 2],
    ['in 9 days', contacted, { ...march, params: { days: 9 } }, 1],
    ['in 10 days', contacted, { ...march, params: { days: 10 } }, 2],
    ['none yet', contacted, { asOf: '2026-02-28' }, 0],
  ],
  daysSinceStep: [
    ['since it was last done', one, { ...march, params: mail, doneActs }, 9],
    ['unknown if never', one, { asOf: '2026-01-31', params: mail, doneActs }, null],
    ['unknown for another step', one, { ...march, params: { ...mail, step: 'call' }, doneActs }, null],
    ['for an invoice its own', one, { ...ofInv, ...march, params: mail, doneActs }, 5],
  ],
  stepOutcome: [
    ['none when it was not done', one, { asOf: '2026-03-01', params: WARNED }, 'none'],
    ['sent when it was', one, { asOf: '2026-03-03', params: WARNED, doneActs: [warned({})] }, 'sent'],
    ['none before it was', one, { asOf: '2026-03-01', params: WARNED, doneActs: [warned({})] }, 'none'],
    [
      'delivered once the mail server has taken it',
      one,
      { asOf: '2026-03-03', params: WARNED, doneActs: [warned({ outcome: 'delivered' })] },
      'delivered',
    ],
    [
      'failed when it was tried in vain',
      one,
      { asOf: '2026-03-03', params: WARNED, doneActs: [warned({ outcome: 'failed' })] },
      'failed',
    ],
    [
      'none when it was done in a cycle that has ended',
      one,
      { asOf: '2026-03-03', params: WARNED, doneActs: [warned({ isPast: true })] },
      'none',
    ],
  ],
  timesDone: [
    ['twice by March', one, { ...march, params: mail, doneActs }, 2],
    ['once in February', one, { asOf: '2026-02-28', params: mail, doneActs }, 1],
    ['never by another rule', one, { ...march, params: { ...mail, rule: 'other' }, doneActs }, 0],
    ['once for the invoice', one, { ...ofInv, ...march, params: mail, doneActs }, 1],
  ],
  invoiceSum: [
    ['what passes the filter', two, { asOf: '2026-03-01', params: { ...USD, minDaysOverdue: 29 } }, '50.00'],
    ['nothing passes', two, { asOf: '2026-03-01', params: { ...USD, minDaysOverdue: 30 } }, '0.00'],
    ['original amounts', partlyPaid, { ...march, params: { ...USD, field: 'total' } }, '1000.00'],
    [
      'disputed ones left out',
      disputed,
      { asOf: '2026-02-09', params: { ...USD, excludeDisputed: true } },
      '0.00',
    ],
  ],
  invoiceMax: [
    ['the largest', two, { ...march, params: USD }, '70.00'],
    ['0 when none passes', two, { ...march, params: { ...USD, maxDaysOverdue: 5 } }, '0.00'],
  ],
  invoiceCount: [
    ['what passes the filter', two, { asOf: '2026-03-01', params: { maxDaysOverdue: 1 } }, 1],
    ['one entity', described, { ...march, params: { entity: 'de' } }, 1],
    ['another entity', described, { ...march, params: { entity: 'us' } }, 0],
    ['one type', described, { ...march, params: { documentType: 'finance-charge' } }, 1],
    ['another type', described, { ...march, params: { documentType: 'invoice' } }, 0],
  ],
  invoiceTotal: [
    ['whatever was paid', partlyPaid, { ...ofInv, params: USD }, '1000.00'],
    ['0 in another currency', partlyPaid, { ...ofInv, params: { currency: 'EUR' } }, '0.00'],
  ],
  discountAmount: [
    ['as stated', described, { ...ofInv, params: USD }, '20.00'],
    ['unknown when none is stated', described, { ...ofPlain, params: USD }, null],
  ],
  discountDay: [
    ['as stated', described, ofInv, '2026-01-11'],
    ['unknown when none is stated', described, ofPlain, null],
  ],
  dueDay: [
    ['the due date', one, ofInv, '2026-01-31'],
    [
      '30 days after issue when there is none',
      aLedger({ documents: [anInvoice({ issuedOn: '2026-01-05' })] }),
      { ...invoice, asOf: '2026-02-01' },
      '2026-02-04',
    ],
  ],
  issueDay: [
    ['the day of issue', one, ofInv, '2026-01-01'],
    ['no row before it', one, { ...ofInv, asOf: '2025-12-31' }, undefined],
  ],
  daysSinceIssue: [
    ['0 on the day', one, { ...ofInv, asOf: '2026-01-01' }, 0],
    ['30 later', one, { ...ofInv, asOf: '2026-01-31' }, 30],
  ],
  documentType: [
    ['a finance charge', described, ofInv, 'finance-charge'],
    ['an invoice', described, ofPlain, 'invoice'],
  ],
  invoiceNumber: [
    ['as printed', described, ofInv, 'INV-7'],
    ['each its own', described, ofPlain, 'plain'],
  ],
  purchaseOrder: [
    ['as stated', described, ofInv, 'PO-1'],
    ['unknown when none is stated', described, ofPlain, null],
  ],
  entity: [
    ['who is owed', described, ofInv, 'de'],
    ['unknown when not named', described, ofPlain, null],
  ],
  customerId: [
    ['of the customer', described, march, 'acme'],
    ['of an invoice', described, ofPlain, 'bare'],
  ],
  parent: [
    ['the one above', described, march, 'group'],
    ['unknown at the top', described, { ...march, id: 'bare' }, null],
    ['of an invoice', described, ofInv, 'group'],
  ],
  accountStatus: [
    ['as stated', described, march, 'legal'],
    ['active unless the books say otherwise', described, { ...march, id: 'bare' }, 'active'],
    ['of an invoice', described, ofInv, 'legal'],
  ],
  internal: [
    ['marked', described, march, true],
    ['not marked', described, { ...march, id: 'bare' }, false],
  ],
  autopay: [
    ['stated', described, march, true],
    ['unknown when not stated', described, { ...march, id: 'bare' }, null],
    ['of an invoice', described, ofInv, true],
  ],
  currency: [
    ['of the account', described, march, 'EUR'],
    ['unknown when not stated', described, { ...march, id: 'bare' }, null],
    ['of an invoice its own', described, ofInv, 'USD'],
  ],
  segment: [
    ['stated', described, march, 'enterprise'],
    ['unknown when not stated', described, { ...march, id: 'bare' }, null],
    ['of an invoice', described, ofInv, 'enterprise'],
  ],
  tags: [
    ['stated', described, march, ['key']],
    ['unknown when the source has none', described, { ...march, id: 'bare' }, null],
    ['of an invoice', described, ofInv, ['key']],
  ],
  entities: [
    ['with something open', described, march, ['de']],
    ['none before issue', described, { asOf: '2025-12-31' }, []],
  ],
  country: [
    ['stated', described, march, 'DE'],
    ['unknown when not stated', described, ofPlain, null],
  ],
  language: [
    ['stated', described, march, 'de'],
    ['unknown when not stated', described, ofPlain, null],
  ],
  terms: [
    ['of the customer', described, march, 'Net 30'],
    ['of an invoice its own', described, ofInv, 'Net 10'],
    ['unknown when not stated', described, ofPlain, null],
  ],
  owner: [
    ['named', described, march, 'maria'],
    ['unknown when nobody is', described, ofPlain, null],
  ],
  // What they say of an event is proved in `event-table.test.ts`.
  'event.amount': [['unknown where no event is looked at', one, { ...march, params: USD }, null]],
  'event.currency': noEvent,
  'event.daysAgo': noEvent,
  'event.reference': noEvent,
  'event.reason': noEvent,
  'event.documentType': noEvent,
  'event.promisedFor': noEvent,
  'event.subject': noEvent,
  'event.text': noEvent,
}

for (const spec of FACTS)
  describe(spec.name, () => {
    test.each(CASES[spec.name as FactName])('%s', (_, ledger, question, answer) => {
      const figure = ask(ledger, { fact: spec.name, ...question })
      if (typeof answer === 'number') expect(figure).toBeCloseTo(answer, 9)
      else expect(figure).toEqual(answer)
    })
  })

test('an application of more than is open leaves nothing open and never a negative balance', () => {
  const ledger = aLedger(one, paid('inv', { minor: 120_000 }))
  expect(ask(ledger, { fact: 'balance', asOf: '2026-02-01', params: USD })).toBe('0.00')
  expect(ask(ledger, { fact: 'openCount', asOf: '2026-02-01' })).toBe(0)
})

test('a payment that is returned leaves the invoice open as if it had never been made', () => {
  const payment = aPayment({ receivedOn: '2026-02-01', returnedOn: '2026-02-10' })
  const ledger = aLedger(one, {
    payments: [payment],
    applications: [anApplication({ fromId: payment.id, documentId: 'inv' })],
  })
  expect(ask(ledger, { fact: 'balance', asOf: '2026-02-09', params: USD })).toBe('0.00')
  expect(ask(ledger, { fact: 'balance', asOf: '2026-02-10', params: USD })).toBe('1000.00')
})
