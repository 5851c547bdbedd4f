import { Hono } from 'hono'
import { z } from 'zod'
import { PREVIEW_OUTCOMES } from '#engine/preview.ts'
import { liveCountOf } from '#server/books/live-count.ts'
import { MOST_PREVIEWED, previewRule } from '#server/books/preview-rule.ts'
import { companyById } from '#server/run/company.ts'
import type { ApiContext, ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { viewLiveCount, viewPreview } from '../queries/rule-preview.ts'
import { DayAsked, IdAsked, readBody } from '../read-request.ts'
import { requireWholeBooks } from '../row-access.ts'
import { LiveCountView, PreviewView } from '../views/rules.ts'

const tag = 'rules'
const Unsaved = z.strictObject({
  document: z.record(z.string(), z.unknown()),
  /** The rule it is to become a version of; what it changes is then counted too. */
  rule: IdAsked.exactOptional(),
  asOf: DayAsked.exactOptional(),
})
const Looked = Unsaved.extend({
  outcome: z.enum(PREVIEW_OUTCOMES).exactOptional(),
  branch: IdAsked.exactOptional(),
  step: IdAsked.exactOptional(),
  after: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .exactOptional(),
  limit: z.int().min(1).max(MOST_PREVIEWED).exactOptional(),
})

/** What a rule would do that nobody has saved: from the books in memory, fast enough to answer while somebody types. */
export function rulePreviewRoutes({ db, clock, shelf }: ApiServices) {
  const questionOf = async (c: ApiContext, { document, rule, asOf }: z.infer<typeof Unsaved>) => {
    const principal = c.get('principal')
    requireWholeBooks(principal, 'A preview')
    const company = await companyById(db, principal.companyId)
    const own = IdAsked.safeParse(document.id)
    return {
      companyId: company.id,
      ruleId: rule ?? (own.success ? own.data : 'unsaved'),
      document,
      books: await shelf.booksOf(company),
      asOf: asOf ?? clock.today(company.timeZone),
    }
  }
  return new Hono<ApiEnv>()
    .post(
      '/rules/count',
      describe({
        summary: 'How many a rule that nobody saved comes to, by branch and condition',
        tag,
        answer: LiveCountView,
      }),
      readBody(Unsaved),
      async (c) => c.json(viewLiveCount(await liveCountOf(db, await questionOf(c, c.req.valid('json'))))),
    )
    .post(
      '/rules/preview',
      describe({
        summary: 'Whom a rule that nobody saved would touch, how and why, with its letters',
        tag,
        answer: PreviewView,
      }),
      readBody(Looked),
      async (c) => {
        const { outcome, branch, step, after, limit, ...unsaved } = c.req.valid('json')
        const question = await questionOf(c, unsaved)
        const preview = await previewRule(db, {
          ...question,
          now: clock.now(),
          filter: {
            ...(outcome !== undefined && { outcome }),
            ...(branch !== undefined && { branch }),
            ...(step !== undefined && { step }),
          },
          ...(after !== undefined && { after }),
          ...(limit !== undefined && { limit }),
        })
        return c.json(viewPreview(preview, question.books.catalogue))
      },
    )
}
