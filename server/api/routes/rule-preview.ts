import { Hono } from 'hono'
import { z } from 'zod'
import { RuleInvalidError } from '#engine/errors.ts'
import { SUBJECTS } from '#engine/fact-spec.ts'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import { PREVIEW_CHANGES, PREVIEW_OUTCOMES } from '#engine/preview-outcome.ts'
import { liveCountOf } from '#server/books/live-count.ts'
import { MOST_PREVIEWED, previewOne, previewRule } from '#server/books/preview-rule.ts'
import { valuesOfFact } from '#server/books/values-of-fact.ts'
import { companyById } from '#server/run/company.ts'
import type { ApiContext, ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { viewLiveCount, viewPreview, viewPreviewRow, viewTotalCount } from '../queries/rule-preview.ts'
import { DayAsked, IdAsked, readBody } from '../read-request.ts'
import { requireWholeBooks } from '../row-access.ts'
import {
  CountManyView,
  FactValuesView,
  LiveCountView,
  PreviewOneView,
  PreviewView,
} from '../views/rule-preview.ts'
import { wordsAsked } from '../words-asked.ts'

const tag = 'rules'
const Unsaved = z.strictObject({
  document: z.record(z.string(), z.unknown()),
  /** The rule it is to become a version of; what it changes is then counted too. */
  rule: IdAsked.exactOptional(),
  asOf: DayAsked.exactOptional(),
})
/** More documents at once than a gallery shows nobody needs. */
const MOST_COUNTED = 20
const Several = z.strictObject({
  documents: z.array(z.record(z.string(), z.unknown())).min(1).max(MOST_COUNTED),
  asOf: DayAsked.exactOptional(),
})
const FactAsked = z.strictObject({
  subject: z.enum(SUBJECTS),
  fact: IdAsked,
  params: z.record(z.string(), z.union([z.string().max(200), z.number(), z.boolean()])).exactOptional(),
})
const Looked = Unsaved.extend({
  outcome: z.enum(PREVIEW_OUTCOMES).exactOptional(),
  heldBack: z.enum(HELD_BACK_REASONS).exactOptional(),
  branch: IdAsked.exactOptional(),
  otherwise: IdAsked.exactOptional(),
  step: IdAsked.exactOptional(),
  change: z.enum(PREVIEW_CHANGES).exactOptional(),
  /** A single one, by its id. */
  subject: IdAsked.exactOptional(),
  after: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .exactOptional(),
  limit: z.int().min(1).max(MOST_PREVIEWED).exactOptional(),
})

const One = Unsaved.extend({ subject: IdAsked })

/** What a rule would do that nobody has saved: from the books in memory, fast enough to answer while somebody types. */
export function rulePreviewRoutes({ db, clock, shelf }: ApiServices) {
  const questionOf = async (c: ApiContext, { document, rule, asOf }: z.infer<typeof Unsaved>) => {
    const principal = c.get('principal')
    requireWholeBooks(principal, 'A preview')
    const company = await companyById(db, principal.companyId)
    const own = IdAsked.safeParse(document.id)
    return {
      company,
      companyId: company.id,
      ruleId: rule ?? (own.success ? own.data : 'unsaved'),
      document,
      books: await shelf.booksOf(company),
      asOf: asOf ?? clock.today(company.timeZone),
      today: clock.today(company.timeZone),
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
      '/rules/count-many',
      describe({
        summary: 'How many each of several rules that nobody saved comes to, such as templates',
        tag,
        answer: CountManyView,
      }),
      readBody(Several),
      async (c) => {
        const { documents, asOf } = c.req.valid('json')
        const counts: CountManyView['counts'] = []
        for (const document of documents) {
          const question = await questionOf(c, { document, ...(asOf !== undefined && { asOf }) })
          try {
            counts.push(viewTotalCount(await liveCountOf(db, question)))
          } catch (error) {
            // One that cannot be read is no reason to say nothing of the others.
            if (!(error instanceof RuleInvalidError)) throw error
            counts.push({ problem: error.message })
          }
        }
        return c.json({ counts })
      },
    )
    .post(
      '/facts/values',
      describe({
        summary: 'Which values a fact has today, and how many customers or invoices have each',
        tag,
        answer: FactValuesView,
      }),
      readBody(FactAsked),
      async (c) => {
        const principal = c.get('principal')
        requireWholeBooks(principal, 'A count')
        const company = await companyById(db, principal.companyId)
        const { subject, fact, params } = c.req.valid('json')
        const ref = { fact, ...(params !== undefined && { params }) }
        const books = await shelf.booksOf(company)
        return c.json(valuesOfFact({ books, asOf: clock.today(company.timeZone), subject, ref }))
      },
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
        const { document, rule, asOf, after, limit, ...filter } = c.req.valid('json')
        const question = await questionOf(c, {
          document,
          ...(rule !== undefined && { rule }),
          ...(asOf !== undefined && { asOf }),
        })
        const preview = await previewRule(db, {
          ...question,
          now: clock.now(),
          words: wordsAsked(c),
          filter,
          ...(after !== undefined && { after }),
          ...(limit !== undefined && { limit }),
        })
        return c.json(viewPreview(preview, question.books.catalogue, wordsAsked(c)))
      },
    )
    .post(
      '/rules/preview-one',
      describe({
        summary:
          'What a rule that nobody saved would do to one customer or invoice, decided for its group alone',
        tag,
        answer: PreviewOneView,
      }),
      readBody(One),
      async (c) => {
        const { subject, ...asked } = c.req.valid('json')
        const { company, ...question } = await questionOf(c, asked)
        const type = asked.document.subject === 'invoice' ? 'invoice' : 'customer'
        const books = await shelf.groupOf(company, { type, id: subject })
        const words = wordsAsked(c)
        const found =
          books && (await previewOne(db, { ...question, books, subject, now: clock.now(), words }))
        return c.json({
          row: found && viewPreviewRow(found.row, question.books.catalogue, words),
          disagreements: found ? [...found.disagreements] : [],
        })
      },
    )
}
