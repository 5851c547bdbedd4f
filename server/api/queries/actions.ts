import { and, asc, count, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ACT_NAMES, isActName } from '#engine/acts.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { decimalAmount } from '#engine/money.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Principal } from '#server/auth/principal.ts'
import { ACTION_STATES, action } from '#server/database/action-tables.ts'
import { authUser } from '#server/database/auth-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer, document } from '#server/database/ledger-tables.ts'
import { rule } from '#server/database/rule-tables.ts'
import { type LetterTemplates, readTemplates } from '#server/mail/templates.ts'
import { lettersOf, type MessageRow } from '#server/run/action-letters.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { sayWritten } from '#server/words/say-written.ts'
import { instantNumber, Listing, pageOf, type Sort } from '../page.ts'
import { DayAsked, IdAsked } from '../read-request.ts'
import { visibleCustomer } from '../row-access.ts'
import type { ActionRow, ActionsView, ActionView, MessageView } from '../views/actions.ts'
import type { MoneyView } from '../views.ts'
import { readLeaves, reasonInWords } from './stored-reasons.ts'

/** By what the outbox can be narrowed and sorted. */
export const ActionFilter = Listing.extend({
  state: z.enum(ACTION_STATES).exactOptional(),
  rule: IdAsked.exactOptional(),
  customer: IdAsked.exactOptional(),
  act: z.enum(ACT_NAMES).exactOptional(),
  run: IdAsked.exactOptional(),
  from: DayAsked.exactOptional(),
  until: DayAsked.exactOptional(),
  sort: z.enum(['newest', 'oldest', 'customer']).exactOptional(),
})
type ActionFilter = z.infer<typeof ActionFilter>

const SORTS: Record<NonNullable<ActionFilter['sort']>, Sort> = {
  newest: { by: instantNumber(sql`${action.decidedAt}`), kind: 'number', descending: true },
  oldest: { by: instantNumber(sql`${action.decidedAt}`), kind: 'number' },
  customer: { by: sql`coalesce(${customer.name}, ${action.customerId})`, kind: 'text' },
}

/** The outbox: what was decided to be done, newest first unless asked otherwise. */
export async function listActions(
  db: Queryable,
  { principal, catalogue, words }: { principal: Principal } & InWords,
  asked: ActionFilter,
): Promise<ActionsView> {
  const page = pageOf(asked, { sort: SORTS[asked.sort ?? 'newest'], id: sql`${action.id}` })
  const inState = asked.state === undefined ? undefined : eq(action.state, asked.state)
  const others = and(
    visibleAction(principal),
    asked.rule === undefined ? undefined : eq(action.ruleId, asked.rule),
    asked.customer === undefined ? undefined : eq(action.customerId, asked.customer),
    asked.act === undefined ? undefined : eq(action.kind, asked.act),
    asked.run === undefined ? undefined : eq(action.runId, asked.run),
    asked.from === undefined ? undefined : gte(action.plannedOn, asked.from),
    asked.until === undefined ? undefined : lte(action.plannedOn, asked.until),
  )
  const found = await selectActions(db, and(others, inState, page.after), page.place)
    .orderBy(...page.order)
    .limit(page.limit)
  const byState = await db
    .select({ state: action.state, count: count() })
    .from(action)
    .where(others)
    .groupBy(action.state)
    .orderBy(asc(action.state))
  const { rows, next } = page.take(found)
  return {
    actions: rows.map((found) => viewRow(found, { catalogue, words })),
    byState: Object.fromEntries(byState.map((row) => [row.state, row.count])),
    next,
  }
}

/** The condition under which an action is there and for this person to see. */
export function visibleAction(principal: Principal): SQL | undefined {
  return and(eq(action.companyId, principal.companyId), visibleCustomer(principal, sql`${action.customerId}`))
}

/** Refuses an action that is not there or not for this person to see. */
export async function requireVisibleAction(db: Queryable, principal: Principal, id: string): Promise<void> {
  const [found] = await db
    .select({ id: action.id })
    .from(action)
    .where(and(visibleAction(principal), eq(action.id, id)))
  if (found === undefined) throw noSuchAction(id)
}

function noSuchAction(id: string): NotFoundError {
  return new NotFoundError(
    `There is no action "${id}". It may have been removed; the list shows what there is.`,
  )
}

/** One action with its reasons and the letter it belongs to. Throws `NotFoundError`. */
export async function viewAction(
  db: Queryable,
  { principal, id, catalogue, words }: { principal: Principal; id: string } & InWords,
): Promise<ActionView> {
  const { companyId } = principal
  const [found] = await selectActions(db, and(visibleAction(principal), eq(action.id, id))).limit(1)
  if (found === undefined) throw noSuchAction(id)
  const row = found.action
  const [first, ...others] = countingLetters(await lettersOf(db, { companyId, actionId: id }))
  const path = `/api/v1/actions/${encodeURIComponent(id)}`
  const templates = await readTemplates(db, await companyById(db, companyId))
  const nameOf = await namesOf(db, [first, ...others])
  return {
    ...viewRow(found, { catalogue, words }),
    params: z.record(z.string(), z.json()).parse(row.params),
    decidedAt: row.decidedAt.toISOString(),
    doneOn: row.doneOn,
    approvedBy: row.approvedBy,
    approvedAt: row.approvedAt?.toISOString() ?? null,
    because: readLeaves(row.because, { catalogue, subject: row.subjectType, words }),
    message:
      first === undefined ? null : viewMessage(first, { htmlPath: `${path}/letter`, templates, nameOf }),
    otherMessages: others.map((each) =>
      viewMessage(each, {
        htmlPath: `${path}/letter?message=${encodeURIComponent(each.id)}`,
        templates,
        nameOf,
      }),
    ),
  }
}

/** A letter of an action as HTML: the one named, else its first. Throws `NotFoundError` when the action has no such letter. */
export async function letterOf(
  db: Queryable,
  { principal, id, message: named }: { principal: Principal; id: string; message?: string | undefined },
): Promise<string> {
  await requireVisibleAction(db, principal, id)
  const letters = countingLetters(await lettersOf(db, { companyId: principal.companyId, actionId: id }))
  const found = named === undefined ? letters[0] : letters.find((letter) => letter.id === named)
  if (found === undefined)
    throw new NotFoundError(
      `There is no letter ${named === undefined ? '' : `"${named}" `}of the action "${id}". It may have been removed; the list shows what there is.`,
    )
  return found.html
}

/** Void letters are shown only where there is no other: they say what would have been sent. */
function countingLetters(letters: readonly MessageRow[]): readonly MessageRow[] {
  const counting = letters.filter(({ state }) => state !== 'void')
  return counting.length === 0 ? letters.slice(0, 1) : counting
}

function selectActions(db: Queryable, where: SQL | undefined, place: SQL<string> = sql<string>`''`) {
  return db
    .select({
      action,
      customerName: customer.name,
      number: document.number,
      ruleName: rule.name,
      place,
      placeId: action.id,
    })
    .from(action)
    .leftJoin(customer, and(eq(customer.companyId, action.companyId), eq(customer.id, action.customerId)))
    .leftJoin(
      document,
      and(
        eq(action.subjectType, 'invoice'),
        eq(document.companyId, action.companyId),
        eq(document.id, action.subjectId),
      ),
    )
    .leftJoin(rule, and(eq(rule.companyId, action.companyId), eq(rule.id, action.ruleId)))
    .where(where)
    .$dynamic()
}

type FoundAction = {
  action: typeof action.$inferSelect
  customerName: string | null
  number: string | null
  ruleName: string | null
}

/** What putting an action into words takes. */
type InWords = { readonly catalogue: FactCatalogue; readonly words: EngineWords }

function viewRow({ action: row, customerName, number, ruleName }: FoundAction, said: InWords): ActionRow {
  const { words } = said
  return {
    id: row.id,
    customer: { id: row.customerId, name: customerName ?? row.customerId },
    invoice: number,
    // An act this version does not know any more keeps its own name, so an old outbox can still be read.
    act: { name: row.kind, title: isActName(row.kind) ? words.acts[row.kind] : row.kind },
    rule: { id: row.ruleId, name: ruleName ?? row.ruleId },
    step: row.stepId,
    amounts: viewAmounts(row.amounts ?? {}),
    state: row.state,
    stateReason: row.stateReason === null ? null : sayWritten(row.stateReason, words),
    reason: reasonInWords(row, said),
    plannedOn: row.plannedOn,
  }
}

/** Minor units by currency as decimal text, currencies in the order of the alphabet. */
export function viewAmounts(minorByCurrency: Readonly<Record<string, number>>): MoneyView[] {
  return Object.entries(minorByCurrency)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => ({ amount: decimalAmount(minor, currency), currency }))
}

const StoredAddress = z.object({ name: z.string().nullish(), address: z.string() })

/** What those are called who put words of their own into letters. */
async function namesOf(
  db: Queryable,
  letters: readonly (MessageRow | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const ids = letters.flatMap((letter) => letter?.wordedBy ?? [])
  if (ids.length === 0) return new Map()
  const found = await db
    .select({ id: authUser.id, name: authUser.name })
    .from(authUser)
    .where(inArray(authUser.id, ids))
  return new Map(found.map(({ id, name }) => [id, name]))
}

function viewMessage(
  found: MessageRow,
  {
    htmlPath,
    templates,
    nameOf,
  }: { htmlPath: string; templates: LetterTemplates; nameOf: ReadonlyMap<string, string> },
): MessageView {
  const to = z.union([StoredAddress.transform((one) => [one]), z.array(StoredAddress)]).parse(found.to)
  const versions = found.template === null ? [] : templates.versions(found.template)
  const words =
    found.wording ?? versions.find(({ language }) => language === (found.language ?? 'en')) ?? versions[0]
  return {
    id: found.id,
    to: to.map(({ name, address }) => ({ name: name || null, address })),
    subject: found.subject,
    text: found.text,
    htmlPath: found.html === '' ? null : htmlPath,
    entity: found.entityId,
    template: found.template,
    language: found.language,
    words: words === undefined ? null : { subject: words.subject, body: words.body },
    wordedBy: found.wordedBy && (nameOf.get(found.wordedBy) ?? found.wordedBy),
    wordedAt: found.wordedAt?.toISOString() ?? null,
  }
}
