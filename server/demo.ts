import { eq } from 'drizzle-orm'
import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { libraryRules } from '#rules-library/load.ts'
import type { Clock } from './clock.ts'
import { company } from './database/company-tables.ts'
import type { Database } from './database/database.ts'
import { run } from './database/rule-tables.ts'
import { commitImport } from './import/commit-import.ts'
import { companyIds, createCompany } from './run/company.ts'
import { importRule, listRules } from './run/rules.ts'
import { runCompany } from './run/run-company.ts'

/** The company that an empty database starts with. */
export const DEMO_COMPANY = 'demo'
const DEMO = { name: 'Sandpiper Group (demo)', currency: 'USD', timeZone: 'America/New_York' }
const SEED = 'dunlin'
/** The rules of the library that the demo runs; the others wait in the gallery. */
const DEMO_RULES = ['invoice-ladder', 'overdue-30-5k', 'release-on-payment']

/**
 * Fills an empty database with demo books ending today, by the same import, rules and run as anybody's books: three rules
 * of the library, run once in test mode. Does nothing when there is a company; answers whether it did. A load that was
 * broken off, and so never came to its run, is taken up again.
 */
export async function loadDemo(db: Database, clock: Clock, say: (text: string) => void): Promise<boolean> {
  const companies = await companyIds(db)
  const isBegun = companies.length === 1 && companies[0] === DEMO_COMPANY && !(await hasRun(db))
  if (companies.length > 0 && !isBegun) return false
  const actor = 'demo'
  const companyId = DEMO_COMPANY
  const today = clock.today(DEMO.timeZone)
  say('Loading demo books: two entities, about 400 customers, 6,000 invoices ...')
  if (!isBegun) {
    await createCompany(db, { id: companyId, ...DEMO, now: clock.now() })
    // Nobody refreshes demo books; they are not to hold everything back by merely being looked at a week later.
    await db
      .update(company)
      .set({ settings: { staleAfterHours: null } })
      .where(eq(company.id, companyId))
  }
  await commitImport(db, {
    companyId,
    source: 'demo-books',
    ledger: generateDemoBooks({ seed: SEED, today }),
    problems: [],
    fileName: 'demo books',
    mapping: null,
    lists: 'changes',
    exportedOn: today,
    actor,
    now: clock.now(),
  })
  const known = await listRules(db, companyId)
  for (const document of libraryRules(catalogueOf()))
    if (DEMO_RULES.includes(document.id) && !known.some(({ id }) => id === document.id))
      await importRule(db, { companyId, document, actor, now: clock.now(), state: 'live' })
  say('Running three rules in test mode ...')
  await runCompany(db, { companyId, asOf: today, trigger: 'demo', clock, actor })
  return true
}

async function hasRun(db: Database): Promise<boolean> {
  const [found] = await db.select({ id: run.id }).from(run).where(eq(run.companyId, DEMO_COMPANY)).limit(1)
  return found !== undefined
}
