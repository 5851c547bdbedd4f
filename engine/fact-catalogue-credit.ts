import { CURRENCY, SCOPE } from './fact-catalogue-params.ts'
import type { FactSpec } from './fact-spec.ts'

/** Facts about the credit a customer has. Limits are agreed per customer, so they are not added up over a group. */
export const CREDIT_FACTS = [
  {
    name: 'creditLimit',
    type: 'money',
    unit: 'amount',
    subjects: ['customer', 'invoice'],
    nullable: true,
    params: { currency: CURRENCY },
    meaning:
      'The credit limit of the customer; unknown when none is set (0 counts as none) or when it is in another currency.',
    example: 'A limit of 10,000.00 USD: credit limit in USD is 10,000.00, in EUR unknown.',
  },
  {
    name: 'availableCredit',
    type: 'money',
    unit: 'amount',
    subjects: ['customer'],
    nullable: true,
    params: { currency: CURRENCY },
    meaning: 'Credit limit less balance, in the currency of the limit; negative when the limit is exceeded.',
    example: 'Limit 10,000.00 USD, balance 12,500.00 USD: available credit is -2,500.00 USD.',
  },
  {
    name: 'creditUtilisation',
    type: 'number',
    unit: 'percent',
    subjects: ['customer'],
    nullable: true,
    meaning: 'Balance in the currency of the limit as a percentage of the limit; unknown without a limit.',
    example: 'Limit 10,000.00 USD, balance 12,500.00 USD: utilisation is 125.',
  },
  {
    name: 'insuredLimit',
    type: 'money',
    unit: 'amount',
    subjects: ['customer'],
    nullable: true,
    params: { currency: CURRENCY },
    meaning:
      'What a credit insurer covers for this customer; 0 is no cover, unknown when not stated or in another currency.',
    example: 'The insurer covers 50,000.00 EUR: insured limit in EUR is 50,000.00.',
  },
  {
    name: 'onCreditHold',
    type: 'boolean',
    unit: 'yes or no',
    subjects: ['customer', 'invoice'],
    nullable: false,
    params: { scope: SCOPE },
    rollUp: 'any',
    meaning: 'True from the day a credit hold was placed on the customer until the day it was released.',
    example: 'Held on 2026-03-01, released on 2026-03-05: on hold on 2026-03-04, not on 2026-03-05.',
  },
  {
    name: 'holdPlacedBy',
    type: 'enum',
    unit: 'one of the values',
    subjects: ['customer'],
    nullable: true,
    values: ['rule', 'person', 'system'],
    meaning:
      'Whose credit hold it is, a person before the system before a rule when there are several; unknown when there is none.',
    example: 'A collector and a rule both hold the customer: placed by person.',
  },
] as const satisfies readonly FactSpec[]
