import { and, eq, ne, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { CustomFields, type Ledger } from '#engine/ledger.ts'
import { amongIds } from '#server/database/among-ids.ts'
import { type AccountCandidate, account } from '#server/database/company-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { customer, LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { rows } from '#server/database/rows.ts'
import { type AccountMarks, marksOf } from './account-likeness.ts'
import { type KnownCustomer, likenessAmong } from './find-likeness.ts'
import { type BookedElsewhere, rewriteAccounts } from './rewrite-accounts.ts'
import type { ImportTarget } from './upsert-records.ts'

export type MatchedLedger = {
  /** The records, each booked to the customer its account is matched to. */
  readonly ledger: Ledger
  /** The ids a source has for customers that are booked under another. */
  readonly accountsOf: ReadonlyMap<string, readonly string[]>
}

/**
 * Records the accounts of a source and books their records to the customers they are (`semantics.md` 7.1). One that is certain,
 * by its tax id or by number and name, is matched; one that may be somebody we know stays a customer of its own until a person
 * has decided. What a person has decided is never changed here.
 */
export async function matchAccounts(
  tx: Transaction,
  target: ImportTarget,
  { ledger, now }: { ledger: Ledger; now: Date },
): Promise<MatchedLedger> {
  const { companyId, source, importId } = target
  const marks = accountMarks(ledger)
  const known = await knownAccounts(tx, target, [...marks.keys()])
  const fresh = [...marks].filter(([id]) => !known.has(id)).sort(([a], [b]) => (a < b ? -1 : 1))
  const verdicts = fresh.length === 0 ? new Map() : await verdictsOn(tx, target, fresh)
  const written = [...marks].map(([id, { name, taxId, domain }]) => {
    const verdict = verdicts.get(id) ?? { customerId: id, match: 'same-id', candidates: [] }
    const matched = verdict.match === 'matched' ? { matchedBy: 'import', matchedAt: now } : {}
    return {
      companyId,
      connectionId: source,
      id,
      name: name ?? id,
      taxId,
      domain,
      importId,
      ...verdict,
      ...matched,
    }
  })
  for (let from = 0; from < written.length; from += 2_000)
    await tx
      .insert(account)
      .values(written.slice(from, from + 2_000))
      .onConflictDoUpdate({
        target: [account.companyId, account.connectionId, account.id],
        // What a file leaves out stays known.
        set: {
          name: sql`case when excluded.name = excluded.id then ${account.name} else excluded.name end`,
          taxId: sql`coalesce(excluded.tax_id, ${account.taxId})`,
          domain: sql`coalesce(excluded.domain, ${account.domain})`,
        },
        setWhere: sql`(${account.name}, ${account.taxId}, ${account.domain}) is distinct from (excluded.name, excluded.tax_id, excluded.domain)`,
      })
  const booked = await bookedElsewhere(tx, target)
  const accountsOf = Map.groupBy(booked.customerOf, ([, customerId]) => customerId)
  return {
    ledger: rewriteAccounts(ledger, booked),
    accountsOf: new Map([...accountsOf].map(([id, own]) => [id, own.map(([accountId]) => accountId)])),
  }
}

/** Remembers which stored records of a source are booked to another customer than its file says, to take it back one day. */
export async function rememberBooked(
  tx: Transaction,
  { companyId, source }: ImportTarget,
  { asRead, booked, accountsOf }: { asRead: Ledger; booked: Ledger; accountsOf: MatchedLedger['accountsOf'] },
): Promise<void> {
  const elsewhere = new Set([...accountsOf.values()].flat())
  if (elsewhere.size === 0) return
  for (const stream of MOVED_STREAMS) {
    // Both hold the same records in the same order.
    const named = asRead[stream].flatMap(({ customerId: account }, at) => {
      const id = booked[stream][at]?.id
      return id === undefined || !elsewhere.has(account) ? [] : [{ account, id }]
    })
    // What another source keeps was not taken from this one.
    if (named.length > 0)
      await tx.execute(sql`
        insert into account_record (company_id, connection_id, account_id, "table", record_id)
        select ${companyId}, ${source}, named.account, ${stream}, stored.id
        from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as named(account text, id text)
        join ${LEDGER_TABLES[stream]} stored
          on stored.company_id = ${companyId} and stored.id = named.id and stored.source = ${source}
        on conflict do nothing`)
  }
}

/** The streams whose records belong to a customer. */
export const MOVED_STREAMS = [
  'contacts',
  'documents',
  'payments',
  'disputes',
  'promises',
  'plans',
  'holds',
  'blocks',
  'contactEvents',
] as const

function accountMarks(ledger: Ledger): Map<string, AccountMarks> {
  const contacts = Map.groupBy(ledger.contacts, ({ customerId }) => customerId)
  return new Map(ledger.customers.map((each) => [each.id, marksOf(each, contacts.get(each.id) ?? [])]))
}

async function knownAccounts(
  tx: Transaction,
  { companyId, source }: ImportTarget,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await tx
    .select({ id: account.id })
    .from(account)
    .where(and(eq(account.companyId, companyId), eq(account.connectionId, source), amongIds(account.id, ids)))
  return new Set(found.map(({ id }) => id))
}

type Verdict = {
  readonly customerId: string
  readonly match: 'same-id' | 'matched' | 'doubtful'
  readonly candidates: AccountCandidate[]
}

async function verdictsOn(
  tx: Transaction,
  target: ImportTarget,
  fresh: readonly (readonly [string, AccountMarks])[],
): Promise<ReadonlyMap<string, Verdict>> {
  const others = await customersOfOthers(tx, target)
  if (others.length === 0) return new Map()
  const among = likenessAmong(others)
  const taken = await customersWithAccount(tx, target)
  const verdicts = new Map<string, Verdict>()
  for (const [id, marks] of fresh) {
    const { certain, candidates, isTaken } = among.of(id, marks)
    // One account of a source is one customer: a second one with the same tax id is a person's to decide.
    if (certain !== null && !taken.has(certain)) {
      taken.add(certain)
      verdicts.set(id, { customerId: certain, match: 'matched', candidates: [] })
      continue
    }
    const named =
      certain === null
        ? candidates
        : [
            {
              customerId: certain,
              why: 'The same tax id, and another account of this source is matched to it.',
            },
            ...candidates.filter((each) => each.customerId !== certain),
          ]
    if (named.length > 0)
      verdicts.set(id, {
        customerId: isTaken || certain === id ? `${target.source}/${id}` : id,
        match: 'doubtful',
        candidates: [...named],
      })
  }
  return verdicts
}

const Other = z.object({
  id: z.string(),
  name: z.string(),
  custom: CustomFields.nullable(),
  emails: z.array(z.string()).nullable(),
  tax_ids: z.array(z.string()).nullable(),
})

/** The customers other sources brought, with all that is known to know them by. */
async function customersOfOthers(
  tx: Transaction,
  { companyId, source }: ImportTarget,
): Promise<KnownCustomer[]> {
  const found = await tx.execute(sql`
    select customer.id, customer.name, customer.custom, contacts.emails, accounts.tax_ids from customer
    left join (select customer_id, jsonb_agg(email) as emails from contact
      where company_id = ${companyId} and email is not null group by customer_id) contacts on contacts.customer_id = customer.id
    left join (select customer_id, jsonb_agg(tax_id) as tax_ids from account
      where company_id = ${companyId} and tax_id is not null group by customer_id) accounts on accounts.customer_id = customer.id
    where customer.company_id = ${companyId} and customer.source <> ${source}`)
  return rows(Other, found).map(({ id, name, custom, emails, tax_ids }) => {
    const marks = marksOf(
      { id, name, ...(custom && { custom }) },
      (emails ?? []).map((email) => ({ email })),
    )
    return {
      id,
      ...marks,
      taxIds: new Set([...(tax_ids ?? []), ...(marks.taxId === null ? [] : [marks.taxId])]),
    }
  })
}

async function customersWithAccount(
  tx: Transaction,
  { companyId, source }: ImportTarget,
): Promise<Set<string>> {
  const found = await tx
    .selectDistinct({ id: account.customerId })
    .from(account)
    .where(and(eq(account.companyId, companyId), eq(account.connectionId, source)))
  return new Set(found.flatMap(({ id }) => id ?? []))
}

async function bookedElsewhere(
  tx: Transaction,
  { companyId, source }: ImportTarget,
): Promise<BookedElsewhere> {
  const mapped = await tx
    .select({ id: account.id, customerId: account.customerId })
    .from(account)
    .where(
      and(
        eq(account.companyId, companyId),
        eq(account.connectionId, source),
        ne(account.customerId, account.id),
      ),
    )
  const customerOf = new Map(
    mapped.flatMap(({ id, customerId }) => (customerId === null ? [] : [[id, customerId]])),
  )
  const kept =
    customerOf.size === 0
      ? []
      : await tx
          .select()
          .from(customer)
          .where(
            and(
              eq(customer.companyId, companyId),
              ne(customer.source, source),
              or(
                amongIds(customer.id, [...customerOf.keys()]),
                amongIds(customer.id, [...customerOf.values()]),
              ),
            ),
          )
  const keptElsewhere = new Map(kept.map((row) => [row.id, row]))
  return {
    customerOf,
    keptElsewhere,
    takenIds: new Set([...customerOf.keys()].filter((id) => keptElsewhere.has(id))),
    source,
  }
}
