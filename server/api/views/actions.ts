import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { ACTION_STATES } from '#server/database/action-tables.ts'
import { BecauseLeaf, MoneyView } from '../views.ts'

const Instant = z.iso.datetime()
const Count = z.int().min(0)

export const ActionRow = z.strictObject({
  id: z.string(),
  customer: z.strictObject({ id: z.string(), name: z.string() }),
  /** The number of the invoice it is about; null where it is about the customer. */
  invoice: z.string().nullable(),
  act: z.strictObject({ name: z.string(), title: z.string() }),
  rule: z.strictObject({ id: z.string(), name: z.string() }),
  step: z.string(),
  amounts: z.array(MoneyView),
  state: z.enum(ACTION_STATES),
  stateReason: z.string().nullable(),
  reason: z.string(),
  plannedOn: CalendarDate,
})
export type ActionRow = z.infer<typeof ActionRow>
export const ActionsView = z.strictObject({
  actions: z.array(ActionRow),
  /** How many there are in each state, over all pages. */
  byState: z.record(z.string(), Count),
  next: z.string().nullable(),
})
export type ActionsView = z.infer<typeof ActionsView>

export const MessageView = z.strictObject({
  id: z.string(),
  to: z.array(z.strictObject({ name: z.string().nullable(), address: z.string() })),
  subject: z.string(),
  text: z.string(),
  /** Where the letter can be seen as it would arrive; its own address with its own, stricter content policy. */
  htmlPath: z.string().nullable(),
  /** The entity it is from; null for the company. */
  entity: z.string().nullable(),
  template: z.string().nullable(),
  language: z.string().nullable(),
  /** What it is written from, with its fields: the template's words, or those of a person. */
  words: z.strictObject({ subject: z.string(), body: z.string() }).nullable(),
  /** Who wrote the words and when; null for those of the template. */
  wordedBy: z.string().nullable(),
  wordedAt: Instant.nullable(),
})
export type MessageView = z.infer<typeof MessageView>

export const ActionView = ActionRow.extend({
  params: z.record(z.string(), z.json()),
  decidedAt: Instant,
  doneOn: CalendarDate.nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  because: z.array(BecauseLeaf),
  message: MessageView.nullable(),
  /** An action about several legal entities has a letter from each; these are the further ones. */
  otherMessages: z.array(MessageView),
})
export type ActionView = z.infer<typeof ActionView>

/** What became of several actions somebody settled at once. */
export const SettledView = z.strictObject({
  settled: Count,
  refused: z.array(z.strictObject({ id: z.string(), why: z.string() })),
})
export type SettledView = z.infer<typeof SettledView>
