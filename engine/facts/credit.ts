import { holdsOn } from '../chase-stops.ts'
import type { FactParams } from '../condition.ts'
import type { CREDIT_FACTS } from '../fact-catalogue-credit.ts'
import { balance } from './exposure.ts'
import { type FactComputation, type FactContext, valuesByRow } from './fact-computation.ts'

/** The credit a customer has, and whether it is on hold. */
export const CREDIT = {
  creditLimit: { kind: 'number', values: creditLimit },
  availableCredit: {
    kind: 'number',
    values: (context, params) => {
      const open = balance(context, params)
      const limit = creditLimit(context, params)
      for (let row = 0; row < limit.length; row++) limit[row]! -= open[row]!
      return limit
    },
  },
  creditUtilisation: { kind: 'number', values: creditUtilisation },
  insuredLimit: {
    kind: 'number',
    values: (context, { currency }) =>
      valuesByRow(context, (row) => {
        const customer = context.snapshot.customers[context.customerOf[row]!]!
        return customer.currency === currency ? (customer.insuredLimitMinor ?? Number.NaN) : Number.NaN
      }),
  },
  onCreditHold: {
    kind: 'number',
    values: (context) => {
      const holders = holdersOf(context)
      return valuesByRow(context, (row) => (holders[context.customerOf[row]!] === 0 ? 0 : 1))
    },
  },
  holdPlacedBy: {
    kind: 'text',
    textAt: (context) => {
      const holders = holdersOf(context)
      return (row) => HOLDERS[holders[context.customerOf[row]!]!]!
    },
  },
} as const satisfies Record<(typeof CREDIT_FACTS)[number]['name'], FactComputation>

/**
 * The limit where one is set in the currency asked for. A limit of 0 is how most books write "none": taken as a limit it
 * would put every customer over it.
 */
function limitIn(context: FactContext, row: number, currency: unknown): number {
  const { creditLimitMinor, currency: own } = context.snapshot.customers[context.customerOf[row]!]!
  return own === currency && creditLimitMinor !== undefined && creditLimitMinor > 0
    ? creditLimitMinor
    : Number.NaN
}

function creditLimit(context: FactContext, { currency }: FactParams): Float64Array {
  return valuesByRow(context, (row) => limitIn(context, row, currency))
}

/** Every customer's balance in the currency of its own limit, so each currency has its turn. */
function creditUtilisation(context: FactContext): Float64Array {
  const percent = valuesByRow(context, (row) => {
    const { currency, creditLimitMinor } = context.snapshot.customers[context.customerOf[row]!]!
    return currency !== undefined && creditLimitMinor !== undefined && creditLimitMinor > 0 ? 0 : Number.NaN
  })
  for (const currency of context.snapshot.currencies) {
    const open = balance(context, { currency })
    for (let row = 0; row < context.rows; row++) {
      const limit = limitIn(context, row, currency)
      if (!Number.isNaN(limit)) percent[row] = (open[row]! * 100) / limit
    }
  }
  return percent
}

/** In rising order of who wins when several hold a customer: nobody, a rule, the system, a person. */
const HOLDERS = [null, 'rule', 'system', 'person'] as const

/** Per customer the position in `HOLDERS` of whose hold it is. */
function holdersOf({ snapshot, asOf }: FactContext): Uint8Array {
  const holders = new Uint8Array(snapshot.customers.length)
  for (const hold of snapshot.holds)
    if (holdsOn(asOf, hold.placedOn, hold.releasedOn))
      holders[hold.customer] = Math.max(holders[hold.customer]!, HOLDERS.indexOf(hold.placedBy))
  return holders
}
