import { type ScheduleField, scheduleFields } from '#engine/schedule-fields.ts'

/** A schedule as somebody chooses it. `other` is one that was written by hand and cannot be shown in these terms. */
export type DraftSchedule =
  | { readonly kind: 'monday-to-friday'; readonly time: string }
  | { readonly kind: 'every-day'; readonly time: string }
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[]; readonly time: string }
  | { readonly kind: 'month-days'; readonly days: readonly number[]; readonly time: string }
  | { readonly kind: 'month-end'; readonly time: string }
  | { readonly kind: 'other'; readonly text: string }

export const SCHEDULE_KINDS = [
  'monday-to-friday',
  'weekdays',
  'every-day',
  'month-days',
  'month-end',
] as const

const MONDAY_TO_FRIDAY = '1,2,3,4,5'
export const USUAL_TIME = '10:30'

/** What a schedule says, in the terms in which it is chosen. */
export function readSchedule(schedule: string): DraftSchedule {
  const other = { kind: 'other', text: schedule } as const
  if (schedule.trim().split(/\s+/).length !== 5) return other
  const { minute, hour, day, month, weekday } = scheduleFields(schedule)
  const m = only(minute)
  const h = only(hour)
  if (m === null || h === null || month.kind !== 'any') return other
  const time = `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`
  if (day.kind === 'any') {
    if (weekday.kind === 'any') return { kind: 'every-day', time }
    if (weekday.kind === 'text') return other
    return weekday.values.join() === MONDAY_TO_FRIDAY
      ? { kind: 'monday-to-friday', time }
      : { kind: 'weekdays', weekdays: weekday.values, time }
  }
  if (weekday.kind !== 'any') return other
  if (day.kind === 'text') return day.text.toUpperCase() === 'L' ? { kind: 'month-end', time } : other
  return { kind: 'month-days', days: day.values, time }
}

/** The schedule as a rule keeps it. */
export function writeSchedule(draft: DraftSchedule): string {
  if (draft.kind === 'other') return draft.text
  const [hour = '10', minute = '30'] = draft.time.split(':')
  const at = `${Number(minute)} ${Number(hour)}`
  switch (draft.kind) {
    case 'monday-to-friday':
      return `${at} * * 1-5`
    case 'every-day':
      return `${at} * * *`
    case 'weekdays':
      return `${at} * * ${sorted(draft.weekdays)}`
    case 'month-days':
      return `${at} ${sorted(draft.days)} * *`
    case 'month-end':
      return `${at} L * *`
  }
}

/** The same time on other days. */
export function withKind(draft: DraftSchedule, kind: (typeof SCHEDULE_KINDS)[number]): DraftSchedule {
  const time = draft.kind === 'other' ? USUAL_TIME : draft.time
  if (kind === 'weekdays') return { kind, time, weekdays: draft.kind === 'weekdays' ? draft.weekdays : [1] }
  if (kind === 'month-days') return { kind, time, days: draft.kind === 'month-days' ? draft.days : [1] }
  return { kind, time }
}

function only(field: ScheduleField): number | null {
  return field.kind === 'values' && field.values.length === 1 ? (field.values[0] ?? null) : null
}

function sorted(values: readonly number[]): string {
  return [...new Set(values)].sort((a, b) => a - b).join(',')
}
