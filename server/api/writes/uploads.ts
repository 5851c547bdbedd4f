import { randomUUID } from 'node:crypto'
import { and, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { ColumnsUnknownError } from '#connectors/files/errors.ts'
import { type FileMapping, parseFileMapping } from '#connectors/files/mapping.ts'
import {
  type LedgerFileContents,
  type LedgerFileRequest,
  readLedgerFile,
} from '#connectors/files/read-ledger-file.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { upload } from '#server/database/api-tables.ts'
import type { Database } from '#server/database/database.ts'
import { commitImport, type ImportSummary } from '#server/import/commit-import.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { UPLOAD_FILE_LIMITS } from '../upload-limits.ts'

/** How long a file that was sent waits to be imported. */
const KEPT_MS = 24 * 3600_000

/** A file that was sent, and what it was read as. */
export type SentFile = {
  readonly id: string
  readonly fileName: string
  readonly size: number
  /** What it was read as; for columns nobody can tell, their headers and what to do. */
  readonly read: LedgerFileContents | ColumnsUnknownError
}

/** Keeps a file that was sent, once it could be read. What was never imported is thrown away after a day. */
export async function keepUpload(
  db: Database,
  order: {
    companyId: string
    fileName: string
    content: Uint8Array
    exportedOn: CalendarDate
    actor: string
    now: Date
  },
): Promise<SentFile> {
  const { companyId, content, exportedOn, actor, now } = order
  const fileName = plainName(order.fileName)
  const read = await readOrUnknown({ name: fileName, bytes: content, exportedOn, limits: UPLOAD_FILE_LIMITS })
  const id = randomUUID()
  await db.delete(upload).where(lt(upload.createdAt, new Date(now.getTime() - KEPT_MS)))
  const row = { companyId, id, fileName, content, size: content.byteLength, createdAt: now, createdBy: actor }
  await db.insert(upload).values(row)
  return { id, fileName, size: content.byteLength, read }
}

async function readOrUnknown(request: LedgerFileRequest): Promise<LedgerFileContents | ColumnsUnknownError> {
  try {
    return await readLedgerFile(request)
  } catch (error) {
    // The file is sound; whoever sent it can say what its columns are.
    if (error instanceof ColumnsUnknownError) return error
    throw error
  }
}

export type UploadOrder = {
  readonly companyId: string
  readonly uploadId: string
  readonly mapping?: unknown
  readonly lists?: 'all-open' | 'changes'
  readonly source?: string
  readonly exportedOn: CalendarDate
  readonly confirmClosing: boolean
  readonly dryRun: boolean
  readonly actor: string
  readonly now: Date
}

/** Imports a file that was sent before, or says what that would do. */
export async function importUpload(
  db: Database,
  order: UploadOrder,
): Promise<{ summary: ImportSummary; contents: LedgerFileContents }> {
  const { companyId, uploadId, exportedOn } = order
  const own = and(eq(upload.companyId, companyId), eq(upload.id, uploadId))
  const [sent] = await db.select().from(upload).where(own)
  if (sent === undefined)
    throw new NotFoundError(
      `There is no file "${uploadId}" waiting to be imported. Files wait for a day; send it again.`,
    )
  const mapping: FileMapping | undefined =
    order.mapping === undefined || order.mapping === null ? undefined : parseFileMapping(order.mapping)
  const contents = await readLedgerFile({
    name: sent.fileName,
    bytes: new Uint8Array(sent.content),
    exportedOn,
    mapping,
    limits: UPLOAD_FILE_LIMITS,
  })
  const { ledger, problems, recognised, unread } = contents
  const says = recognised === null ? [] : Object.keys({ ...recognised.columns, ...recognised.constants })
  const summary = await commitImport(db, {
    companyId,
    source: order.source ?? 'files',
    ledger,
    problems,
    fileName: sent.fileName,
    mapping: recognised,
    lists: order.lists ?? recognised?.lists ?? 'changes',
    listsDisputes: says.includes('disputed'),
    exportedOn: contents.exportedOn,
    unread,
    actor: order.actor,
    now: order.now,
    confirmClosing: order.confirmClosing,
    dryRun: order.dryRun,
  })
  if (!order.dryRun) await db.delete(upload).where(own)
  return { summary, contents }
}

const Name = z.string().regex(/[^.\s]/)

/** The name of a file without folders and control characters; it is shown and never opened. */
function plainName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? ''
  const name = Name.safeParse(
    last
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 200),
  )
  return name.success && name.data.isWellFormed() ? name.data : 'file'
}
