import { isActName } from '#engine/acts.ts'
import { fromEpochDay } from '#engine/calendar-date.ts'
import { compileRule } from '#engine/compile-rule.ts'
import type { Decision } from '#engine/decision.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import type { Explanation } from '#engine/explain.ts'
import { explainWalk } from '#engine/explain-subject.ts'
import { createFactTable, type SnapshotFactTable } from '#engine/facts/fact-table-of.ts'
import { hasBit } from '#engine/mask.ts'
import { matchRule } from '#engine/match-rule.ts'
import { outcomeOf } from '#engine/outcome.ts'
import type { RulePlan } from '#engine/plan.ts'
import { leafReports } from '#engine/plan-report.ts'
import { readFact } from '#engine/read-fact.ts'
import { reasonSentence } from '#engine/reason.ts'
import { whyNot } from '#engine/why-not.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { BookShelf } from '#server/books/book-shelf.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { companyById } from '#server/run/company.ts'
import { type DecidedCompany, decideCompany } from '#server/run/decide-company.ts'
import { sayWritten } from '#server/words/say-written.ts'
import { customerFor } from '../row-access.ts'
import type { CustomerTodayView } from '../views/customer-today.ts'
import { readLeaves } from './stored-reasons.ts'

type Verdict = CustomerTodayView['rules'][number]

/**
 * What every live rule says of one customer today, decided anew from the books as they are, of their group of customers alone; writes
 * nothing.
 */
export async function customerToday(
  db: Database,
  principal: Principal,
  { id, clock, shelf, words }: { id: string; clock: Clock; shelf: BookShelf; words: EngineWords },
): Promise<CustomerTodayView> {
  await customerFor(db, principal, id)
  const { companyId } = principal
  const group = await shelf.groupOf(await companyById(db, companyId), { type: 'customer', id })
  const customerIds = group?.customerIds ?? [id]
  return db.transaction(async (tx) => {
    const company = await companyById(tx, companyId)
    await lockLedger(tx, companyId)
    const asOf = clock.today(company.timeZone)
    const decided = {
      ...(await decideCompany(tx, { companyId, asOf, now: clock.now(), customerIds })),
      words,
    }
    const rules: Verdict[] = []
    for (const planned of decided.live.rules) rules.push(...(await verdictsOf(planned, decided, id)))
    return { asOf, sendingStopped: company.sendingStoppedAt !== null, rules }
  })
}

type DecidedInWords = DecidedCompany & { readonly words: EngineWords }

/** One line for each subject of the customer that the rule matches; where it matches none, one that says why not. */
async function verdictsOf(planned: RulePlan, decided: DecidedInWords, id: string): Promise<Verdict[]> {
  const own = planned.decisions.filter(({ customerId }) => customerId === id)
  const { catalogue } = decided
  if (own.length > 0)
    return own.map((decision) => ({
      ...headOf(planned, decision.subject),
      outcome: outcomeOf(decision),
      reason: reasonSentence(decision, catalogue, decided.words),
      because: leavesOf(decision.because, decided, planned),
      lacking: [],
      acts: actsOf(decision, decided.words),
    }))
  const rows = rowsOfCustomer(planned.table, id)
  if (rows.length === 0) return []
  // Of several invoices the first stands for the others; each has its own page of the rule.
  const [row] = rows
  return [await whyNotMatched(planned, decided, row!)]
}

async function whyNotMatched(planned: RulePlan, decided: DecidedInWords, row: number): Promise<Verdict> {
  const { table, rule } = planned
  const compiled = compileRule(rule, decided.catalogue)
  const asked = (await explainWalk(compiled, readFact(table, row))).map(({ explanation }) => explanation)
  // The policy is asked of the customer, before any branch.
  const admits = isAdmitted(planned, decided, row)
  return {
    ...headOf(planned, { type: rule.subject, id: table.idOf(row), name: table.nameOf(row) }),
    outcome: !admits ? 'kept-out' : asked.some(({ result }) => result === null) ? 'unknown' : 'not-matched',
    reason: null,
    because: leavesOf(asked, decided, planned),
    lacking: admits ? leavesOf(leastOf(asked.map(whyNot)), decided, planned) : [],
    acts: [],
  }
}

/** Of several branches the one that lacks least. */
function leastOf<T>(ways: readonly (readonly T[])[]): readonly T[] {
  return ways.reduce((least, way) => (way.length < least.length ? way : least), ways[0] ?? [])
}

function isAdmitted(
  { rule, table }: RulePlan,
  { snapshot, catalogue, history }: DecidedCompany,
  row: number,
) {
  const compiled = compileRule(
    { ...rule, steps: [{ do: 'act', id: 'any', action: 'create-task', params: { title: 'any' } }] },
    catalogue,
  )
  const { asOf } = table
  const { doneActs } = history
  const customers = createFactTable({ snapshot, subject: 'customer', asOf, doneActs, catalogue })
  const { matched } = matchRule(compiled, {
    evaluator: createColumnEvaluator(table),
    rows: table.rows,
    customers: {
      evaluator: createColumnEvaluator(customers),
      customerOf:
        rule.subject === 'invoice'
          ? Int32Array.from({ length: table.rows }, (_, at) => table.customerOf(at))
          : null,
    },
  })
  return hasBit(matched, row)
}

function rowsOfCustomer(table: SnapshotFactTable, id: string): number[] {
  const wanted = table.snapshot.customerRow.get(id)
  const rows: number[] = []
  for (let row = 0; row < table.rows; row++) if (table.customerOf(row) === wanted) rows.push(row)
  return rows
}

function headOf({ rule }: RulePlan, subject: Verdict['subject']): Pick<Verdict, 'rule' | 'subject'> {
  return { rule: { id: rule.id, name: rule.name }, subject: { ...subject } }
}

function leavesOf(
  explanations: readonly Explanation[],
  { catalogue, words }: DecidedInWords,
  { rule }: RulePlan,
): Verdict['because'] {
  return readLeaves(explanations.flatMap(leafReports), { catalogue, subject: rule.subject, words })
}

function actsOf({ acts }: Decision, words: EngineWords): Verdict['acts'] {
  return acts.map((decided) => {
    const { act, status, heldBack } = decided
    const day = decided.status === 'done' ? decided.on : decided.status === 'waiting' ? decided.until : null
    return {
      step: act.id,
      title: isActName(act.action) ? words.acts[act.action] : act.action,
      kind: act.action,
      status,
      day: day === null ? null : fromEpochDay(day),
      heldBack: heldBack && { reason: heldBack.reason, sentence: sayWritten(heldBack.sentence, words) },
    }
  })
}
