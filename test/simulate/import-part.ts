import { calendarDate } from '#engine/calendar-date.ts'
import { emptyLedger, type Ledger } from '#engine/ledger.ts'
import { commitImport } from '#server/import/commit-import.ts'
import type { World } from './the-world.ts'

/** Imports a part of the books as the files of the source; answers the id of the import. */
export async function imports(
  db: World['db'],
  world: World,
  part: Partial<Ledger>,
  lists: 'changes' | 'all-open' = 'changes',
): Promise<string> {
  world.undoable = null
  const { companyId, clock, today } = world
  const summary = await commitImport(db, {
    companyId,
    source: 'files',
    ledger: { ...emptyLedger(), ...part },
    problems: [],
    fileName: 'books',
    mapping: null,
    lists,
    exportedOn: calendarDate(today()),
    actor: 'ann',
    now: clock.now(),
    confirmClosing: true,
  })
  if (summary.problems.length > 0)
    throw new Error(`The simulation imports what cannot be read: ${JSON.stringify(summary.problems)}`)
  return summary.importId ?? ''
}
