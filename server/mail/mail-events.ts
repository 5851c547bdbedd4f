import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { message, task } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { webhookEvent } from '#server/database/mail-tables.ts'
import { ledgerEvent } from '#server/database/rule-tables.ts'
import { type LetterRow, recordDelivery } from '#server/dispatch/letter-outcome.ts'
import { KEY_TAG } from './resend-sender.ts'
import { suppress } from './suppression.ts'

const Tags = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.looseObject({ name: z.string(), value: z.string() }))
    .transform((tags) => Object.fromEntries(tags.map(({ name, value }) => [name, value]))),
])

/** What Resend reports of a letter. Kinds that are not of letters have no `email_id` and are passed over. */
export const MailEvent = z.looseObject({
  type: z.string().max(100),
  data: z.looseObject({
    email_id: z.string().max(200).optional(),
    to: z.array(z.string()).optional(),
    tags: Tags.optional(),
    bounce: z.looseObject({ type: z.string().optional(), message: z.string().optional() }).optional(),
    failed: z.looseObject({ reason: z.string().optional() }).optional(),
    suppressed: z.looseObject({ message: z.string().optional() }).optional(),
  }),
})
export type MailEvent = z.infer<typeof MailEvent>

export type TakenEvent = {
  readonly companyId: string
  /** The service's own id of the event, by which a repeat is known. */
  readonly eventId: string
  readonly event: MailEvent
  readonly now: Date
  readonly today: CalendarDate
}

const SERVICE = 'Resend'

/**
 * Takes what a mail service reports, each event once. It can say that a letter of which nobody knew has left, that it arrived,
 * or that it did not: then its address gets nothing more and the customer's owner has a task. It starts nothing else. Answers
 * what came of it, for the record.
 */
export async function takeMailEvent(db: Database, taken: TakenEvent): Promise<string> {
  return db.transaction(async (tx) => {
    const { companyId, eventId, event, now } = taken
    const isNew = await tx
      .insert(webhookEvent)
      .values({ companyId, provider: 'resend', eventId, kind: event.type, receivedAt: now, outcome: 'taken' })
      .onConflictDoNothing()
      .returning({ id: webhookEvent.eventId })
    if (isNew.length === 0) return 'seen before'
    // Before any row of a letter is locked: everybody keeps this order.
    if (failureOf(event) !== null) await lockLedger(tx, companyId)
    const letter = await letterOf(tx, taken)
    const outcome = letter === null ? 'no letter of ours' : await applyTo(tx, letter, taken)
    await tx
      .update(webhookEvent)
      .set({ outcome, messageId: letter?.id ?? null })
      .where(
        and(
          eq(webhookEvent.companyId, companyId),
          eq(webhookEvent.provider, 'resend'),
          eq(webhookEvent.eventId, eventId),
        ),
      )
    return outcome
  })
}

/** The letter an event is about: by the service's id, or by our tag where its answer never reached us. */
async function letterOf(tx: Transaction, { companyId, event }: TakenEvent): Promise<LetterRow | null> {
  const { email_id: providerId, tags } = event.data
  if (providerId === undefined) return null
  const own = eq(message.companyId, companyId)
  const [known] = await tx
    .select()
    .from(message)
    .where(and(own, eq(message.providerId, providerId)))
  if (known !== undefined) return known
  const digest = tags?.[KEY_TAG]
  if (digest === undefined) return null
  const [unknown] = await tx
    .select()
    .from(message)
    .where(
      and(
        own,
        sql`${message.providerId} is null`,
        sql`encode(sha256(convert_to(${message.idempotencyKey}, 'UTF8')), 'hex') = ${digest}`,
      ),
    )
  return unknown ?? null
}

type Failure = { readonly kind: 'bounce' | 'complaint' | 'failed'; readonly detail: string }

/** What kept a letter from arriving, or its owner from wanting it; null for an event of another kind, or a passing trouble. */
function failureOf({ type, data }: MailEvent): Failure | null {
  if (type === 'email.bounced' && !/^(transient|undetermined)$/i.test(data.bounce?.type ?? ''))
    return { kind: 'bounce', detail: shortened(data.bounce?.message ?? 'The mail server does not take it.') }
  if (type === 'email.suppressed')
    return {
      kind: 'bounce',
      detail: shortened(data.suppressed?.message ?? 'The mail service sends nothing to it.'),
    }
  if (type === 'email.complained')
    return { kind: 'complaint', detail: 'Its owner reported the letter as unwanted.' }
  if (type === 'email.failed')
    return { kind: 'failed', detail: shortened(data.failed?.reason ?? 'The mail service could not send it.') }
  return null
}

async function applyTo(tx: Transaction, letter: LetterRow, taken: TakenEvent): Promise<string> {
  const { event, now, today } = taken
  const { email_id: providerId = '' } = event.data
  const failure = failureOf(event)
  if (failure?.kind === 'failed') {
    await openTask(tx, letter, { ...taken, title: 'A letter could not be sent', detail: failure.detail })
    return 'failed'
  }
  const hasLeft = failure !== null || event.type === 'email.sent' || event.type === 'email.delivered'
  // Only where nobody knows: what we know ourselves is not changed by what others report.
  const narrowed =
    hasLeft && letter.state === 'unknown'
      ? await recordDelivery(tx, {
          letter,
          delivery: { result: 'sent', providerId },
          now,
          today,
          sentBy: 'resend',
          byLookUp: true,
        })
      : null
  if (failure !== null) return undelivered(tx, letter, { ...taken, failure })
  if (event.type === 'email.delivered') {
    await change(tx, letter, { deliveredAt: letter.deliveredAt ?? now })
    return 'delivered'
  }
  return narrowed === null ? 'nothing to do' : 'known to have left'
}

async function undelivered(
  tx: Transaction,
  letter: LetterRow,
  { failure: { kind, detail }, ...taken }: TakenEvent & { failure: Failure },
): Promise<string> {
  const { companyId, event, now, today } = taken
  const isBounce = kind !== 'complaint'
  await change(
    tx,
    letter,
    isBounce ? { bouncedAt: letter.bouncedAt ?? now } : { complainedAt: letter.complainedAt ?? now },
  )
  const address = Recipient.safeParse(letter.to).data?.address ?? null
  // A trial's letter went to the override address, whose trouble is not the customer's.
  const reported = event.data.to?.map((each) => each.toLowerCase()) ?? []
  if (address === null || !reported.includes(address.toLowerCase())) return 'to another address'
  await suppress(
    tx,
    { companyId, actor: SERVICE, now },
    { address, reason: isBounce ? 'bounce' : 'complaint', detail, messageId: letter.id },
  )
  await openTask(tx, letter, {
    ...taken,
    title: isBounce ? 'Letters to this customer bounce' : 'This customer complained about a letter',
    detail: `Nothing is sent to ${address} any more. ${detail} Find out whom to write to, and add the contact.`,
  })
  await tx
    .insert(ledgerEvent)
    .values({
      companyId,
      id: `message-bounced/${letter.id}`,
      kind: 'message-bounced',
      customerId: letter.customerId,
      values: { letter: letter.id, reason: isBounce ? 'bounce' : 'complaint' },
      happenedOn: today,
      raisedAt: now,
    })
    .onConflictDoNothing()
  return isBounce ? 'bounced' : 'complained'
}

const Recipient = z.looseObject({ address: z.string() })

async function change(
  tx: Transaction,
  { companyId, id }: LetterRow,
  set: Partial<Pick<LetterRow, 'deliveredAt' | 'bouncedAt' | 'complainedAt'>>,
): Promise<void> {
  await tx
    .update(message)
    .set(set)
    .where(and(eq(message.companyId, companyId), eq(message.id, id)))
}

/** One open task about a letter, for the owner of the customer. */
async function openTask(
  tx: Transaction,
  { id: letterId, customerId }: LetterRow,
  { companyId, eventId, now, today, title, detail }: TakenEvent & { title: string; detail: string },
): Promise<void> {
  const [owned] = await tx
    .select({ owner: customer.owner })
    .from(customer)
    .where(and(eq(customer.companyId, companyId), eq(customer.id, customerId)))
  await tx
    .insert(task)
    .values({
      companyId,
      id: `mail-event/${eventId}`,
      customerId,
      title,
      detail,
      dueOn: today,
      assignee: owned?.owner ?? null,
      state: 'open',
      key: `undelivered/${letterId}`,
      createdAt: now,
      createdBy: SERVICE,
    })
    .onConflictDoNothing()
}

function shortened(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 500)
}
