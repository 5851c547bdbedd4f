import { and, asc, eq, inArray } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { isDemoAddress } from '#server/auth/demo-visitor.ts'
import { authUser, member } from '#server/database/auth-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import { shownName } from '#server/mail/single-address.ts'
import type { Company } from '#server/run/company.ts'

/**
 * Writes down to whom the report of a day goes: those the company has chosen, as long as they belong to it. Whoever sees only a
 * part of the books gets none, and in test mode nobody does; that is written down too.
 */
export async function addressReport(
  tx: Transaction,
  { company, day, now }: { company: Company; day: CalendarDate; now: Date },
): Promise<void> {
  const { to: chosen } = limitsOf(company.settings).morningReport
  if (chosen.length === 0) return
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
    .where(and(eq(member.companyId, company.id), inArray(member.userId, [...chosen])))
    .orderBy(asc(member.userId))
  for (const { userId, name, email, entities, ownCustomersOnly } of people) {
    const why =
      entities !== null || ownCustomersOnly
        ? 'They see only a part of the books, and the report is about all of them.'
        : isDemoAddress(email)
          ? 'It is an address of the demo, where nobody reads mail.'
          : company.mode === 'test'
            ? 'The company is in test mode, in which nothing leaves.'
            : null
    await tx
      .insert(reportMail)
      .values({
        companyId: company.id,
        day,
        userId,
        to: { name: shownName(name), address: email },
        state: why === null ? 'waiting' : 'not-sent',
        stateReason: why,
        createdAt: now,
        settledAt: why === null ? null : now,
      })
      .onConflictDoNothing()
  }
}
