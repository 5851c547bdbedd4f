import { alreadyPast, type PastAct } from '#engine/already-past.ts'
import { type CalendarDate, dayAt } from '#engine/calendar-date.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { type RuleReach, reachOf } from '#engine/impact.ts'
import { POLICY_DEFAULTS } from '#engine/policy.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { diffRules } from '#engine/rule-diff.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { type Company, companyById, lockRuns } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { type RulesHistory, readHistory } from '#server/run/history.ts'
import type { Books } from '#server/run/plan-company.ts'
import { type FirstRun, publishVersion, type RuleRow } from '#server/run/publish-version.ts'
import type { Actor } from './actor.ts'
import { writeBaseline } from './baseline.ts'
import { booksNow } from './books-now.ts'
import { checkPublishable, type Publishable } from './check-publishable.ts'
import { DraftConflictError } from './errors.ts'
import { isSolo, reasonsForApproval } from './four-eyes.ts'
import { documentOf, lockedRule, type RuleKey, versionRow } from './rule-row.ts'

/** What is to be published: the draft as of a revision, an old version once more, or a document from a file. */
export type PublishFrom =
  | { readonly draftRevision: number }
  | { readonly version: number }
  | { readonly file: unknown }

export type PublishOrder = RuleKey & {
  readonly from: PublishFrom
  readonly target: 'monitor' | 'live'
  /** What to do with those already past its acts; unless said, what the rule's policy says, or from now on. */
  readonly firstRun?: FirstRun
  readonly actor: Actor
  readonly now: Date
  readonly why: string
  /** The company's books in memory, which spare reading them again when they are of today. */
  readonly books?: Books
}

export type Published = {
  readonly version: number
  readonly state: 'monitor' | 'live'
  /** How many acts were marked as done for those already past them. */
  readonly baseline: number
}

/** Everything a publication is decided by, read under locks that hold until the transaction ends. */
export type PreparedPublication = {
  readonly order: PublishOrder
  readonly row: RuleRow
  readonly company: Company
  readonly today: CalendarDate
  readonly books: Books
  /** What was written: the draft, the old version or the file. */
  readonly written: unknown
  readonly firstRun: FirstRun
  readonly publishable: Publishable
  /** The version that acts now; null when none does, or when it cannot be walked any more. */
  readonly live: RuleDocument | null
  readonly reach: RuleReach
  readonly history: RulesHistory
  readonly past: readonly PastAct[]
  /** Why a second person has to look; empty when one is enough. */
  readonly reasons: readonly string[]
}

/**
 * Reads and checks what is to be published, while nobody runs the rules, changes the books or publishes beside it. Throws
 * `DraftConflictError` when the draft was changed since it was looked at, and what `checkPublishable` throws.
 */
export async function preparePublication(tx: Transaction, order: PublishOrder): Promise<PreparedPublication> {
  const { companyId, ruleId } = order
  await lockRuns(tx, companyId)
  await lockLedger(tx, companyId)
  const company = await companyById(tx, companyId)
  const row = await lockedRule(tx, order)
  const written = await writtenDocument(tx, order, row)
  const books = await booksNow(tx, company, order.books)
  const { catalogue, snapshot } = books
  const publishable = await checkPublishable(tx, { companyId, ruleId, written, catalogue })
  const live = await actingVersion(tx, row, books)
  const today = dayAt(order.now, company.timeZone)
  const history = await readHistory(tx, companyId)
  const own = history.cycles.get(ruleId)
  const doneActs = history.doneActs
  const question = { snapshot, catalogue, asOf: today, doneActs, ...(own && { history: own }) }
  const { document } = publishable
  const reach = reachOf(document, question)
  const before = live && live.subject === document.subject ? reachOf(live, question).subjects : null
  return {
    order,
    row,
    company,
    today,
    books,
    written,
    firstRun: order.firstRun ?? document.policy.firstRun ?? POLICY_DEFAULTS.firstRun,
    publishable,
    live,
    reach,
    history,
    // Nobody is past the acts of a rule that waits for something to happen.
    past: 'on' in document.trigger ? [] : alreadyPast(reach.subjects, before),
    reasons: reasonsForApproval({ document, live, reach, target: order.target, company }),
  }
}

async function writtenDocument(tx: Transaction, order: PublishOrder, row: RuleRow): Promise<unknown> {
  const { from, ruleId } = order
  if ('file' in from) return from.file
  if ('version' in from) {
    const old = await versionRow(tx, order, from.version)
    return old.source ?? old.document
  }
  if (row.draftRevision !== from.draftRevision)
    throw new DraftConflictError(ruleId, {
      base: from.draftRevision,
      theirs: { revision: row.draftRevision, document: row.draft, by: row.draftBy, at: row.draftAt },
    })
  if (row.draft === null)
    throw new NotFoundError(`The rule "${ruleId}" has no draft to publish. Edit it first.`)
  return row.draft
}

async function actingVersion(tx: Transaction, row: RuleRow, books: Books): Promise<RuleDocument | null> {
  if (row.state !== 'live' || row.liveVersion === null) return null
  const live = await versionRow(tx, { companyId: row.companyId, ruleId: row.id }, row.liveVersion)
  try {
    return await documentOf(tx, live, books.catalogue)
  } catch (error) {
    // A version that cannot be walked any more acts for nobody, and a better one must be able to take its place.
    if (error instanceof RuleInvalidError) return null
    throw error
  }
}

/** Writes the version, the baseline and the audit line of a prepared publication. */
export async function completePublication(
  tx: Transaction,
  prepared: PreparedPublication,
  approvedBy: Actor | null,
): Promise<Published> {
  const { order, row, company, today, publishable, live, history, past, firstRun, reasons } = prepared
  const { companyId, ruleId, target, actor, now, why, from } = order
  const { document, source, segments } = publishable
  const version = await publishVersion(tx, {
    company,
    document,
    source,
    segments,
    target,
    firstRun,
    by: actor.name,
    authors: await authorsOf(tx, prepared),
    now,
    why,
    ...(approvedBy && { approvedBy: approvedBy.name }),
    keepDraft: 'version' in from,
  })
  // A rule in monitor mode sends nothing and leaves no marks, so nobody is past anything yet.
  const baseline =
    target === 'live' && firstRun === 'from-now-on'
      ? await writeBaseline(tx, {
          companyId,
          ruleId,
          version,
          subject: document.subject,
          past,
          history,
          today,
          now,
        })
      : 0
  await appendAudit(tx, [
    {
      companyId,
      at: now,
      actor: (approvedBy ?? actor).name,
      act: 'version' in from ? 'roll back rule' : 'publish rule',
      subject: { type: 'rule', id: ruleId },
      before: { state: row.state, version: row.liveVersion, name: row.name },
      after: {
        state: target,
        version,
        name: document.name,
        from: 'file' in from ? 'file' : from,
        firstRun,
        baseline,
        segments,
        changes: live
          ? diffRules(live, document, prepared.books.catalogue).map(({ sentence }) => sentence)
          : null,
        ...(approvedBy && { askedBy: actor.name, approvedBy: approvedBy.name }),
        // Whoever has the command line has the database; that nobody else looked must be plain to see all the same.
        ...(!approvedBy && reasons.length > 0 && { withoutApproval: reasons }),
        ...(isSolo(company) && { soloMode: true }),
      },
      why,
    },
  ])
  return { version, state: target, baseline }
}

/** Whose work a publication is: who had a hand in what was written, and who asks for it. */
async function authorsOf(tx: Transaction, { order, row }: PreparedPublication): Promise<string[]> {
  const { from, actor } = order
  const writers =
    'draftRevision' in from
      ? row.draftAuthors
      : 'version' in from
        ? (await versionRow(tx, order, from.version)).authors
        : []
  return [...new Set([...writers, actor.id])]
}
