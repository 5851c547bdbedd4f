import { calendarDate } from '#engine/calendar-date.ts'
import { compileRule } from '#engine/compile-rule.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import { createFactTable } from '#engine/facts/fact-table-of.ts'
import { countBits } from '#engine/mask.ts'
import { matchRule } from '#engine/match-rule.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { catalogue } from './bench-rules.ts'
import { inventLedger } from './invent-ledger.ts'
import { median } from './stopwatch.ts'

export type LiveCountFigures = {
  readonly invoices: number
  /** Opening the rule: the facts it asks for are computed. */
  readonly firstMilliseconds: number
  /** One condition changed: from the rule as it was typed to the new count. */
  readonly changeMilliseconds: number
  /** Invoices matched by the first and by the last of the changes. */
  readonly matched: readonly [number, number]
}

const TODAY = calendarDate('2026-11-20')

/** What the editor waits for while somebody turns a threshold: check, compile, evaluate, count. */
export function benchLiveCount({
  invoices,
  changes,
}: {
  invoices: number
  changes: number
}): LiveCountFigures {
  // Of the invented invoices a little over a quarter is open.
  const ledger = inventLedger({ customers: Math.ceil(invoices / 10), invoices: invoices * 4, today: TODAY })
  const open = ledger.documents.filter(({ closedOn }) => closedOn === undefined).slice(0, invoices)
  const snapshot = takeSnapshot({ ...ledger, documents: open, payments: [], applications: [], disputes: [] })
  const table = createFactTable({ snapshot, subject: 'invoice', asOf: TODAY })
  const customerTable = createFactTable({ snapshot, subject: 'customer', asOf: TODAY })
  const customerOf = Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row))
  const count = (days: number) => {
    const compiled = compileRule(ruleWith(days), catalogue)
    const customers = { evaluator: createColumnEvaluator(customerTable), customerOf }
    const evaluator = createColumnEvaluator(table)
    return countBits(matchRule(compiled, { evaluator, rows: table.rows, customers }).matched)
  }
  const start = performance.now()
  const first = count(30)
  const firstMilliseconds = performance.now() - start
  const times: number[] = []
  let last = first
  for (let change = 1; change <= changes; change++) {
    const before = performance.now()
    last = count(30 + change)
    times.push(performance.now() - before)
  }
  return {
    invoices: table.rows,
    firstMilliseconds,
    changeMilliseconds: median(times),
    matched: [first, last],
  }
}

function ruleWith(days: number) {
  const usd = { currency: 'USD' }
  const when = {
    all: [
      { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days },
      { fact: 'balance', params: usd, operator: 'greaterThan', value: 1000 },
    ],
  }
  const mail = {
    id: 'mail',
    do: 'act',
    action: 'send-email',
    params: { template: 'overdue-30', to: 'billing' },
  }
  const rule = {
    dunlin: 1,
    name: 'One condition changed',
    subject: 'invoice',
    trigger: { schedule: '30 10 * * 1-5' },
    policy: {},
    steps: [{ id: 'who', do: 'decide', branches: [{ id: 'those', label: 'those', when, steps: [mail] }] }],
  }
  return parseRule(rule, 'the rule of the live count', { catalogue, templates: ['overdue-30'] })
}
