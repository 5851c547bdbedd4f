import { z } from 'zod'
import { currencyExponent, decimalAmount, isCurrency, readableAmount, writtenMinor } from './money.ts'
import type { RuleShape } from './rule.ts'

/** What a template is for; the gallery is ordered by it. */
export const TEMPLATE_GOALS = ['remind', 'escalate', 'hold', 'release', 'thank'] as const
export type TemplateGoal = (typeof TEMPLATE_GOALS)[number]

export const TEMPLATE_LANGUAGES = ['en', 'de'] as const
export type TemplateLanguage = (typeof TEMPLATE_LANGUAGES)[number]

/** A text in every language the product speaks. */
const Worded = z.strictObject({ en: z.string().min(1), de: z.string().min(1) })

const QuestionId = z.string().regex(/^[a-z][a-zA-Z0-9]{0,30}$/)
const Asked = { id: QuestionId, ask: Worded }

/** What is asked before a template becomes a rule; the defaults are what stands in its document. */
export const TemplateQuestion = z.discriminatedUnion('kind', [
  z.strictObject({
    ...Asked,
    kind: z.literal('number'),
    unit: z.enum(['days', 'count']),
    default: z.int(),
    least: z.int(),
    most: z.int(),
  }),
  z.strictObject({ ...Asked, kind: z.literal('amount'), currency: QuestionId, default: z.number().min(0) }),
  z.strictObject({ ...Asked, kind: z.literal('currency'), default: z.string() }),
  z.strictObject({ ...Asked, kind: z.literal('yes-no'), default: z.boolean() }),
])
export type TemplateQuestion = z.infer<typeof TemplateQuestion>

/** Where an answer goes. Places are written as problems name them: `steps[0].branches[0].when.all[1].value`. */
const Fill = z.union([
  /** A number, or a little more or less than it, for the tests around a limit. */
  z.strictObject({
    at: z.string(),
    number: QuestionId,
    negated: z.literal(true).exactOptional(),
    plus: z.int().exactOptional(),
  }),
  z.strictObject({ at: z.string(), amount: QuestionId }),
  z.strictObject({ at: z.string(), currency: QuestionId }),
  /** An amount per currency, as the facts of a test are given; `plusMinor` moves it by cents across its limit. */
  z.strictObject({ at: z.string(), amounts: QuestionId, plusMinor: z.int().exactOptional() }),
  /** A key that is there only when the answer is yes. */
  z.strictObject({ at: z.string(), when: QuestionId, value: z.json() }),
  /** A text with answers in it: `{days} days overdue and over {amount}`. */
  z.strictObject({ at: z.string(), text: Worded }),
])

/** A rule of the library as the gallery offers it: what it is for, what it needs, and what is asked before it is used. */
export const RuleTemplate = z.strictObject({
  /** The rule in `rules/` that it makes. */
  rule: z.string(),
  goal: z.enum(TEMPLATE_GOALS),
  title: Worded,
  about: Worded,
  needs: z.array(Worded),
  questions: z.array(TemplateQuestion).min(2).max(4),
  fills: z.array(Fill),
})
export type RuleTemplate = z.infer<typeof RuleTemplate>

/** A rule document as its file says it, before anything has been checked. */
export type TemplateDocument = z.input<typeof RuleShape>

/** No limit of a rule about receivables is beyond this. */
const MOST_AMOUNT = 1e12

export type TemplateAnswers = Readonly<Record<string, number | string | boolean>>

/** What a template answers by itself: its own document. */
export function defaultAnswers({
  questions,
}: Pick<RuleTemplate, 'questions'>): Record<string, number | string | boolean> {
  return Object.fromEntries(questions.map((question) => [question.id, question.default]))
}

/** The answers that cannot be taken, by question; none when the template can be filled with them. */
export function answerProblems(
  { questions }: Pick<RuleTemplate, 'questions'>,
  answers: TemplateAnswers,
): readonly string[] {
  return questions.filter((question) => !isTakeable(question, answers)).map(({ id }) => id)
}

function isTakeable(question: TemplateQuestion, answers: TemplateAnswers): boolean {
  const answer = answers[question.id]
  switch (question.kind) {
    case 'number':
      return (
        typeof answer === 'number' &&
        Number.isInteger(answer) &&
        answer >= question.least &&
        answer <= question.most
      )
    case 'currency':
      return typeof answer === 'string' && isCurrency(answer)
    case 'yes-no':
      return typeof answer === 'boolean'
    case 'amount': {
      const currency = answers[question.currency]
      if (typeof answer !== 'number' || !(answer >= 0 && answer <= MOST_AMOUNT)) return false
      return (
        typeof currency === 'string' &&
        isCurrency(currency) &&
        decimalsOf(answer) <= currencyExponent(currency)
      )
    }
  }
}

/** The document of a template with answers in the places of its questions. Takes answers that `answerProblems` has let pass. */
export function fillTemplate(
  { fills, questions }: Pick<RuleTemplate, 'fills' | 'questions'>,
  document: TemplateDocument,
  { answers, language }: { answers: TemplateAnswers; language: TemplateLanguage },
): TemplateDocument {
  const filled = structuredClone(document)
  const currencyOf = (amount: string): string => {
    const question = questions.find(({ id }) => id === amount)
    return question?.kind === 'amount' ? String(answers[question.currency]) : ''
  }
  const valueFor = (fill: RuleTemplate['fills'][number]): unknown => {
    if ('number' in fill) {
      const answer = Number(answers[fill.number])
      return (fill.negated ? -answer : answer) + (fill.plus ?? 0)
    }
    if ('amount' in fill) return answers[fill.amount]
    if ('currency' in fill) return answers[fill.currency]
    if ('amounts' in fill) {
      const currency = currencyOf(fill.amounts)
      const minor = writtenMinor(String(answers[fill.amounts]), currency) + (fill.plusMinor ?? 0)
      return { [currency]: decimalAmount(minor, currency) }
    }
    if ('when' in fill) return answers[fill.when] === true ? fill.value : undefined
    return fill.text[language].replace(/\{(\w+)\}/g, (_, id: string) => wordOf(id))
  }
  const wordOf = (id: string): string => {
    const question = questions.find((each) => each.id === id)
    if (question?.kind !== 'amount') return String(answers[id])
    const currency = currencyOf(id)
    // A round sum is said without its cents.
    return readableAmount(writtenMinor(String(answers[id]), currency), currency).replace(/\.0+(?= )/, '')
  }
  for (const fill of fills) setAt(filled, fill.at, valueFor(fill))
  return filled
}

function setAt(root: unknown, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '')
  const last = keys.pop()
  const holder = keys.reduce<unknown>((at, key) => (isHolder(at) ? at[key] : undefined), root)
  if (last === undefined || !isHolder(holder))
    throw new TypeError(`A template fills "${path}", and its document has no such place.`)
  if (value === undefined) delete holder[last]
  else holder[last] = value
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function decimalsOf(amount: number): number {
  const text = String(amount)
  return text.includes('e') ? Number.POSITIVE_INFINITY : (text.split('.')[1] ?? '').length
}
