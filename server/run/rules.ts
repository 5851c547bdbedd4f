import { and, asc, eq } from 'drizzle-orm'
import { RuleInvalidError } from '#engine/errors.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { POLICY_DEFAULTS } from '#engine/policy.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { type RuleState, rule, ruleVersion } from '#server/database/rule-tables.ts'
import { readTemplates } from '#server/mail/templates.ts'
import { companyById } from './company.ts'
import { NotFoundError } from './errors.ts'
import { isLiveVersion } from './live-rules.ts'
import { lockRule, publishVersion, type RuleRow } from './publish-version.ts'

export type RuleSummary = {
  readonly id: string
  readonly name: string
  readonly state: RuleState
  readonly version: number | null
  readonly nextFireAt: Date | null
}

/** The rules of a company, by id. */
export async function listRules(db: Queryable, companyId: string): Promise<RuleSummary[]> {
  const found = await db.select().from(rule).where(eq(rule.companyId, companyId)).orderBy(asc(rule.id))
  return found.map(({ id, name, state, liveVersion, nextFireAt }) => ({
    id,
    name,
    state,
    version: liveVersion,
    nextFireAt,
  }))
}

/**
 * Takes a checked rule over as the command line and the demo do: as an inactive draft, or published at once in monitor mode or
 * live, to act at once for those already past it. People who work together publish by `server/rules/`, which asks more.
 */
export async function importRule(
  db: Database,
  order: {
    companyId: string
    document: RuleDocument
    actor: string
    now: Date
    state: 'draft' | 'monitor' | 'live'
  },
): Promise<{ id: string; version: number | null }> {
  const { companyId, document, actor, now, state } = order
  return db.transaction(async (tx) => {
    const company = await companyById(tx, companyId)
    const before = await lockRule(tx, companyId, document.id)
    const version =
      state === 'draft'
        ? (before?.liveVersion ?? null)
        : await publishVersion(tx, {
            company,
            document,
            target: state,
            firstRun: 'act-now',
            by: actor,
            now,
          })
    if (state === 'draft') await takeDraft(tx, { ...order, before })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: state === 'draft' ? 'save draft' : 'publish rule',
        subject: { type: 'rule', id: document.id },
        ...(before && { before: { state: before.state, version: before.liveVersion, name: before.name } }),
        after: { state, version, name: document.name },
      },
    ])
    return { id: document.id, version }
  })
}

async function takeDraft(
  tx: Transaction,
  {
    companyId,
    document,
    actor,
    now,
    before,
  }: { companyId: string; document: RuleDocument; actor: string; now: Date; before: RuleRow | null },
): Promise<void> {
  const draft = {
    draft: document,
    draftBy: actor,
    draftAt: now,
    draftAuthors: [actor],
    draftRevision: (before?.draftRevision ?? 0) + 1,
  }
  if (before)
    await tx
      .update(rule)
      .set(draft)
      .where(and(eq(rule.companyId, companyId), eq(rule.id, document.id)))
  else
    await tx.insert(rule).values({
      companyId,
      id: document.id,
      name: document.name,
      priority: document.policy.priority ?? POLICY_DEFAULTS.priority,
      owner: document.policy.owner ?? actor,
      createdAt: now,
      createdBy: actor,
      ...draft,
      state: 'draft',
    })
}

/** The document of a rule: its draft if it has one, else the live version; null when there is no such rule. */
export async function exportRule(db: Queryable, companyId: string, ruleId: string): Promise<unknown | null> {
  const [found] = await db
    .select()
    .from(rule)
    .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
  if (!found) return null
  return found.draft ?? (await versionDocument(db, companyId, ruleId, found.liveVersion))
}

async function versionDocument(
  db: Queryable,
  companyId: string,
  ruleId: string,
  version: number | null,
): Promise<unknown | null> {
  if (version === null) return null
  const [found] = await db
    .select({ document: ruleVersion.document })
    .from(ruleVersion)
    .where(
      and(
        eq(ruleVersion.companyId, companyId),
        eq(ruleVersion.ruleId, ruleId),
        eq(ruleVersion.version, version),
      ),
    )
  return found?.document ?? null
}

/** A published rule with the version that runs. */
export type PublishedRule = {
  readonly document: RuleDocument
  readonly version: number
  readonly state: 'monitor' | 'live'
}

/** A published rule that cannot be walked any more, and why. */
export type InvalidRule = { readonly id: string; readonly error: RuleInvalidError }

/** The rules that run, as published, checked again on the way out; those that cannot be walked any more stand apart. */
export async function runningRules(
  db: Queryable,
  { companyId, catalogue }: { companyId: string; catalogue: FactCatalogue },
): Promise<{ rules: PublishedRule[]; invalid: InvalidRule[] }> {
  const found = await db
    .select({ id: rule.id, state: rule.state, version: ruleVersion.version, document: ruleVersion.document })
    .from(rule)
    .innerJoin(ruleVersion, isLiveVersion)
    .where(eq(rule.companyId, companyId))
  const { names: templates } = await readTemplates(db, await companyById(db, companyId))
  const references = { catalogue, templates }
  const rules: PublishedRule[] = []
  const invalid: InvalidRule[] = []
  // Sorted here, for databases differ in how they order text.
  for (const { id, state, version, document } of found.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (state !== 'monitor' && state !== 'live') continue
    try {
      rules.push({
        document: parseRule(document, `rule ${id} version ${version}`, references),
        version,
        state,
      })
    } catch (error) {
      if (!(error instanceof RuleInvalidError)) throw error
      invalid.push({ id, error })
    }
  }
  return { rules, invalid }
}

/** The rules that run. Named ids that do not run are refused, and so is a rule that cannot be walked any more. */
export async function publishedRules(
  db: Queryable,
  {
    companyId,
    ruleIds,
    catalogue,
  }: { companyId: string; ruleIds?: readonly string[] | undefined; catalogue: FactCatalogue },
): Promise<PublishedRule[]> {
  const { rules, invalid } = await runningRules(db, { companyId, catalogue })
  const broken = invalid.find(({ id }) => ruleIds?.includes(id) ?? true)
  if (broken) throw broken.error
  if (ruleIds === undefined) return rules
  refuseNotRunning(
    companyId,
    ruleIds,
    rules.map(({ document }) => document.id),
  )
  return rules.filter(({ document }) => ruleIds.includes(document.id))
}

/** Refuses rules that were named and do not run. */
export function refuseNotRunning(
  companyId: string,
  named: readonly string[],
  running: readonly string[],
): void {
  for (const id of named)
    if (!running.includes(id))
      throw new NotFoundError(
        `No rule "${id}" runs in company "${companyId}". Running: ${running.join(', ') || 'none'}.`,
      )
}
