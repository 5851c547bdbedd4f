import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { DocumentType, Ledger } from '#engine/ledger.ts'
import type { Transaction } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'
import type { ImportTarget } from './upsert-records.ts'

const OpenDocument = z.object({ id: z.string(), number: z.string() })

/** Above this share of what is open a closing is confirmed by a person first. */
const CLOSES_AT_MOST = 0.3

export type Unlisted = {
  /** How many documents of the source are open before the import, of the types the file lists. */
  readonly open: number
  /** The ids of those the file does not name: the import closes them. */
  readonly ids: readonly string[]
  readonly needsConfirmation: boolean
}

/** The open documents of a source that a list of everything open does not name. */
export async function findUnlisted(
  tx: Transaction,
  { companyId, source }: ImportTarget,
  {
    ledger,
    exportedOn,
    unread,
  }: { ledger: Ledger; exportedOn: CalendarDate; unread: readonly (string | null)[] },
): Promise<Unlisted> {
  // Settled is what a document has been paid, or for a credit memo what it has been used for; as in the engine, only
  // cleared payments pay and returned ones never did. What was issued after the file was written cannot be in it.
  const result = await tx.execute(sql`
    with settled as (
      select document_id as id, sum(application.minor) as minor from application
      left join payment on payment.company_id = ${companyId} and payment.id = application.from_id
      where application.company_id = ${companyId}
        and (application.from = 'credit-memo' or (payment.cleared_on is not null and payment.returned_on is null))
      group by document_id
      union all
      select from_id, sum(minor) from application
      where company_id = ${companyId} and "from" = 'credit-memo' group by from_id
    )
    select document.id, document.number from document left join settled on settled.id = document.id
    where company_id = ${companyId} and source = ${source} and closed_on is null and issued_on <= ${exportedOn}
      and type in (select jsonb_array_elements_text(${JSON.stringify(listedTypes(ledger))}::jsonb))
    group by document.company_id, document.id, document.number
    having case when open_minor is not null then open_minor > 0 else total_minor > coalesce(sum(settled.minor), 0) end`)
  const open = rows(OpenDocument, result)
  const listed = new Set(ledger.documents.map(({ id }) => id))
  // A document whose row could not be read stands in the file all the same; it is not settled.
  const named = new Set(unread)
  const ids = open.filter(({ id, number }) => !listed.has(id) && !named.has(number)).map(({ id }) => id)
  const mayNameMore = named.has(null) && ids.length > 0
  return {
    open: open.length,
    ids,
    needsConfirmation: mayNameMore || ids.length > open.length * CLOSES_AT_MOST,
  }
}

/** A list of invoices says nothing about credit memos unless it has some, and the other way round. */
function listedTypes(ledger: Ledger): DocumentType[] {
  const hasCredits = ledger.documents.some(({ type }) => type === 'credit-memo')
  const onlyCredits = hasCredits && ledger.documents.every(({ type }) => type === 'credit-memo')
  return [
    ...(onlyCredits ? [] : (['invoice', 'debit-memo', 'finance-charge'] as const)),
    ...(hasCredits ? (['credit-memo'] as const) : []),
  ]
}

/** Closes documents on a day because the list of everything open no longer names them. */
export async function closeUnlisted(
  tx: Transaction,
  { companyId, importId }: ImportTarget,
  { ids, closedOn }: { ids: readonly string[]; closedOn: CalendarDate },
): Promise<void> {
  await tx.execute(sql`
    with stored as (
      select * from document
      where company_id = ${companyId} and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
    ), written as (
      update document set closed_on = ${closedOn}, closed_by = 'unlisted', import_id = ${importId}
      from stored where document.company_id = stored.company_id and document.id = stored.id
      returning document.*
    )
    insert into import_change (company_id, import_id, stream, record_id, before, after)
    select ${companyId}, ${importId}, 'documents', written.id,
      jsonb_strip_nulls(to_jsonb(stored)), jsonb_strip_nulls(to_jsonb(written))
    from written join stored on stored.id = written.id`)
}

/**
 * Closes the disputes of a source whose documents the file names without a dispute, when the file says of each document
 * whether it is disputed: otherwise a settled dispute would keep its invoice from being chased for ever.
 */
export async function closeUnlistedDisputes(
  tx: Transaction,
  { companyId, source, importId }: ImportTarget,
  { ledger, closedOn }: { ledger: Ledger; closedOn: CalendarDate },
): Promise<number> {
  const documents = JSON.stringify(ledger.documents.map(({ id }) => id))
  const disputes = JSON.stringify(ledger.disputes.map(({ id }) => id))
  const result = await tx.execute(sql`
    with stored as (
      select * from dispute
      where company_id = ${companyId} and source = ${source} and closed_on is null and opened_on <= ${closedOn}
        and document_id in (select jsonb_array_elements_text(${documents}::jsonb))
        and id not in (select jsonb_array_elements_text(${disputes}::jsonb))
    ), written as (
      update dispute set closed_on = ${closedOn}, import_id = ${importId}
      from stored where dispute.company_id = stored.company_id and dispute.id = stored.id
      returning dispute.*
    )
    insert into import_change (company_id, import_id, stream, record_id, before, after)
    select ${companyId}, ${importId}, 'disputes', written.id,
      jsonb_strip_nulls(to_jsonb(stored)), jsonb_strip_nulls(to_jsonb(written))
    from written join stored on stored.id = written.id
    returning record_id as id`)
  return rows(z.object({ id: z.string() }), result).length
}
