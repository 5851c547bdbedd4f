import { createHash } from 'node:crypto'
import { and, eq, max } from 'drizzle-orm'
import { canonicalLogic } from '#engine/canonical-logic.ts'
import { POLICY_DEFAULTS } from '#engine/policy.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Transaction } from '#server/database/database.ts'
import { rule, ruleVersion } from '#server/database/rule-tables.ts'
import type { Company } from './company.ts'
import { nextFire } from './next-fire.ts'

export type RuleRow = typeof rule.$inferSelect

/** What to do with those already past the acts of a rule when it is published (`semantics.md` 3.5). */
export type FirstRun = 'from-now-on' | 'act-now'

export type Publication = {
  readonly company: Pick<Company, 'id' | 'settings' | 'timeZone'>
  /** The checked document, with nothing left to look up. */
  readonly document: RuleDocument
  readonly target: 'monitor' | 'live'
  readonly firstRun: FirstRun
  readonly by: string
  /** The ids of the people whose work it is; from the command line, the name of whoever typed. */
  readonly authors?: readonly string[]
  readonly now: Date
  /** As it was written, where that refers to segments, and the version of each. */
  readonly source?: unknown
  readonly segments?: Readonly<Record<string, number>>
  readonly approvedBy?: string
  readonly why?: string
  /** True where the draft is not what is published, and goes on being edited. */
  readonly keepDraft?: boolean
}

/** Where the mark is kept that tells two versions with the same logic apart from two that differ. */
export function logicHash(document: RuleDocument): string {
  return createHash('sha256').update(canonicalLogic(document)).digest('hex')
}

/** A rule's row, which nobody else changes until the transaction ends; null when there is none. */
export async function lockRule(tx: Transaction, companyId: string, id: string): Promise<RuleRow | null> {
  const [found] = await tx
    .select()
    .from(rule)
    .where(and(eq(rule.companyId, companyId), eq(rule.id, id)))
    .for('update')
  return found ?? null
}

/** Writes a version and makes it the one that runs, in one place for everybody who publishes. Answers its number. */
export async function publishVersion(tx: Transaction, publication: Publication): Promise<number> {
  const { company, document, target, by, now, keepDraft = false } = publication
  const companyId = company.id
  const name = { name: document.name, priority: document.policy.priority ?? POLICY_DEFAULTS.priority }
  const values = { companyId, id: document.id, ...name, owner: document.policy.owner ?? by }
  await tx
    .insert(rule)
    .values({ ...values, createdAt: now, createdBy: by })
    .onConflictDoNothing()
  // Whoever publishes the same rule at the same time waits here, so that versions count up one by one.
  const row = await lockRule(tx, companyId, document.id)
  if (row === null) throw new TypeError(`The rule ${document.id} is gone within its own transaction.`)
  const version = await insertVersion(tx, publication)
  await tx
    .update(rule)
    .set({
      ...values,
      state: target,
      stateReason: null,
      liveVersion: version,
      nextFireAt: await nextFire(tx, { company, trigger: document.trigger, after: now }),
      ...(!keepDraft && {
        draft: null,
        draftBy: null,
        draftAt: null,
        draftAuthors: [],
        // Whoever still edits what was published must see that it was.
        draftRevision: row.draftRevision + 1,
      }),
    })
    .where(and(eq(rule.companyId, companyId), eq(rule.id, document.id)))
  return version
}

async function insertVersion(tx: Transaction, publication: Publication): Promise<number> {
  const { company, document, target, firstRun, by, now, source, segments, approvedBy, why } = publication
  const companyId = company.id
  const [last] = await tx
    .select({ version: max(ruleVersion.version) })
    .from(ruleVersion)
    .where(and(eq(ruleVersion.companyId, companyId), eq(ruleVersion.ruleId, document.id)))
  const version = (last?.version ?? 0) + 1
  await tx.insert(ruleVersion).values({
    companyId,
    ruleId: document.id,
    version,
    document,
    source: source ?? null,
    segments: { ...segments },
    publishedAs: target,
    firstRun,
    logicHash: logicHash(document),
    publishedAt: now,
    publishedBy: by,
    authors: [...(publication.authors ?? [])],
    approvedBy: approvedBy ?? null,
    reason: why ?? null,
  })
  return version
}
