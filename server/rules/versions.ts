import { and, desc, eq } from 'drizzle-orm'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { diffRules, type RuleChange } from '#engine/rule-diff.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Queryable } from '#server/database/database.ts'
import { ruleVersion } from '#server/database/rule-tables.ts'
import { readWritten } from './check-publishable.ts'
import { documentOf, editedDocument, type RuleKey, ruleRow, type VersionRow, versionRow } from './rule-row.ts'

/** A version as the list of versions shows it. */
export type VersionSummary = Omit<VersionRow, 'companyId' | 'ruleId' | 'document' | 'source'> & {
  readonly isLive: boolean
}

/** Every published version of a rule, the latest first. Throws `NotFoundError`. */
export async function versionsOf(db: Queryable, key: RuleKey): Promise<VersionSummary[]> {
  const { liveVersion } = await ruleRow(db, key)
  const found = await db
    .select()
    .from(ruleVersion)
    .where(and(eq(ruleVersion.companyId, key.companyId), eq(ruleVersion.ruleId, key.ruleId)))
    .orderBy(desc(ruleVersion.version))
  return found.map(({ companyId: _, ruleId: __, document: ___, source: ____, ...summary }) => ({
    ...summary,
    isLive: summary.version === liveVersion,
  }))
}

/**
 * What changed between two versions of a rule, or between a version and what is being edited, in words. Throws `NotFoundError`, and
 * `RuleInvalidError` where one of them cannot be read.
 */
export async function diffVersions(
  db: Queryable,
  {
    companyId,
    ruleId,
    from,
    to,
    catalogue,
    words,
  }: RuleKey & {
    from: number
    to: number | 'draft'
    catalogue: FactCatalogue
    words?: EngineWords
  },
): Promise<RuleChange[]> {
  const key = { companyId, ruleId }
  const read = async (which: number | 'draft'): Promise<RuleDocument> => {
    if (which !== 'draft') return documentOf(db, await versionRow(db, key, which), catalogue)
    const written = await editedDocument(db, await ruleRow(db, key))
    return (await readWritten(db, { ...key, written, catalogue })).document
  }
  return diffRules(await read(from), await read(to), catalogue, words)
}
