import fc from 'fast-check'
import { Engine } from 'json-rules-engine'
import { beforeAll, expect, test } from 'vitest'
import { checkCondition } from '#engine/check-condition.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { aCompanyThatRan } from '../api/a-run.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, THE_RULE } from '../run/a-company.ts'

const database = freshDatabase()
let api: ReturnType<typeof anApi>
beforeAll(async () => {
  const companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => somebody(companyId))
})

const MARK = 'dunlinEscaped'
const hasEscaped = () => MARK in globalThis
const RUN = `globalThis.${MARK}=1`

/** What got out of the sandboxes of others, in their forms. */
const ESCAPES = [
  `{{constructor.constructor("${RUN}")()}}`,
  `\${${RUN}}`,
  `<%= ${RUN} %>`,
  `={{ (function(){ return this.process.mainModule.require("fs") })() }}`,
  `$..[?(@.constructor.constructor("${RUN}")())]`,
  `'||(${RUN})||'`,
]

type Place = readonly (string | number)[]

/** Where the texts of a document stand. */
function textsOf(value: unknown, place: Place = []): Place[] {
  if (typeof value === 'string') return [place]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, [...place, key]))
}

function withText(value: unknown, [key, ...rest]: Place, text: string): unknown {
  if (key === undefined) return text
  if (Array.isArray(value))
    return value.map((each, at) => (at === Number(key) ? withText(each, rest, text) : each))
  const record = Object(value)
  return { ...record, [key]: withText(record[key], rest, text) }
}

test('expression or code injection: what stands in the texts of a rule is never run, in any place', async () => {
  const rule: unknown = JSON.parse(JSON.stringify(libraryRule(THE_RULE)))
  const places = textsOf(rule)
  expect(places.length).toBeGreaterThan(15)
  let previewed = 0
  for (const place of places)
    for (const text of ESCAPES) {
      const document = withText(rule, place, text)
      const at = place.join('.')
      const { status } = await ask(api, 'POST', '/v1/rules/preview', { body: { document, limit: 1 } })
      // Names and notes may say anything; everything else is a word of a closed list or refused.
      expect([at, [200, 400, 422].includes(status)]).toEqual([at, true])
      if (status === 200) previewed += 1
      expect([at, text, hasEscaped()]).toEqual([at, text, false])
    }
  expect(previewed).toBeGreaterThan(10)
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'expression or code injection: "%s" is no fact, no operator and no act',
  async (word) => {
    const rule = JSON.stringify(libraryRule(THE_RULE))
    for (const [from, to] of [
      ['"fact":"balance"', `"fact":"${word}"`],
      ['"operator":"greaterThan"', `"operator":"${word}"`],
      ['"action":"send-email"', `"action":"${word}"`],
    ] as const) {
      expect(rule).toContain(from)
      const document: unknown = JSON.parse(rule.replace(from, to))
      const { status } = await ask(api, 'POST', '/v1/rules/count', { body: { document } })
      expect([to, status]).toEqual([to, 422])
    }
  },
)

test.each([
  `$..[?(this.constructor.constructor("${RUN}")())]`,
  `$[?(@.constructor.constructor("${RUN}")())]`,
  `$[(${RUN})]`,
  `$..[?(p="${RUN}";a=''[['constructor']][['constructor']](p);a())]`,
])('engine dependency RCE: the path %s runs nothing', async (path) => {
  const engine = new Engine()
  engine.addRule({
    conditions: { all: [{ fact: 'customer', path, operator: 'equal', value: 1 }] },
    event: { type: 'matched' },
  })
  const outcome = await engine.run({ customer: { name: 'Heron' } }).then(
    ({ events }) => events.length,
    () => 0,
  )
  expect([outcome, hasEscaped()]).toEqual([0, false])
})

test('rule that matches everyone: a group without conditions is refused wherever it stands', () => {
  const catalogue = catalogueOf()
  const leaf = fc.constant({ fact: 'daysOverdue', operator: 'greaterThan', value: 1 })
  const { group } = fc.letrec((tie) => ({
    group: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom({ all: [] }, { any: [] }),
      fc.array(tie('part'), { maxLength: 2 }).map((all) => ({ all: [...all, { any: [] }] })),
      tie('group').map((not) => ({ not })),
      fc.tuple(tie('group'), leaf).map((any) => ({ any })),
    ),
    part: fc.oneof({ depthSize: 'small' }, leaf, tie('group')),
  }))
  fc.assert(
    fc.property(group, (condition) => {
      const { problems } = checkCondition(condition, { catalogue, subject: 'customer', path: 'when' })
      expect(problems.length).toBeGreaterThan(0)
    }),
    { numRuns: 200, seed: 20_261_122 },
  )
})
