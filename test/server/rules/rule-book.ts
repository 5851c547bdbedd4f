import { and, asc, desc, eq } from 'drizzle-orm'
import type { Ledger } from '#engine/ledger.ts'
import { openBookShelf } from '#server/books/book-shelf.ts'
import { audit } from '#server/database/company-tables.ts'
import { rule } from '#server/database/rule-tables.ts'
import type { Actor } from '#server/rules/actor.ts'
import { type Draft, saveDraft } from '#server/rules/draft.ts'
import type { Published } from '#server/rules/publication.ts'
import { publishRule } from '#server/rules/publish-rule.ts'
import { companyById } from '#server/run/company.ts'
import { clockAt } from '../../clock-at.ts'
import type { TestDatabase } from '../database/test-database.ts'
import { someBooks, theCompany } from '../run/a-company.ts'

export const ANN: Actor = { id: 'u-ann', name: 'Ann' }
export const BOB: Actor = { id: 'u-bob', name: 'Bob' }
export const CAT: Actor = { id: 'u-cat', name: 'Cat' }

export const A_MAIL = {
  id: 'mail',
  do: 'act',
  action: 'send-email',
  params: { template: 'overdue-30', to: 'billing' },
}
export const A_SECOND_MAIL = {
  id: 'second',
  do: 'act',
  action: 'send-email',
  params: { template: 'reminder-final', to: 'billing' },
}
export const A_HOLD = { id: 'hold', do: 'act', action: 'place-credit-hold', params: { reason: 'late' } }
export const A_TASK = { id: 'call', do: 'act', action: 'create-task', params: { title: 'Call them' } }

type Json = Record<string, unknown>

/** A rule as somebody writes it: for customers overdue for some days. */
export function written({
  days = 30,
  when = { all: [{ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days }] },
  steps = [A_MAIL],
  ...rest
}: Json & { days?: number; when?: Json; steps?: Json[] } = {}): Json {
  return {
    dunlin: 1,
    name: 'Late',
    subject: 'customer',
    trigger: { schedule: '30 10 * * 1-5' },
    steps: [{ id: 'decide', do: 'decide', branches: [{ id: 'late', label: 'Late', when, steps }] }],
    ...rest,
  }
}

/** A company with books and people who write rules. Days are those of its clock. */
export async function aRuleBook(
  database: TestDatabase,
  { ledger = someBooks(), day = '2026-03-16', ...settings }: { ledger?: Ledger; day?: string } & Json = {},
) {
  const companyId = await database.aCompany(settings)
  const { db } = database
  const company = theCompany(db, companyId)
  await company.importBooks(day, ledger)
  const shelf = openBookShelf(db)
  const at = (when: string) => clockAt(when).now()
  const book = {
    companyId,
    company,
    books: async () => shelf.booksOf(await companyById(db, companyId)),
    save: (document: unknown, by: Actor = ANN, baseRevision = 0, on = day): Promise<Draft> =>
      saveDraft(db, { companyId, ruleId: 'late', document, baseRevision, actor: by, now: at(on) }),
    /** Saves and publishes in one go, as somebody who may. */
    async publish(
      document: unknown,
      settings: { on?: string; target?: 'monitor' | 'live'; firstRun?: 'act-now' | 'from-now-on' } = {},
    ): Promise<Published> {
      const { on = day, target = 'live', firstRun } = settings
      const row = await book.row()
      const draft = await book.save(document, ANN, row?.draftRevision ?? 0, on)
      return publishRule(db, {
        companyId,
        ruleId: 'late',
        draftRevision: draft.revision,
        target,
        ...(firstRun && { firstRun }),
        actor: ANN,
        now: at(on),
        why: 'agreed on Monday',
      })
    },
    async row() {
      const [found] = await db
        .select()
        .from(rule)
        .where(and(eq(rule.companyId, companyId), eq(rule.id, 'late')))
      return found
    },
    lastAudit: async () => {
      const [line] = await db
        .select()
        .from(audit)
        .where(eq(audit.companyId, companyId))
        .orderBy(desc(audit.sequence))
        .limit(1)
      return line
    },
    auditActs: async () => {
      const lines = await db
        .select({ act: audit.act })
        .from(audit)
        .where(eq(audit.companyId, companyId))
        .orderBy(asc(audit.sequence))
      return lines.map(({ act }) => act)
    },
  }
  return book
}

export type RuleBook = Awaited<ReturnType<typeof aRuleBook>>
