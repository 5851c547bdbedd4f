import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { ReceivablesError } from '#engine/errors.ts'
import { isNestedDeeper, MAX_JSON_DEPTH } from '#engine/json-depth.ts'
import { appendAudit } from '#server/database/audit.ts'
import { canonicalJson } from '#server/database/canonical-json.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { rule } from '#server/database/rule-tables.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { lockRule, type RuleRow } from '#server/run/publish-version.ts'
import type { Actor } from './actor.ts'
import { DraftConflictError, DraftEmptyError } from './errors.ts'
import { withdrawOpenRequest } from './publish-request-row.ts'
import { editedDocument, lockedRule, type RuleKey, ruleRow } from './rule-row.ts'

/** A rule as it is being edited. */
export type Draft = {
  readonly ruleId: string
  /** What the next save has to name; it goes up with every save and with every publication. */
  readonly revision: number
  /** The draft, or the live version where nobody has begun one. */
  readonly document: unknown
  readonly isDraft: boolean
  readonly by: string | null
  readonly at: Date | null
}

/** What is edited of a rule, and from which revision. Throws `NotFoundError`. */
export async function readDraft(db: Queryable, key: RuleKey): Promise<Draft> {
  const row = await ruleRow(db, key)
  return draftOf(row, await editedDocument(db, row))
}

function draftOf(row: RuleRow, document: unknown): Draft {
  return {
    ruleId: row.id,
    revision: row.draftRevision,
    document,
    isDraft: row.draft !== null,
    by: row.draftBy,
    at: row.draftAt,
  }
}

/**
 * Saves a draft, finished or not; what runs is not touched. `baseRevision` is the revision the changes began from (0 for a new
 * rule): when somebody has saved since, `DraftConflictError` carries theirs. A document without steps takes the place of one with
 * steps only when `allowEmpty` says so.
 */
export async function saveDraft(
  db: Database,
  order: RuleKey & {
    readonly document: unknown
    readonly baseRevision: number
    readonly actor: Actor
    readonly now: Date
    readonly allowEmpty?: boolean
    readonly why?: string
  },
): Promise<Draft> {
  const { companyId, ruleId, actor, now } = order
  const document = withId(order.document, ruleId)
  return db.transaction(async (tx) => {
    const row = (await lockRule(tx, companyId, ruleId)) ?? (await begunRule(tx, order, document))
    const current = await editedDocument(tx, row)
    if (row.draftRevision !== order.baseRevision)
      throw new DraftConflictError(ruleId, {
        base: order.baseRevision,
        theirs: { revision: row.draftRevision, document: current, by: row.draftBy, at: row.draftAt },
      })
    if (row.state === 'retired')
      throw new StateConflictError(
        `The rule "${ruleId}" is retired and is not edited any more. Copy it under another id.`,
      )
    if (!order.allowEmpty && !hasSteps(document) && hasSteps(current)) throw new DraftEmptyError(ruleId)
    const draft = {
      draft: document,
      draftBy: actor.name,
      draftAt: now,
      draftAuthors: [...new Set([...row.draftAuthors, actor.id])],
      draftRevision: row.draftRevision + 1,
    }
    await tx
      .update(rule)
      // The name of a rule that never ran is what its draft says; afterwards it changes with what is published.
      .set({ ...draft, ...(row.liveVersion === null && { name: nameOf(document, ruleId) }) })
      .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
    const withdrawn = await withdrawOpenRequest(tx, order, 'The draft was changed after it was asked for.')
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: 'save draft',
        subject: { type: 'rule', id: ruleId },
        before: { revision: row.draftRevision, digest: digestOf(current) },
        after: { revision: draft.draftRevision, digest: digestOf(document), ...(withdrawn && { withdrawn }) },
        ...(order.why !== undefined && { why: order.why }),
      },
    ])
    return draftOf({ ...row, ...draft }, document)
  })
}

/** Throws away what was edited; the live version is what is edited next. A rule that never ran goes with its draft. */
export async function discardDraft(
  db: Database,
  order: RuleKey & {
    readonly baseRevision: number
    readonly actor: Actor
    readonly now: Date
    readonly why?: string
  },
): Promise<void> {
  const { companyId, ruleId, actor, now } = order
  await db.transaction(async (tx) => {
    const row = await lockedRule(tx, order)
    if (row.draft === null) throw new NotFoundError(`The rule "${ruleId}" has no draft to discard.`)
    if (row.draftRevision !== order.baseRevision)
      throw new DraftConflictError(ruleId, {
        base: order.baseRevision,
        theirs: { revision: row.draftRevision, document: row.draft, by: row.draftBy, at: row.draftAt },
      })
    const ofRule = and(eq(rule.companyId, companyId), eq(rule.id, ruleId))
    await withdrawOpenRequest(tx, order, 'The draft was discarded.')
    if (row.liveVersion === null) await tx.delete(rule).where(ofRule)
    else
      await tx
        .update(rule)
        .set({
          draft: null,
          draftBy: null,
          draftAt: null,
          draftAuthors: [],
          draftRevision: row.draftRevision + 1,
        })
        .where(ofRule)
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: 'discard draft',
        subject: { type: 'rule', id: ruleId },
        // Kept whole: this is the only place where what was thrown away can still be read.
        before: { revision: row.draftRevision, document: row.draft },
        ...(order.why !== undefined && { why: order.why }),
      },
    ])
  })
}

/** The document under its rule's id. A draft may be unfinished, but it is a document. */
function withId(document: unknown, ruleId: string): Record<string, unknown> {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new ReceivablesError(
      `Cannot save the rule "${ruleId}": a rule is a JSON object with "dunlin": 1, "name", "subject", "trigger" and "steps".`,
    )
  if (isNestedDeeper(document, MAX_JSON_DEPTH))
    throw new ReceivablesError(
      `Cannot save the rule "${ruleId}": it is nested too deep to be read. Flatten its groups or split it.`,
    )
  return { ...document, id: ruleId }
}

async function begunRule(
  tx: Transaction,
  { companyId, ruleId, actor, now }: RuleKey & { actor: Actor; now: Date },
  document: Record<string, unknown>,
): Promise<RuleRow> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(ruleId))
    throw new ReceivablesError(
      `Cannot make the rule "${ruleId}". Its id is letters, digits, hyphens and underscores, up to 80 of them.`,
    )
  const name = nameOf(document, ruleId)
  await tx
    .insert(rule)
    .values({ companyId, id: ruleId, name, owner: actor.name, createdAt: now, createdBy: actor.name })
    .onConflictDoNothing()
  return lockedRule(tx, { companyId, ruleId })
}

function nameOf(document: Record<string, unknown>, ruleId: string): string {
  const { name } = document
  return typeof name === 'string' && name !== '' ? name.slice(0, 200) : ruleId
}

function hasSteps(document: unknown): boolean {
  if (typeof document !== 'object' || document === null || !('steps' in document)) return false
  return Array.isArray(document.steps) && document.steps.length > 0
}

function digestOf(document: unknown): string | null {
  return document === null ? null : createHash('sha256').update(canonicalJson(document)).digest('hex')
}
