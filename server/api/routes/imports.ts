import { Hono } from 'hono'
import { z } from 'zod'
import { ColumnsUnknownError } from '#connectors/files/errors.ts'
import type { LedgerFileContents } from '#connectors/files/read-ledger-file.ts'
import { type RECORD_KINDS, REQUIRED, TARGETS } from '#connectors/files/targets.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { companyById } from '#server/run/company.ts'
import { withWritten } from '#server/words/say-written.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { ContentTypeError, RequestInvalidError } from '../errors.ts'
import { ImportFilter, listImports, viewImport } from '../queries/imports.ts'
import { DayAsked, IdAsked, LineAsked, readBody, readQuery } from '../read-request.ts'
import { requireWholeBooks } from '../row-access.ts'
import { ImportPreview, ImportsView, ImportView, LISTS, UploadView } from '../views/imports.ts'
import { wordsAsked } from '../words-asked.ts'
import { importUpload, keepUpload } from '../writes/uploads.ts'

/** What is written down in English and said in the language of who reads. */
const WRITTEN = ['message', 'notices', 'problems']
const tag = 'imports'
/** The most problems that are shown one by one; a file read wrongly has one for each of its rows. */
const SHOWN = 200

const FromUpload = z.strictObject({
  upload: IdAsked,
  /** How the columns are to be read, as in a mapping file; as they were recognised when absent. */
  mapping: z.record(z.string(), z.unknown()).nullable().exactOptional(),
  lists: z.enum(LISTS).exactOptional(),
  source: LineAsked.exactOptional(),
  exportedOn: DayAsked.exactOptional(),
})
const Commit = FromUpload.extend({
  /** True once the number of closings was looked at and is right. */
  confirmClosing: z.boolean().exactOptional(),
})

const UploadBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object' as const,
        properties: { file: { type: 'string' as const, format: 'binary' } },
        required: ['file'],
      },
    },
  },
}

export function importRoutes({ db, clock }: ApiServices) {
  const order = async (c: ApiContext, body: z.infer<typeof Commit>, dryRun: boolean) => {
    const principal = c.get('principal')
    requireWholeBooks(principal, 'An import')
    const { companyId } = principal
    const { timeZone } = await companyById(db, companyId)
    const { upload, exportedOn, confirmClosing = false, ...rest } = body
    return importUpload(db, {
      ...rest,
      companyId,
      uploadId: upload,
      exportedOn: exportedOn ?? clock.today(timeZone),
      confirmClosing,
      dryRun,
      actor: actorOf(c).name,
      now: clock.now(),
    })
  }
  return new Hono<ApiEnv>()
    .get(
      '/imports',
      describe({ summary: 'The imports, newest first', tag, answer: ImportsView, table: 'imports' }),
      readQuery(ImportFilter),
      async (c) => c.json(await listImports(db, c.get('principal').companyId, c.req.valid('query'))),
    )
    .post(
      '/imports/uploads',
      describe({
        summary: 'Send a file; answers how its columns are understood. Nothing is imported yet',
        tag,
        answer: UploadView,
        status: 201,
        body: UploadBody,
      }),
      async (c) => {
        const principal = c.get('principal')
        requireWholeBooks(principal, 'An import')
        const { companyId } = principal
        const { timeZone } = await companyById(db, companyId)
        const file = await sentFile(c)
        const sent = await keepUpload(db, {
          companyId,
          fileName: file.name,
          content: new Uint8Array(await file.arrayBuffer()),
          exportedOn: clock.today(timeZone),
          actor: actorOf(c).name,
          now: clock.now(),
        })
        const view: UploadView = {
          id: sent.id,
          fileName: sent.fileName,
          size: sent.size,
          canBe: columnTargets(),
          ...viewRead(sent.read, clock.today(timeZone)),
        }
        return c.json(withWritten(view, wordsAsked(c), WRITTEN), 201)
      },
    )
    .post(
      '/imports/preview',
      describe({ summary: 'What importing a file that was sent would change', tag, answer: ImportPreview }),
      readBody(FromUpload),
      async (c) => {
        const { summary, contents } = await order(c, c.req.valid('json'), true)
        const { added, changed, unchanged, closed, openBefore, needsConfirmation } = summary
        const view: ImportPreview = {
          added,
          changed,
          unchanged,
          closed,
          openBefore,
          needsConfirmation,
          streams: summary.streams,
          ...noticed(contents, summary.problems),
        }
        return c.json(withWritten(view, wordsAsked(c), WRITTEN))
      },
    )
    .post(
      '/imports',
      describe({ summary: 'Import a file that was sent', tag, answer: ImportView, status: 201 }),
      readBody(Commit),
      async (c) => {
        const { summary } = await order(c, c.req.valid('json'), false)
        const { companyId } = c.get('principal')
        const view = await viewImport(db, { companyId, id: summary.importId ?? '' })
        return c.json(withWritten(view, wordsAsked(c), WRITTEN), 201)
      },
    )
    .get(
      '/imports/:id',
      describe({ summary: 'One import with its problems', tag, answer: ImportView }),
      async (c) => {
        const view = await viewImport(db, {
          companyId: c.get('principal').companyId,
          id: c.req.param('id'),
        })
        return c.json(withWritten(view, wordsAsked(c), WRITTEN))
      },
    )
    .post(
      '/imports/:id/undo',
      describe({ summary: 'Put back everything an import changed', tag, answer: ImportView }),
      async (c) => {
        const principal = c.get('principal')
        requireWholeBooks(principal, 'An import')
        const asked = { companyId: principal.companyId, id: c.req.param('id') }
        await viewImport(db, asked)
        await undoImport(db, {
          companyId: asked.companyId,
          importId: asked.id,
          actor: actorOf(c).name,
          now: clock.now(),
        })
        return c.json(withWritten(await viewImport(db, asked), wordsAsked(c), WRITTEN))
      },
    )
}

/** The one file of a form. What it is, its bytes say; its name is shown and nothing else of the form is read. */
async function sentFile(c: ApiContext): Promise<File> {
  const type = c.req.header('content-type')
  if (!/^multipart\/form-data\s*;/i.test(type ?? ''))
    throw new ContentTypeError({
      found: type,
      expected: 'multipart/form-data with one file under the name "file"',
    })
  let form: FormData
  try {
    form = await c.req.formData()
  } catch (cause) {
    throw new RequestInvalidError(
      'The form of this request cannot be read. Send one file under the name "file".',
      {
        cause,
      },
    )
  }
  const parts = [...form.entries()]
  const [first] = parts
  if (parts.length !== 1 || first === undefined || first[0] !== 'file' || typeof first[1] === 'string')
    throw new RequestInvalidError(
      `The form has ${parts.length} parts (${parts.map(([name]) => name).join(', ') || 'none'}). Send one file under the name "file".`,
    )
  return first[1]
}

function viewRead(
  read: LedgerFileContents | ColumnsUnknownError,
  exportedOn: CalendarDate,
): Omit<UploadView, 'id' | 'fileName' | 'size' | 'canBe'> {
  if (read instanceof ColumnsUnknownError) {
    const nothing = { rows: 0, mapping: null, notices: [], problems: [], problemCount: 0 }
    const { headers, samples } = viewColumns(read)
    return { ...nothing, headers, samples, unknownColumns: read.message, exportedOn }
  }
  return {
    rows: read.rows,
    ...viewColumns(read),
    mapping: read.recognised,
    unknownColumns: null,
    exportedOn: read.exportedOn,
    ...noticed(read, read.problems),
  }
}

function viewColumns({ headers, samples }: Pick<LedgerFileContents, 'headers' | 'samples'>) {
  return { headers: [...headers], samples: samples.map((values) => [...values]) }
}

function columnTargets(): UploadView['canBe'] {
  const of = (records: (typeof RECORD_KINDS)[number]) => ({
    targets: Object.entries(TARGETS[records]).map(([name, { meaning }]) => ({ name, meaning })),
    needed: REQUIRED[records].map((group) => [...group]),
  })
  return {
    customers: of('customers'),
    contacts: of('contacts'),
    invoices: of('invoices'),
    'credit-notes': of('credit-notes'),
    payments: of('payments'),
  }
}

function noticed(contents: LedgerFileContents, problems: LedgerFileContents['problems']) {
  return {
    notices: [...contents.notices],
    problems: problems
      .slice(0, SHOWN)
      .map(({ line, column, value, message }) => ({ line, column, value, message })),
    problemCount: problems.length,
  }
}
