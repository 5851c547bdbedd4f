import { CURRENCY, MIN_SAMPLE, RULE, SCOPE, STEP, WINDOW } from './fact-catalogue-params.ts'
import type { FactSpec } from './fact-spec.ts'

/** Facts about how the customer has paid and how we have been in touch. */
export const BEHAVIOUR_FACTS = [
  {
    name: 'lastPaymentAmount',
    type: 'money',
    unit: 'amount',
    subjects: ['customer'],
    nullable: true,
    params: { currency: CURRENCY },
    meaning:
      'What was received in this currency on the latest day that brought a payment which has cleared and was not returned; unknown if never.',
    example: '200.00 USD received on 2026-02-01 and 350.00 USD on 2026-03-01: last payment is 350.00 USD.',
  },
  {
    name: 'daysSinceLastPayment',
    type: 'days',
    unit: 'calendar days',
    subjects: ['customer'],
    nullable: true,
    params: { scope: SCOPE },
    rollUp: 'min',
    meaning:
      'Days since the latest payment that has cleared and was not returned was received; unknown if never.',
    example: 'Last payment received on 2026-03-01: 9 on 2026-03-10.',
  },
  {
    name: 'averageDaysLate',
    type: 'number',
    unit: 'calendar days, negative when early',
    subjects: ['customer'],
    nullable: true,
    params: { minSample: MIN_SAMPLE },
    meaning:
      'Mean of received day less due day over the payments of the last 365 days, each counting the same; unknown below the minimum sample.',
    example: '100.00 USD paid 10 days late, 900.00 paid on time, 500.00 paid 5 days late: average is 5 days.',
  },
  {
    name: 'weightedDaysLate',
    type: 'number',
    unit: 'calendar days, negative when early',
    subjects: ['customer'],
    nullable: true,
    params: { minSample: MIN_SAMPLE },
    meaning:
      'Days beyond terms: received day less due day over the payments of the last 365 days, weighted by amount; unknown below the minimum sample.',
    example:
      '100.00 USD paid 10 days late, 900.00 paid on time, 500.00 paid 4 days late: weighted is 2 days.',
  },
  {
    name: 'weightedDaysToPay',
    type: 'number',
    unit: 'calendar days',
    subjects: ['customer'],
    nullable: true,
    params: { minSample: MIN_SAMPLE },
    meaning:
      'Received day less issue day over the payments of the last 365 days, weighted by amount; unknown below the minimum sample.',
    example: '100.00 USD paid after 40 days, 900.00 after 30, 500.00 after 34: weighted is 32 days.',
  },
  {
    name: 'paymentSampleSize',
    type: 'number',
    unit: 'payments',
    subjects: ['customer'],
    nullable: false,
    params: { scope: SCOPE },
    rollUp: 'sum',
    meaning:
      'How many payments of single documents in the last 365 days the averages rest on; credit memos are no payments.',
    example: 'One payment applied to two invoices and one to a third: sample size is 3.',
  },
  {
    name: 'daysSinceLastContact',
    type: 'days',
    unit: 'calendar days',
    subjects: ['customer'],
    nullable: true,
    params: { scope: SCOPE },
    rollUp: 'min',
    meaning:
      'Days since we last wrote to or called the customer (chase message, statement, reply, call); unknown if never.',
    example: 'A call on 2026-03-01: 9 on 2026-03-10.',
  },
  {
    name: 'messagesSent',
    type: 'number',
    unit: 'messages',
    subjects: ['customer'],
    nullable: false,
    params: { days: WINDOW, scope: SCOPE },
    rollUp: 'sum',
    meaning: 'How many chase messages the customer was sent.',
    example: 'Chase messages on 2026-03-01 and 2026-03-08: messages sent in 7 days is 1 on 2026-03-10.',
  },
  {
    name: 'daysSinceStep',
    type: 'days',
    unit: 'calendar days',
    subjects: ['customer', 'invoice'],
    nullable: true,
    params: { rule: RULE, step: STEP, scope: SCOPE },
    rollUp: 'min',
    meaning: 'Days since a step of a rule was last done for this subject; unknown if never.',
    example: 'Step mail of rule overdue-30 done on 2026-03-01: 9 on 2026-03-10.',
  },
  {
    name: 'timesDone',
    type: 'number',
    unit: 'times',
    subjects: ['customer', 'invoice'],
    nullable: false,
    params: { rule: RULE, step: STEP, scope: SCOPE },
    rollUp: 'sum',
    meaning: 'How often a step of a rule was done for this subject.',
    example: 'Step mail of rule overdue-30 done on 2026-02-01 and 2026-03-01: times done is 2.',
  },
  {
    name: 'stepOutcome',
    type: 'enum',
    unit: 'one of a list',
    subjects: ['customer', 'invoice'],
    nullable: false,
    values: ['none', 'sent', 'delivered', 'bounced', 'failed'],
    params: { rule: RULE, step: STEP },
    meaning:
      'What became of a step in the current cycle: none when it was not done, sent when it was and nothing more is known, else delivered, bounced or failed.',
    example: 'A warning whose letter the mail server took on 2026-03-02: delivered on 2026-03-03.',
  },
] as const satisfies readonly FactSpec[]
