import { and, eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { z } from 'zod'
import { document } from '#server/database/ledger-tables.ts'
import { invoiceCopy, keepInvoiceCopy } from '#server/mail/invoice-copy.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { ContentTypeError } from '../errors.ts'
import { visibleDocument } from '../queries/invoices.ts'

const tag = 'invoices'
const CopyView = z.strictObject({ id: z.string(), fileName: z.string(), bytes: z.int() })

export function invoiceCopyRoutes({ db, clock }: ApiServices) {
  const seen = async (c: ApiContext, id: string) => {
    const principal = c.get('principal')
    const [found] = await db
      .select({ id: document.id })
      .from(document)
      .where(and(visibleDocument(principal), eq(document.id, id)))
    if (found === undefined) throw new NotFoundError(`There is no invoice "${id}" that you can see.`)
    return { companyId: principal.companyId, documentId: id }
  }
  return new Hono<ApiEnv>()
    .post(
      '/invoices/:id/copy',
      describe({
        summary: 'Keep a PDF that goes with letters about this invoice',
        tag,
        answer: CopyView,
        status: 201,
        body: {
          required: true,
          content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
        },
      }),
      async (c) => {
        const which = await seen(c, c.req.param('id'))
        const type = c.req.header('content-type')
        if (!/^application\/pdf(;|$)/i.test(type ?? ''))
          throw new ContentTypeError({ found: type, expected: 'application/pdf' })
        const kept = await keepInvoiceCopy(db, {
          ...which,
          content: new Uint8Array(await c.req.arrayBuffer()),
          actor: actorOf(c).name,
          now: clock.now(),
        })
        return c.json(kept, 201)
      },
    )
    .get(
      '/invoices/:id/copy',
      describe({ summary: 'The copy that goes with letters', tag, media: 'application/pdf' }),
      async (c) => {
        const { fileName, content } = await invoiceCopy(db, await seen(c, c.req.param('id')))
        // To be saved and not shown: it is somebody else's file.
        return c.body(content, 200, {
          'content-type': 'application/pdf',
          'content-disposition': `attachment; filename="${fileName}"`,
          'x-content-type-options': 'nosniff',
        })
      },
    )
}
