import type { Condition } from '#engine/condition.ts'
import type { Act, Branch, Decide, RuleDocument, RuleStep, Wait } from '#engine/rule.ts'

export const ON_DAY = { schedule: '30 10 * * 1-5' }

/** A rule with these steps; everything else is as plain as can be. */
export function aRule(steps: readonly RuleStep[], rest: Partial<RuleDocument> = {}): RuleDocument {
  return {
    dunlin: 1,
    id: 'overdue-30-5k',
    name: '30 days overdue and over 5,000',
    subject: 'customer',
    trigger: ON_DAY,
    policy: {},
    steps,
    tests: [],
    notes: [],
    view: {},
    ...rest,
  }
}

/** An act that sends a letter. */
export function aLetter(id: string, rest: Partial<Act> = {}): Act {
  return { id, do: 'act', action: 'send-email', params: { template: 'overdue-30', to: 'billing' }, ...rest }
}

/** A wait of so many calendar days. */
export function aWait(id: string, days: number): Wait {
  return { id, do: 'wait', days, calendar: 'calendar' }
}

/** A branch for customers whose oldest invoice is at least so many days overdue. */
export function aBranch(id: string, days: number, steps: readonly RuleStep[]): Branch {
  const when: Condition = { all: [{ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days }] }
  return { id, label: `${days} days`, when, steps }
}

/** A decide of these branches. */
export function aDecide(id: string, branches: readonly Branch[], otherwise?: readonly RuleStep[]): Decide {
  return { id, do: 'decide', branches, ...(otherwise === undefined ? {} : { otherwise }) }
}

/** The mission's rule: 30 days overdue and a balance over 5,000, then a letter and a credit hold. */
export function theMissionRule(): RuleDocument {
  const when: Condition = {
    all: [
      { name: 'c1', fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 },
      { name: 'c2', fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: 5000 },
    ],
  }
  const hold: Act = {
    id: 'hold',
    do: 'act',
    action: 'place-credit-hold',
    params: { reason: '30 days overdue', release: 'cleared' },
    approval: 'required',
  }
  return aRule([
    aDecide('late', [{ id: 'late-30', label: '30 days and 5k', when, steps: [aLetter('mail'), hold] }]),
  ])
}
