import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { libraryRules } from '#rules-library/load.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'
import { commitImport } from './import/commit-import.ts'
import { companyIds, createCompany } from './run/company.ts'
import { importRule } from './run/rules.ts'
import { runCompany } from './run/run-company.ts'

/** The company that an empty database starts with. */
export const DEMO_COMPANY = 'demo'
const DEMO = { name: 'Sandpiper Group (demo)', currency: 'USD', timeZone: 'America/New_York' }
const SEED = 'dunlin'

/**
 * Fills an empty database with demo books ending today, by the same import, rules and run as anybody's books: three rules
 * of the library, run once in test mode. Does nothing when there is a company; answers whether it did.
 */
export async function loadDemo(db: Database, clock: Clock, say: (text: string) => void): Promise<boolean> {
  if ((await companyIds(db)).length > 0) return false
  const actor = 'demo'
  const companyId = DEMO_COMPANY
  const today = clock.today(DEMO.timeZone)
  say('Loading demo books: two entities, about 400 customers, 6,000 invoices ...')
  await createCompany(db, { id: companyId, ...DEMO, now: clock.now() })
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
  for (const document of libraryRules(catalogueOf()))
    await importRule(db, { companyId, document, actor, now: clock.now(), state: 'live' })
  say('Running three rules in test mode ...')
  await runCompany(db, { companyId, asOf: today, trigger: 'demo', clock, actor })
  return true
}
