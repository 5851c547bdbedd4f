import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import { daysLate, invoicesOf, type Model, openOf, overdueOf } from './the-model.ts'
import type { RuleSettings } from './the-world.ts'

export type RuleName = keyof RuleSettings
const catalogue = catalogueOf()
const mail = (id: string, template: string) => ({
  id,
  do: 'act',
  action: 'send-email',
  params: { template, to: 'billing' },
})
const late = (days: number) => ({ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days })

/** A rule of the company as its settings have it now. */
export function ruleOf(name: RuleName, { ladder, large, look }: RuleSettings): RuleDocument {
  if (name === 'ladder') {
    const [first, second, final] = ladder.levels
    return aRule('ladder', 'invoice', { priority: 40, again: 'never' }, [
      { id: 'level-3', when: [late(final)], steps: [mail('final', 'reminder-final')] },
      { id: 'level-2', when: [late(second)], steps: [mail('second', 'reminder-second')] },
      { id: 'level-1', when: [late(first)], steps: [mail('first', 'reminder-first')] },
    ])
  }
  if (name === 'large') {
    const hold = {
      id: 'hold',
      do: 'act',
      action: 'place-credit-hold',
      params: { reason: 'Late', release: 'cleared' },
    }
    const owes = {
      fact: 'overdueBalance',
      params: { currency: 'USD' },
      operator: 'greaterThan',
      value: large.amount,
    }
    return aRule('large', 'customer', { priority: 60 }, [
      { id: 'large', when: [late(large.days), owes], steps: [mail('mail', 'overdue-30'), hold] },
    ])
  }
  const task = { id: 'task', do: 'act', action: 'create-task', params: { title: 'Look at this customer' } }
  return aRule('look', 'customer', {}, [{ id: 'late', when: [late(look.days)], steps: [task] }])
}

function aRule(
  id: string,
  subject: 'customer' | 'invoice',
  policy: object,
  branches: readonly { id: string; when: readonly object[]; steps: readonly object[] }[],
): RuleDocument {
  const written = branches.map(({ id: branch, when, steps }) => ({
    id: branch,
    label: branch,
    when: { all: when },
    steps,
  }))
  const decide = { id: 'who', do: 'decide', branches: written }
  const trigger = { schedule: id === 'look' ? '0 8 * * 1' : '30 10 * * 1-5' }
  const rule = { dunlin: 1, id, name: id, subject, trigger, policy, steps: [decide] }
  return parseRule(rule, id, { catalogue, templates: mailTemplateNames() })
}

/** Whom, or which invoices, a rule concerns on a day, by the arithmetic of the model. */
export function concernedBy(
  name: RuleName,
  { ladder, large, look }: RuleSettings,
  model: Model,
  day: string,
): Set<string> {
  if (name === 'ladder') {
    const found = invoicesOf(model).filter((each) => daysLate(model, each, day) >= ladder.levels[0])
    return new Set(found.map(({ id }) => id))
  }
  const customers = [...model.customers.keys()].filter((customer) => {
    const overdue = overdueOf(model, customer, day)
    const days = Math.max(0, ...overdue.map((each) => daysLate(model, each, day)))
    if (name === 'look') return days >= look.days
    const dollars = overdue.filter(({ currency }) => currency === 'USD')
    const sum = dollars.reduce((total, each) => total + openOf(model, each, day), 0)
    return days >= large.days && sum > large.amount * 100
  })
  return new Set(customers)
}
