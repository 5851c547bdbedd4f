import { Hono } from 'hono'
import { z } from 'zod'
import { checkLetterWords, LETTER_FIELDS } from '#server/mail/compose-mail.ts'
import { removeTemplate, saveTemplate } from '#server/mail/save-template.ts'
import {
  INVOICE_COPIES,
  type LetterTemplate,
  type LetterTemplates,
  readTemplates,
  templateVersions,
} from '#server/mail/templates.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { booksToday } from '../hand-request.ts'
import { Listing } from '../page.ts'
import { previewLetter } from '../queries/letter-preview.ts'
import { IdAsked, LineAsked, readBody, readQuery, Why } from '../read-request.ts'
import { customerFor, requireWholeBooks } from '../row-access.ts'
import { LetterPreview, TemplatesView, TemplateVersionsView, TemplateView } from '../views/mail-templates.ts'

const tag = 'mail templates'
const Language = z.string().regex(/^[a-z]{2}$/, 'is the code of two letters, such as en or de')
const Body = z.string().trim().min(1).max(20_000)
const InLanguage = z.strictObject({ language: Language.exactOptional() })
const Save = z.strictObject({
  language: Language,
  subject: LineAsked,
  body: Body,
  attachStatement: z.boolean().exactOptional(),
  invoiceCopies: z.enum(INVOICE_COPIES).exactOptional(),
  /** The version the changes began from; 0 for the words that came with Dunlin, and for a new template. */
  baseVersion: z
    .int()
    .min(0)
    .max(2 ** 31 - 2),
  why: Why,
})
const Unsaved = z.strictObject({ customer: IdAsked, language: Language, subject: LineAsked, body: Body })

const instant = (at: Date | null) => at?.toISOString() ?? null

function viewTemplate(template: LetterTemplate, languages: readonly string[]): TemplateView {
  const { name, language, version, subject, body, attachStatement, invoiceCopies, savedBy, why } = template
  const words = { name, language, version, subject, body, attachStatement, invoiceCopies, savedBy, why }
  return { ...words, savedAt: instant(template.savedAt), languages: [...languages] }
}

/** The version in force: in the language asked for, else the first. Throws `NotFoundError`. */
function templateNamed(templates: LetterTemplates, name: string, language?: string): TemplateView {
  const found = templates.versions(name)
  const [first] = language === undefined ? found : found.filter((each) => each.language === language)
  if (first === undefined)
    throw new NotFoundError(
      found.length === 0
        ? `There is no mail template "${name}". There are: ${templates.names.join(', ')}.`
        : `There is no mail template "${name}" in "${language}". It is there in: ${found.map((each) => each.language).join(', ')}.`,
    )
  return viewTemplate(
    first,
    found.map((each) => each.language),
  )
}

export function templateRoutes(services: ApiServices) {
  const { db, clock } = services
  const templatesFor = async (c: ApiContext) =>
    readTemplates(db, await companyById(db, c.get('principal').companyId))
  const previewFor = async (
    c: ApiContext,
    order: { template: string; customer: string; templates: LetterTemplates },
  ): Promise<LetterPreview> => {
    const principal = c.get('principal')
    await customerFor(db, principal, order.customer)
    // A letter tells of every entity's items.
    if (principal.entities !== null) requireWholeBooks(principal, 'A letter')
    const { name: companyName } = await companyById(db, principal.companyId)
    const books = await booksToday(services, c)
    const { template, customer: customerId, templates } = order
    return previewLetter(books, { template, customerId, companyName, templates })
  }
  return new Hono<ApiEnv>()
    .get(
      '/mail-templates',
      describe({ summary: 'The mail templates', tag, answer: TemplatesView, table: 'templates' }),
      readQuery(Listing.pick({ format: true })),
      async (c) => {
        const templates = await templatesFor(c)
        return c.json({
          templates: templates.names.map((name) => templateNamed(templates, name)),
          fields: [...LETTER_FIELDS],
        })
      },
    )
    .get(
      '/mail-templates/:name',
      describe({ summary: 'One mail template, in a language', tag, answer: TemplateView }),
      readQuery(InLanguage),
      async (c) =>
        c.json(templateNamed(await templatesFor(c), c.req.param('name'), c.req.valid('query').language)),
    )
    .get(
      '/mail-templates/:name/versions',
      describe({ summary: "Every version of a company's own words", tag, answer: TemplateVersionsView }),
      readQuery(InLanguage),
      async (c) => {
        const { companyId } = c.get('principal')
        const found = await templateVersions(db, {
          companyId,
          name: c.req.param('name'),
          ...c.req.valid('query'),
        })
        const versions = found.map(({ removedAt, ...template }) => {
          const { languages: _, ...view } = viewTemplate(template, [])
          return { ...view, removedAt: instant(removedAt) }
        })
        return c.json({ versions })
      },
    )
    .put(
      '/mail-templates/:name',
      describe({ summary: 'Save a mail template in a language', tag, answer: TemplateView }),
      readBody(Save),
      async (c) => {
        const { companyId } = c.get('principal')
        const { attachStatement = false, invoiceCopies = 'none', ...order } = c.req.valid('json')
        const name = c.req.param('name')
        await saveTemplate(db, {
          companyId,
          name,
          ...order,
          attachStatement,
          invoiceCopies,
          actor: actorOf(c).name,
          actorId: actorOf(c).id,
          now: clock.now(),
        })
        return c.json(templateNamed(await templatesFor(c), name, order.language))
      },
    )
    .delete(
      '/mail-templates/:name',
      describe({
        summary: "Take a company's own words away; those that come with Dunlin hold again",
        tag,
        answer: z.strictObject({ removed: z.literal(true) }),
      }),
      readQuery(z.strictObject({ language: Language, why: Why })),
      async (c) => {
        await removeTemplate(db, {
          companyId: c.get('principal').companyId,
          name: c.req.param('name'),
          ...c.req.valid('query'),
          actor: actorOf(c).name,
          now: clock.now(),
        })
        return c.json({ removed: true as const })
      },
    )
    .get(
      '/mail-templates/:name/preview',
      describe({
        summary: 'A template as it would be written to a customer today',
        tag,
        answer: LetterPreview,
      }),
      readQuery(z.strictObject({ customer: IdAsked })),
      async (c) => {
        const templates = await templatesFor(c)
        const { name: template } = templateNamed(templates, c.req.param('name'))
        return c.json(await previewFor(c, { template, templates, ...c.req.valid('query') }))
      },
    )
    .post(
      '/mail-templates/:name/preview',
      describe({
        summary: 'Words that are not saved yet as they would be written to a customer today',
        tag,
        answer: LetterPreview,
      }),
      readBody(Unsaved),
      async (c) => {
        const { customer, ...words } = c.req.valid('json')
        const name = c.req.param('name')
        const unsaved: LetterTemplate = {
          ...words,
          name,
          version: 0,
          attachStatement: false,
          invoiceCopies: 'none',
          savedAt: null,
          savedBy: null,
          why: null,
        }
        checkLetterWords(words, 'The letter')
        const { paymentLink } = await templatesFor(c)
        const templates = { names: [name], versions: () => [unsaved], pick: () => unsaved, paymentLink }
        return c.json(await previewFor(c, { template: name, templates, customer }))
      },
    )
}
