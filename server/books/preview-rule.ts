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
import { type RuleQuestion, ruleInQuestion } from './live-count.ts'

/** A letter as it would be written, or why it cannot be. */
export type PreviewLetter = { readonly mail: ComposedMail } | { readonly problem: string }

export type RulePreview = Omit<PreviewPage, 'rows'> & {
  readonly sentence: string
  /** The funnel: the same figures the live count gives. */
  readonly counts: LiveCount
  readonly rows: readonly (Omit<PreviewRow, 'messages'> & { readonly letters: readonly PreviewLetter[] })[]
}

/** The largest page. */
export const MOST_PREVIEWED = 100

/**
 * What a rule that somebody is writing would do today to everybody, beside the other live rules and with its own past: whom, what,
 * why and in which words, a page at a time. Writes nothing.
 */
export async function previewRule(
  db: Queryable,
  question: RuleQuestion & {
    /** A later day is looked at as if the rule went live today. */
    readonly today?: CalendarDate
    /** When it is asked, for the age of the books. */
    readonly now: Date
    /** In which language the rule and the reasons are said. */
    readonly words?: EngineWords
    readonly filter?: PreviewFilter
    readonly after?: number
    readonly limit?: number
  },
): Promise<RulePreview> {
  const { companyId, books, asOf, today, now, words, filter, after, limit = 25 } = question
  const { snapshot, catalogue } = books
  const rule = await ruleInQuestion(db, question)
  const company = await companyById(db, companyId)
  const templates = await readTemplates(db, company)
  const { rules } = await runningRules(db, { companyId, catalogue })
  const others = rules.flatMap(({ document, state }) =>
    state === 'live' && document.id !== rule.id ? [document] : [],
  )
  const { cycles, doneActs } = await readHistory(db, companyId)
  const { input: limits } = await planLimits(db, { company, asOf, now })
  const input = {
    ...limits,
    snapshot,
    catalogue,
    rules: [rule, ...others],
    history: cycles,
    doneActs,
  }
  const history =
    today !== undefined && asOf > today
      ? await historyAhead({ ...input, asOf: today }, { ruleId: rule.id, until: asOf })
      : cycles
  const planned = await plan({ ...input, asOf, history, explains: false })
  const acting = rules.find(({ document, state }) => document.id === rule.id && state === 'live')
  const { rows, ...page } = await previewPage(planned, {
    ruleId: rule.id,
    catalogue,
    live: acting?.document ?? null,
    limit: Math.min(limit, MOST_PREVIEWED),
    ...(words && { words }),
    ...(filter && { filter }),
    ...(after !== undefined && { after }),
  })
  const letterOf = (message: MergedMessage): PreviewLetter => {
    try {
      return { mail: composeMail(message, { snapshot, asOf, companyName: company.name, templates }) }
    } catch (error) {
      // A letter that cannot be written is what a preview is there to show.
      if (error instanceof MailFieldMissingError) return { problem: error.message }
      throw error
    }
  }
  return {
    sentence: ruleSentence(rule, catalogue, words),
    counts: liveCount({ snapshot, catalogue, asOf, rule, live: acting?.document ?? null, doneActs }),
    ...page,
    rows: rows.map(({ messages, ...row }) => ({ ...row, letters: messages.map(letterOf) })),
  }
}
