import { HEADER_NAMES, plainHeader } from './header-names.ts'
import { type FileMapping, missingTargets } from './mapping.ts'
import { type RecordKind, TARGETS } from './targets.ts'

/** Finds what the columns of a file are from their headers alone, when no mapping says it. */

/** A file whose rows need more than names of columns: which headers betray it, and its whole mapping. */
type KnownExport = { readonly headers: readonly string[]; readonly mapping: FileMapping }

const KNOWN_EXPORTS: readonly KnownExport[] = [
  {
    // A journal of double entries: the line on accounts receivable is the invoice, or when negative its payment.
    headers: [
      'Transaction ID',
      'Account Name',
      'Amount (One column)',
      'Invoice Number',
      'Customer',
      'Account Type',
    ],
    mapping: {
      records: 'invoices',
      columns: {
        id: 'Transaction ID',
        number: 'Invoice Number',
        'customer.name': 'Customer',
        issuedOn: 'Transaction Date',
        total: 'Amount (One column)',
      },
      where: { 'Account Name': ['Accounts Receivable'] },
      negatives: 'payments',
    },
  },
]

/** The mapping for a header, or null when it cannot be told what records these are. `records` narrows the choice. */
export function recogniseColumns(headers: readonly string[], records?: RecordKind): FileMapping | null {
  const known = KNOWN_EXPORTS.find(
    (candidate) =>
      (records === undefined || records === candidate.mapping.records) &&
      candidate.headers.every((header) => headers.includes(header)),
  )
  if (known) return known.mapping
  if (records !== undefined) return complete(mapHeaders(headers, records))
  return (
    RECORDS_BY_EVIDENCE.map((kind) => complete(recogniseAs(headers, kind))).find((found) => found !== null) ??
    null
  )
}

/** The most specific kind first: every file of invoices would also do as a file of customers. */
const RECORDS_BY_EVIDENCE: readonly RecordKind[] = [
  'credit-notes',
  'payments',
  'invoices',
  'contacts',
  'customers',
]

function recogniseAs(headers: readonly string[], kind: RecordKind): FileMapping | null {
  const mapping = mapHeaders(headers, kind)
  const { columns } = mapping
  if (kind === 'payments') {
    // Invoices may tell when they were paid; only a file without invoice dates is about the payments themselves.
    const invoice = mapHeaders(headers, 'invoices').columns
    const about = plainHeader(`${columns.id ?? ''} ${columns.amount ?? ''} ${columns.receivedOn ?? ''}`)
    if (invoice.dueOn || !/payment|received|receipt|zahl|eingang/.test(about)) return null
    if (invoice.issuedOn && invoice.issuedOn !== columns.receivedOn) return null
  }
  // A list of customers has people in it too; contacts have a role, or an id beside that of their customer.
  const ofCustomer = columns['customer.id'] ?? columns['customer.name']
  if (kind === 'contacts' && !columns.role && !(columns.id && ofCustomer)) return null
  if ((kind === 'contacts' || kind === 'customers') && looksLikeInvoices(headers)) return null
  return mapping
}

/** Invoices that lack a needed column must not pass for a list of their customers. */
function looksLikeInvoices(headers: readonly string[]): boolean {
  const { number, total, open, issuedOn, dueOn } = mapHeaders(headers, 'invoices').columns
  // An amount with a day is about a document, even where its number is missing.
  if ((total || open) && (issuedOn || dueOn)) return true
  if (number === undefined || !(total || open || issuedOn || dueOn)) return false
  return /invoice|document|doc|rechnung|beleg|facture|factura/.test(plainHeader(number))
}

/** Each target's best header, whether or not they suffice; a header serves one target only. */
export function mapHeaders(headers: readonly string[], records: RecordKind): FileMapping {
  const columns: Record<string, string> = {}
  const used = new Set<string>()
  const plain = headers.map((header) => ({ header, plain: plainHeader(header) }))
  const take = (name: string, header: string) => {
    columns[name] = header
    used.add(header)
  }
  // Our own names for things come first: a file written for this program means what it says.
  for (const { header } of plain)
    if (Object.hasOwn(TARGETS[records], header) || /^(customer\.)?custom\./.test(header)) take(header, header)
  for (const [name, synonyms] of Object.entries(HEADER_NAMES[records])) {
    if (Object.hasOwn(columns, name)) continue
    const found = synonyms
      .map((synonym) => plain.find((candidate) => candidate.plain === synonym && !used.has(candidate.header)))
      .find((candidate) => candidate !== undefined)
    if (found) take(name, found.header)
  }
  return { records, columns: withoutIdleLines(columns) }
}

/** A price without a quantity is no amount of a line, and tax belongs to lines only. */
function withoutIdleLines(columns: Record<string, string>): Record<string, string> {
  const lines = Boolean(columns.quantity && columns.unitAmount)
  const idle = [
    ...(lines ? [] : ['quantity', 'unitAmount']),
    ...(lines && !columns.lineTotal ? [] : ['lineTax', 'lineDiscountPercent']),
  ]
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !idle.includes(name)))
}

function complete(mapping: FileMapping | null): FileMapping | null {
  return mapping && missingTargets(mapping).length === 0 ? mapping : null
}
