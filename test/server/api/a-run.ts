import { calendarDate } from '#engine/calendar-date.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { flowCounts } from '#engine/flow-counts.ts'
import { matchReport } from '#engine/plan-report.ts'
import { libraryRules } from '#rules-library/load.ts'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import { decision, run } from '#server/database/rule-tables.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { planCompany } from '#server/run/plan-company.ts'
import { importRule } from '#server/run/rules.ts'
import { aLedger, anInvoice } from '../import/a-ledger.ts'

export const AS_OF = calendarDate('2026-03-16')
const NOW = new Date('2026-03-16T14:30:00Z')
export const RULE = 'overdue-30-5k'

const LEDGER = aLedger({
  entities: [{ id: 'us', name: 'Dunlin Inc.', currency: 'USD', timeZone: 'America/New_York' }],
  customers: [
    { id: '0042', name: 'Heron Supplies' },
    { id: '0043', name: 'Plover & Sons' },
  ],
  contacts: [{ id: 'k1', customerId: '0042', name: 'Ann', email: 'ann@heron.example.com', role: 'billing' }],
  documents: [
    anInvoice({ id: 'A-1', entityId: 'us', totalMinor: 620_050, dueOn: '2026-01-31' }),
    anInvoice({ id: 'A-2', entityId: 'us', totalMinor: 10_000, dueOn: '2026-03-31' }),
    anInvoice({ id: 'B-1', entityId: 'us', customerId: '0043', totalMinor: 90_000, dueOn: '2026-03-01' }),
  ],
  payments: [
    {
      id: 'p1',
      customerId: '0043',
      entityId: 'us',
      currency: 'USD',
      minor: 25_000,
      receivedOn: '2026-03-02',
      clearedOn: '2026-03-03',
    },
  ],
})

/** A company with two customers, the mission's rule live, and one completed run of it as a run stores it. */
export async function aCompanyThatRan(db: Database, companyId: string): Promise<void> {
  await commitImport(db, {
    companyId,
    source: 'files',
    ledger: LEDGER,
    problems: [],
    fileName: 'open-items.csv',
    mapping: null,
    lists: 'changes',
    exportedOn: AS_OF,
    actor: 'ann',
    now: NOW,
  })
  const document = libraryRules(catalogueOf()).find((each) => each.id === RULE)
  if (document === undefined) throw new Error(`The library has no rule "${RULE}".`)
  await importRule(db, { companyId, document, actor: 'ann', now: NOW, state: 'live' })
  const { plan } = await planCompany(db, { companyId, asOf: AS_OF, now: NOW, history: 'none' })
  const [planned] = plan.rules
  const decided = planned?.decisions[0]
  if (planned === undefined || decided === undefined) throw new Error('The rule should match Heron Supplies.')
  const report = matchReport(decided)
  const counts = { ...planned.counts, ...flowCounts(planned.flow) }
  await db.insert(run).values({
    companyId,
    id: 'run-1',
    asOf: AS_OF,
    trigger: 'manual',
    state: 'completed',
    startedAt: NOW,
    finishedAt: NOW,
    ledgerVersion: 1,
    counts: { [RULE]: counts },
  })
  await db.insert(decision).values({
    companyId,
    runId: 'run-1',
    ruleId: RULE,
    ruleVersion: 1,
    subjectType: 'customer',
    subjectId: '0042',
    customerId: '0042',
    outcome: 'acted',
    branch: report.branch,
    because: report.because,
    acts: report.actions,
  })
  await db.insert(message).values({
    companyId,
    id: 'letter-1',
    customerId: '0042',
    kind: 'chase',
    to: [{ name: 'Ann', address: 'ann@heron.example.com' }],
    template: 'overdue-30',
    subject: 'Overdue: 6,200.50 USD',
    html: '<p style="color:#333">Dear Ann</p><script>alert(1)</script>',
    text: 'Dear Ann',
    lines: [],
    totals: { USD: 620_050 },
    state: 'draft',
    createdAt: NOW,
  })
  await db.insert(action).values(
    decided.acts.map(({ act }, at) => ({
      companyId,
      id: `action-${at + 1}`,
      key: `${RULE}/${act.id}/0042/1`,
      runId: 'run-1',
      ruleId: RULE,
      ruleVersion: 1,
      stepId: act.id,
      subjectType: 'customer' as const,
      subjectId: '0042',
      cycle: 1,
      customerId: '0042',
      kind: act.action,
      params: act.params,
      amounts: { USD: 620_050 },
      state: act.approval === 'required' ? ('awaiting-approval' as const) : ('planned' as const),
      reason: 'The oldest invoice is 44 days overdue.',
      because: report.because,
      plannedOn: AS_OF,
      decidedAt: NOW,
    })),
  )
  const mail = decided.acts.findIndex(({ act }) => act.action === 'send-email')
  await db.insert(messageAction).values({ companyId, messageId: 'letter-1', actionId: `action-${mail + 1}` })
}
