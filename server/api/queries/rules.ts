import { and, asc, desc, eq } from 'drizzle-orm'
import { RuleInvalidError } from '#engine/errors.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { CUSTOM_PREFIX } from '#engine/fact-catalogue-custom.ts'
import { parseRule, type RuleReferences } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { ruleSentence, triggerSentence } from '#engine/sentence.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Queryable } from '#server/database/database.ts'
import { rule, ruleVersion } from '#server/database/rule-tables.ts'
import { referencesIn } from '#server/rules/rule-row.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { isLiveVersion } from '#server/run/live-rules.ts'
import type { RuleRow, RulesView, RuleView } from '../views.ts'
import { countsOf, edgeCountsOf, lastRuns, type StoredRun } from './runs.ts'

type FoundRule = { readonly rule: typeof rule.$inferSelect; readonly live: unknown }

/** Every rule in words with what it did last; those that run come before those that do not. */
export async function listRules(
  db: Queryable,
  { companyId, catalogue, words }: { companyId: string; catalogue: FactCatalogue; words: EngineWords },
): Promise<RulesView> {
  const found = await selectRules(db, companyId)
  const runs = await lastRuns(db, companyId)
  const references = await referencesIn(db, { companyId, catalogue })
  return { rules: found.map((each) => viewRow(each, { references, run: runs.get(each.rule.id), words })) }
}

/** One rule with its document and versions. Throws `NotFoundError`. */
export async function viewRule(
  db: Queryable,
  {
    companyId,
    id,
    catalogue,
    words,
  }: { companyId: string; id: string; catalogue: FactCatalogue; words: EngineWords },
): Promise<RuleView> {
  const found = await findRule(db, { companyId, id })
  const versions = await db
    .select({
      version: ruleVersion.version,
      publishedAt: ruleVersion.publishedAt,
      publishedBy: ruleVersion.publishedBy,
      reason: ruleVersion.reason,
    })
    .from(ruleVersion)
    .where(and(eq(ruleVersion.companyId, companyId), eq(ruleVersion.ruleId, id)))
    .orderBy(desc(ruleVersion.version))
  const run = (await lastRuns(db, companyId)).get(id)
  return {
    ...viewRow(found, { references: await referencesIn(db, { companyId, catalogue }), run, words }),
    document: documentOf(found),
    versions: versions.map((each) => ({ ...each, publishedAt: each.publishedAt.toISOString() })),
    customFacts: catalogue.all.filter((fact) => fact.name.startsWith(CUSTOM_PREFIX)),
    edgeCounts: run === undefined ? null : edgeCountsOf(run.counts[id] ?? {}),
  }
}

/** A rule's row with its live document. Throws `NotFoundError`. */
export async function findRule(
  db: Queryable,
  { companyId, id }: { companyId: string; id: string },
): Promise<FoundRule> {
  const [found] = await selectRules(db, companyId, id)
  if (found === undefined)
    throw new NotFoundError(
      `There is no rule "${id}". It may have been removed; the list shows what there is.`,
    )
  return found
}

async function selectRules(db: Queryable, companyId: string, id?: string): Promise<FoundRule[]> {
  return db
    .select({ rule, live: ruleVersion.document })
    .from(rule)
    .leftJoin(ruleVersion, isLiveVersion)
    .where(and(eq(rule.companyId, companyId), id === undefined ? undefined : eq(rule.id, id)))
    .orderBy(desc(rule.priority), asc(rule.name), asc(rule.id))
}

/** The version that runs; the draft while nothing was published, which may be unfinished. */
function documentOf({ rule: row, live }: FoundRule): RuleDocument {
  const written: unknown = live ?? row.draft ?? {}
  // Published documents were checked in full before they were stored. A draft is whatever its author has got so far, and the
  // page that shows it checks it itself.
  return { ...(typeof written === 'object' ? written : {}), id: row.id } as unknown as RuleDocument
}

/** What a rule says, in words; of a draft that cannot be read yet, that it is unfinished. */
function inWords(
  found: FoundRule,
  { references, words }: { references: RuleReferences; words: EngineWords },
): Pick<RuleRow, 'sentence' | 'trigger'> {
  const { rule: row, live } = found
  const stored = documentOf(found)
  const { catalogue } = references
  try {
    // A draft may leave out what a checked rule has filled in, such as its policy.
    const document = live === null ? parseRule(stored, `The draft of "${row.id}"`, references) : stored
    return {
      sentence: ruleSentence(document, catalogue, words),
      trigger: triggerSentence(document.trigger, words),
    }
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    return { sentence: words.unfinished.rule, trigger: words.unfinished.trigger }
  }
}

function viewRow(
  found: FoundRule,
  { references, run, words }: { references: RuleReferences; run: StoredRun | undefined; words: EngineWords },
): RuleRow {
  const { rule: row } = found
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    version: row.liveVersion,
    ...inWords(found, { references, words }),
    lastRun:
      run === undefined
        ? null
        : {
            runId: run.id,
            asOf: run.asOf,
            startedAt: run.startedAt.toISOString(),
            counts: countsOf([run.counts[row.id] ?? {}]),
          },
    nextDueAt: row.nextFireAt?.toISOString() ?? null,
    draft: row.draft === null ? null : { by: row.draftBy, at: row.draftAt?.toISOString() ?? null },
  }
}
