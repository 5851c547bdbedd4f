import type { ActName, RECIPIENT_ROLES } from '#engine/acts.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'

/** Rules as a scenario writes them: short words for the JSON of a rule document, which goes through the real parser. */

type Json = Record<string, unknown>

const TEMPLATES = [
  'reminder-first',
  'reminder-second',
  'reminder-final',
  'overdue-30',
  'warning',
  'thanks',
  'statement',
]

/** A rule about customers that runs every business day, unless the scenario says otherwise. */
export function aRule(
  draft: { id: string; steps: Json[]; subject?: 'customer' | 'invoice'; policy?: Json; name?: string },
  catalogue: FactCatalogue = catalogueOf(),
): RuleDocument {
  const document = {
    dunlin: 1,
    name: draft.id,
    subject: 'customer',
    trigger: { schedule: '30 10 * * 1-5' },
    ...draft,
  }
  return parseRule(document, `the rule "${draft.id}" of the scenario`, { catalogue, templates: TEMPLATES })
}

/** Sends a letter. */
export function send(
  id: string,
  template: string,
  { to = 'billing', ...more }: { to?: (typeof RECIPIENT_ROLES)[number] } & Json = {},
): Json {
  return { id, do: 'act', action: 'send-email', params: { template, to }, ...more }
}

/** Places a credit hold. */
export function hold(id: string, params: { reason: string } & Json, more: Json = {}): Json {
  return { id, do: 'act', action: 'place-credit-hold', params, ...more }
}

/** Any act that has no word of its own here. */
export function act(id: string, action: ActName, params: Json = {}): Json {
  return { id, do: 'act', action, params }
}

/** Releases a hold that a rule has placed. */
export function release(id: string, reason: string): Json {
  return { id, do: 'act', action: 'release-credit-hold', params: { reason } }
}

/** Gives a person something to do. */
export function task(id: string, title: string, more: Json = {}): Json {
  return { id, do: 'act', action: 'create-task', params: { title }, ...more }
}

export function wait(id: string, days: number, calendar: 'calendar' | 'business' = 'calendar'): Json {
  return { id, do: 'wait', days, calendar }
}

/** Takes the first branch that applies. */
export function decide(id: string, branches: Json[], otherwise?: Json[]): Json {
  return { id, do: 'decide', branches, ...(otherwise && { otherwise }) }
}

export function branch(id: string, when: Json, steps: Json[]): Json {
  return { id, when, steps }
}

export const all = (...parts: Json[]): Json => ({ all: parts })
export const any = (...parts: Json[]): Json => ({ any: parts })
export const not = (part: Json): Json => ({ not: part })

const SIGNS = {
  '=': 'equal',
  '≠': 'notEqual',
  '>': 'greaterThan',
  '≥': 'greaterThanInclusive',
  '<': 'lessThan',
  '≤': 'lessThanInclusive',
} as const

/** A leaf: `fact('balance', '>', 5000, { currency: 'USD' })`. */
export function fact(name: string, sign: keyof typeof SIGNS, value: unknown, params?: Json): Json {
  return { fact: name, operator: SIGNS[sign], value, ...(params && { params }) }
}

export function isUnknown(name: string, params?: Json): Json {
  return { fact: name, operator: 'isUnknown', value: true, ...(params && { params }) }
}

const USD = { currency: 'USD' }

export const daysOverdue = (days: number): Json => fact('daysOverdue', '≥', days)
export const balanceOver = (amount: number): Json => fact('balance', '>', amount, USD)

/** The usual ladder for every invoice, the most severe level first. */
export function invoiceLadder(policy: Json = {}): RuleDocument {
  return aRule({
    id: 'ladder',
    subject: 'invoice',
    policy,
    steps: [
      decide('level', [
        branch('level-3', daysOverdue(30), [send('final', 'reminder-final')]),
        branch('level-2', daysOverdue(14), [send('second', 'reminder-second')]),
        branch('level-1', daysOverdue(3), [send('first', 'reminder-first')]),
      ]),
    ],
  })
}

/** One letter to a customer who has something overdue for so many days. */
export function reminder(
  id: string,
  {
    days = 3,
    template = 'reminder-first',
    policy = {},
  }: { days?: number; template?: string; policy?: Json } = {},
): RuleDocument {
  return aRule({
    id,
    policy,
    steps: [decide('late', [branch('is-late', daysOverdue(days), [send('mail', template)])])],
  })
}
