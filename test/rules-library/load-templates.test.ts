import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRule } from '#engine/check-rule.ts'
import { runRuleTests } from '#engine/evaluate-given.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import {
  answerProblems,
  defaultAnswers,
  fillTemplate,
  type TemplateAnswers,
  type TemplateQuestion,
} from '#engine/rule-template.ts'
import { mailTemplate, mailTemplateNames } from '#rules-library/load.ts'
import { type LibraryTemplate, libraryTemplates } from '#rules-library/load-templates.ts'

const CATALOGUE = catalogueOf()
const TEMPLATES = libraryTemplates()
const parsed = (document: unknown) =>
  parseRule(document, 'a filled template', { catalogue: CATALOGUE, templates: mailTemplateNames() })
const named = TEMPLATES.map((template) => [template.rule, template] as const)

const anAnswer = (question: TemplateQuestion): fc.Arbitrary<number | string | boolean> => {
  if (question.kind === 'number') return fc.integer({ min: question.least, max: question.most })
  if (question.kind === 'amount') return fc.integer({ min: 0, max: 10_000_000 })
  if (question.kind === 'currency') return fc.constantFrom('USD', 'EUR', 'JPY', 'KWD')
  return fc.boolean()
}
/** Answers a person could give: the days of a ladder rise. */
const someAnswers = ({ rule, questions }: LibraryTemplate): fc.Arbitrary<TemplateAnswers> =>
  fc
    .record(Object.fromEntries(questions.map((question) => [question.id, anAnswer(question)])))
    .filter(({ first, second, final }) => rule !== 'invoice-ladder' || (first! < second! && second! < final!))

describe('a template of the gallery', () => {
  test('is there for the six things people begin with', () => {
    expect(TEMPLATES.map(({ rule, goal }) => [rule, goal])).toEqual([
      ['before-due', 'remind'],
      ['invoice-ladder', 'remind'],
      ['overdue-30-5k', 'hold'],
      ['promise-broken', 'escalate'],
      ['release-on-payment', 'release'],
      ['warn-then-hold', 'hold'],
    ])
  })

  test.each(named)('%s decides, filled with its own defaults, as its file does', (_, template) => {
    const filled = fillTemplate(template, template.document, {
      answers: defaultAnswers(template),
      language: 'en',
    })
    const { name: _n, description: _d, tests: _t, ...logic } = parsed(filled)
    const { name: _n2, description: _d2, tests: _t2, ...original } = parsed(template.document)
    const withoutWords = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, each) => (key === 'label' || key === 'reason' ? '' : each)))
    expect(withoutWords(logic)).toEqual(withoutWords(original))
  })

  test.each(named)('%s is a rule that passes its own tests, whatever is answered', (_, template) => {
    fc.assert(
      fc.property(
        someAnswers(template),
        fc.constantFrom('en' as const, 'de' as const),
        (answers, language) => {
          expect(answerProblems(template, answers)).toEqual([])
          const rule = parsed(fillTemplate(template, template.document, { answers, language }))
          expect(checkRule(rule, CATALOGUE).problems).toEqual([])
          expect(runRuleTests(rule, CATALOGUE).filter(({ passed }) => !passed)).toEqual([])
          expect(JSON.stringify(rule)).not.toMatch(/\{\w+\}/)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('says what was answered in its name, in the words of the language asked for', () => {
    const template = TEMPLATES.find(({ rule }) => rule === 'overdue-30-5k')!
    const answers = { days: 45, amount: 7500, currency: 'EUR', approval: false }
    const en = fillTemplate(template, template.document, { answers, language: 'en' })
    const de = fillTemplate(template, template.document, { answers, language: 'de' })
    expect(en.name).toBe('45 days overdue and over 7,500 EUR')
    expect(de.name).toBe('45 Tage überfällig und über 7,500 EUR')
    expect(JSON.stringify(en)).not.toContain('required')
    expect(template.document.name).toBe('30 days overdue and over 5,000')
  })

  test.each([
    [{ days: 0, amount: 5000, currency: 'USD', approval: true }, ['days']],
    [{ days: 30, amount: 5000, currency: 'DOLLARS', approval: true }, ['amount', 'currency']],
    [{ days: 30, amount: 10.005, currency: 'USD', approval: true }, ['amount']],
    [{ days: 30, amount: -1, currency: 'JPY', approval: 'yes' }, ['amount', 'approval']],
  ])('refuses the answers %j at the questions they fail', (answers, refused) => {
    const template = TEMPLATES.find(({ rule }) => rule === 'overdue-30-5k')!
    expect(answerProblems(template, answers)).toEqual(refused)
  })
})

describe('a mail of the library', () => {
  test.each(mailTemplateNames())('%s is there in German with the same fields', (name) => {
    const fields = (text: string) => [...text.matchAll(/\{\{ (\S+) \}\}/g)].map(([, field]) => field).sort()
    const en = mailTemplate(name)!
    const de = mailTemplate(name, 'de')!
    expect(de.body).not.toBe(en.body)
    expect([...new Set(fields(de.subject + de.body))]).toEqual([...new Set(fields(en.subject + en.body))])
  })

  test('is in English where there is no version in the language asked for', () => {
    expect(mailTemplate('overdue-30', 'fr')).toEqual(mailTemplate('overdue-30'))
    expect(mailTemplateNames()).not.toContain('overdue-30.de')
  })
})
