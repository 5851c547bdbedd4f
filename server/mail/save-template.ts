import { and, eq, inArray, isNull, max, ne, sql } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { mailTemplate } from '#server/database/mail-tables.ts'
import { type RuleState, rule, ruleVersion } from '#server/database/rule-tables.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { isSolo } from '#server/rules/four-eyes.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { isLiveVersion } from '#server/run/live-rules.ts'
import { checkLetterWords } from './compose-mail.ts'
import { type LetterTemplate, readTemplates } from './templates.ts'

type TemplateKey = { readonly companyId: string; readonly name: string; readonly language: string }
type Change = TemplateKey & {
  readonly actor: string
  readonly actorId?: string | undefined
  readonly now: Date
  readonly why: string
}

/**
 * Saves a new version of a template in one language; `baseVersion` is the version the changes began from, 0 for the words that
 * come with Dunlin or a new template. Letters that wait are written anew by the next run; what was frozen stays. Where live rules
 * write with it people are told, and whoever saved it approves no letter in it (`settle-action.ts`). Answers the version. Throws `MailFieldMissingError` for words no letter can be written with.
 */
export async function saveTemplate(
  db: Database,
  order: Change &
    Pick<LetterTemplate, 'subject' | 'body' | 'attachStatement' | 'invoiceCopies'> & {
      readonly baseVersion: number
    },
): Promise<number> {
  const { companyId, name, language, actor, actorId, now, why, baseVersion, ...words } = order
  if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(name))
    throw new ReceivablesError(
      `Cannot save the mail template "${name}". Its name is lower-case letters, digits and hyphens, up to 80 of them.`,
    )
  if (!/^[a-z]{2}$/.test(language))
    throw new ReceivablesError(
      `Cannot save the mail template "${name}" in the language "${language}". Give its code of two letters, such as en or de.`,
    )
  checkLetterWords(words, `The mail template "${name}" (${language})`)
  return db.transaction(async (tx) => {
    const { before, last } = await lockTemplate(tx, order)
    if ((before?.version ?? 0) !== baseVersion)
      throw new StateConflictError(
        `Cannot save the mail template "${name}" (${language}): your changes begin from version ${baseVersion}, and it is now at version ${before?.version ?? 0}. Look at it again.`,
      )
    const version = last + 1
    await tx.insert(mailTemplate).values({
      companyId,
      name,
      language,
      version,
      ...words,
      savedAt: now,
      savedBy: actor,
      savedById: actorId ?? null,
      why,
    })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'save mail template',
        subject: { type: 'mail template', id: `${name}/${language}` },
        before: before && wordsOf(before),
        after: { version, ...words },
        why,
      },
    ])
    await tellOfChange(tx, order)
    return version
  })
}

/**
 * Takes a company's own words away: those that come with Dunlin hold again. A template that is only the company's goes for good,
 * and not while a rule writes with it.
 */
export async function removeTemplate(db: Database, order: Change): Promise<void> {
  const { companyId, name, language, actor, now, why } = order
  await db.transaction(async (tx) => {
    const { before } = await lockTemplate(tx, order)
    if (before === undefined)
      throw new NotFoundError(
        `The company has no words of its own for the mail template "${name}" in "${language}". What comes with Dunlin cannot be removed.`,
      )
    await tx
      .update(mailTemplate)
      .set({ removedAt: now })
      .where(
        and(
          eq(mailTemplate.companyId, companyId),
          eq(mailTemplate.name, name),
          eq(mailTemplate.language, language),
          isNull(mailTemplate.removedAt),
        ),
      )
    const { names } = await readTemplates(tx, await companyById(tx, companyId))
    const users = names.includes(name) ? [] : await rulesThatName(tx, companyId, name)
    if (users.length > 0)
      throw new StateConflictError(
        `The mail template "${name}" is used by ${users.join(', ')}. Take it out of them first.`,
      )
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'remove mail template',
        subject: { type: 'mail template', id: `${name}/${language}` },
        before: wordsOf(before),
        why,
      },
    ])
    await tellOfChange(tx, order)
  })
}

/** Tells people that live rules write in other words from now on; not in a company in which one person does everything. */
async function tellOfChange(
  tx: Transaction,
  { companyId, name, language, actor, now }: Change,
): Promise<void> {
  const company = await companyById(tx, companyId)
  const users = isSolo(company) ? [] : await rulesThatName(tx, companyId, name, ['live'])
  if (users.length === 0) return
  await raiseAlert(tx, {
    companyId,
    kind: 'template-changed',
    about: `${name}/${language}/${actor}`,
    day: dayAt(now, company.timeZone),
    now,
    text: `${actor} has changed the mail template "${name}" (${language}), in which ${users.join(', ')} write. Read its next letters with care; letters that wait for approval have to be approved by somebody else than ${actor}.`,
  })
}

type TemplateRow = typeof mailTemplate.$inferSelect

function wordsOf({ version, subject, body, attachStatement, invoiceCopies }: TemplateRow) {
  return { version, subject, body, attachStatement, invoiceCopies }
}

/** The version in force (undefined: the words that come with Dunlin) and the highest number there has been. */
async function lockTemplate(
  tx: Transaction,
  { companyId, name, language }: TemplateKey,
): Promise<{ before: TemplateRow | undefined; last: number }> {
  const lock = `mail template ${companyId} ${name} ${language}`
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`)
  const own = and(
    eq(mailTemplate.companyId, companyId),
    eq(mailTemplate.name, name),
    eq(mailTemplate.language, language),
  )
  const [highest] = await tx
    .select({ version: max(mailTemplate.version) })
    .from(mailTemplate)
    .where(own)
  const last = highest?.version ?? 0
  const [before] = await tx
    .select()
    .from(mailTemplate)
    .where(and(own, eq(mailTemplate.version, last), isNull(mailTemplate.removedAt)))
  return { before, last }
}

/** The rules in these states (all that are in use, unless said) whose live version or draft writes with a template. */
async function rulesThatName(
  tx: Transaction,
  companyId: string,
  name: string,
  states?: readonly RuleState[],
): Promise<string[]> {
  const found = await tx
    .select({ id: rule.id, draft: rule.draft, live: ruleVersion.document })
    .from(rule)
    .leftJoin(ruleVersion, isLiveVersion)
    .where(
      and(
        eq(rule.companyId, companyId),
        states === undefined ? ne(rule.state, 'retired') : inArray(rule.state, [...states]),
      ),
    )
  const named = `"template":${JSON.stringify(name)}`
  return found
    .filter(({ draft, live }) => JSON.stringify([draft, live]).includes(named))
    .map(({ id }) => id)
    .sort()
}
