import { Hono } from 'hono'
import { z } from 'zod'
import { discardDraft, readDraft, saveDraft } from '#server/rules/draft.ts'
import { impactOfDraft } from '#server/rules/impact-of-draft.ts'
import { ruleRow, versionRow } from '#server/rules/rule-row.ts'
import { diffVersions, versionsOf } from '#server/rules/versions.ts'
import { companyById } from '#server/run/company.ts'
import { withWritten } from '#server/words/say-written.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { RequestInvalidError } from '../errors.ts'
import { Listing } from '../page.ts'
import { checkDocument, viewDraft, viewImpact, viewVersion } from '../queries/rule-editing.ts'
import { IdAsked, readBody, readPath, readQuery, Why } from '../read-request.ts'
import { requireWholeBooks } from '../row-access.ts'
import { ImpactView } from '../views/publishing.ts'
import { CheckView, DiffView, DraftView, TARGETS, VersionsView } from '../views/rules.ts'
import { wordsAsked } from '../words-asked.ts'

const tag = 'rules'
const MOST_VERSION = 2 ** 31 - 1
/** A document may be unfinished; what is wrong with it is said when it is checked or published. */
const RuleWritten = z.record(z.string(), z.unknown())
const Revision = z.int().min(0).max(MOST_VERSION)

const Save = z.strictObject({
  document: RuleWritten,
  /** The revision the changes began from; 0 for a new rule. The header If-Match says the same. */
  baseRevision: Revision.exactOptional(),
  /** Says that a rule with steps is really to be emptied. */
  allowEmpty: z.boolean().exactOptional(),
  why: Why.exactOptional(),
})
const Discard = z.strictObject({
  baseRevision: z.coerce.number().int().min(0).max(MOST_VERSION).exactOptional(),
})
const Check = z.strictObject({ document: RuleWritten })
const ImpactOf = z.strictObject({
  document: RuleWritten.exactOptional(),
  target: z.enum(TARGETS).exactOptional(),
})
const VersionNumber = z.coerce.number().int().min(1).max(MOST_VERSION)
const Between = z.strictObject({
  from: VersionNumber,
  to: z.union([z.literal('draft'), VersionNumber]).exactOptional(),
})
const OneVersion = z.strictObject({ id: z.string(), version: VersionNumber })

export function ruleDraftRoutes({ db, clock, shelf }: ApiServices) {
  const booksOf = async (c: ApiContext) => {
    const company = await companyById(db, c.get('principal').companyId)
    return { company, books: await shelf.booksOf(company) }
  }
  const answerDraft = (c: ApiContext, view: DraftView) => {
    c.header('etag', `"${view.revision}"`)
    return c.json(view)
  }
  return new Hono<ApiEnv>()
    .get(
      '/rules/:id/draft',
      describe({ summary: 'What is edited of a rule', tag, answer: DraftView }),
      async (c) => {
        const { companyId } = c.get('principal')
        return answerDraft(c, viewDraft(await readDraft(db, { companyId, ruleId: c.req.param('id') })))
      },
    )
    .put(
      '/rules/:id/draft',
      describe({
        summary: 'Save a draft, of a new rule too; what runs is not touched',
        tag,
        answer: DraftView,
      }),
      readBody(Save),
      async (c) => {
        const { document, baseRevision, ...rest } = c.req.valid('json')
        const saved = await saveDraft(db, {
          companyId: c.get('principal').companyId,
          ruleId: c.req.param('id'),
          document,
          baseRevision: revisionOf(c, baseRevision),
          actor: actorOf(c),
          now: clock.now(),
          ...rest,
        })
        return answerDraft(c, viewDraft(saved))
      },
    )
    .delete(
      '/rules/:id/draft',
      describe({
        summary: 'Throw a draft away',
        tag,
        answer: z.strictObject({ discarded: z.literal(true) }),
      }),
      readQuery(Discard),
      async (c) => {
        await discardDraft(db, {
          companyId: c.get('principal').companyId,
          ruleId: c.req.param('id'),
          baseRevision: revisionOf(c, c.req.valid('query').baseRevision),
          actor: actorOf(c),
          now: clock.now(),
        })
        return c.json({ discarded: true as const })
      },
    )
    .post(
      '/rules/check',
      describe({
        summary: 'Whether a document that nobody saved could be published',
        tag,
        answer: CheckView,
      }),
      readBody(Check),
      async (c) => {
        const { company, books } = await booksOf(c)
        const { document } = c.req.valid('json')
        const id = IdAsked.safeParse(document.id)
        const ruleId = id.success ? id.data : 'unsaved'
        const asked = {
          company,
          ruleId,
          now: clock.now(),
          written: document,
          catalogue: books.catalogue,
          words: wordsAsked(c),
        }
        return c.json(withWritten(await checkDocument(db, asked), asked.words, ['expected', 'problem']))
      },
    )
    .get(
      '/rules/:id/versions',
      describe({
        summary: 'Every published version, the latest first',
        tag,
        answer: VersionsView,
        table: 'versions',
      }),
      readQuery(Listing.pick({ format: true })),
      async (c) => {
        const found = await versionsOf(db, {
          companyId: c.get('principal').companyId,
          ruleId: c.req.param('id'),
        })
        return c.json({ versions: found.map(viewVersion) })
      },
    )
    .get(
      '/rules/:id/versions/:version',
      describe({
        summary: 'The document of a version, as it was written',
        tag,
        answer: z.strictObject({ version: z.int(), document: z.unknown() }),
      }),
      readPath(OneVersion),
      async (c) => {
        const { id, version } = c.req.valid('param')
        const found = await versionRow(db, { companyId: c.get('principal').companyId, ruleId: id }, version)
        const document: unknown = found.source ?? found.document
        return c.json({ version, document })
      },
    )
    .get(
      '/rules/:id/diff',
      describe({
        summary: 'What changed between two versions, or a version and the draft, in words',
        tag,
        answer: DiffView,
      }),
      readQuery(Between),
      async (c) => {
        const { from, to = 'draft' } = c.req.valid('query')
        const { company, books } = await booksOf(c)
        const key = { companyId: company.id, ruleId: c.req.param('id') }
        const changes = await diffVersions(db, {
          ...key,
          from,
          to,
          catalogue: books.catalogue,
          words: wordsAsked(c),
        })
        return c.json({ changes: changes.map((each) => ({ ...each })) })
      },
    )
    .post(
      '/rules/:id/impact',
      describe({
        summary: 'What publishing the draft, or a document nobody saved, would change today',
        tag,
        answer: ImpactView,
      }),
      readBody(ImpactOf),
      async (c) => {
        requireWholeBooks(c.get('principal'), 'The effect of a rule')
        const { company, books } = await booksOf(c)
        const { document, target } = c.req.valid('json')
        const key = { companyId: company.id, ruleId: c.req.param('id') }
        // A document may be of a rule nobody has saved yet; a draft is of one that is there.
        if (document === undefined) await ruleRow(db, key)
        const impact = await impactOfDraft(db, {
          ...key,
          ...(document !== undefined && { document }),
          ...(target !== undefined && { target }),
          books,
          asOf: clock.today(company.timeZone),
          words: wordsAsked(c),
        })
        return c.json(withWritten(viewImpact(impact), wordsAsked(c), ['approval']))
      },
    )
}

/** The revision a change is based on: from the body or the header If-Match, which must not differ. */
function revisionOf(c: ApiContext, stated: number | undefined): number {
  const header = c.req.header('if-match')
  const matched = header === undefined ? undefined : /^"?(\d{1,9})"?$/.exec(header)?.[1]
  if (header !== undefined && matched === undefined)
    throw new RequestInvalidError(`If-Match is ${header}. Send the ETag of the draft, such as "3".`)
  const revision = stated ?? (matched === undefined ? undefined : Number(matched))
  if (revision === undefined)
    throw new RequestInvalidError(
      'The request does not say which revision it is based on. Send baseRevision, or the ETag of the draft as If-Match; 0 for a new rule.',
    )
  if (matched !== undefined && Number(matched) !== revision)
    throw new RequestInvalidError(
      `baseRevision is ${revision} and If-Match ${header}. Send one of them, or the same.`,
    )
  return revision
}
