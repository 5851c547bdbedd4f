import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runRuleTests } from '#engine/evaluate-given.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { actsOf } from '#engine/rule.ts'
import { englishLetters } from '#engine/words/english-letters.ts'
import { germanLetters } from '#engine/words/german-letters.ts'
import { LETTERS_OF_THE_LIBRARY } from '#engine/words/letter-name.ts'
import { libraryRules, mailTemplate, mailTemplateLanguages, mailTemplateNames } from '#rules-library/load.ts'

const CATALOGUE = catalogueOf()
const RULES = libraryRules(CATALOGUE)

test('every file of the library is a rule that passes its checks, under the id of its file', () => {
  const files = readdirSync(new URL('../../rules-library/rules/', import.meta.url)).map((file) =>
    file.replace('.json', ''),
  )
  expect(RULES.map(({ id }) => id)).toEqual(files.sort())
})

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  'the rule %s passes the tests kept with it',
  (_, rule) => {
    const results = runRuleTests(rule, CATALOGUE)
    expect(results.length).toBeGreaterThan(0)
    for (const result of results) expect(result).toMatchObject({ passed: true, problem: null })
  },
)

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  'every act of the rule %s is reached by one of its tests',
  (_, rule) => {
    const expected = new Set(rule.tests.flatMap(({ expect: acts }) => acts))
    expect([...expected].sort()).toEqual(
      actsOf(rule.steps)
        .map(({ id }) => id)
        .sort(),
    )
  },
)

test('a test of a rule that expects something else fails', () => {
  const [rule] = RULES
  const wrong = rule!.tests.map((each) => ({ ...each, expect: ['nothing-of-the-kind'] }))
  for (const { passed } of runRuleTests({ ...rule!, tests: wrong }, CATALOGUE)) expect(passed).toBe(false)
})

test('every mail has a subject, a table and a name below', () => {
  expect(mailTemplateNames()).not.toEqual([])
  for (const name of mailTemplateNames()) {
    const mail = mailTemplate(name)
    expect(mail?.subject).toMatch(/\{\{ totals \}\}/)
    expect(mail?.body).toContain('{{ table }}')
    expect(mail?.body).toContain('{{ entity.name }}')
  }
})

test.each(['nothing', '../rules/overdue-30-5k', 'overdue-30.txt', ''])(
  'there is no mail named "%s"',
  (name) => {
    expect(mailTemplate(name)).toBeNull()
  },
)

test.each([
  ['send-statement', 'statement', 'customer', { businessDays: [1], at: '09:00' }],
  ['send-receipt', 'receipt', 'customer', { on: 'payment-received' }],
  ['send-invoice', 'invoice-copy', 'invoice', { on: 'invoice-created' }],
  ['request-promise', 'promise-request', 'customer', { businessDays: 'every', at: '09:00' }],
])('a rule that does "%s" and names no words writes in "%s"', (action, template, subject, trigger) => {
  const written = {
    dunlin: 1,
    name: 'plain',
    subject,
    trigger,
    steps: [{ id: 'letter', do: 'act', action, params: {} }],
  }
  const { steps } = parseRule(written, 'plain', { catalogue: CATALOGUE, templates: mailTemplateNames() })
  expect(steps).toMatchObject([{ params: { template, to: 'billing' } }])
  expect(mailTemplateLanguages(template)).toEqual(['en', 'de'])
})

test('every letter of the library has a name of its own in every language', () => {
  expect([...LETTERS_OF_THE_LIBRARY].sort()).toEqual(mailTemplateNames().sort())
  for (const names of [englishLetters, germanLetters])
    expect(new Set(Object.values(names)).size).toBe(LETTERS_OF_THE_LIBRARY.length)
})
