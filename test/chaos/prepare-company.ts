import { dayAt } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import { type Clock, WALL_CLOCK } from '#server/clock.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { importRule } from '#server/run/rules.ts'
import { runCompany } from '#server/run/run-company.ts'
import { aContact, aCustomer, aLedger, anEntity, anInvoice } from '../builders.ts'
import { A_MAIL, aRule } from '../server/run/a-company.ts'

/** The company chaos is made for. */
export const COMPANY = 'chaos'
/** Two legal entities: the letters of one leave by Resend, those of the other by SMTP. */
export const ENTITIES = { resend: 'us', smtp: 'uk' } as const

/** Every customer of so many gets letters from both entities. */
const BOTH_EVERY = 25
/** Of so many customers one belongs to the entity that sends by SMTP. */
const SMTP_EVERY = 3
const DAYS_LATE = 40

/**
 * Fills an empty database with a live company and so many letters and holds that wait, half of each, by a real import, a real
 * rule and a real run.
 */
export async function prepareCompany(
  db: Database,
  actions: number,
  clock: Clock = WALL_CLOCK,
): Promise<void> {
  const now = clock.now()
  const timeZone = zoneWhereItIsMorning(now)
  await db.insert(company).values({
    id: COMPANY,
    name: 'Chaos Ltd',
    mode: 'live',
    timeZone,
    currency: 'USD',
    settings: {
      soloMode: true,
      staleAfterHours: null,
      sendWindow: { from: '00:00', to: '23:59' },
      businessDays: [1, 2, 3, 4, 5, 6, 7],
      firstRun: { customers: 1_000_000, percentOfReceivables: 100 },
      growth: { factor: 100, from: 1000 },
      holdsPerDay: 10_000,
    },
  })
  await commitImport(db, {
    companyId: COMPANY,
    source: 'files',
    ledger: someBooks({ customers: Math.ceil(actions / 2), timeZone, now }),
    problems: [],
    fileName: 'books',
    mapping: null,
    lists: 'changes',
    exportedOn: clock.today(timeZone),
    actor: 'ann',
    now,
    confirmClosing: false,
  })
  const hold = { id: 'hold', action: 'place-credit-hold', params: { reason: '30 days overdue' } }
  const document = aRule({ id: 'late', days: 30, acts: [A_MAIL, hold] })
  await importRule(db, { companyId: COMPANY, document, actor: 'ann', now, state: 'live' })
  await runCompany(db, {
    companyId: COMPANY,
    asOf: clock.today(timeZone),
    trigger: 'manual',
    clock,
    actor: 'ann',
  })
}

function someBooks({ customers, timeZone, now }: { customers: number; timeZone: string; now: Date }): Ledger {
  const ids = Array.from({ length: customers }, (_, at) => `c-${String(at).padStart(5, '0')}`)
  const dueOn = dayAt(new Date(now.getTime() - DAYS_LATE * 86_400_000), timeZone)
  const entitiesOf = (at: number): string[] => {
    if (at % BOTH_EVERY === 0) return Object.values(ENTITIES)
    return [at % SMTP_EVERY === 0 ? ENTITIES.smtp : ENTITIES.resend]
  }
  return aLedger({
    entities: Object.values(ENTITIES).map((id) => anEntity({ id, timeZone })),
    customers: ids.map((id) => aCustomer({ id })),
    contacts: ids.map((id) =>
      aContact({ id: `contact ${id}`, customerId: id, name: id, email: `${id}@customer.example.com` }),
    ),
    documents: ids.flatMap((customerId, at) =>
      entitiesOf(at).map((entityId) =>
        anInvoice({
          id: `${customerId}-${entityId}`,
          customerId,
          entityId,
          issuedOn: dueOn,
          dueOn,
        }),
      ),
    ),
  })
}

/** A zone in which it is three in the morning, so that no seed runs into another day while clocks are moved on. */
function zoneWhereItIsMorning(now: Date): string {
  const ahead = ((3 - now.getUTCHours() + 36) % 24) - 12
  // These names count the other way round.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
