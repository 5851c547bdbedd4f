import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalLogic } from '#engine/canonical-logic.ts'
import type { Condition } from '#engine/condition.ts'
import { FACTS } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { diffRules } from '#engine/rule-diff.ts'
import { conditionSentence, ruleSentence, triggerSentence } from '#engine/sentence.ts'
import { english } from '#engine/words/english.ts'
import { german } from '#engine/words/german.ts'
import { germanQuoted } from '#engine/words/german-values.ts'
import { LETTERS_OF_THE_LIBRARY } from '#engine/words/letter-name.ts'
import { catalogue, randomCondition } from './random-conditions.ts'
import { randomRule, TEMPLATES } from './random-rules.ts'

const seed = Number(process.env.DUNLIN_SEED ?? 20261122)

const LATE = { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const LARGE = { fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: 5000 }
const MAIL = { id: 'mail', do: 'act', action: 'send-email', params: { template: 'overdue-30' } }
const HOLD = {
  id: 'hold',
  do: 'act',
  action: 'place-credit-hold',
  params: { reason: '30 Tage überfällig' },
  approval: 'required',
}

function aRule(parts: Record<string, unknown>): RuleDocument {
  return parseRule(
    {
      dunlin: 1,
      name: 'Eine Regel',
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      steps: branch(LATE, [MAIL]),
      ...parts,
    },
    'a rule',
    { catalogue, templates: TEMPLATES },
  )
}

const branch = (when: unknown, steps: unknown[]) => [
  { id: 'd', do: 'decide', branches: [{ id: 'b', when, steps }] },
]
const sentence = (parts: Record<string, unknown>) => ruleSentence(aRule(parts), catalogue, german)

test('the rule everybody starts with reads as one German sentence', () => {
  expect(sentence({ steps: branch({ all: [LATE, LARGE] }, [MAIL, HOLD]) })).toBe(
    'Montags bis freitags um 10:30 Uhr für jeden Kunden, dessen älteste Rechnung mindestens 30 Tage überfällig ist und dessen ' +
      'Saldo in USD über 5.000,00 USD liegt: den Brief „Mehr als 30 Tage überfällig“ an die Buchhaltung senden und eine Kreditsperre wegen ' +
      '„30 Tage überfällig“ setzen (bis nichts mehr überfällig ist, nur mit Freigabe).',
  )
})

test('a ladder with a wait, a repeat, an otherwise and limits says each of them in German', () => {
  const again = { ...MAIL, id: 'again', every: { days: 14 }, times: 3 }
  const task = {
    id: 'task',
    do: 'act',
    action: 'create-task',
    params: { title: 'Anrufen', dueInDays: 1 },
  }
  const wait = { id: 'wait', do: 'wait', days: 5, calendar: 'business' }
  const held = { fact: 'onCreditHold', operator: 'equal', value: true }
  const steps = [
    {
      id: 'd',
      do: 'decide',
      branches: [
        { id: 'b1', when: held, steps: [] },
        { id: 'b2', when: LATE, steps: [MAIL, wait, again] },
      ],
      otherwise: [task],
    },
  ]
  const policy = {
    audience: { fact: 'segment', operator: 'equal', value: 'enterprise' },
    exclude: { not: { any: [LARGE, held] } },
    minimum: { USD: 50, EUR: '40.50' },
    from: '2026-01-31',
  }
  expect(sentence({ steps, policy })).toBe(
    'Montags bis freitags um 10:30 Uhr für jeden Kunden: wenn er in Kreditsperre ist: nichts tun; sonst, wenn die älteste Rechnung ' +
      'mindestens 30 Tage überfällig ist: den Brief „Mehr als 30 Tage überfällig“ an die Buchhaltung senden, dann 5 Werktage warten, dann den ' +
      'Brief „Mehr als 30 Tage überfällig“ an die Buchhaltung senden (wieder alle 14 Tage, höchstens 3-mal); in allen anderen Fällen: die Aufgabe ' +
      '„Anrufen“ anlegen (fällig in 1 Tag). Nur für einen Kunden, dessen Segment „enterprise“ ist. Nie für einen Kunden, für den ' +
      'nicht gilt, dass (der Saldo in USD über 5.000,00 USD liegt oder er in Kreditsperre ist). Nicht unter 40,50 EUR oder ' +
      '50,00 USD. Ab dem 31. Januar 2026.',
  )
})

test.each([
  ['0 9,14 * * *', 'Jeden Tag um 9:00 und 14:00 Uhr'],
  ['15 8 * * 1,4', 'Jeden Montag und Donnerstag um 8:15 Uhr'],
  ['0 9 2,11 * *', 'Am 2. und 11. jedes Monats um 9:00 Uhr'],
  ['0 9 1 1,7 *', 'Am 1. im Januar und Juli um 9:00 Uhr'],
  ['0 9 1 * 1', 'Am 1. jedes Monats und jeden Montag um 9:00 Uhr'],
  ['0 7-18 * * 1-5', 'Montags bis freitags stündlich von 7:00 bis 18:00 Uhr'],
  ['5 4 L * *', 'An den Tagen „L“ jedes Monats um 4:05 Uhr'],
])('the schedule %s reads in German: %s', (schedule, words) => {
  expect(triggerSentence({ schedule }, german)).toBe(words)
})

test.each([
  ['every' as const, 'An jedem Werktag um 8:00 Uhr'],
  [
    [1, -1, -2, -3, -4],
    'Am 1., 4.-letzten, drittletzten, vorletzten und letzten Werktag jedes Monats um 8:00 Uhr',
  ],
])('a rule that runs on the business days %j says in German: %s', (businessDays, words) => {
  expect(triggerSentence({ businessDays, at: '08:00' }, german)).toBe(words)
})

test('a rule started by an event is about the one customer or invoice it happened to', () => {
  expect(sentence({ trigger: { on: 'payment-received' } })).toMatch(
    /^Wenn eine Zahlung eingeht, für den Kunden, dessen älteste Rechnung/,
  )
  expect(sentence({ subject: 'invoice' })).toContain(
    'für jede Rechnung, die mindestens 30 Tage überfällig ist: den Brief',
  )
})

describe('German comparisons have the cases their nouns need', () => {
  const limit = { fact: 'creditLimit', params: { currency: 'USD' } }
  test.each<[Condition, string]>([
    [
      { ...LATE, operator: 'between', value: [30, 60] },
      'älteste Rechnung ist 30 Tage bis 60 Tage überfällig',
    ],
    [
      { fact: 'daysSinceLastContact', operator: 'greaterThan', value: 7 },
      'letzter Kontakt ist mehr als 7 Tage her',
    ],
    [{ ...LARGE, value: limit }, 'Saldo in USD liegt über dem Kreditlimit in USD'],
    [
      {
        fact: 'overdueBalance',
        params: { currency: 'JPY', scope: 'group' },
        operator: 'lessThanInclusive',
        value: 5000,
      },
      'überfälliger Saldo in JPY der ganzen Gruppe beträgt höchstens 5.000 JPY',
    ],
    [
      { fact: 'oldestDueDay', operator: 'lessThanInclusive', value: '2026-01-31' },
      'älteste Fälligkeit liegt am oder vor dem 31. Januar 2026',
    ],
    [
      { fact: 'brokenPromises', params: { days: 90 }, operator: 'greaterThanInclusive', value: 2 },
      'Anzahl gebrochener Zahlungszusagen in den letzten 90 Tagen beträgt mindestens 2',
    ],
    [{ fact: 'segment', operator: 'in', value: ['A', 'B'] }, 'Segment ist einer der Werte „A“ oder „B“'],
    [{ fact: 'tags', operator: 'doesNotContain', value: 'key' }, 'Liste der Merkmale enthält „key“ nicht'],
    [
      { fact: 'tags', operator: 'everyFact:startsWith', value: 'k' },
      'jeder Eintrag in der Liste der Merkmale beginnt mit „k“',
    ],
    [
      { fact: 'tags', operator: 'not:someFact:equal', value: 'k' },
      'es gilt nicht, dass mindestens ein Eintrag in der Liste der Merkmale „k“ ist',
    ],
    [{ fact: 'onCreditHold', operator: 'equal', value: false }, 'ist nicht in Kreditsperre'],
    [{ fact: 'paymentInFlight', operator: 'equal', value: true }, 'hat eine Zahlung unterwegs'],
  ])('%j', (condition, words) => {
    expect(conditionSentence(condition, catalogue, 'customer', german)).toBe(words)
  })
})

test('what changed between two versions is told in German', () => {
  const before = aRule({})
  const after = aRule({
    steps: branch({ all: [{ ...LATE, value: 45 }, LARGE] }, [MAIL, HOLD]),
    policy: { grace: 3 },
  })
  const within =
    'Zweig „älteste Rechnung ist mindestens 45 Tage überfällig und Saldo in USD liegt über 5.000,00 USD“'
  expect(diffRules(before, after, catalogue, german).map(({ sentence: said }) => said)).toEqual([
    'Hinzugekommen: Überfällige Tage zählen erst nach 3 Tagen Kulanz.',
    `Im ${within}: bisher älteste Rechnung ist mindestens 30 Tage überfällig, jetzt älteste Rechnung ist mindestens 45 Tage überfällig.`,
    `Im ${within}: neue Bedingung: Saldo in USD liegt über 5.000,00 USD.`,
    `Hinzugekommen im ${within}: eine Kreditsperre wegen „30 Tage überfällig“ setzen (bis nichts mehr überfällig ist, nur mit Freigabe).`,
  ])
})

test.each<[Record<string, unknown>, string]>([
  [
    { action: 'finance-charge', params: { ratePerYear: '8.5', minimum: { USD: 5 }, cap: { USD: 1000 } } },
    'Verzugszinsen von 8,5 Prozent im Jahr berechnen (einmal im Monat, mindestens 5,00 USD, höchstens 1.000,00 USD)',
  ],
  [
    { action: 'create-task', params: { title: 'Anrufen', assignee: { role: 'collector' } } },
    'die Aufgabe „Anrufen“ für alle Sachbearbeiter anlegen (fällig am selben Tag)',
  ],
  [
    { action: 'request-promise', params: { template: 'overdue-30' } },
    'mit dem Brief „Mehr als 30 Tage überfällig“ an die Buchhaltung um eine Zahlungszusage bitten (einzutragen, fällig in 3 Tagen)',
  ],
  [
    { action: 'pause-chasing', params: { days: 1, reason: 'Umzug' } },
    'das Mahnen wegen „Umzug“ für 1 Tag pausieren',
  ],
])('the act %j reads in German: %s', (act, words) => {
  expect(sentence({ steps: [{ id: 'a', do: 'act', ...act }] })).toContain(`für jeden Kunden: ${words}.`)
})

test('a wait for a task says for which one and how long at most', () => {
  const wait = { id: 'w', do: 'wait', days: 3, calendar: 'business', until: { taskDone: 'call' } } as const
  expect(german.wait(wait)).toBe(
    'warten, bis die Aufgabe des Schritts „call“ erledigt ist (höchstens 3 Werktage)',
  )
})

test.each<Subject>(['customer', 'invoice'])(
  'no two facts of a %s have the same German name, in a sentence or where one is chosen',
  (subject) => {
    const names = FACTS.filter(({ subjects }) => subjects.includes(subject)).map(({ name }) => name)
    expect(new Set(names.map((fact) => german.fact({ fact }))).size).toBe(names.length)
    expect(new Set(names.map(german.factTitle)).size).toBe(names.length)
  },
)

test('a German sentence never leaves out an amount or a name that the English one has', () => {
  fc.assert(
    fc.property(randomRule(), (rule) => {
      const [en, de] = [ruleSentence(rule, catalogue), ruleSentence(rule, catalogue, german)]
      expect(de).not.toMatch(/undefined|null|\[object| {2}/)
      for (const [amount] of en.matchAll(/-?\d[\d,]*(\.\d+)? [A-Z]{3}\b/g))
        expect(de).toContain(amount.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.')))
      // What an event carries is data and stays as it is.
      for (const [name] of en.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
        const text = String(JSON.parse(name))
        const letter = LETTERS_OF_THE_LIBRARY.find((each) => english.letter(each) === text)
        const said = germanQuoted(letter === undefined ? text : german.letter(letter))
        expect(de.includes(said) || de.includes(name)).toBe(true)
      }
    }),
    { seed, numRuns: 300 },
  )
})

/** Remembers which logic a sentence stands for, and fails when another one reads the same. */
function ledgerOfSentences() {
  const logicOf = new Map<string, string>()
  return (rule: RuleDocument) => {
    const [words, logic] = [ruleSentence(rule, catalogue, german), canonicalLogic(rule)]
    expect({ words, logic: logicOf.get(words) ?? logic }).toEqual({ words, logic })
    logicOf.set(words, logic)
  }
}

test('two rules that differ in a condition have different German sentences', () => {
  const enter = ledgerOfSentences()
  const rule = aRule({})
  const [decide] = rule.steps
  fc.assert(
    fc.property(randomCondition(3), (when) => {
      if (decide?.do !== 'decide') throw new TypeError('The rule lost its decide.')
      enter({
        ...rule,
        steps: [{ ...decide, branches: decide.branches.map((one) => ({ ...one, when })) }],
      })
    }),
    { seed, numRuns: 4000 },
  )
})

test('two rules that differ in trigger, policy or steps have different German sentences', () => {
  const enter = ledgerOfSentences()
  fc.assert(
    fc.property(randomRule(), (rule) => {
      enter(rule)
      enter({ ...rule, policy: {} })
      enter({ ...rule, steps: rule.steps.slice(1) })
      enter({ ...rule, trigger: { schedule: '30 10 * * 1-5' } })
    }),
    { seed, numRuns: 500 },
  )
})
