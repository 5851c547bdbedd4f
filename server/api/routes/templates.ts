import { Hono } from 'hono'
import { z } from 'zod'
import { mailTemplate, mailTemplateNames } from '#rules-library/load.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { booksToday } from '../hand-request.ts'
import { Listing } from '../page.ts'
import { previewLetter } from '../queries/letter-preview.ts'
import { IdAsked, readQuery } from '../read-request.ts'
import { customerFor, requireWholeBooks } from '../row-access.ts'
import { LetterPreview, TemplatesView, TemplateView } from '../views/mail-templates.ts'

const tag = 'mail templates'

function templateNamed(name: string): TemplateView {
  const found = mailTemplate(name)
  if (found === null)
    throw new NotFoundError(
      `There is no mail template "${name}". There are: ${mailTemplateNames().join(', ')}.`,
    )
  return found
}

export function templateRoutes(services: ApiServices) {
  const { db } = services
  return new Hono<ApiEnv>()
    .get(
      '/mail-templates',
      describe({ summary: 'The mail templates', tag, answer: TemplatesView, table: 'templates' }),
      readQuery(Listing.pick({ format: true })),
      (c) => c.json({ templates: mailTemplateNames().map(templateNamed) }),
    )
    .get(
      '/mail-templates/:name',
      describe({ summary: 'One mail template', tag, answer: TemplateView }),
      (c) => c.json(templateNamed(c.req.param('name'))),
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
        const { name: template } = templateNamed(c.req.param('name'))
        const principal = c.get('principal')
        const { customer } = c.req.valid('query')
        await customerFor(db, principal, customer)
        // A letter tells of every entity's items.
        if (principal.entities !== null) requireWholeBooks(principal, 'A letter')
        const { name: companyName } = await companyById(db, principal.companyId)
        const books = await booksToday(services, c)
        return c.json(previewLetter(books, { template, customerId: customer, companyName }))
      },
    )
}
