import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { statementOf } from '#engine/statement.ts'
import { message } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Transaction } from '#server/database/database.ts'
import { attachment, mailTemplate } from '#server/database/mail-tables.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import type { FrozenMail } from './mail-sender.ts'
import { mailSettingsOf } from './mail-settings.ts'
import { statementPdf } from './statement-pdf.ts'

/** The most the files of one letter may come to, in bytes; many mail servers take no more than 10 MB with what mail adds. */
export const MOST_ATTACHED_BYTES = 7 * 1024 ** 2

type Order = {
  readonly companyId: string
  readonly messageId: string
  readonly snapshot: Snapshot
  readonly asOf: string
}
type Files = FrozenMail['attachments']
type Letter = typeof message.$inferSelect
type StoredFile = typeof attachment.$inferSelect

/**
 * The files that go with a letter by the settings of its template: a statement of the account, and copies of the invoices it
 * asks for; or why it has to wait. Everything in them belongs to the letter's customer. The letter remembers which they are.
 */
export async function attachmentsOf(
  tx: Transaction,
  order: Order,
): Promise<{ readonly attachments: Files } | { readonly wait: string }> {
  const { companyId, messageId } = order
  const own = and(eq(message.companyId, companyId), eq(message.id, messageId))
  const [letter] = await tx.select().from(message).where(own)
  if (letter === undefined) throw new NotFoundError(`There is no letter "${messageId}".`)
  const { attachStatement, invoiceCopies } = await wishesOf(tx, letter)
  const statement = attachStatement ? await statementFor(tx, letter, order) : null
  if (statement !== null && 'wait' in statement) return statement
  const copies = await copiesFor(tx, letter, invoiceCopies)
  if ('wait' in copies) return copies
  const files = [...(statement === null ? [] : [statement]), ...copies.files]
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content, 'base64'), 0)
  if (bytes > MOST_ATTACHED_BYTES)
    return {
      wait: `Its files come to ${megabytes(bytes)}, and a letter may carry ${megabytes(MOST_ATTACHED_BYTES)}. Replace large invoice copies, or let the template go without them.`,
    }
  if (files.length > 0 || letter.attachments.length > 0)
    await tx
      .update(message)
      .set({ attachments: files.map(({ id, fileName, contentType }) => ({ id, fileName, contentType })) })
      .where(own)
  return {
    attachments: files.map(({ fileName, contentType, content }) => ({ fileName, contentType, content })),
  }
}

type Wishes = Pick<typeof mailTemplate.$inferSelect, 'attachStatement' | 'invoiceCopies'>

/** What the version of the template says that the letter was written with. Words that come with Dunlin bring no files. */
async function wishesOf(
  tx: Transaction,
  { companyId, template, templateVersion, language }: Letter,
): Promise<Wishes> {
  const [found] =
    template === null || language === null || templateVersion === null || templateVersion === 0
      ? []
      : await tx
          .select({
            attachStatement: mailTemplate.attachStatement,
            invoiceCopies: mailTemplate.invoiceCopies,
          })
          .from(mailTemplate)
          .where(
            and(
              eq(mailTemplate.companyId, companyId),
              eq(mailTemplate.name, template),
              eq(mailTemplate.language, language),
              eq(mailTemplate.version, templateVersion),
            ),
          )
  return found ?? { attachStatement: false, invoiceCopies: 'none' }
}

async function statementFor(
  tx: Transaction,
  { companyId, customerId, entityId, language }: Letter,
  { snapshot, asOf }: Order,
): Promise<StoredFile | { wait: string }> {
  const row = snapshot.customerRow.get(customerId)
  if (row === undefined) return { wait: `The customer ${customerId} is not in the books any more.` }
  const statement = statementOf(snapshot, { row, entityId, asOf: toEpochDay(asOf as CalendarDate) })
  if (statement.unknown.length > 0)
    return {
      wait: `No statement can be made: what is open on ${statement.unknown.join(', ')} is not known as of ${asOf}.`,
    }
  const { name } = await companyById(tx, companyId)
  const entity = snapshot.entities.find(({ id }) => id === entityId)
  const content = await statementPdf(statement, {
    entityName: entity?.name ?? name,
    customerName: snapshot.customers[row]!.name,
    customerId,
    asOf,
    language: language ?? 'en',
  })
  return keepFile(tx, {
    companyId,
    customerId,
    documentId: null,
    fileName: `statement-${fileWord(customerId)}-${asOf}.pdf`,
    content,
    createdAt: new Date(`${asOf}T00:00:00Z`),
  })
}

/** Keeps a PDF under the digest of what it is and whose; the same one is kept once. */
export async function keepFile(
  tx: Transaction,
  given: Pick<StoredFile, 'companyId' | 'customerId' | 'documentId' | 'fileName' | 'createdAt'> & {
    content: Uint8Array
  },
): Promise<StoredFile> {
  const id = createHash('sha256')
    .update(JSON.stringify([given.customerId, given.documentId, given.fileName]))
    .update(given.content)
    .digest('hex')
  const content = Buffer.from(given.content).toString('base64')
  const row = { ...given, id, contentType: 'application/pdf', content }
  await tx.insert(attachment).values(row).onConflictDoNothing()
  return row
}

async function copiesFor(
  tx: Transaction,
  letter: Letter,
  policy: Wishes['invoiceCopies'],
): Promise<{ files: StoredFile[] } | { wait: string }> {
  if (policy === 'none') return { files: [] }
  const { companyId, customerId } = letter
  if (policy === 'link') {
    const { settings } = await companyById(tx, companyId)
    return mailSettingsOf(settings).paymentLink === null
      ? { wait: 'Its template sends a link in place of copies, and the company has set no payment link.' }
      : { files: [] }
  }
  const wanted = invoicesIn(letter)
  const found = await tx
    .select()
    .from(attachment)
    .where(
      and(
        eq(attachment.companyId, companyId),
        // Of this customer and nobody else, whatever the lines of the letter name.
        eq(attachment.customerId, customerId),
        amongIds(attachment.documentId, wanted),
      ),
    )
  const newest = new Map(
    found
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
      .map((file) => [file.documentId ?? '', file]),
  )
  const missing = wanted.filter((id) => !newest.has(id))
  if (policy === 'wait' && missing.length > 0)
    return {
      wait: `There is no copy yet of ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}, and its template waits for copies.`,
    }
  return { files: wanted.flatMap((id) => newest.get(id) ?? []) }
}

/** The invoices a letter asks for, each once, in the order of its table. */
function invoicesIn({ lines }: Letter): string[] {
  const ids = lines.flatMap((line) => {
    const isItem = typeof line === 'object' && line !== null && 'kind' in line && line.kind === 'item'
    return isItem && 'documentId' in line && typeof line.documentId === 'string' ? [line.documentId] : []
  })
  return [...new Set(ids)]
}

/** A text as part of a file's name: letters and digits, whatever programs people open it with. */
export function fileWord(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'file'
  )
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
