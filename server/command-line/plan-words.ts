import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { currencyExponent } from '#engine/money.ts'
import type { Plan, RulePlan } from '#engine/plan.ts'
import type { ActReport, LedgerReport, MatchReport, PlanReport, RuleReport } from '#engine/plan-report.ts'
import { ruleSentence } from '#engine/sentence.ts'
import { leafInWords } from './leaf-words.ts'
import type { Paint } from './paint.ts'
import { problemLines } from './problem-lines.ts'
import { oneLine, printTable, wrap } from './terminal-table.ts'

/** The most matches of one rule that are listed for a person; `--json` has all. */
const SHOWN = 50

export type PlanPrinted = {
  readonly report: PlanReport
  readonly plan: Plan
  readonly catalogue: FactCatalogue
  readonly notices: readonly string[]
}
type Look = { readonly paint: Paint; readonly width: number }

/** A plan for a person: the books in a few lines, then each rule with its sentence, its counts and whom it matches. */
export function planInWords({ report, plan, catalogue }: PlanPrinted, look: Look): string {
  const { paint } = look
  const parts = [booksInWords(report, paint)]
  report.rules.forEach((rule, at) => {
    const planned = plan.rules[at]
    if (planned) parts.push(ruleInWords(rule, { planned, catalogue }, look))
  })
  parts.push(paint.faint('Nothing was sent.\n'))
  return parts.join('\n')
}

function booksInWords({ asOf, ledger }: PlanReport, paint: Paint): string {
  const rows = [
    ['Customers', count(ledger.customers), `${count(ledger.openCustomers)} with something open`],
    [
      'Invoices',
      count(ledger.invoices),
      `${count(ledger.openInvoices)} open, ${count(ledger.overdueInvoices)} overdue`,
    ],
    ...currenciesOf(ledger).map((currency) => [
      `Open ${currency}`,
      readable(ledger.open[currency] ?? '0', currency),
      `${readable(ledger.overdue[currency] ?? '0', currency)} overdue`,
    ]),
  ]
  const table = printTable(
    [{ title: paint.strong(`As of ${asOf}`) }, { title: '', align: 'right' }, { title: '' }],
    rows,
  )
  if (ledger.problems.length === 0) return table
  const what = ledger.problems.length === 1 ? 'problem' : 'problems'
  return `${table}\n${paint.strong(`${count(ledger.problems.length)} ${what} in the books`)}\n${problemLines(ledger.problems, paint)}`
}

function currenciesOf({ open, overdue }: LedgerReport): string[] {
  return [...new Set([...Object.keys(open), ...Object.keys(overdue)])].sort()
}

type OfRule = { readonly planned: RulePlan; readonly catalogue: FactCatalogue }

function ruleInWords(
  { counts, matches, disagreements }: RuleReport,
  { planned, catalogue }: OfRule,
  { paint, width }: Look,
): string {
  const { rule } = planned
  const sentence = wrap(ruleSentence(rule, catalogue), Math.min(width, 100) - 2)
  const figures = [
    `${count(counts.evaluated)} evaluated`,
    paint.good(`${count(counts.matched)} matched`),
    `${count(counts.notMatched)} not`,
    counts.unknown > 0 ? paint.doubtful(`${count(counts.unknown)} with missing data`) : '0 with missing data',
    `${count(counts.actions)} actions`,
    counts.heldBack > 0 ? paint.doubtful(`${count(counts.heldBack)} held back`) : '0 held back',
  ]
  const head = [
    `${paint.strong(rule.name)} ${paint.faint(`(${rule.id})`)}`,
    ...sentence.map((line) => `  ${line}`),
    '',
    `  ${figures.join(', ')}`,
  ]
  if (disagreements)
    head.push(
      `  ${paint.bad('This rule may not act:')} its two evaluations differ for ${disagreements.slice(0, 5).join(', ')}. This is a fault in Dunlin; please report it.`,
    )
  const table = printTable(
    [
      { title: rule.subject === 'invoice' ? 'Invoice' : 'Customer' },
      { title: 'Id' },
      { title: 'Branch' },
      { title: 'Does' },
      { title: 'Why' },
    ],
    matches.slice(0, SHOWN).map((match) => matchRow(match, catalogue, paint)),
    { width, indent: '  ' },
  )
  const more =
    matches.length > SHOWN ? `  and ${count(matches.length - SHOWN)} more; --json lists all.\n` : ''
  return `${head.join('\n')}\n${matches.length === 0 ? '' : `\n${table}${more}`}`
}

function matchRow(
  { subject, branch, actions, because }: MatchReport,
  catalogue: FactCatalogue,
  paint: Paint,
) {
  return [
    oneLine(subject.name),
    oneLine(subject.id),
    branch ?? '',
    actions.map((act) => actInWords(act, paint)).join(', '),
    because
      .filter(({ result }) => result === true)
      .map((leaf) => leafInWords(leaf, catalogue))
      .join('; '),
  ]
}

function actInWords({ step, status, heldBack }: ActReport, paint: Paint): string {
  if (heldBack) return `${step} ${paint.doubtful(`(held back: ${heldBack.reason})`)}`
  if (!status) return step
  return `${step} ${paint.faint(`(${status.is}${status.day === null ? '' : ` ${status.day}`})`)}`
}

function count(figure: number): string {
  return figure.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A decimal text as people read it. */
function readable(decimal: string, currency: string): string {
  const [whole = '0', fraction] = decimal.split('.')
  const decimals = currencyExponent(currency)
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${decimals === 0 ? '' : `.${(fraction ?? '').padEnd(decimals, '0')}`}`
}
