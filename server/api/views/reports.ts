import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { SUBJECTS } from '#engine/fact-spec.ts'
import { ReportContent } from '#server/report/report-content.ts'
import { MoneyView } from '../views.ts'

export const ReportRow = z.strictObject({ day: CalendarDate, createdAt: z.iso.datetime() })
export const ReportsView = z.strictObject({ reports: z.array(ReportRow), next: z.string().nullable() })
export type ReportsView = z.infer<typeof ReportsView>

/** The morning report of a day. */
export const ReportView = ReportContent
export type ReportView = z.infer<typeof ReportView>

const Named = z.strictObject({ id: z.string(), name: z.string() })

/** An act that would be done, or that something speaks against. */
export const TomorrowAct = z.strictObject({
  rule: Named,
  step: z.string(),
  subject: z.strictObject({ type: z.enum(SUBJECTS), id: z.string(), name: z.string() }),
  kind: z.string(),
  /** `pending` for what is in the outbox already. */
  status: z.enum(['due', 'pending']),
  why: z.string(),
  recipient: z.string().nullable(),
  heldBack: z.string().nullable(),
})
/** What the rules would do on the next business day as things stand, customer by customer. */
export const TomorrowView = z.strictObject({
  day: CalendarDate,
  customers: z.array(
    z.strictObject({ customer: Named, overdue: z.array(MoneyView), acts: z.array(TomorrowAct) }),
  ),
})
export type TomorrowView = z.infer<typeof TomorrowView>
