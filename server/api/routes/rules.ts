import { Hono } from 'hono'
import { companyById } from '#server/run/company.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { Listing } from '../page.ts'
import { listMatches } from '../queries/matches.ts'
import { listRules, viewRule } from '../queries/rules.ts'
import { readQuery } from '../read-request.ts'
import { MatchesView, RulesView, RuleView } from '../views.ts'
import { wordsAsked } from '../words-asked.ts'

const tag = 'rules'

export function ruleRoutes({ db, shelf }: ApiServices) {
  const catalogueOf = async (companyId: string) =>
    (await shelf.booksOf(await companyById(db, companyId))).catalogue
  return new Hono<ApiEnv>()
    .get(
      '/rules',
      describe({
        summary: 'Every rule in words, with what it did last',
        tag,
        answer: RulesView,
        table: 'rules',
      }),
      readQuery(Listing.pick({ format: true })),
      async (c) => {
        const { companyId } = c.get('principal')
        return c.json(
          await listRules(db, { companyId, catalogue: await catalogueOf(companyId), words: wordsAsked(c) }),
        )
      },
    )
    .get(
      '/rules/:id',
      describe({ summary: 'One rule with its document and versions', tag, answer: RuleView }),
      async (c) => {
        const { companyId } = c.get('principal')
        const catalogue = await catalogueOf(companyId)
        const asked = { companyId, id: c.req.param('id'), catalogue, words: wordsAsked(c) }
        return c.json(await viewRule(db, asked))
      },
    )
    .get(
      '/rules/:id/matches',
      describe({
        summary: 'Whom a rule matched in its last run, and why',
        tag,
        answer: MatchesView,
        table: 'matches',
      }),
      readQuery(Listing),
      async (c) => {
        const principal = c.get('principal')
        const { format: _, ...place } = c.req.valid('query')
        const catalogue = await catalogueOf(principal.companyId)
        const asked = { principal, ruleId: c.req.param('id'), ...place, catalogue, words: wordsAsked(c) }
        return c.json(await listMatches(db, asked))
      },
    )
}
