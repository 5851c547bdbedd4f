import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { publishRequest } from '#server/database/publish-tables.ts'
import { lockRuns } from '#server/run/company.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import type { Books } from '#server/run/plan-company.ts'
import { logicHash } from '#server/run/publish-version.ts'
import type { Actor } from './actor.ts'
import { OwnWorkError } from './errors.ts'
import { isSolo } from './four-eyes.ts'
import { completePublication, type Published, type PublishOrder, preparePublication } from './publication.ts'
import { type PublishRequestRow, withdrawOpenRequest } from './publish-request-row.ts'

/**
 * Asks for a publication that needs a second person. The rule is checked now, so that nobody is asked to approve what cannot be
 * published; the request binds the document, and any later edit withdraws it. One request a rule: a new one replaces the old.
 */
export async function requestPublish(
  db: Database,
  order: PublishOrder & { readonly from: Exclude<PublishOrder['from'], { file: unknown }> },
): Promise<{ requestId: string; reasons: readonly string[] }> {
  const { companyId, ruleId, target, actor, now, why, from } = order
  return db.transaction(async (tx) => {
    const { publishable, reasons, written, row, firstRun } = await preparePublication(tx, order)
    const replaced = await withdrawOpenRequest(tx, order, 'It was asked for anew.')
    const requestId = randomUUID()
    await tx.insert(publishRequest).values({
      companyId,
      id: requestId,
      ruleId,
      draftRevision: 'draftRevision' in from ? from.draftRevision : null,
      fromVersion: 'version' in from ? from.version : null,
      document: written,
      logicHash: logicHash(publishable.document),
      target,
      firstRun,
      reasons: [...reasons],
      authors: [...new Set([...('draftRevision' in from ? row.draftAuthors : []), actor.id])],
      why,
      state: 'open',
      requestedBy: actor.name,
      requestedAt: now,
    })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: 'ask to publish rule',
        subject: { type: 'rule', id: ruleId },
        before: { state: row.state, version: row.liveVersion },
        after: { request: requestId, target, firstRun, from, reasons, ...(replaced && { replaced }) },
        why,
      },
    ])
    return { requestId, reasons }
  })
}

export type RequestVerdict = {
  readonly companyId: string
  readonly requestId: string
  readonly actor: Actor
  readonly now: Date
  readonly why: string
  readonly books?: Books
}

/**
 * Publishes what was asked for, to the letter, by the word of a second person: nobody who wrote or asked for it, unless the company
 * works in solo mode. Where the rule (or a segment it uses) has been changed since, it has to be asked for again.
 */
export async function approvePublish(db: Database, verdict: RequestVerdict): Promise<Published> {
  const { companyId, actor, now, why, books } = verdict
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const request = await openRequestById(tx, verdict)
    const { ruleId, target, firstRun, draftRevision, fromVersion } = request
    const prepared = await preparePublication(tx, {
      companyId,
      ruleId,
      target,
      firstRun,
      from: draftRevision === null ? { version: fromVersion ?? 0 } : { draftRevision },
      actor: { id: request.authors.at(-1) ?? '', name: request.requestedBy },
      now,
      why: request.why,
      ...(books && { books }),
    })
    // An API key belongs to somebody, who may be the author: it is never the second person.
    const isPerson = (actor.kind ?? 'user') === 'user'
    if ((request.authors.includes(actor.id) || !isPerson) && !isSolo(prepared.company))
      throw new OwnWorkError(ruleId, { by: actor.name, isPerson })
    if (logicHash(prepared.publishable.document) !== request.logicHash)
      throw new StateConflictError(
        `The rule "${ruleId}" decides otherwise than when it was asked for, since a segment it uses was changed. Ask for it again.`,
      )
    await decide(tx, request, { state: 'approved', actor, now, why })
    return completePublication(tx, prepared, actor)
  })
}

/** Says no to a publication, or (by whoever asked) takes the question back. The draft stays. */
export async function declinePublish(db: Database, verdict: RequestVerdict): Promise<void> {
  const { companyId, actor, now, why } = verdict
  await db.transaction(async (tx) => {
    const request = await openRequestById(tx, verdict)
    const state = request.authors.includes(actor.id) ? 'withdrawn' : 'declined'
    await decide(tx, request, { state, actor, now, why })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: state === 'declined' ? 'decline to publish rule' : 'take back question to publish rule',
        subject: { type: 'rule', id: request.ruleId },
        before: { request: request.id, state: 'open' },
        after: { request: request.id, state },
        why,
      },
    ])
  })
}

async function openRequestById(
  tx: Transaction,
  { companyId, requestId }: RequestVerdict,
): Promise<PublishRequestRow> {
  const [found] = await tx
    .select()
    .from(publishRequest)
    .where(and(eq(publishRequest.companyId, companyId), eq(publishRequest.id, requestId)))
  if (!found) throw new NotFoundError(`There is no request "${requestId}" to publish a rule.`)
  if (found.state !== 'open')
    throw new StateConflictError(
      `The request to publish "${found.ruleId}" is ${found.state}${found.decidedWhy ? `: ${found.decidedWhy}` : '.'}`,
    )
  return found
}

async function decide(
  tx: Transaction,
  { companyId, id, ruleId }: PublishRequestRow,
  {
    state,
    actor,
    now,
    why,
  }: { state: 'approved' | 'declined' | 'withdrawn'; actor: Actor; now: Date; why: string },
): Promise<void> {
  const decided = await tx
    .update(publishRequest)
    .set({ state, decidedBy: actor.name, decidedAt: now, decidedWhy: why })
    .where(
      and(
        eq(publishRequest.companyId, companyId),
        eq(publishRequest.id, id),
        eq(publishRequest.state, 'open'),
      ),
    )
    .returning({ id: publishRequest.id })
  if (decided.length === 0)
    throw new StateConflictError(`Somebody was faster with the request to publish "${ruleId}". Look again.`)
}
