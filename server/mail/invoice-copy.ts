import { and, desc, eq } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable } from '#server/database/database.ts'
import { document } from '#server/database/ledger-tables.ts'
import { attachment } from '#server/database/mail-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { fileWord, keepFile } from './attachments.ts'
import { AttachmentInvalidError } from './errors.ts'

export type InvoiceCopy = { readonly id: string; readonly fileName: string; readonly bytes: number }

/** Keeps the copy of an invoice that goes with letters about it; a later one takes its place. PDF only. */
export async function keepInvoiceCopy(
  db: Database,
  {
    companyId,
    documentId,
    content,
    actor,
    now,
  }: { companyId: string; documentId: string; content: Uint8Array; actor: string; now: Date },
): Promise<InvoiceCopy> {
  assertPdf(content)
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select({ number: document.number, customerId: document.customerId })
      .from(document)
      .where(and(eq(document.companyId, companyId), eq(document.id, documentId)))
    if (found === undefined) throw new NotFoundError(`There is no invoice "${documentId}".`)
    const { number, customerId } = found
    const fileName = `${fileWord(number)}.pdf`
    const kept = await keepFile(tx, {
      companyId,
      customerId,
      documentId,
      fileName,
      content,
      createdAt: now,
    })
    // One that was replaced and is brought back is the latest again.
    await tx
      .update(attachment)
      .set({ createdAt: now })
      .where(and(eq(attachment.companyId, companyId), eq(attachment.id, kept.id)))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'keep invoice copy',
        subject: { type: 'invoice', id: documentId },
        after: { copy: kept.id, bytes: content.byteLength },
      },
    ])
    return { id: kept.id, fileName, bytes: content.byteLength }
  })
}

/** The latest copy of an invoice. Throws `NotFoundError` where none was sent. */
export async function invoiceCopy(
  db: Queryable,
  { companyId, documentId }: { companyId: string; documentId: string },
): Promise<{ fileName: string; content: Buffer<ArrayBuffer> }> {
  const [found] = await db
    .select()
    .from(attachment)
    .where(and(eq(attachment.companyId, companyId), eq(attachment.documentId, documentId)))
    .orderBy(desc(attachment.createdAt))
    .limit(1)
  if (found === undefined) throw new NotFoundError(`There is no copy of the invoice "${documentId}" yet.`)
  return { fileName: found.fileName, content: Buffer.from(found.content, 'base64') }
}

/** What a file is, its first and last bytes say; its name says nothing. */
function assertPdf(content: Uint8Array): void {
  const start = Buffer.from(content.subarray(0, 8)).toString('latin1')
  const end = Buffer.from(content.subarray(-1024)).toString('latin1')
  if (!/^%PDF-\d\.\d/.test(start) || !end.includes('%%EOF'))
    throw new AttachmentInvalidError(
      'Cannot keep this file as the copy of an invoice: it is not a whole PDF. Send the PDF as it came out of your accounting.',
    )
}
