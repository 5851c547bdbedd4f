import type { BusinessDayTrigger, Trigger } from '#engine/rule.ts'
import {
  type DraftSchedule,
  readSchedule,
  SCHEDULE_KINDS,
  USUAL_TIME,
  withKind,
  writeSchedule,
} from './draft-schedule.ts'

/** A trigger that goes by the clock. */
export type TimeTrigger = Exclude<Trigger, { readonly on: unknown }>

/** When a rule runs as somebody chooses it: by the company's own business days, or by a schedule. */
export type DraftTimes =
  | { readonly kind: 'business-days'; readonly time: string }
  | { readonly kind: 'month-business-days'; readonly days: readonly number[]; readonly time: string }
  | DraftSchedule

export const TIMES_KINDS = ['business-days', 'month-business-days', ...SCHEDULE_KINDS] as const

/** What a trigger says, in the terms in which it is chosen. */
export function readTimes(trigger: TimeTrigger): DraftTimes {
  if ('schedule' in trigger) return readSchedule(trigger.schedule)
  const { businessDays, at: time } = trigger
  return businessDays === 'every'
    ? { kind: 'business-days', time }
    : { kind: 'month-business-days', days: businessDays, time }
}

/** The trigger as a rule keeps it. */
export function writeTimes(draft: DraftTimes): TimeTrigger {
  if (draft.kind === 'business-days') return { businessDays: 'every', at: draft.time }
  if (draft.kind === 'month-business-days') return onDays(draft.days, draft.time)
  return { schedule: writeSchedule(draft) }
}

/** The same time on other days. */
export function timesWithKind(draft: DraftTimes, kind: (typeof TIMES_KINDS)[number]): DraftTimes {
  const time = draft.kind === 'other' ? USUAL_TIME : draft.time
  if (kind === 'business-days') return { kind, time }
  if (kind === 'month-business-days') return { kind, time, days: draft.kind === kind ? draft.days : [1] }
  const isSchedule = draft.kind !== 'business-days' && draft.kind !== 'month-business-days'
  return withKind(isSchedule ? draft : { kind: 'every-day', time }, kind)
}

function onDays(days: readonly number[], at: string): BusinessDayTrigger {
  return { businessDays: [...new Set(days)], at }
}
