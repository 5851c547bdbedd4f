import { Liquid } from 'liquidjs'
import type { MergedMessage } from '#engine/decision.ts'
import { ReceivablesError } from '#engine/errors.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { type ChaseLine, totalsOf } from '#engine/standing.ts'
import { escapeHtml, oneLine } from './foreign-text.ts'
import { htmlTables, textTable } from './letter-table.ts'
import { type LetterWords, letterWords } from './letter-words.ts'
import type { LetterTemplates } from './templates.ts'

/** A mail that cannot be written because a field of its template has no value; it is held back. */
export class MailFieldMissingError extends ReceivablesError {
  override name = 'MailFieldMissingError' as const
}

/** Words of a person in place of those of the template, with the same fields. */
export type Wording = { readonly subject: string; readonly body: string }

export type ComposedMail = {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly totals: Readonly<Record<string, number>>
  readonly language: string
  /** The version of the company's own template; 0 for one that came with Dunlin. */
  readonly templateVersion: number
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

/** The fields a letter may show. */
export const LETTER_FIELDS: readonly string[] = [
  'customer.name',
  'customer.id',
  'contact.name',
  'entity.name',
  'asOf',
  'totals',
  'table',
  'paymentLink',
]

/**
 * Writes one letter, in the words of its template or of a person. Its table, its totals and its sentence about them come from
 * the same lines. Throws `MailFieldMissingError` for what cannot be written.
 */
export function composeMail(
  { template: name, recipient, lines, entityId, customer: row }: MergedMessage,
  {
    snapshot,
    asOf,
    companyName,
    templates,
    wording,
  }: {
    snapshot: Snapshot
    asOf: string
    companyName: string
    templates: LetterTemplates
    wording?: Wording | null
  },
): ComposedMail {
  const customer = snapshot.customers[row]!
  const template = templates.pick(name, { language: customer.language, entityId })
  if (!template) throw new MailFieldMissingError(`There is no mail template "${name}".`)
  const words = letterWords(template.language)
  const totals = totalsOf(lines)
  const entity = snapshot.entities.find((each) => each.id === entityId)
  const customerName = oneLine(customer.name)
  const paymentLink = templates.paymentLink({ customerId: customer.id, entityId })
  const fields = {
    customer: { name: customerName, id: oneLine(customer.id) },
    contact: { name: oneLine(recipient.name ?? '') || words.nobodyNamed(customerName) },
    entity: { name: oneLine(entity?.name ?? companyName) },
    asOf: words.day(asOf),
    totals: Object.entries(totals)
      .map(([currency, minor]) => words.amount(minor, currency))
      .join(words.and),
    table: TABLE_MARK,
    // Absent where none is set: a letter that promises a link and has none is held back.
    ...(paymentLink !== null && { paymentLink }),
  }
  const { subject, body } = renderLetter(wording ?? template, fields, `The mail "${name}"`)
  if (recipient.email === undefined)
    throw new MailFieldMissingError(`The contact ${recipient.id} has no e-mail address.`)
  return {
    to: { name: oneLine(recipient.name ?? ''), address: recipient.email },
    subject: oneLine(subject),
    // By a function: in a plain replacement a document numbered "$'" would repeat the rest of the letter.
    text: body.replaceAll(TABLE_MARK, () => textTable(lines, words)),
    html: htmlLetter(body, { lines, words, language: template.language, paymentLink }),
    totals,
    language: template.language,
    templateVersion: template.version,
  }
}

/**
 * Refuses words of a letter that name a field there is not, or that leave the table out: what a letter demands is the sum of
 * the lines it shows. Throws `MailFieldMissingError` with what to change.
 */
export function checkLetterWords({ subject, body }: Wording, what: string): void {
  const refuse = (found: string): never => {
    throw new MailFieldMissingError(`${what} cannot be written: ${found}`)
  }
  for (const [part, text] of Object.entries({ subject, body })) {
    const unknown = fieldsIn(text, what).find((field) => !LETTER_FIELDS.includes(field))
    if (unknown !== undefined)
      refuse(`the ${part} names the field "${unknown}". There are: ${LETTER_FIELDS.join(', ')}.`)
  }
  if (oneLine(subject) === '') refuse('it has no subject.')
  const sample = { name: 'X', id: 'X' }
  const fields = {
    customer: sample,
    contact: sample,
    entity: sample,
    asOf: 'X',
    totals: 'X',
    table: TABLE_MARK,
    paymentLink: 'X',
  }
  const rendered = renderLetter({ subject, body }, fields, what)
  if (rendered.subject.includes(TABLE_MARK)) refuse('the table has no place in the subject.')
  const tables = rendered.body.split(TABLE_MARK).length - 1
  if (tables !== 1 || !paragraphsOf(rendered.body).includes(TABLE_MARK))
    refuse(`the body needs {{ table }} once, in a paragraph of its own, and has it ${tables} times.`)
}

/** The fields a text names, wherever they stand: also where a condition would leave them out today. */
function fieldsIn(text: string, what: string): string[] {
  try {
    return liquid.globalFullVariablesSync(text)
  } catch (cause) {
    throw notWritten(cause, what)
  }
}

function renderLetter({ subject, body }: Wording, fields: object, what: string): Wording {
  try {
    return {
      subject: String(liquid.parseAndRenderSync(subject, fields)),
      body: String(liquid.parseAndRenderSync(body, fields)),
    }
  } catch (cause) {
    throw notWritten(cause, what)
  }
}

function notWritten(cause: unknown, what: string): MailFieldMissingError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MailFieldMissingError(`${what} cannot be written: ${reason}. Correct the template.`, { cause })
}

function paragraphsOf(body: string): string[] {
  return body.split(/\n{2,}/).map((paragraph) => paragraph.trim())
}

function htmlLetter(
  body: string,
  {
    lines,
    words,
    language,
    paymentLink,
  }: {
    lines: readonly ChaseLine[]
    words: LetterWords
    language: string
    paymentLink: string | null
  },
): string {
  const parts = paragraphsOf(body).map((paragraph) =>
    paragraph === TABLE_MARK
      ? htmlTables(lines, words)
      : `<p>${withLink(escapeHtml(paragraph), paymentLink).replaceAll('\n', '<br>')}</p>`,
  )
  return `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8"></head><body style="font-family:sans-serif;font-size:14px;line-height:1.5;color:#1a1a1a">${parts.join('\n')}</body></html>`
}

/** The payment link as a link. It is the only one a letter can have: other addresses stay text. */
function withLink(html: string, link: string | null): string {
  if (link === null) return html
  const shown = escapeHtml(link)
  return html.replaceAll(shown, () => `<a href="${shown}">${shown}</a>`)
}
