import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { ACCOUNT_STATUSES, CLOSING_REASONS, CONTACT_ROLES, DOCUMENT_TYPES } from '#engine/ledger.ts'
import { Currency } from '#engine/money.ts'
import { MoneyView } from '../views.ts'

const Count = z.int().min(0)
const Text = z.string().nullable()

/** A customer with what they owe today, as far as the reader sees it. */
export const CustomerRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  owner: Text,
  status: z.enum(ACCOUNT_STATUSES).nullable(),
  segment: Text,
  country: Text,
  open: z.array(MoneyView),
  overdue: z.array(MoneyView),
  daysOverdue: Count,
  onCreditHold: z.boolean(),
  isBlocked: z.boolean(),
})
export type CustomerRow = z.infer<typeof CustomerRow>
export const CustomersView = z.strictObject({
  asOf: CalendarDate,
  customers: z.array(CustomerRow),
  /** Over all pages; null on every page but the first. */
  totals: z.strictObject({ count: Count, open: z.array(MoneyView), overdue: z.array(MoneyView) }).nullable(),
  next: z.string().nullable(),
})
export type CustomersView = z.infer<typeof CustomersView>

export const ContactView = z.strictObject({
  id: z.string(),
  customer: z.string(),
  name: Text,
  email: Text,
  phone: Text,
  role: z.enum(CONTACT_ROLES),
  /** The connection that keeps it; `by-hand` for one that can be changed here. */
  source: z.string(),
})
export type ContactView = z.infer<typeof ContactView>
export const ContactsView = z.strictObject({ contacts: z.array(ContactView), next: z.string().nullable() })
export type ContactsView = z.infer<typeof ContactsView>

export const CustomerView = CustomerRow.extend({
  parent: Text,
  currency: Currency.nullable(),
  creditLimit: MoneyView.nullable(),
  internal: z.boolean(),
  autopay: z.boolean(),
  tags: z.array(z.string()),
  language: Text,
  terms: Text,
  custom: z.record(z.string(), z.unknown()),
  source: z.string(),
  contacts: z.array(ContactView),
})
export type CustomerView = z.infer<typeof CustomerView>

export const TIMELINE_KINDS = [
  'document',
  'payment',
  'message',
  'task',
  'note',
  'promise',
  'dispute',
  'hold',
  'block',
  'decision',
  'contact',
] as const

/** Something that happened with a customer. `id` names the document, payment, task ... it is about. */
export const TimelineRow = z.strictObject({
  kind: z.enum(TIMELINE_KINDS),
  id: z.string(),
  on: CalendarDate,
  title: z.string(),
  amount: MoneyView.nullable(),
  state: z.string().nullable(),
  /** The action that a message carries out, whose reasons say why it was sent; null for what no action did. */
  action: Text,
})
export type TimelineRow = z.infer<typeof TimelineRow>
export const TimelineView = z.strictObject({ timeline: z.array(TimelineRow), next: z.string().nullable() })
export type TimelineView = z.infer<typeof TimelineView>

export const InvoiceRow = z.strictObject({
  id: z.string(),
  number: z.string(),
  type: z.enum(DOCUMENT_TYPES),
  customer: z.strictObject({ id: z.string(), name: z.string() }),
  entity: z.string().nullable(),
  issuedOn: CalendarDate,
  dueOn: CalendarDate.nullable(),
  closedOn: CalendarDate.nullable(),
  closedBy: z.enum(CLOSING_REASONS).nullable(),
  total: MoneyView,
  /** What is open today; null where nobody can know. Of instalments, only those in the part of the aging that was asked for. */
  open: MoneyView.nullable(),
  daysOverdue: Count,
})
export type InvoiceRow = z.infer<typeof InvoiceRow>
export const InvoicesView = z.strictObject({
  asOf: CalendarDate,
  invoices: z.array(InvoiceRow),
  /** Over all pages, without the documents of which nobody can know what is open; null on every page but the first. */
  totals: z
    .strictObject({
      count: Count,
      open: z.array(MoneyView),
      /** On credit memos that stand among invoices; empty in a list of credit memos alone, where `open` is theirs. */
      credited: z.array(MoneyView),
    })
    .nullable(),
  next: z.string().nullable(),
})
export type InvoicesView = z.infer<typeof InvoicesView>

export const InvoiceView = InvoiceRow.extend({
  purchaseOrder: Text,
  terms: Text,
  source: z.string(),
  instalments: z.array(z.strictObject({ dueOn: CalendarDate, amount: MoneyView })),
  applied: z.array(
    z.strictObject({
      from: z.enum(['payment', 'credit-memo']),
      fromId: z.string(),
      on: CalendarDate,
      amount: MoneyView,
    }),
  ),
  disputes: z.array(
    z.strictObject({
      id: z.string(),
      openedOn: CalendarDate,
      closedOn: CalendarDate.nullable(),
      amount: MoneyView.nullable(),
      reason: Text,
    }),
  ),
})
export type InvoiceView = z.infer<typeof InvoiceView>
