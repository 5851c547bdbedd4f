import { and, eq, sql } from 'drizzle-orm'
import { toEpochDay } from '#engine/calendar-date.ts'
import type { Decision } from '#engine/decision.ts'
import { decimalAmount } from '#engine/money.ts'
import { openByCustomer } from '#engine/open-by-customer.ts'
import { reasonSentence } from '#engine/reason.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Clock } from '#server/clock.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { decideTomorrow, proposedActs, type Tomorrow } from '#server/report/tomorrow.ts'
import { companyById } from '#server/run/company.ts'
import { sayWritten } from '#server/words/say-written.ts'
import { seesOnlySome, visibleCustomer } from '../row-access.ts'
import type { TomorrowView } from '../views/reports.ts'

type Row = TomorrowView['customers'][number]

/** What the live rules would do on the next business day, for the customers somebody sees. */
export async function viewTomorrow(
  db: Database,
  principal: Principal,
  { clock, words }: { clock: Clock; words: EngineWords },
): Promise<TomorrowView> {
  const { companyId } = principal
  return db.transaction(async (tx) => {
    const company = await companyById(tx, companyId)
    const decided = await decideTomorrow(tx, {
      company,
      today: clock.today(company.timeZone),
      now: clock.now(),
    })
    const visible = await visibleIds(tx, principal)
    const byCustomer = Map.groupBy(
      decided.live.decisions.filter(
        (each) => proposedActs(each).length > 0 && (visible === null || visible.has(each.customerId)),
      ),
      ({ customer: row }) => row,
    )
    const customers = [...byCustomer].map(([row, decisions]): Row => {
      const { id, name } = decided.snapshot.customers[row]!
      return {
        customer: { id, name },
        overdue: overdueOf(decided.snapshot, row, decided),
        acts: decisions.flatMap((each) => actsOf(each, decided, words)),
      }
    })
    return {
      day: decided.day,
      customers: customers.sort((a, b) => (a.customer.id < b.customer.id ? -1 : 1)),
    }
  })
}

/** The customers a person sees; null for all. */
async function visibleIds(tx: Transaction, principal: Principal): Promise<ReadonlySet<string> | null> {
  if (!seesOnlySome(principal)) return null
  const found = await tx
    .select({ id: customer.id })
    .from(customer)
    .where(and(eq(customer.companyId, principal.companyId), visibleCustomer(principal, sql`${customer.id}`)))
  return new Set(found.map(({ id }) => id))
}

function overdueOf(snapshot: Snapshot, row: number, { day }: Tomorrow): Row['overdue'] {
  const totals = new Map<string, number>()
  for (const { currency, overdue } of openByCustomer(snapshot, toEpochDay(day)).get(row) ?? [])
    if (overdue > 0) totals.set(currency, (totals.get(currency) ?? 0) + overdue)
  return [...totals].map(([currency, minor]) => ({ amount: decimalAmount(minor, currency), currency }))
}

function actsOf(decision: Decision, { catalogue }: Tomorrow, words: EngineWords): Row['acts'] {
  const { rule, subject } = decision
  return proposedActs(decision).map((decided) => ({
    rule: { id: rule.id, name: rule.name },
    step: decided.act.id,
    subject: { ...subject },
    kind: decided.act.action,
    status: decided.status === 'pending' ? 'pending' : 'due',
    why: reasonSentence(decision, catalogue, words),
    recipient: decided.recipient?.email ?? null,
    heldBack: decided.heldBack ? sayWritten(decided.heldBack.sentence, words) : null,
  }))
}
