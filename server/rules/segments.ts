import { and, asc, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import { checkCondition } from '#engine/check-condition.ts'
import { ReceivablesError, RuleInvalidError } from '#engine/errors.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { rule } from '#server/database/rule-tables.ts'
import { segment, segmentVersion } from '#server/database/segment-tables.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import type { RuleRow } from '#server/run/publish-version.ts'
import type { Actor } from './actor.ts'
import { segmentsNamed } from './inline-segments.ts'
import { editedDocument, versionRow } from './rule-row.ts'

/** A saved condition as it is now. */
export type Segment = typeof segment.$inferSelect & { readonly condition: unknown }

type SegmentKey = { readonly companyId: string; readonly id: string }

/** The segments of a company, by name. */
export async function listSegments(db: Queryable, companyId: string): Promise<Segment[]> {
  const found = await selectSegments(db, { companyId })
  return found.filter(({ removedAt }) => removedAt === null)
}

/** One segment. Throws `NotFoundError`. */
export async function readSegment(db: Queryable, key: SegmentKey): Promise<Segment> {
  const [found] = await selectSegments(db, key)
  if (!found || found.removedAt !== null) throw new NotFoundError(`There is no segment "${key.id}".`)
  return found
}

/** Every version of a segment, the latest first. */
export async function segmentVersions(
  db: Queryable,
  { companyId, id }: SegmentKey,
): Promise<(typeof segmentVersion.$inferSelect)[]> {
  return db
    .select()
    .from(segmentVersion)
    .where(and(eq(segmentVersion.companyId, companyId), eq(segmentVersion.segmentId, id)))
    .orderBy(desc(segmentVersion.version))
}

async function selectSegments(
  db: Queryable,
  { companyId, id }: { companyId: string; id?: string },
): Promise<Segment[]> {
  const found = await db
    .select({ segment, condition: segmentVersion.condition })
    .from(segment)
    .innerJoin(
      segmentVersion,
      and(
        eq(segmentVersion.companyId, segment.companyId),
        eq(segmentVersion.segmentId, segment.id),
        eq(segmentVersion.version, segment.version),
      ),
    )
    .where(and(eq(segment.companyId, companyId), id === undefined ? undefined : eq(segment.id, id)))
    .orderBy(asc(segment.name), asc(segment.id))
  return found.map(({ segment: row, condition }) => ({ ...row, condition }))
}

/**
 * Saves a condition under a name; `baseVersion` is the version the changes began from, 0 for a new one. Published rules go on with
 * the version they were published with: each that uses the segment gets a draft, to be looked at and published (`semantics.md` 8).
 */
export async function saveSegment(
  db: Database,
  order: SegmentKey & {
    readonly name: string
    readonly subject: Subject
    readonly condition: unknown
    readonly baseVersion: number
    readonly catalogue: FactCatalogue
    readonly actor: Actor
    readonly now: Date
    readonly why?: string
  },
): Promise<{ version: number; drafts: string[] }> {
  const { companyId, id, name, subject, condition, baseVersion, catalogue, actor, now, why } = order
  if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(id))
    throw new ReceivablesError(
      `Cannot save the segment "${id}". Its id is lower-case letters, digits and hyphens, up to 80 of them.`,
    )
  const { problems } = checkCondition(condition, { catalogue, subject, path: 'condition' })
  if (problems.length > 0) throw new RuleInvalidError(`The segment "${name}"`, problems)
  return db.transaction(async (tx) => {
    const before = await lockSegment(tx, { companyId, id })
    if ((before?.version ?? 0) !== baseVersion)
      throw new StateConflictError(
        `Cannot save the segment "${name}": your changes begin from version ${baseVersion}, and it is now at version ${before?.version ?? 0}. Look at it again.`,
      )
    if (before && before.subject !== subject)
      throw new StateConflictError(
        `The segment "${name}" is about each ${before.subject} and cannot become one about each ${subject}. Save it under another id.`,
      )
    const version = baseVersion + 1
    const made = await tx
      .insert(segment)
      .values({ companyId, id, name, subject, version, createdAt: now, createdBy: actor.name })
      .onConflictDoUpdate({
        target: [segment.companyId, segment.id],
        set: { name, version, removedAt: null },
        setWhere: eq(segment.version, baseVersion),
      })
      .returning({ id: segment.id })
    if (made.length === 0)
      throw new StateConflictError(`Somebody has just saved the segment "${name}". Look at it again.`)
    await tx.insert(segmentVersion).values({
      companyId,
      segmentId: id,
      version,
      condition,
      savedAt: now,
      savedBy: actor.name,
      why: why ?? null,
    })
    const drafts = before ? await draftUsers(tx, { companyId, id, actor, now }) : []
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: 'save segment',
        subject: { type: 'segment', id },
        before: before && { name: before.name, version: before.version },
        after: { name, version, condition, drafts },
        ...(why !== undefined && { why }),
      },
    ])
    return { version, drafts }
  })
}

/** Takes a segment away that no rule refers to any more. */
export async function removeSegment(
  db: Database,
  order: SegmentKey & { readonly actor: Actor; readonly now: Date; readonly why?: string },
): Promise<void> {
  const { companyId, id, actor, now, why } = order
  await db.transaction(async (tx) => {
    const before = await lockSegment(tx, order)
    if (!before || before.removedAt !== null) throw new NotFoundError(`There is no segment "${id}".`)
    const users: string[] = []
    for (const row of await rulesInUse(tx, companyId))
      if (segmentsNamed(await editedDocument(tx, row)).includes(id)) users.push(row.id)
    if (users.length > 0)
      throw new StateConflictError(
        `The segment "${before.name}" is used by ${users.join(', ')}. Take it out of them first.`,
      )
    await tx
      .update(segment)
      .set({ removedAt: now })
      .where(and(eq(segment.companyId, companyId), eq(segment.id, id)))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: 'remove segment',
        subject: { type: 'segment', id },
        before: { name: before.name, version: before.version },
        ...(why !== undefined && { why }),
      },
    ])
  })
}

async function lockSegment(tx: Transaction, { companyId, id }: SegmentKey) {
  const [found] = await tx
    .select()
    .from(segment)
    .where(and(eq(segment.companyId, companyId), eq(segment.id, id)))
    .for('update')
  return found
}

async function rulesInUse(tx: Transaction, companyId: string): Promise<RuleRow[]> {
  return tx
    .select()
    .from(rule)
    .where(and(eq(rule.companyId, companyId), ne(rule.state, 'retired')))
    .orderBy(asc(rule.id))
    .for('update')
}

/** Begins a draft of each published rule that uses the segment and has none; the ids of those. */
async function draftUsers(
  tx: Transaction,
  { companyId, id, actor, now }: SegmentKey & { actor: Actor; now: Date },
): Promise<string[]> {
  const published = await tx
    .select()
    .from(rule)
    .where(
      and(
        eq(rule.companyId, companyId),
        ne(rule.state, 'retired'),
        isNotNull(rule.liveVersion),
        isNull(rule.draft),
      ),
    )
    .orderBy(asc(rule.id))
    .for('update')
  const drafts: string[] = []
  for (const row of published) {
    const live = await versionRow(tx, { companyId, ruleId: row.id }, row.liveVersion ?? 0)
    if (!(id in live.segments)) continue
    await tx
      .update(rule)
      .set({
        draft: live.source ?? live.document,
        draftBy: actor.name,
        draftAt: now,
        draftAuthors: [actor.id],
        draftRevision: row.draftRevision + 1,
      })
      .where(and(eq(rule.companyId, companyId), eq(rule.id, row.id)))
    drafts.push(row.id)
  }
  return drafts
}
