import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { decimalAmount } from '#engine/money.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'
import { Listing, pageOf } from '../page.ts'
import { customerFor, visibleEntity } from '../row-access.ts'
import { TIMELINE_KINDS, type TimelineView } from '../views/customers.ts'

/** By what a timeline can be narrowed. */
export const TimelineFilter = Listing.extend({ kind: z.enum(TIMELINE_KINDS).exactOptional() })

const Row = z.object({
  kind: z.enum(TIMELINE_KINDS),
  id: z.string(),
  on: CalendarDate,
  title: z.string(),
  minor: z.string().nullable(),
  currency: z.string().nullable(),
  state: z.string().nullable(),
  action: z.string().nullable(),
  place: z.string(),
  placeId: z.string(),
})

/** Everything that happened with a customer, newest first. */
export async function customerTimeline(
  db: Queryable,
  principal: Principal,
  { id, timeZone, asked }: { id: string; timeZone: string; asked: z.infer<typeof TimelineFilter> },
): Promise<TimelineView> {
  await customerFor(db, principal, id)
  const page = pageOf(asked, {
    sort: { by: sql`"on"`, kind: 'text', descending: true },
    id: sql`concat(kind, ' ', id)`,
  })
  const where = sql.join(
    [
      sql`true`,
      ...(asked.kind === undefined ? [] : [sql`kind = ${asked.kind}`]),
      ...(page.after === undefined ? [] : [page.after]),
    ],
    sql` and `,
  )
  const found = rows(
    Row,
    await db.execute(sql`
      select kind, id, "on"::text as "on", title, minor::text as minor, currency, state, action,
        ${page.place} as place, concat(kind, ' ', id) as "placeId"
      from (${sql.join(sourcesOf(principal, id, timeZone), sql` union all `)}) happened
      where ${where} order by ${sql.join(page.order, sql`, `)} limit ${page.limit}`),
  )
  const shown = page.take(found)
  return {
    timeline: shown.rows.map(({ kind, id: own, on, title, minor, currency, state, action }) => ({
      kind,
      id: own,
      on,
      title,
      amount:
        minor === null || currency === null
          ? null
          : { amount: decimalAmount(Number(minor), currency), currency },
      state,
      action,
    })),
    next: shown.next,
  }
}

/** Each kind of event with the same columns. Instants become days in the company's zone. */
function sourcesOf(principal: Principal, customerId: string, timeZone: string): SQL[] {
  const { companyId } = principal
  const own = sql`company_id = ${companyId} and customer_id = ${customerId}`
  const ofEntity = visibleEntity(principal, sql`entity_id`)
  const ownOfEntity = ofEntity === undefined ? own : sql`${own} and ${ofEntity}`
  const seenDocument =
    ofEntity === undefined
      ? sql`true`
      : sql`document_id in (select id from document where company_id = ${companyId} and ${ofEntity})`
  const day = (column: SQL) => sql`(${column} at time zone ${timeZone})::date`
  return [
    sql`select 'document' as kind, id, issued_on as "on", concat(type, ' ', number) as title, total_minor as minor, currency, closed_by as state, null as action from document where ${ownOfEntity}`,
    sql`select 'payment', id, received_on, coalesce(reference, 'Payment'), minor, currency, case when returned_on is not null then 'returned' when cleared_on is not null then 'cleared' else 'in flight' end, null from payment where ${ownOfEntity}`,
    sql`select 'message', id, ${day(sql`created_at`)}, subject, null, null, state, (select min(m.action_id) from message_action m where m.company_id = message.company_id and m.message_id = message.id) from message where ${ownOfEntity} and state <> 'void'`,
    sql`select 'task', id, ${day(sql`created_at`)}, title, null, null, state, action_id from task where ${own}`,
    sql`select 'note', id, ${day(sql`created_at`)}, text, null, null, null, action_id from note where ${own}`,
    sql`select 'promise', id, made_on, concat('Promise to pay by ', promised_for), minor, currency, case when cancelled_on is not null then 'cancelled' end, null from promise where ${own}`,
    sql`select 'dispute', dispute.id, opened_on, coalesce(reason, 'Dispute'), minor, (select d.currency from document d where d.company_id = dispute.company_id and d.id = dispute.document_id), case when closed_on is null then 'open' else 'closed' end, null from dispute where ${own} and ${seenDocument}`,
    sql`select 'hold', id, placed_on, coalesce(reason, 'Credit hold'), null, null, case when released_on is null then 'in force' else 'released' end, null from hold where ${own}`,
    sql`select 'block', id, "from", coalesce(reason, kind), null, null, kind, null from block where ${own}`,
    sql`select 'contact', id, "on", kind, null, null, kind, null from contact_event where ${own}`,
    sql`select 'decision', concat(run_id, ' ', rule_id, ' ', subject_id), (select r.as_of from run r where r.company_id = decision.company_id and r.id = decision.run_id), concat('Rule ', rule_id), null, null, outcome, null from decision where ${own}`,
  ]
}
