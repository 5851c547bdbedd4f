import type { BusinessDayTrigger, RuleDocument } from '../rule.ts'
import { type ScheduleField, type ScheduleFields, scheduleFields } from '../schedule-fields.ts'
import { fromStartToEnd } from './business-day-order.ts'
import { listInWords, monthInWords, quoted } from './english-values.ts'

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONDAY_TO_FRIDAY = '1,2,3,4,5'
/** Beyond so many times a day the hours and minutes are easier to read than the list. */
const MOST_TIMES = 4

const EVENTS = {
  'payment-received': 'When a payment is received',
  'payment-returned': 'When a payment is returned',
  'invoice-created': 'When an invoice is created',
  'promise-broken': 'When a promise to pay is broken',
  'dispute-opened': 'When a dispute is opened',
  'message-bounced': 'When a message bounces',
  'reply-received': 'When a reply is received',
} as const

/** When a rule is looked at, in words: `Every business day at 10:30`. */
export function englishTrigger(trigger: RuleDocument['trigger']): string {
  if ('on' in trigger) return EVENTS[trigger.on]
  if ('businessDays' in trigger) return businessDaysInWords(trigger)
  const fields = scheduleFields(trigger.schedule)
  return `${daysInWords(fields)} ${timesInWords(fields)}`
}

/** A weekday may be a holiday; a business day is none. */
function businessDaysInWords({ businessDays, at }: BusinessDayTrigger): string {
  const time = `at ${at.replace(/^0/, '')}`
  if (businessDays === 'every') return `Every business day ${time}`
  const days = fromStartToEnd(businessDays).map((nth) => {
    if (nth > 0) return ordinal(nth)
    return nth === -1 ? 'last' : `${ordinal(-nth)} last`
  })
  return `On the ${listInWords(days, 'and')} business day of each month ${time}`
}

function daysInWords({ day, month, weekday }: ScheduleFields): string {
  const months = monthsInWords(month)
  const inMonths = months === '' ? '' : ` in ${months}`
  if (day.kind === 'any') return `Every ${weekdayInWords(weekday)}${inMonths}`
  const dates = `On ${dateInWords(day)} of ${months === '' ? 'each month' : months}`
  return weekday.kind === 'any' ? dates : `${dates}, and on every ${weekdayInWords(weekday)}${inMonths},`
}

function weekdayInWords(weekday: ScheduleField): string {
  if (weekday.kind === 'any') return 'day'
  if (weekday.kind === 'text') return `weekday marked ${quoted(weekday.text)}`
  if (weekday.values.join() === MONDAY_TO_FRIDAY) return 'weekday'
  return listInWords(
    weekday.values.map((value) => WEEKDAYS[value] ?? String(value)),
    'and',
  )
}

function dateInWords(day: Exclude<ScheduleField, { kind: 'any' }>): string {
  if (day.kind === 'text') return `the days marked ${quoted(day.text)}`
  return `the ${listInWords(day.values.map(ordinal), 'and')}`
}

/** Empty when a schedule is for every month. */
function monthsInWords(month: ScheduleField): string {
  if (month.kind === 'any') return ''
  if (month.kind === 'text') return `the months marked ${quoted(month.text)}`
  return listInWords(month.values.map(monthInWords), 'and')
}

function timesInWords({ minute, hour }: ScheduleFields): string {
  if (minute.kind === 'values' && hour.kind === 'values') {
    const times = hour.values.flatMap((h) => minute.values.map((m) => `${h}:${String(m).padStart(2, '0')}`))
    if (times.length <= MOST_TIMES) return `at ${listInWords(times, 'and')}`
    const hourly = hourlyInWords(hour.values, minute.values)
    if (hourly !== null) return hourly
  }
  return `${numbersInWords(minute, 'minute')} of ${numbersInWords(hour, 'hour')}`
}

/** `every hour from 7:00 to 18:00`; null when an hour is left out or it is more often than hourly. */
function hourlyInWords(hours: readonly number[], minutes: readonly number[]): string | null {
  const [minute] = minutes
  const [first] = hours
  const last = hours.at(-1)
  if (minute === undefined || minutes.length > 1 || first === undefined || last === undefined) return null
  if (last - first !== hours.length - 1) return null
  const at = (hour: number) => `${hour}:${String(minute).padStart(2, '0')}`
  return `every hour from ${at(first)} to ${at(last)}`
}

function numbersInWords(field: ScheduleField, unit: string): string {
  if (field.kind === 'any') return `every ${unit}`
  if (field.kind === 'text') return `the ${unit}s marked ${quoted(field.text)}`
  return `${unit} ${listInWords(field.values.map(String), 'and')}`
}

function ordinal(day: number): string {
  const teen = day % 100 >= 11 && day % 100 <= 13
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${ending}`
}
