import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fieldsOf, fieldsOfAct } from '#builder/inspect/act-fields.ts'
import { countable } from '#builder/inspect/countable.ts'
import { withFact, withOperator } from '#builder/inspect/draft-leaf.ts'
import { readSchedule, withKind, writeSchedule } from '#builder/inspect/draft-schedule.ts'
import { readTimes, type TimeTrigger, timesWithKind, writeTimes } from '#builder/inspect/draft-times.ts'
import { checkLocally } from '#builder/inspect/local-check.ts'
import { pathsById, placeOfPath } from '#builder/inspect/place-of-path.ts'
import { allProblems, unfilledProblems } from '#builder/inspect/problems.ts'
import { readAmount } from '#builder/inspect/read-amount.ts'
import { missingData, rowsQuestion, SHOWN } from '#builder/inspect/rows-question.ts'
import { sentencePhrases } from '#builder/inspect/sentence-phrases.ts'
import { ACT_NAMES } from '#engine/acts.ts'
import type { Condition } from '#engine/condition.ts'
import { catalogueOf, factSpec } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { ruleSentence } from '#engine/sentence.ts'
import { LANGUAGES } from '#engine/words/engine-words.ts'
import { wordsIn } from '#engine/words/words-in.ts'
import { libraryRules } from '#rules-library/load.ts'
import { aBranch, aDecide, aLetter, aRule, aWait, theMissionRule } from '../a-rule.ts'

const catalogue = catalogueOf()
const TEMPLATES = ['overdue-30']
/** A condition nobody has chosen yet, as the editor stores it. */
const BLANK: Condition = { fact: '', operator: 'equal', value: '' }

/** The mission's rule with another condition in its one branch. */
function withCondition(when: Condition): RuleDocument {
  const [decide] = theMissionRule().steps
  if (decide?.do !== 'decide') throw new Error('The mission’s rule begins with a decide.')
  return aRule([{ ...decide, branches: decide.branches.map((branch) => ({ ...branch, when })) }])
}

describe('an amount as people type it', () => {
  test.each([
    ['5k', 'en-US', 5000],
    ['5000', 'en-US', 5000],
    ['1,234.50', 'en-US', '1234.50'],
    ['1.234,50 €', 'en-US', '1234.50'],
    ['1.234', 'de-DE', 1234],
    ['1.5m', 'en-US', 1_500_000],
    ['USD 5 000', 'en-US', 5000],
    ['$12.5', 'en-US', '12.50'],
    ['2 Mio', 'de-DE', 2_000_000],
  ])('%s (%s) is %s', (typed, locale, written) =>
    expect(readAmount(typed, 'USD', locale)).toEqual({ written }),
  )

  test.each(['abc', '1.234', '12.3.4', ''])('"%s" is not guessed at but says what would be right', (typed) =>
    expect(readAmount(typed, 'USD', 'en-US')).toEqual({ problem: expect.stringContaining('1,234.50') }),
  )
})

describe('a schedule', () => {
  test.each(['30 10 * * 1-5', '0 9 * * *', '0 9 L * *', '0 9 1,15 * *', '0 9 * * 1,3'])(
    '%s is chosen in plain words and written back as it was',
    (schedule) => {
      expect(readSchedule(schedule).kind).not.toBe('other')
      expect(writeSchedule(readSchedule(schedule))).toBe(schedule)
    },
  )

  test('that says more than can be chosen is kept as it was written until somebody chooses other days', () => {
    const draft = readSchedule('0 9 * * 2#1')
    expect(writeSchedule(draft)).toBe('0 9 * * 2#1')
    expect(writeSchedule(withKind(draft, 'every-day'))).toBe('30 10 * * *')
  })

  test('by business days is kept as it is, and other days keep its time', () => {
    const triggers: TimeTrigger[] = [
      { businessDays: 'every', at: '08:00' },
      { businessDays: [1, -1], at: '18:30' },
    ]
    for (const trigger of triggers) expect(writeTimes(readTimes(trigger))).toEqual(trigger)
    const [daily, some] = triggers.map(readTimes)
    expect(writeTimes(timesWithKind(daily!, 'month-end'))).toEqual({ schedule: '0 8 L * *' })
    expect(writeTimes(timesWithKind(some!, 'business-days'))).toEqual({ businessDays: 'every', at: '18:30' })
    const monthEnd = readTimes({ schedule: '15 9 L * *' })
    expect(writeTimes(timesWithKind(monthEnd, 'month-business-days'))).toEqual({
      businessDays: [1],
      at: '09:15',
    })
  })
})

describe('the form of an act', () => {
  test('exists for every act, made from its schema', () => {
    for (const action of ACT_NAMES) expect(fieldsOfAct(action).length).toBeGreaterThan(0)
    expect(fieldsOfAct('place-credit-hold')).toMatchObject([
      { key: 'reason', kind: 'text', required: true },
      { key: 'release', kind: 'choice', values: ['cleared', 'unmatched', 'by-hand'] },
      { key: 'releaseBelow', kind: 'amounts' },
    ])
  })

  test('has a field for whatever a new act may ask for', () => {
    const schema = z.strictObject({
      body: z.string().max(4000),
      roles: z.array(z.enum(['a', 'b'])),
      tags: z.array(z.string()),
      urgent: z.boolean().default(false),
      where: z.strictObject({ room: z.string() }),
      anything: z.json(),
    })
    expect(fieldsOf(schema).map(({ key, kind }) => [key, kind])).toEqual([
      ['body', 'text'],
      ['roles', 'choices'],
      ['tags', 'texts'],
      ['urgent', 'yes-no'],
      ['where', 'fields'],
      ['anything', 'json'],
    ])
  })
})

describe('a condition whose fact is changed', () => {
  test('gets the operator and currency its new type asks for, and drops a value that does not fit', () => {
    const days = { name: 'c1', fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
    const context = { before: factSpec('daysOverdue'), currency: 'EUR' }
    expect(withFact(days, factSpec('accountStatus'), context)).toEqual({
      name: 'c1',
      fact: 'accountStatus',
      operator: 'in',
      value: [],
    })
    expect(withFact(days, factSpec('balance'), context)).toMatchObject({ params: { currency: 'EUR' } })
    expect(withFact(days, factSpec('daysSinceLastPayment'), context)).toMatchObject({
      operator: 'greaterThanInclusive',
      value: 30,
    })
  })

  test('keeps its value where one becomes several and back', () => {
    const country = { fact: 'country', operator: 'equal', value: 'DE' }
    const several = withOperator(country, 'in', factSpec('country'))
    expect(several.value).toEqual(['DE'])
    expect(withOperator(several, 'equal', factSpec('country')).value).toBe('DE')
  })
})

describe('the sentence in pieces', () => {
  const rules = [
    theMissionRule(),
    ...libraryRules(catalogue),
    aRule([
      aLetter('one'),
      aWait('pause', 7),
      aDecide('late', [aBranch('b1', 60, [aLetter('two')]), aBranch('b2', 30, [])], [aLetter('three')]),
    ]),
  ]
  test.each(rules.map((rule) => [rule.name, rule] as const))(
    'of "%s" says what the sentence says',
    (_, rule) =>
      LANGUAGES.forEach((language) => {
        const said = wordsIn(language)
        const pieces = sentencePhrases(rule, catalogue, said).map(({ text }) => text)
        expect(pieces.join('')).toBe(ruleSentence(rule, catalogue, said))
      }),
  )

  test('of an unfinished rule says what can be said already', () => {
    const rule = withCondition({ all: [{ fact: 'daysOverdue', operator: 'greaterThan', value: 30 }, BLANK] })
    const said = sentencePhrases(rule, catalogue)
    expect(said.map(({ text }) => text).join('')).toContain(
      'whose oldest invoice is over 30 days overdue and …',
    )
    expect(said.find(({ id }) => id === 'late-30')?.text).toContain('…')
  })
})

describe('a rule that is not finished', () => {
  test('is counted without what is not filled in, and says so', () => {
    const late: Condition = { fact: 'daysOverdue', operator: 'greaterThan', value: 30 }
    const { document, places, isPartial } = countable(withCondition({ all: [BLANK, late] }), catalogue)
    expect(isPartial).toBe(true)
    expect(places).toEqual({ 'late-30': { 'all[0]': 'all[1]' } })
    const parsed = parseRule(document, 'the rule to count', { catalogue, templates: [] })
    expect(parsed.steps[0]).toMatchObject({ branches: [{ id: 'late-30', when: { all: [late] } }] })
  })

  test('can be counted even when it has no step, a wrong act and a wrong limit', () => {
    const act = { ...aLetter('mail'), params: { template: 7 } }
    for (const rule of [aRule([]), aRule([act], { policy: { grace: -1 } })])
      expect(() =>
        parseRule(countable(rule, catalogue).document, 'the rule to count', { catalogue, templates: [] }),
      ).not.toThrow()
  })

  test('is asked again in the same words when only acts and labels change', () => {
    const rule = theMissionRule()
    const relabelled = { ...rule, name: 'Other', steps: rule.steps.map((step) => ({ ...step, label: 'x' })) }
    expect(countable(relabelled as RuleDocument, catalogue).document).toEqual(
      countable(rule, catalogue).document,
    )
  })

  test('names each thing to fill in once, where it stands, and leads to its step', () => {
    const rule = withCondition({
      all: [BLANK, { fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: '' }],
    })
    const found = allProblems(
      rule,
      unfilledProblems(rule, catalogue),
      checkLocally(rule, { catalogue, templates: TEMPLATES }),
    )
    expect(found).toEqual([
      {
        path: 'steps[0].branches[0].when.all[0].fact',
        at: 'late-30',
        sentence: 'Choose what this condition looks at.',
        isWarning: false,
      },
      {
        path: 'steps[0].branches[0].when.all[1].value',
        at: 'late-30',
        sentence: 'Say how much, such as 5,000 USD.',
        isWarning: false,
      },
    ])
  })

  test('is left as it is by checking it', () => {
    const rule = aRule([{ ...aLetter('mail'), params: { template: 'overdue-30' } }])
    checkLocally(rule, { catalogue, templates: TEMPLATES })
    expect(rule.steps[0]).toMatchObject({ params: { template: 'overdue-30' } })
    expect(rule.steps[0]).not.toHaveProperty('params.to')
  })
})

describe('the place of a problem', () => {
  test('is the innermost step or branch, the rule itself where it is in none', () => {
    const rule = aRule([aDecide('d', [aBranch('b', 30, [aLetter('m')])], [aWait('w', 7)])])
    expect(placeOfPath(rule, 'steps[0].branches[0].when.all[0].value')).toBe('b')
    expect(placeOfPath(rule, 'steps[0].branches[0].steps[0].params.template')).toBe('m')
    expect(placeOfPath(rule, 'steps[0].otherwise[0].days')).toBe('w')
    expect(placeOfPath(rule, 'policy.grace')).toBe('$trigger')
    for (const [id, path] of pathsById(rule)) expect(placeOfPath(rule, path)).toBe(id)
  })
})

describe('the rows behind a figure', () => {
  test('are asked for by a rule that acts for exactly those who came to the branch', () => {
    const rule = aRule([aDecide('d', [aBranch('severe', 60, [aLetter('m')]), aBranch('mild', 30, [])])])
    const missing = missingData({
      fact: 'creditLimit',
      params: { currency: 'USD' },
      operator: 'lessThan',
      value: 5,
    })
    const asked = rowsQuestion(rule, { branchId: 'mild', condition: missing, catalogue })
    const parsed = parseRule(asked, 'the question', { catalogue, templates: [] })
    expect(parsed.steps[0]).toMatchObject({
      branches: [
        { id: 'severe', when: { all: [{ fact: 'daysOverdue', value: 60 }] } },
        {
          id: 'mild',
          when: { fact: 'creditLimit', operator: 'isUnknown', value: true },
          steps: [{ id: SHOWN }],
        },
      ],
    })
  })
})
