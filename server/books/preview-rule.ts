import type { CalendarDate } from '#engine/calendar-date.ts'
import type { MergedMessage } from '#engine/decision.ts'
import { type LiveCount, liveCount } from '#engine/live-count.ts'
import { historyAhead } from '#engine/look-ahead.ts'
import { plan } from '#engine/plan.ts'
import { type PreviewFilter, type PreviewPage, type PreviewRow, previewPage } from '#engine/preview.ts'
import { ruleSentence } from '#engine/sentence.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Queryable } from '#server/database/database.ts'
import { planLimits } from '#server/guards/plan-limits.ts'
import { type ComposedMail, composeMail, MailFieldMissingError } from '#server/mail/compose-mail.ts'
import { readTemplates } from '#server/mail/templates.ts'
import { companyById } from '#server/run/company.ts'
import { readHistory } from '#server/run/history.ts'
import { runningRules } from '#server/run/rules.ts'
import type { GroupBooks } from './group-books.ts'
import { letOthersIn } from './let-others-in.ts'
import { type RuleQuestion, ruleInQuestion } from './live-count.ts'

/** A letter as it would be written, or why it cannot be. */
export type PreviewLetter = { readonly mail: ComposedMail } | { readonly problem: string }

/** A row with the letters of it as they would be written. */
export type PreviewedRow = Omit<PreviewRow, 'messages'> & { readonly letters: readonly PreviewLetter[] }

export type RulePreview = Omit<PreviewPage, 'rows'> & {
  readonly sentence: string
  /** The funnel: the same figures the live count gives. */
  readonly counts: LiveCount
  readonly rows: readonly PreviewedRow[]
}

/** The largest page. */
export const MOST_PREVIEWED = 100

type PreviewQuestion = RuleQuestion & {
  /** A later day is looked at as if the rule went live today. */
  readonly today?: CalendarDate
  /** When it is asked, for the age of the books. */
  readonly now: Date
  /** In which language the rule and the reasons are said. */
  readonly words?: EngineWords
}

/**
 * What a rule that somebody is writing would do today to everybody, beside the other live rules and with its own past: whom, what,
 * why and in which words, a page at a time. Writes nothing.
 */
export async function previewRule(
  db: Queryable,
  question: PreviewQuestion & {
    readonly filter?: PreviewFilter
    readonly after?: number
    readonly limit?: number
  },
): Promise<RulePreview> {
  const { books, asOf, words, filter, after, limit = 25 } = question
  const { snapshot, catalogue } = books
  const { planned, rule, live, doneActs, pause, withLetters } = await previewPlan(db, question)
  const { rows, ...page } = await previewPage(planned, {
    ruleId: rule.id,
    catalogue,
    live,
    limit: Math.min(limit, MOST_PREVIEWED),
    ...(words && { words }),
    ...(filter && { filter }),
    ...(after !== undefined && { after }),
    pause,
  })
  return {
    sentence: ruleSentence(rule, catalogue, words),
    counts: liveCount({ snapshot, catalogue, asOf, rule, live, doneActs }),
    ...page,
    rows: rows.map(withLetters),
  }
}

/**
 * The row that `previewRule` has of one customer or invoice, decided from the books of its group of customers alone: what somebody
 * waits for who looks at one record must not take as long as all of them. Null when there is no such subject.
 */
export async function previewOne(
  db: Queryable,
  question: PreviewQuestion & { readonly books: GroupBooks; readonly subject: string },
): Promise<{ readonly row: PreviewedRow; readonly disagreements: readonly string[] } | null> {
  const { books, words, subject } = question
  const { planned, rule, withLetters } = await previewPlan(db, question, books.customerIds)
  const { rows, disagreements } = await previewPage(planned, {
    ruleId: rule.id,
    catalogue: books.catalogue,
    filter: { subject },
    limit: 1,
    ...(words && { words }),
  })
  const [row] = rows
  return row === undefined ? null : { row: withLetters(row), disagreements }
}

/** The plan that a rule and the other live rules come to, and what a page of it needs besides. */
async function previewPlan(
  db: Queryable,
  question: PreviewQuestion,
  customerIds: readonly string[] | null = null,
) {
  const { companyId, books, asOf, today, now } = question
  const { snapshot, catalogue } = books
  const rule = await ruleInQuestion(db, question)
  const company = await companyById(db, companyId)
  const templates = await readTemplates(db, company)
  const { rules } = await runningRules(db, { companyId, catalogue })
  const others = rules.flatMap(({ document, state }) =>
    state === 'live' && document.id !== rule.id ? [document] : [],
  )
  const { cycles, doneActs } = await readHistory(db, companyId, customerIds)
  const { input: limits } = await planLimits(db, { company, asOf, now })
  const pause = letOthersIn()
  const input = {
    ...limits,
    snapshot,
    catalogue,
    rules: [rule, ...others],
    history: cycles,
    doneActs,
    // A preview of a million invoices takes seconds, and others ask meanwhile.
    pause,
  }
  const history =
    today !== undefined && asOf > today
      ? await historyAhead({ ...input, asOf: today }, { ruleId: rule.id, until: asOf })
      : cycles
  const planned = await plan({ ...input, asOf, history, explains: false })
  const acting = rules.find(({ document, state }) => document.id === rule.id && state === 'live')
  const letterOf = (message: MergedMessage): PreviewLetter => {
    try {
      return { mail: composeMail(message, { snapshot, asOf, companyName: company.name, templates }) }
    } catch (error) {
      // A letter that cannot be written is what a preview is there to show.
      if (error instanceof MailFieldMissingError) return { problem: error.message }
      throw error
    }
  }
  const withLetters = ({ messages, ...row }: PreviewRow): PreviewedRow => ({
    ...row,
    letters: messages.map(letterOf),
  })
  return { planned, rule, live: acting?.document ?? null, doneActs, pause, withLetters }
}
