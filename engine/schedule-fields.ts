/** One field of a schedule: any value, a set of values (ascending), or what only the scheduler understands (`L`, `2#1`). */
export type ScheduleField =
  | { readonly kind: 'any' }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }

export type ScheduleFields = {
  readonly minute: ScheduleField
  readonly hour: ScheduleField
  readonly day: ScheduleField
  readonly month: ScheduleField
  /** Sunday is 0. */
  readonly weekday: ScheduleField
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** The five fields of a schedule, so that `1-5` and `MON,TUE,WED,THU,FRI` are the same days. */
export function scheduleFields(schedule: string): ScheduleFields {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = schedule.trim().split(/\s+/)
  return {
    minute: anyWhenFull(field(minute, { from: 0, to: 59, names: [] }), 60),
    hour: anyWhenFull(field(hour, { from: 0, to: 23, names: [] }), 24),
    // A schedule with both a day of the month and a weekday comes due on either. So `*` and "all of them" differ here.
    day: field(day, { from: 1, to: 31, names: [] }),
    month: anyWhenFull(field(month, { from: 1, to: 12, names: MONTHS }), 12),
    weekday: sundayFirst(field(weekday, { from: 0, to: 7, names: WEEKDAYS })),
  }
}

type Range = { readonly from: number; readonly to: number; readonly names: readonly string[] }

function field(text: string, range: Range): ScheduleField {
  if (text === '*') return { kind: 'any' }
  const values = new Set<number>()
  for (const part of text.toLowerCase().split(',')) {
    const match = /^(?:(\w+)(?:-(\w+))?|\*)(?:\/(\d+))?$/.exec(part)
    if (!match) return { kind: 'text', text }
    const [, first, last, every] = match
    // Steps of the whole range are exact for the hours and minutes; of days they count from the first of the month anew.
    const low = first === undefined ? range.from : numberOf(first, range)
    const high = last !== undefined ? numberOf(last, range) : first === undefined ? range.to : low
    const step = every === undefined ? 1 : Number(every)
    const isOpenStep = every !== undefined && first !== undefined && last === undefined
    const isDayStep = first === undefined && (range.to === 31 || range.to === 7)
    if (low === null || high === null || low > high || step < 1 || isOpenStep || isDayStep)
      return { kind: 'text', text }
    for (let value = low; value <= high; value += step) values.add(value)
  }
  return { kind: 'values', values: [...values].sort((a, b) => a - b) }
}

function numberOf(text: string, { from, to, names }: Range): number | null {
  const named = names.indexOf(text)
  const value = named >= 0 ? named + (names === MONTHS ? 1 : 0) : /^\d+$/.test(text) ? Number(text) : null
  return value !== null && value >= from && value <= to ? value : null
}

function anyWhenFull(what: ScheduleField, count: number): ScheduleField {
  return what.kind === 'values' && what.values.length === count ? { kind: 'any' } : what
}

/** Sunday may be written 0 or 7. */
function sundayFirst(what: ScheduleField): ScheduleField {
  if (what.kind !== 'values') return what
  return { kind: 'values', values: [...new Set(what.values.map((day) => day % 7))].sort((a, b) => a - b) }
}
