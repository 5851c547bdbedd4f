import { type CalendarDate, toEpochDay } from './calendar-date.ts'
import { compileRule } from './compile-rule.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { createFactTable, type DoneAct } from './facts/fact-table-of.ts'
import { hasBit } from './mask.ts'
import { matchRule } from './match-rule.ts'
import { openItemsAt } from './open-items.ts'
import type { RuleDocument } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The overdue documents that no rule is about, by their rows in the snapshot: neither a rule about customers matches whoever
 * owes them nor one about invoices matches the document. Whom a rule cannot decide for want of data counts as not covered.
 */
export function uncoveredDocuments(
  snapshot: Snapshot,
  {
    rules,
    catalogue,
    asOf,
    doneActs = [],
  }: {
    readonly rules: readonly RuleDocument[]
    readonly catalogue: FactCatalogue
    readonly asOf: CalendarDate
    readonly doneActs?: readonly DoneAct[]
  },
): ReadonlySet<number> {
  const customers = createFactTable({ snapshot, subject: 'customer', asOf, doneActs })
  const customerEvaluator = createColumnEvaluator(customers)
  const coveredCustomers = new Set<number>()
  const coveredDocuments = new Set<number>()
  for (const rule of rules) {
    const isAboutInvoices = rule.subject === 'invoice'
    const table = isAboutInvoices
      ? createFactTable({ snapshot, subject: 'invoice', asOf, doneActs })
      : customers
    const { matched } = matchRule(compileRule(rule, catalogue), {
      evaluator: isAboutInvoices ? createColumnEvaluator(table) : customerEvaluator,
      rows: table.rows,
      customers: {
        evaluator: customerEvaluator,
        customerOf: isAboutInvoices
          ? Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row))
          : null,
      },
    })
    for (let row = 0; row < table.rows; row++) {
      if (!hasBit(matched, row)) continue
      if (isAboutInvoices) coveredDocuments.add(table.documentOf(row))
      else coveredCustomers.add(table.customerOf(row))
    }
  }
  const items = openItemsAt(snapshot, toEpochDay(asOf))
  const uncovered = new Set<number>()
  for (let at = 0; at < items.count; at++) {
    const document = items.document[at]!
    if (items.due[at]! >= items.asOf || coveredDocuments.has(document)) continue
    if (!coveredCustomers.has(items.customer[at]!)) uncovered.add(document)
  }
  return uncovered
}
