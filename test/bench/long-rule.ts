import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'

/** So many nodes a drawing of `longRule` has, its trigger among them. */
export const LONG_RULE_NODES = 200

/**
 * A rule of two hundred nodes, more than anybody should draw: ten branches by how late, each with letters, waits and a decision by
 * how much, and a tail all of them share.
 */
export function longRule(): RuleDocument {
  const written = {
    dunlin: 1,
    id: 'two-hundred-steps',
    name: 'Two hundred steps',
    subject: 'customer',
    trigger: { schedule: '30 10 * * 1-5' },
    policy: {},
    steps: [
      {
        id: 'how-late',
        do: 'decide',
        branches: Array.from({ length: 10 }, (_, at) => lateBranch(at)),
      },
      ...ladder('tail', 8),
    ],
  }
  return parseRule(written, 'the long rule of the benchmark', {
    catalogue: catalogueOf(),
    templates: ['overdue-30'],
  })
}

function lateBranch(at: number) {
  const days = 55 - at * 5
  const own = `late-${days}`
  return {
    id: own,
    label: `${days} days late`,
    when: { all: [isLate(days), owes(1000)] },
    steps: [
      ...ladder(`${own}-first`, 4),
      {
        id: `${own}-how-much`,
        do: 'decide',
        branches: [amountBranch(`${own}-much`, 8000), amountBranch(`${own}-some`, 4000)],
        otherwise: ladder(`${own}-little`, 4),
      },
    ],
  }
}

function amountBranch(id: string, amount: number) {
  return { id, label: `over ${amount}`, when: { all: [owes(amount)] }, steps: ladder(`${id}-act`, 5) }
}

const isLate = (days: number) => ({
  fact: 'daysOverdue',
  params: { currency: 'USD' },
  operator: 'greaterThanInclusive',
  value: days,
})

const owes = (amount: number) => ({
  fact: 'balance',
  params: { currency: 'USD' },
  operator: 'greaterThan',
  value: amount,
})

/** Letters with a wait before each but the first. */
function ladder(id: string, steps: number) {
  return Array.from({ length: steps }, (_, at) =>
    at % 2 === 0
      ? {
          id: `${id}-${at}`,
          do: 'act',
          action: 'send-email',
          params: { template: 'overdue-30', to: 'billing' },
        }
      : { id: `${id}-${at}`, do: 'wait', days: 7, calendar: 'business' },
  )
}
