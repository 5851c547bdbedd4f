import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { isDemoAddress } from '#server/auth/demo-visitor.ts'
import { MemberInvalidError } from '#server/auth/errors.ts'
import type { MailAddress } from '#server/database/action-tables.ts'
import { authUser, member } from '#server/database/auth-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import { shownName } from '#server/mail/single-address.ts'
import type { Company } from '#server/run/company.ts'

/** Somebody chosen for the report: where it goes, and why it may not; null where it may. */
type Reader = { readonly userId: string; readonly to: MailAddress; readonly why: string | null }

/** Those of these people who belong to the company. */
async function readersAmong(
  tx: Transaction,
  company: Company,
  userIds: readonly string[],
): Promise<Reader[]> {
  const people = await tx
    .select({
      userId: member.userId,
      name: authUser.name,
      email: authUser.email,
      entities: member.entities,
      ownCustomersOnly: member.ownCustomersOnly,
    })
    .from(member)
    .innerJoin(authUser, eq(authUser.id, member.userId))
    .where(and(eq(member.companyId, company.id), inArray(member.userId, [...userIds])))
    .orderBy(asc(member.userId))
  return people.map(({ userId, name, email, entities, ownCustomersOnly }) => ({
    userId,
    to: { name: shownName(name), address: email },
    why:
      entities !== null || ownCustomersOnly
        ? 'They see only a part of the books, and the report is about all of them.'
        : isDemoAddress(email)
          ? 'It is an address of the demo, where nobody reads mail.'
          : company.mode === 'test'
            ? 'The company is in test mode, in which nothing leaves.'
            : null,
  }))
}

/**
 * Writes down to whom the report of a day goes: those the company has chosen, as long as they belong to it. Whoever sees only a
 * part of the books gets none, and in test mode nobody does; that is written down too.
 */
export async function addressReport(
  tx: Transaction,
  { company, day, now }: { company: Company; day: CalendarDate; now: Date },
): Promise<void> {
  const chosen = chosenOf(company)
  if (chosen.length === 0) return
  for (const { userId, to, why } of await readersAmong(tx, company, chosen))
    await tx
      .insert(reportMail)
      .values({
        companyId: company.id,
        day,
        userId,
        to,
        state: why === null ? 'waiting' : 'not-sent',
        stateReason: why,
        createdAt: now,
        settledAt: why === null ? null : now,
      })
      .onConflictDoNothing()
}

/** Where the report goes right before it leaves, or why it may not any more: somebody may have left the company since the morning. */
export async function readerNow(
  tx: Transaction,
  company: Company,
  userId: string,
): Promise<Pick<Reader, 'to'> | { readonly why: string }> {
  if (!chosenOf(company).includes(userId)) return { why: 'The report does not go to them any more.' }
  const [reader] = await readersAmong(tx, company, [userId])
  if (reader === undefined) return { why: 'They do not belong to the company any more.' }
  return reader.why === null ? { to: reader.to } : { why: reader.why }
}

/** Refuses to have the report go to anybody who does not belong to the company. Throws `MemberInvalidError`. */
export async function assertReaders(
  tx: Transaction,
  { companyId, to }: { companyId: string; to: readonly string[] },
): Promise<void> {
  const known = await tx
    .select({ userId: member.userId })
    .from(member)
    .where(and(eq(member.companyId, companyId), inArray(member.userId, [...to])))
  const stranger = to.find((id) => !known.some(({ userId }) => userId === id))
  if (stranger === undefined) return
  throw new MemberInvalidError(
    `The morning report cannot go to "${stranger}", who is no user of this company. Choose among its users.`,
  )
}

/** Takes somebody who leaves the company out of those the report goes to. */
export async function takeReaderOut(
  tx: Transaction,
  { companyId, userId }: { companyId: string; userId: string },
): Promise<void> {
  await tx.execute(sql`
    update company set settings = jsonb_set(settings, '{morningReport,to}', (settings #> '{morningReport,to}') - ${userId}::text)
    where id = ${companyId} and settings #> '{morningReport,to}' @> ${JSON.stringify([userId])}::jsonb`)
}

function chosenOf({ settings }: Company): readonly string[] {
  return limitsOf(settings).morningReport.to
}
