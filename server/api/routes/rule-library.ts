import { Hono } from 'hono'
import { z } from 'zod'
import { libraryTemplates } from '#rules-library/load-templates.ts'
import { readForeign } from '#server/rules/read-foreign.ts'
import { referencesIn } from '#server/rules/rule-row.ts'
import { companyById } from '#server/run/company.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { checkDocument } from '../queries/rule-editing.ts'
import { IdAsked, readBody } from '../read-request.ts'
import { ForeignRulesView, RuleTemplatesView } from '../views/rule-library.ts'
import { wordsAsked } from '../words-asked.ts'

const tag = 'rules'
const File = z.strictObject({ text: z.string().min(1).max(1_000_000) })

/** Where rules begin: the templates that come with the product, and files of rules from elsewhere. */
export function ruleLibraryRoutes({ db, shelf, clock }: ApiServices) {
  return new Hono<ApiEnv>()
    .get(
      '/rule-templates',
      describe({ summary: 'The templates rules can be made from', tag, answer: RuleTemplatesView }),
      (c) => c.json({ templates: libraryTemplates() }),
    )
    .post(
      '/rules/read-foreign',
      describe({
        summary: 'Read a file of rules, ours or of json-rules-engine, without saving anything',
        tag,
        answer: ForeignRulesView,
      }),
      readBody(File),
      async (c) => {
        const company = await companyById(db, c.get('principal').companyId)
        const { catalogue } = await shelf.booksOf(company)
        const rules: ForeignRulesView['rules'] = []
        const references = await referencesIn(db, { companyId: company.id, catalogue })
        for (const { document, missingFacts } of readForeign(c.req.valid('json').text, references)) {
          const id = IdAsked.safeParse(document.id)
          const ruleId = id.success ? id.data : 'unsaved'
          const check = await checkDocument(db, {
            company,
            ruleId,
            now: clock.now(),
            written: document,
            catalogue,
            words: wordsAsked(c),
          })
          rules.push({ document, check, missingFacts: [...missingFacts] })
        }
        return c.json({ rules })
      },
    )
}
