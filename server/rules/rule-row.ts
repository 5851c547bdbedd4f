import { and, eq } from 'drizzle-orm'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRule, type RuleReferences } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { rule, ruleVersion } from '#server/database/rule-tables.ts'
import { readTemplates } from '#server/mail/templates.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { lockRule, type RuleRow } from '#server/run/publish-version.ts'

export type VersionRow = typeof ruleVersion.$inferSelect

/** Which rule of which company. */
export type RuleKey = { readonly companyId: string; readonly ruleId: string }

/** A rule's row. Throws `NotFoundError`. */
export async function ruleRow(db: Queryable, { companyId, ruleId }: RuleKey): Promise<RuleRow> {
  const [found] = await db
    .select()
    .from(rule)
    .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
  if (!found) throw noSuchRule(ruleId)
  return found
}

/** The same, which nobody else changes until the transaction ends. */
export async function lockedRule(tx: Transaction, { companyId, ruleId }: RuleKey): Promise<RuleRow> {
  const found = await lockRule(tx, companyId, ruleId)
  if (!found) throw noSuchRule(ruleId)
  return found
}

function noSuchRule(ruleId: string): NotFoundError {
  return new NotFoundError(
    `There is no rule "${ruleId}". It may have been removed; the list shows what there is.`,
  )
}

/** One version of a rule. Throws `NotFoundError`. */
export async function versionRow(
  db: Queryable,
  { companyId, ruleId }: RuleKey,
  version: number,
): Promise<VersionRow> {
  const [found] = await db
    .select()
    .from(ruleVersion)
    .where(
      and(
        eq(ruleVersion.companyId, companyId),
        eq(ruleVersion.ruleId, ruleId),
        eq(ruleVersion.version, version),
      ),
    )
  if (!found) throw new NotFoundError(`The rule "${ruleId}" has no version ${version}.`)
  return found
}

/** What a rule may refer to: the facts of a company's books, and the mail templates it has. */
export async function referencesIn(
  db: Queryable,
  { companyId, catalogue }: { companyId: string; catalogue: FactCatalogue },
): Promise<RuleReferences> {
  const { names: templates } = await readTemplates(db, await companyById(db, companyId))
  return { catalogue, templates }
}

/** A stored version as a checked document. Throws `RuleInvalidError` when it cannot be walked any more. */
export async function documentOf(
  db: Queryable,
  { companyId, ruleId, version, document }: Pick<VersionRow, 'companyId' | 'ruleId' | 'version' | 'document'>,
  catalogue: FactCatalogue,
): Promise<RuleDocument> {
  const references = await referencesIn(db, { companyId, catalogue })
  return parseRule(document, `rule ${ruleId} version ${version}`, references)
}

/** What is edited next: the draft, else the live version as it was written; null for a rule that has neither. */
export async function editedDocument(db: Queryable, row: RuleRow): Promise<unknown> {
  if (row.draft !== null) return row.draft
  if (row.liveVersion === null) return null
  const live = await versionRow(db, { companyId: row.companyId, ruleId: row.id }, row.liveVersion)
  return live.source ?? live.document
}
