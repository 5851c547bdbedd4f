import { beforeAll, describe, expect, test } from 'vitest'
import { ForeignRulesView, RuleTemplatesView } from '#server/api/views/rule-library.ts'
import { CountManyView, LiveCountView } from '#server/api/views/rule-preview.ts'
import { RulesView } from '#server/api/views.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aCompanyThatRan, RULE } from './a-run.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
let api: ReturnType<typeof anApi>
beforeAll(async () => {
  const companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => somebody(companyId))
})
const post = async (path: string, body: unknown) => (await ask(api, 'POST', path, { body })).json
const templates = async () =>
  RuleTemplatesView.parse((await ask(api, 'GET', '/v1/rule-templates')).json).templates

describe('the gallery', () => {
  test('counts every template on the books of the company in one request, as each is counted alone', async () => {
    const documents = (await templates()).map(({ document }) => document)
    const { counts } = CountManyView.parse(await post('/v1/rules/count-many', { documents }))
    expect(counts).toHaveLength(6)
    for (const [at, document] of documents.entries()) {
      const { matched, unknown } = LiveCountView.parse(await post('/v1/rules/count', { document }))
      expect(counts[at]).toMatchObject({ matched, unknown })
    }
    expect(counts[documents.findIndex(({ id }) => id === RULE)]).toMatchObject({
      subject: 'customer',
      evaluated: 2,
      matched: { count: 1, open: [{ amount: '6300.50', currency: 'USD' }] },
    })
  })

  test('says of a document that cannot be read what is wrong with it, and counts the others', async () => {
    const [document] = await templates().then((all) => all.map((each) => each.document))
    const { counts } = CountManyView.parse(await post('/v1/rules/count-many', { documents: [{}, document] }))
    expect(counts).toMatchObject([{ problem: expect.stringContaining('dunlin') }, { subject: 'invoice' }])
  })
})

describe('a file of rules', () => {
  test('of our own is kept to the letter, with what speaks against it', async () => {
    const document = { dunlin: 1, name: 'Half a rule', extra: { kept: true } }
    const { rules } = ForeignRulesView.parse(
      await post('/v1/rules/read-foreign', { text: JSON.stringify(document) }),
    )
    expect(rules).toMatchObject([{ document, missingFacts: [], check: { ok: false } }])
  })

  test('of json-rules-engine is taken over, naming the facts these books do not have', async () => {
    const text = JSON.stringify({
      facts: { loyaltyPoints: 'number' },
      rules: [
        {
          name: 'Loyal and late',
          conditions: {
            all: [
              { fact: 'daysOverdue', operator: 'greaterThan', value: 10 },
              { fact: 'loyaltyPoints', operator: 'greaterThan', value: 100 },
            ],
          },
          event: { type: 'tell-somebody' },
        },
      ],
    })
    const { rules } = ForeignRulesView.parse(await post('/v1/rules/read-foreign', { text }))
    expect(rules).toMatchObject([
      {
        document: { dunlin: 1, name: 'Loyal and late' },
        missingFacts: ['loyaltyPoints'],
        check: { ok: false },
      },
    ])
  })

  test('that is no JSON is refused with the reason', async () => {
    const { status, json } = await ask(api, 'POST', '/v1/rules/read-foreign', { body: { text: '{' } })
    expect(status).toBe(422)
    expect(json.detail).toContain('not JSON')
  })
})

test('the list of rules marks those that have a draft, and says whose', async () => {
  const documents = await templates()
  const document = documents.find(({ rule }) => rule === 'warn-then-hold')?.document
  await ask(api, 'PUT', '/v1/rules/warn-first/draft', { body: { document, baseRevision: 0 } })
  const { rules } = RulesView.parse((await ask(api, 'GET', '/v1/rules')).json)
  expect(rules.map(({ id, state, draft }) => [id, state, draft?.by ?? null])).toEqual([
    [RULE, 'live', null],
    ['warn-first', 'draft', 'Ada'],
  ])
})
