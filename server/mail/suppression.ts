import { and, eq, sql } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { contact } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { suppressedAddress } from '#server/database/mail-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'

export type Suppressed = typeof suppressedAddress.$inferSelect

type Person = { readonly companyId: string; readonly actor: string; readonly now: Date }

/** True for an address nothing is sent to any more. */
export async function isSuppressed(
  db: Queryable,
  { companyId, address }: { companyId: string; address: string },
): Promise<boolean> {
  const found = await db
    .select({ address: suppressedAddress.address })
    .from(suppressedAddress)
    .where(ofAddress({ companyId, address }))
  return found.length > 0
}

/**
 * Sends nothing to an address from now on; says whether that is new. The contacts with it count as having no address, so the
 * books change: the transaction must hold the lock of the ledger (`lockLedger`).
 */
export async function suppress(
  tx: Transaction,
  { companyId, actor, now }: Person,
  given: {
    readonly address: string
    readonly reason: Suppressed['reason']
    readonly detail?: string | null
    readonly messageId?: string | null
  },
): Promise<boolean> {
  const { reason, detail = null, messageId = null } = given
  const address = written(given.address)
  const added = await tx
    .insert(suppressedAddress)
    .values({ companyId, address, reason, detail, messageId, suppressedAt: now, suppressedBy: actor })
    .onConflictDoNothing()
    .returning({ address: suppressedAddress.address })
  if (added.length === 0) return false
  await contactsChanged(tx, { companyId, address })
  await appendAudit(tx, [
    {
      companyId,
      at: now,
      actor,
      act: 'suppress address',
      subject: { type: 'address', id: address },
      after: { reason, messageId },
      ...(detail !== null && { why: detail }),
    },
  ])
  return true
}

/** The same for a person, in a transaction of its own. */
export async function suppressByHand(
  db: Database,
  person: Person,
  { address, why }: { address: string; why: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockLedger(tx, person.companyId)
    await suppress(tx, person, { address, reason: 'by-hand', detail: why })
  })
}

/** Lets letters go to an address again. */
export async function liftSuppression(
  db: Database,
  { companyId, actor, now }: Person,
  { address, why }: { address: string; why: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockLedger(tx, companyId)
    const [lifted] = await tx.delete(suppressedAddress).where(ofAddress({ companyId, address })).returning()
    if (lifted === undefined)
      throw new NotFoundError(`Letters go to "${written(address)}" already: it is not on the list.`)
    await contactsChanged(tx, { companyId, address })
    const { reason, detail, suppressedAt } = lifted
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'lift suppression',
        subject: { type: 'address', id: lifted.address },
        before: { reason, detail, suppressedAt },
        why,
      },
    ])
  })
}

/** Books in memory take the contacts over again. */
async function contactsChanged(
  tx: Transaction,
  { companyId, address }: { companyId: string; address: string },
): Promise<void> {
  const contacts = await tx
    .select({ id: contact.id })
    .from(contact)
    .where(and(eq(contact.companyId, companyId), eq(sql`lower(trim(${contact.email}))`, written(address))))
  if (contacts.length > 0)
    await raiseLedgerVersion(tx, companyId, 1, { records: { contacts: contacts.map(({ id }) => id) } })
}

function ofAddress({ companyId, address }: { companyId: string; address: string }) {
  return and(eq(suppressedAddress.companyId, companyId), eq(suppressedAddress.address, written(address)))
}

function written(address: string): string {
  return address.trim().toLowerCase()
}
