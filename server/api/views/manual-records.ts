import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { HOLD_RELEASES } from '#engine/ledger.ts'
import { PROMISE_STATUSES } from '#engine/promise-to-pay.ts'
import { MoneyView } from '../views.ts'

const Text = z.string().nullable()
const next = z.string().nullable()
const Customer = z.strictObject({ id: z.string(), name: z.string() })

export const PromiseView = z.strictObject({
  id: z.string(),
  customer: Customer,
  /** The documents it covers; null for all of the customer's in its currency. */
  documents: z.array(z.string()).nullable(),
  amount: MoneyView,
  madeOn: CalendarDate,
  promisedFor: CalendarDate,
  cancelledOn: CalendarDate.nullable(),
  /** Where it stands today; null before it is made. */
  status: z.enum(PROMISE_STATUSES).nullable(),
  source: z.string(),
})
export type PromiseView = z.infer<typeof PromiseView>
export const PromisesView = z.strictObject({
  promises: z.array(PromiseView),
  /** Over all pages; null on every page but the first. */
  totals: z.strictObject({ count: z.int(), promised: z.array(MoneyView) }).nullable(),
  next,
})
export type PromisesView = z.infer<typeof PromisesView>

export const DisputeView = z.strictObject({
  id: z.string(),
  customer: Customer,
  document: z.string(),
  /** The contested part; null for all that is open. */
  amount: MoneyView.nullable(),
  openedOn: CalendarDate,
  closedOn: CalendarDate.nullable(),
  reason: Text,
  source: z.string(),
})
export type DisputeView = z.infer<typeof DisputeView>
export const DisputesView = z.strictObject({ disputes: z.array(DisputeView), next })
export type DisputesView = z.infer<typeof DisputesView>

export const BLOCK_KINDS = ['dunning-block', 'pause'] as const
export const BlockView = z.strictObject({
  id: z.string(),
  kind: z.enum(BLOCK_KINDS),
  customer: Customer,
  document: Text,
  from: CalendarDate,
  /** The last day it holds. */
  until: CalendarDate.nullable(),
  reason: Text,
  source: z.string(),
})
export type BlockView = z.infer<typeof BlockView>
export const BlocksView = z.strictObject({ blocks: z.array(BlockView), next })
export type BlocksView = z.infer<typeof BlocksView>

export const HoldView = z.strictObject({
  id: z.string(),
  customer: Customer,
  placedOn: CalendarDate,
  releasedOn: CalendarDate.nullable(),
  placedBy: z.enum(['rule', 'person', 'system']),
  rule: Text,
  actor: Text,
  reason: Text,
  release: z.enum(HOLD_RELEASES).nullable(),
  source: z.string(),
})
export type HoldView = z.infer<typeof HoldView>
export const HoldsView = z.strictObject({ holds: z.array(HoldView), next })
export type HoldsView = z.infer<typeof HoldsView>

export const TASK_STATES = ['open', 'done', 'dropped'] as const
export const TaskView = z.strictObject({
  id: z.string(),
  customer: Customer.nullable(),
  document: Text,
  title: z.string(),
  detail: Text,
  dueOn: CalendarDate.nullable(),
  assignee: Text,
  state: z.enum(TASK_STATES),
  rule: Text,
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  closedAt: z.iso.datetime().nullable(),
  closedBy: Text,
})
export type TaskView = z.infer<typeof TaskView>
/** A task with what is at stake with its customer, by which tasks are ranked; null for one about no customer. */
export const TaskRow = TaskView.extend({
  atStake: z
    .strictObject({
      overdue: z.array(MoneyView),
      daysOverdue: z.int().min(0),
      brokenPromises: z.int().min(0),
    })
    .nullable(),
})
export type TaskRow = z.infer<typeof TaskRow>
export const TasksView = z.strictObject({ tasks: z.array(TaskRow), next })
export type TasksView = z.infer<typeof TasksView>

export const NoteView = z.strictObject({
  id: z.string(),
  customer: z.string(),
  text: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
})
export type NoteView = z.infer<typeof NoteView>
