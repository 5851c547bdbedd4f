import type { BusinessDayTrigger, RuleDocument } from '../rule.ts'
import { type ScheduleField, type ScheduleFields, scheduleFields } from '../schedule-fields.ts'
import { fromStartToEnd } from './business-day-order.ts'
import { germanMonth, germanQuoted, listInGerman } from './german-values.ts'

const WEEKDAYS = ['Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag']
const MONDAY_TO_FRIDAY = '1,2,3,4,5'
/** Beyond so many times a day the hours and minutes are easier to read than the list. */
const MOST_TIMES = 4

const FROM_THE_END = ['letzten', 'vorletzten', 'drittletzten']

const EVENTS = {
  'payment-received': 'Wenn eine Zahlung eingeht',
  'payment-returned': 'Wenn eine Zahlung zurückkommt',
  'invoice-created': 'Wenn eine Rechnung entsteht',
  'promise-broken': 'Wenn eine Zahlungszusage gebrochen wird',
  'dispute-opened': 'Wenn ein Streitfall eröffnet wird',
  'message-bounced': 'Wenn eine Nachricht unzustellbar ist',
  'reply-received': 'Wenn eine Antwort eingeht',
} as const

/** When a rule is looked at, in German: `An jedem Werktag um 10:30 Uhr`. */
export function germanTrigger(trigger: RuleDocument['trigger']): string {
  if ('on' in trigger) return EVENTS[trigger.on]
  if ('businessDays' in trigger) return businessDaysInGerman(trigger)
  const fields = scheduleFields(trigger.schedule)
  return `${daysInGerman(fields)} ${timesInGerman(fields)}`
}

/** Montag bis Freitag kann ein Feiertag sein, ein Werktag nicht. */
function businessDaysInGerman({ businessDays, at }: BusinessDayTrigger): string {
  const time = `um ${at.replace(/^0/, '')} Uhr`
  if (businessDays === 'every') return `An jedem Werktag ${time}`
  const days = fromStartToEnd(businessDays).map((nth) => {
    if (nth > 0) return `${nth}.`
    return FROM_THE_END[-nth - 1] ?? `${-nth}.-letzten`
  })
  return `Am ${listInGerman(days, 'and')} Werktag jedes Monats ${time}`
}

function daysInGerman({ day, month, weekday }: ScheduleFields): string {
  const inMonths = monthsInGerman(month)
  if (day.kind === 'any') return `${capital(weekdaysInGerman(weekday))}${inMonths}`
  const dates = `${datesInGerman(day)}${inMonths === '' ? ' jedes Monats' : inMonths}`
  return weekday.kind === 'any' ? dates : `${dates} und ${weekdaysInGerman(weekday)}${inMonths}`
}

function weekdaysInGerman(weekday: ScheduleField): string {
  if (weekday.kind === 'any') return 'jeden Tag'
  if (weekday.kind === 'text') return `an den Wochentagen ${germanQuoted(weekday.text)}`
  if (weekday.values.join() === MONDAY_TO_FRIDAY) return 'montags bis freitags'
  const names = weekday.values.map((value) => WEEKDAYS[value] ?? String(value))
  return `jeden ${listInGerman(names, 'and')}`
}

function datesInGerman(day: Exclude<ScheduleField, { kind: 'any' }>): string {
  if (day.kind === 'text') return `An den Tagen ${germanQuoted(day.text)}`
  return `Am ${listInGerman(
    day.values.map((value) => `${value}.`),
    'and',
  )}`
}

/** Empty when a schedule is for every month. */
function monthsInGerman(month: ScheduleField): string {
  if (month.kind === 'any') return ''
  if (month.kind === 'text') return ` in den Monaten ${germanQuoted(month.text)}`
  return ` im ${listInGerman(month.values.map(germanMonth), 'and')}`
}

function timesInGerman({ minute, hour }: ScheduleFields): string {
  if (minute.kind === 'values' && hour.kind === 'values') {
    const times = hour.values.flatMap((h) => minute.values.map((m) => timeOfDay(h, m)))
    if (times.length <= MOST_TIMES) return `um ${listInGerman(times, 'and')} Uhr`
    const hourly = hourlyInGerman(hour.values, minute.values)
    if (hourly !== null) return hourly
  }
  return `${minutesInGerman(minute)} ${hoursInGerman(hour)}`
}

/** `stündlich von 7:00 bis 18:00 Uhr`; null when an hour is left out or it is more often than hourly. */
function hourlyInGerman(hours: readonly number[], minutes: readonly number[]): string | null {
  const [minute] = minutes
  const [first] = hours
  const last = hours.at(-1)
  if (minute === undefined || minutes.length > 1 || first === undefined || last === undefined) return null
  if (last - first !== hours.length - 1) return null
  return `stündlich von ${timeOfDay(first, minute)} bis ${timeOfDay(last, minute)} Uhr`
}

function timeOfDay(hour: number, minute: number): string {
  return `${hour}:${String(minute).padStart(2, '0')}`
}

function minutesInGerman(field: ScheduleField): string {
  if (field.kind === 'any') return 'zu jeder Minute'
  if (field.kind === 'text') return `zu den Minuten ${germanQuoted(field.text)}`
  return `zur Minute ${listInGerman(field.values.map(String), 'and')}`
}

function hoursInGerman(field: ScheduleField): string {
  if (field.kind === 'any') return 'jeder Stunde'
  if (field.kind === 'text') return `der Stunden ${germanQuoted(field.text)}`
  return `der Stunde ${listInGerman(field.values.map(String), 'and')}`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
