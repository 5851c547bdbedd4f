import type { Application, Dispute, Document, Payment } from '#engine/ledger.ts'
import { type DocumentReading, readDocument } from './document-records.ts'
import { type DocumentRows, hasLineItems } from './line-items.ts'
import type { SourceRow } from './row-reader.ts'
import { isTotalsRow } from './totals-row.ts'

/** What the rows of a file of invoices or credit notes come to. */
export type DocumentsRead = {
  readonly documents: Document[]
  readonly disputes: Dispute[]
  readonly payments: Payment[]
  readonly applications: Application[]
  /** The numbers of documents that stand in the file and could not be read; null where not even that can be. */
  readonly unread: (string | null)[]
}

/** All documents of a file, each once; negative amounts become payments where the mapping says they are. */
export function readDocuments(
  reading: DocumentReading,
  rows: readonly SourceRow[],
  negatives: 'credit-notes' | 'payments',
): DocumentsRead {
  const documents: Document[] = []
  const disputes: Dispute[] = []
  const reversals: { document: Document; row: SourceRow }[] = []
  const byIdentity = new Map<string, SourceRow>()
  const byId = new Map<string, SourceRow>()
  const unread: (string | null)[] = []
  for (const group of groupLines(reading, rows)) {
    if (isTotalsRow(reading.reader, group.head)) {
      reading.reader.notice('Rows that sum up others were left out.')
      continue
    }
    const before = reading.reader.problems.length
    const read = readDocument(reading, group)
    if (read === null) {
      // A draft is passed over knowingly; a row with a problem is a document nobody may take for settled.
      if (reading.reader.leftOut(group.head, before))
        unread.push(reading.reader.text(group.head, 'number') ?? null)
      continue
    }
    const { document, dispute } = read
    if (read.negative && negatives === 'payments') {
      reversals.push({ document, row: group.head })
      continue
    }
    const identity = [document.customerId, document.type, document.entityId ?? '', document.number].join(
      '\u0000',
    )
    const first = byIdentity.get(identity) ?? byId.get(document.id)
    if (first) {
      const target = byIdentity.has(identity) ? 'number' : 'id'
      reading.reader.complain(
        group.head,
        target,
        `The same ${target} stands on ${placeOf(first)}${target === 'number' ? ' for the same customer' : ''}. Each document comes once; the first was kept.`,
      )
      continue
    }
    byIdentity.set(identity, group.head)
    byId.set(document.id, group.head)
    documents.push(document)
    if (dispute) disputes.push(dispute)
  }
  return { documents, disputes, unread, ...paymentsOf(reversals, documents) }
}

/** Puts the lines of a document together: rows of one customer with one number that agree on the days. */
function groupLines({ reader }: DocumentReading, rows: readonly SourceRow[]): DocumentRows[] {
  if (!hasLineItems(reader)) return rows.map((row) => ({ head: row, lines: [row] }))
  const shared = [
    'customer.id',
    'customer.name',
    'number',
    'type',
    'entity',
    'id',
    'issuedOn',
    'dueOn',
  ].filter(reader.has)
  const groups = new Map<string, DocumentRows>()
  for (const row of rows) {
    const key = JSON.stringify(shared.map((name) => reader.text(row, name) ?? null))
    const group = groups.get(key)
    if (group) group.lines.push(row)
    else groups.set(key, { head: row, lines: [row] })
  }
  return [...groups.values()]
}

/** In a journal the negative line on receivables is the payment of the invoice it names. */
function paymentsOf(
  reversals: readonly { document: Document }[],
  documents: readonly Document[],
): { payments: Payment[]; applications: Application[] } {
  if (reversals.length === 0) return { payments: [], applications: [] }
  const invoices = new Map(
    documents.map((document) => [`${document.customerId}/${document.number}`, document]),
  )
  const payments: Payment[] = []
  const applications: Application[] = []
  for (const { document } of reversals) {
    const { id, customerId, entityId, currency, totalMinor: minor, issuedOn: receivedOn } = document
    payments.push({
      id,
      customerId,
      ...(entityId === undefined ? {} : { entityId }),
      currency,
      minor,
      receivedOn,
      clearedOn: receivedOn,
      reference: document.number,
    })
    const invoice = invoices.get(`${customerId}/${document.number}`)
    if (!invoice || invoice.currency !== currency) continue
    applications.push({
      id: `${id}/${invoice.id}`,
      from: 'payment',
      fromId: id,
      documentId: invoice.id,
      minor: Math.min(minor, invoice.totalMinor),
      appliedOn: receivedOn,
    })
  }
  return { payments, applications }
}

function placeOf({ line, path }: SourceRow): string {
  return line === null ? (path ?? 'an earlier row') : `line ${line}`
}
