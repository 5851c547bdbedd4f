import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { checkRule } from '#engine/check-rule.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { runRuleTests } from '#engine/evaluate-given.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Impact, ImpactGroup } from '#engine/impact.ts'
import { Trigger } from '#engine/rule.ts'
import { scheduleProblem } from '#engine/schedule.ts'
import { ruleSentence } from '#engine/sentence.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Queryable } from '#server/database/database.ts'
import { PUBLISH_REQUEST_STATES, publishRequest } from '#server/database/publish-tables.ts'
import { readWritten } from '#server/rules/check-publishable.ts'
import type { Draft } from '#server/rules/draft.ts'
import type { VersionSummary } from '#server/rules/versions.ts'
import type { Company } from '#server/run/company.ts'
import { nextFires } from '#server/run/next-fire.ts'
import { instantNumber, Listing, pageOf, type Sort } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import type { ImpactGroupView, ImpactView, PublishRequestsView } from '../views/publishing.ts'
import type { CheckView, DraftView, VersionRow } from '../views/rules.ts'
import { viewAmounts } from './actions.ts'

/** A draft as it is answered. */
export function viewDraft({ ruleId, revision, document, isDraft, by, at }: Draft): DraftView {
  return { rule: ruleId, revision, document, isDraft, savedBy: by, savedAt: at?.toISOString() ?? null }
}

/** A version as the list of versions shows it. */
export function viewVersion(row: VersionSummary): VersionRow {
  return {
    version: row.version,
    isLive: row.isLive,
    publishedAs: row.publishedAs,
    firstRun: row.firstRun,
    publishedAt: row.publishedAt.toISOString(),
    publishedBy: row.publishedBy,
    approvedBy: row.approvedBy,
    reason: row.reason,
  }
}

/** Says of a document that nobody has saved whether it could be published, with everything that speaks against it. */
export async function checkDocument(
  db: Queryable,
  asked: {
    company: Company
    ruleId: string
    now: Date
    written: unknown
    catalogue: FactCatalogue
    words: EngineWords
  },
): Promise<CheckView> {
  const times = await timesOf(db, asked)
  try {
    const { document } = await readWritten(db, { ...asked, companyId: asked.company.id })
    const { problems, warnings } = checkRule(document, asked.catalogue)
    const tests = runRuleTests(document, asked.catalogue)
    return {
      ok: problems.length === 0 && tests.every(({ passed }) => passed),
      sentence: ruleSentence(document, asked.catalogue, asked.words),
      problems: problems.map(({ path, found, expected }) => ({ path, found, expected })),
      warnings: warnings.map(({ path, found, expected }) => ({ path, found, expected })),
      tests: tests.map(({ name, passed, problem }) => ({ name, passed, problem })),
      ...times,
    }
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    const problems = error.problems.map(({ path, found, expected }) => ({ path, found, expected }))
    return { ok: false, sentence: null, problems, warnings: [], tests: [], ...times }
  }
}

const TIMES_SHOWN = 5
const WithTrigger = z.object({ trigger: Trigger })

/** When a document would come due next, however unfinished the rest of it is. */
async function timesOf(
  db: Queryable,
  { company, written, now }: { company: Company; written: unknown; now: Date },
): Promise<Pick<CheckView, 'nextTimes' | 'timeZone'>> {
  const { timeZone } = company
  const parsed = WithTrigger.safeParse(written)
  if (!parsed.success) return { nextTimes: [], timeZone }
  const { trigger } = parsed.data
  if ('schedule' in trigger && scheduleProblem(trigger.schedule) !== null) return { nextTimes: [], timeZone }
  const times = await nextFires(db, { company, trigger, after: now, count: TIMES_SHOWN })
  return { nextTimes: times.map((time) => time.toISOString()), timeZone }
}

/** What publishing would change, with amounts as decimal text. */
export function viewImpact(impact: Impact & { readonly approval: readonly string[] }): ImpactView {
  const { alreadyPast, firstRun, overlaps, openHolds } = impact
  const viewFirstRun = (which: keyof Impact['firstRun']) => ({
    ...firstRun[which],
    acts: firstRun[which].acts.map((act) => ({ ...act })),
  })
  return {
    asOf: impact.asOf,
    newlyTouched: viewGroup(impact.newlyTouched),
    noLongerTouched: viewGroup(impact.noLongerTouched),
    changed: viewGroup(impact.changed),
    unchanged: impact.unchanged,
    alreadyPast: alreadyPast.map(({ step, sentence, group }) => ({
      step,
      sentence,
      group: viewGroup(group),
    })),
    firstRun: { 'act-now': viewFirstRun('act-now'), 'from-now-on': viewFirstRun('from-now-on') },
    overlaps: overlaps.map((each) => ({ ...each, bothDo: [...each.bothDo] })),
    openHolds: openHolds.map(({ id, customerId, placedOn, reason }) => ({
      id,
      customerId,
      placedOn,
      reason: reason ?? null,
    })),
    approval: [...impact.approval],
  }
}

function viewGroup({ count, customers, open, first }: ImpactGroup): ImpactGroupView {
  return { count, customers, open: viewAmounts(open), first: first.map((each) => ({ ...each })) }
}

/** By what the requests to publish can be narrowed. */
export const RequestFilter = Listing.extend({
  rule: IdAsked.exactOptional(),
  state: z.enum(PUBLISH_REQUEST_STATES).exactOptional(),
})

/** What was asked to be published, newest first. */
export async function listPublishRequests(
  db: Queryable,
  companyId: string,
  asked: z.infer<typeof RequestFilter>,
): Promise<PublishRequestsView> {
  const sort: Sort = {
    by: instantNumber(sql`${publishRequest.requestedAt}`),
    kind: 'number',
    descending: true,
  }
  const page = pageOf(asked, { sort, id: sql`${publishRequest.id}` })
  const found = await db
    .select({ row: publishRequest, place: page.place, placeId: publishRequest.id })
    .from(publishRequest)
    .where(
      and(
        eq(publishRequest.companyId, companyId),
        asked.rule === undefined ? undefined : eq(publishRequest.ruleId, asked.rule),
        asked.state === undefined ? undefined : eq(publishRequest.state, asked.state),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    requests: rows.map(({ row }) => ({
      id: row.id,
      rule: row.ruleId,
      target: row.target,
      firstRun: row.firstRun,
      reasons: row.reasons,
      why: row.why,
      state: row.state,
      requestedBy: row.requestedBy,
      requestedAt: row.requestedAt.toISOString(),
      decidedBy: row.decidedBy,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      decidedWhy: row.decidedWhy,
    })),
    next,
  }
}
