import { and, eq } from 'drizzle-orm'
import type { BooksConnector, WriteCommand } from '#connectors/connector.ts'
import { action } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import { holdStore } from '#server/run/hold-store.ts'
import { carryOutHere, type Effect, settleAct, writeCommandOf } from './carry-out.ts'
import type { DispatchServices } from './dispatch-services.ts'
import { beginAct, isInTime, recordAct, stillQueued, TOO_LATE } from './outside-act.ts'

/**
 * Carries out a hold or its release in the accounting system of the company, or in the built-in books where none is connected:
 * compares before it writes and reads back after it, so that what a person has set there is never overwritten, and a system that
 * answers "done" and did nothing is found out.
 */
export async function writeToBooks(
  db: Database,
  { row, services }: { row: ActionRow; services: DispatchServices },
): Promise<'done' | 'failed' | 'deferred' | 'unknown'> {
  const { companyId } = row
  const { clock, at } = services
  const books = await services.booksOf?.(companyId)
  if (!books)
    return db.transaction(async (tx) => {
      await lockLedger(tx, companyId)
      const company = await companyById(tx, companyId)
      if (company.mode === 'test' || company.sendingStoppedAt !== null) return 'deferred'
      const carrying = { company, now: clock.now(), today: clock.today(company.timeZone) }
      // Since it was claimed another process may have done it.
      const own = await stillQueued(tx, row)
      return own === undefined ? 'deferred' : carryOutHere(tx, own, carrying)
    })
  const command = writeCommandOf(row)
  if (command === null) throw new TypeError(`"${row.kind}" is nothing that is written to books.`)
  const begun = await db.transaction((tx) => beginAct(tx, row, services))
  if (begun === null) return 'deferred'
  const day = clock.today((await companyById(db, companyId)).timeZone)
  await at?.('before-send')
  const effect = await write(books, command, {
    key: row.id,
    on: day,
    mayWrite: () => isInTime(begun, services),
  })
  await at?.('after-send')
  await at?.('before-record')
  const outcome = await db.transaction((tx) =>
    recordAct(tx, begun, {
      effect,
      services,
      applied: (today) => mirror(tx, command, { companyId, key: begun.id, on: today }),
    }),
  )
  await at?.('after-record')
  return outcome
}

/** Compares, writes and reads back. A system that breaks off while it writes may have done it. */
async function write(
  books: BooksConnector,
  command: WriteCommand,
  { key, on, mayWrite }: { key: string; on: string; mayWrite: () => boolean },
): Promise<Effect> {
  const wanted = command.kind === 'place-credit-hold'
  let hasBegun = false
  try {
    const before = await books.readHold?.(command.customerId)
    if (before && before.onHold === wanted)
      return {
        result: 'conflict',
        found: `${books.name} shows the customer ${wanted ? 'on hold already' : 'as not on hold'}; somebody else has set that.`,
      }
    if (!mayWrite()) return TOO_LATE
    hasBegun = true
    const outcome = await books.write(command, { key, on, ...(before && { expected: before.mark }) })
    if (outcome.result !== 'applied') return outcome
    const after = await books.readHold?.(command.customerId)
    if (after && after.onHold !== wanted)
      return {
        result: 'not-applied',
        found: `Not applied: ${books.name} answered that it was done, and still shows the customer ${wanted ? 'not on hold' : 'on hold'}.`,
      }
    return outcome
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return hasBegun
      ? { result: 'unknown', found: `Writing to ${books.name} broke off: ${found}` }
      : { result: 'later', found: `The hold could not be read from ${books.name}: ${found}` }
  }
}

/** Our books show what the accounting system has taken, without waiting for it to be read again. */
async function mirror(
  tx: Transaction,
  command: WriteCommand,
  { companyId, key, on }: { companyId: string; key: string; on: string },
): Promise<void> {
  const store = holdStore(tx, companyId)
  const open = await store.openHold(command.customerId)
  if (command.kind === 'release-credit-hold') {
    if (open?.placedBy === 'rule') await store.release(open.id, on)
    return
  }
  const { kind: _, ...hold } = command
  if (open === null && (await store.holdByKey(key)) === null)
    await store.place({ ...hold, id: key, placedOn: on })
}

/** What became of a write nobody knows of: the accounting system is asked, and nothing is written. */
export async function lookUpWrite(
  db: Database,
  { row, services }: { row: ActionRow; services: DispatchServices },
): Promise<'done' | 'failed' | 'deferred' | 'unknown'> {
  const books = await services.booksOf?.(row.companyId)
  const command = writeCommandOf(row)
  if (!books?.readHold || command === null) return 'unknown'
  const now = await books.readHold(command.customerId)
  const isDone = now.onHold === (command.kind === 'place-credit-hold')
  const effect: Effect = isDone
    ? { result: 'applied', reference: `read back from ${books.name}` }
    : { result: 'not-applied', found: `${books.name} does not show it. Try it again if it is still wanted.` }
  return db.transaction(async (tx) => {
    const company = await companyById(tx, row.companyId)
    const [own] = await tx
      .select()
      .from(action)
      .where(and(eq(action.companyId, row.companyId), eq(action.id, row.id), eq(action.state, 'unknown')))
      .for('update')
    if (own === undefined || own.fencing !== row.fencing) return 'unknown'
    const carrying = {
      company,
      now: services.clock.now(),
      today: services.clock.today(company.timeZone),
    }
    if (isDone) await mirror(tx, command, { companyId: row.companyId, key: row.id, on: carrying.today })
    return settleAct(tx, own, effect, carrying)
  })
}
