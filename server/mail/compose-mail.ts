import { Liquid } from 'liquidjs'
import type { MergedMessage } from '#engine/decision.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { readableAmount } from '#engine/money.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { type ChaseLine, sumOf, totalsOf } from '#engine/standing.ts'
import { mailTemplate } from '#rules-library/load.ts'

/** A mail that cannot be written because a field of its template has no value; it is held back. */
export class MailFieldMissingError extends ReceivablesError {
  override name = 'MailFieldMissingError' as const
}

export type ComposedMail = {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly totals: Readonly<Record<string, number>>
}

// Templates may print fields of the list below and nothing else: no files, no includes, and a field that is not there is
// an error instead of an empty space in a letter.
const liquid = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  dynamicPartials: false,
  relativeReference: false,
  templates: {},
  parseLimit: 100_000,
  renderLimit: 1_000,
  memoryLimit: 10_000_000,
})

const TABLE_MARK = '\u0000table\u0000'

/** Writes one letter. Its table, its totals and its sentence about them come from the same lines. */
export function composeMail(
  { template: name, recipient, lines, entityId, customer: row }: MergedMessage,
  { snapshot, asOf, companyName }: { snapshot: Snapshot; asOf: string; companyName: string },
): ComposedMail {
  const template = mailTemplate(name)
  if (!template) throw new MailFieldMissingError(`There is no mail template "${name}".`)
  const customer = snapshot.customers[row]!
  const totals = totalsOf(lines)
  const entity = snapshot.entities.find((each) => each.id === entityId)
  const customerName = oneLine(customer.name)
  const fields = {
    customer: { name: customerName, id: oneLine(customer.id) },
    contact: { name: oneLine(recipient.name ?? '') || `Accounts payable of ${customerName}` },
    entity: { name: oneLine(entity?.name ?? companyName) },
    asOf,
    totals: Object.entries(totals)
      .map(([currency, minor]) => readableAmount(minor, currency))
      .join(' and '),
    table: TABLE_MARK,
  }
  const subject = oneLine(render(template.subject, fields, name))
  const body = render(template.body, fields, name)
  if (recipient.email === undefined)
    throw new MailFieldMissingError(`The contact ${recipient.id} has no e-mail address.`)
  return {
    to: { name: oneLine(recipient.name ?? ''), address: recipient.email },
    subject,
    // By a function: in a plain replacement a document numbered "$'" would repeat the rest of the letter.
    text: body.replaceAll(TABLE_MARK, () => textTable(lines)),
    html: htmlLetter(body, lines),
    totals,
  }
}

function render(template: string, fields: object, name: string): string {
  try {
    return String(liquid.parseAndRenderSync(template, fields))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MailFieldMissingError(
      `The mail "${name}" cannot be written: ${reason}. Correct the template.`,
      { cause },
    )
  }
}

/**
 * A text of somebody else's on one line: line ends have no place in a header and would begin a paragraph of a letter, and marks
 * that hide text or turn it around make it look like another.
 */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}

type Cells = readonly [what: string, issued: string, due: string, late: string, amount: string]

const HEADINGS: Cells = ['Document', 'Issued', 'Due', 'Days overdue', 'Amount']

function cellsOf(line: ChaseLine): Cells {
  const what =
    line.kind === 'item'
      ? line.number
      : line.kind === 'credit-memo'
        ? `Credit ${line.number}`
        : `Received ${line.number}`
  const late = line.kind === 'item' ? String(line.daysOverdue) : ''
  return [
    oneLine(what),
    line.issuedOn ?? '',
    line.dueOn ?? '',
    late,
    readableAmount(line.minor, line.currency),
  ]
}

function byCurrency(lines: readonly ChaseLine[]): [currency: string, lines: ChaseLine[]][] {
  return [...Map.groupBy(lines, (line) => line.currency)]
}

function textTable(lines: readonly ChaseLine[]): string {
  return byCurrency(lines)
    .map(([currency, own]) => {
      const rows = [HEADINGS, ...own.map(cellsOf), totalCells(own, currency)]
      const widths = HEADINGS.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
      return rows
        .map((row) =>
          row
            .map((cell, at) => (at < 3 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
            .join('  ')
            .trimEnd(),
        )
        .join('\n')
    })
    .join('\n\n')
}

function totalCells(lines: readonly ChaseLine[], currency: string): Cells {
  return ['Total', '', '', '', readableAmount(sumOf(lines), currency)]
}

function htmlLetter(body: string, lines: readonly ChaseLine[]): string {
  const parts = body
    .split(/\n{2,}/)
    .map((paragraph) =>
      paragraph.trim() === TABLE_MARK
        ? htmlTables(lines)
        : `<p>${escapeHtml(paragraph.trim()).replaceAll('\n', '<br>')}</p>`,
    )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body style="font-family:sans-serif;font-size:14px;line-height:1.5;color:#1a1a1a">${parts.join('\n')}</body></html>`
}

function htmlTables(lines: readonly ChaseLine[]): string {
  const cell = (tag: 'td' | 'th', text: string, at: number) =>
    `<${tag} style="padding:4px 12px 4px 0;text-align:${at < 3 ? 'left' : 'right'};border-bottom:1px solid #ddd">${escapeHtml(text)}</${tag}>`
  const row = (tag: 'td' | 'th', cells: Cells) =>
    `<tr>${cells.map((text, at) => cell(tag, text, at)).join('')}</tr>`
  return byCurrency(lines)
    .map(
      ([currency, own]) =>
        `<table style="border-collapse:collapse"><thead>${row('th', HEADINGS)}</thead><tbody>${own.map((line) => row('td', cellsOf(line))).join('')}</tbody><tfoot>${row('th', totalCells(own, currency))}</tfoot></table>`,
    )
    .join('\n')
}

/** The text as it stands between tags or inside quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
