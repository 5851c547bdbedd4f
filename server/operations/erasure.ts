import { and, eq, inArray } from 'drizzle-orm'
import { action } from '#server/database/action-tables.ts'
import { appendAudit, ERASURE_ACT } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { contact, customer } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { PENDING_STATES } from '#server/run/action-states.ts'
import { lockRuns } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { eraseAuditWords } from './erase-audit-words.ts'
import { eraseReports } from './erase-reports.ts'
import { eraseRows, formerValues } from './erase-rows.ts'
import { ErasureRefusedError } from './errors.ts'
import { eraserOf } from './personal-values.ts'

export type Erasure = {
  readonly companyId: string
  /** A customer with all its contacts, or one person alone. */
  readonly subject: { readonly type: 'customer' | 'contact'; readonly id: string }
  readonly actor: string
  readonly now: Date
  readonly why: string
}

export type ErasureReport = { readonly rows: number; readonly auditLines: number }

/**
 * Erases what is known of a person or a customer: names, addresses, telephone numbers and tax ids, what was written to them and
 * about them. Amounts, days, documents and the chain of the audit stay, so that the books still add up and can still be verified.
 * Refused while an act for them is under way. A system that still has the data brings it back: erase it there first.
 */
export async function erasePersonalData(db: Database, erasure: Erasure): Promise<ErasureReport> {
  const { companyId, subject, actor, now, why } = erasure
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    await lockLedger(tx, companyId)
    const person = await whoIs(tx, erasure)
    await refuseUnderWay(tx, erasure, person.customerId)
    const wanted = { companyId, isWhole: subject.type === 'customer', ...person }
    const eraser = eraserOf([...person.values, ...(await formerValues(tx, wanted))])
    const rows =
      (await eraseRows(tx, { ...wanted, eraser })) + (await eraseReports(tx, { ...wanted, eraser, now }))
    const auditLines = await eraseAuditWords(tx, {
      companyId,
      now,
      eraser,
      subjects: [
        ...(subject.type === 'customer' ? [{ type: 'customer', id: person.customerId }] : []),
        ...person.contactIds.map((id) => ({ type: 'contact', id })),
      ],
    })
    await raiseLedgerVersion(tx, companyId, 1)
    await appendAudit(tx, [
      { companyId, at: now, actor, act: ERASURE_ACT, subject, after: { rows, auditLines }, why },
    ])
    return { rows, auditLines: auditLines.length }
  })
}

export type Person = {
  readonly customerId: string
  readonly contactIds: readonly string[]
  /** How they are known now. */
  readonly values: readonly string[]
}

async function whoIs(tx: Transaction, { companyId, subject }: Erasure): Promise<Person> {
  const isOurs = eq(contact.companyId, companyId)
  const contacts = await tx
    .select()
    .from(contact)
    .where(and(isOurs, eq(subject.type === 'contact' ? contact.id : contact.customerId, subject.id)))
  const [owner] = await tx
    .select()
    .from(customer)
    .where(and(eq(customer.companyId, companyId), eq(customer.id, contacts[0]?.customerId ?? subject.id)))
  const isKnown = subject.type === 'contact' ? contacts.length > 0 : owner !== undefined
  if (!isKnown)
    throw new NotFoundError(
      `There is no ${subject.type} "${subject.id}" in company "${companyId}". Look for the id in the list of customers.`,
    )
  const values = contacts.flatMap(({ name, email, phone }) => [name, email, phone])
  if (subject.type === 'customer') values.push(owner?.name ?? null)
  return {
    customerId: owner?.id ?? subject.id,
    contactIds: contacts.map(({ id }) => id),
    values: values.filter((value) => value !== null),
  }
}

/** A letter that may be on its way must not be changed, and one that is still to be written needs the name. */
async function refuseUnderWay(
  tx: Transaction,
  { companyId, subject }: Erasure,
  customerId: string,
): Promise<void> {
  const underWay = await tx
    .select({ id: action.id })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.customerId, customerId),
        inArray(action.state, [...PENDING_STATES]),
      ),
    )
  if (underWay.length === 0) return
  throw new ErasureRefusedError(
    `Cannot erase the ${subject.type} "${subject.id}": ${underWay.length} actions for the customer "${customerId}" are under way. Cancel them or let them end, then erase.`,
  )
}
