import { type CalendarDate, dayAt, toEpochDay } from './calendar-date.ts'

const MS_PER_MINUTE = 60_000
const MS_PER_DAY = 86_400_000

/** What a clock on the wall shows: the day, and how many minutes of it have passed by the hands of the clock. */
export type WallTime = { readonly day: CalendarDate; readonly minutes: number }

/** What clocks on the wall show at an instant in a time zone (IANA name). */
export function wallClockAt(instant: Date, timeZone: string): WallTime {
  const shown = handsOf(timeZone).format(instant)
  const [hours = 0, minutes = 0] = shown.split(':').map(Number)
  return { day: dayAt(instant, timeZone), minutes: hours * 60 + minutes }
}

/**
 * The instant at which clocks on the wall of a time zone show a time of a day: the first where a clock change shows it twice.
 * A time that a clock change leaves out is taken by the old clock, so 02:30 becomes 03:30.
 */
export function instantAt({ day, minutes }: WallTime, timeZone: string): Date {
  const asUtc = toEpochDay(day) * MS_PER_DAY + minutes * MS_PER_MINUTE
  // A zone changes its clocks by hours and rarely: what it shows a day before and a day after are the only two offsets possible.
  const offsets = [asUtc - MS_PER_DAY, asUtc + MS_PER_DAY].map((at) => offsetAt(at, timeZone))
  const found = offsets.map((offset) => asUtc - offset).filter((at) => asUtc - at === offsetAt(at, timeZone))
  return new Date(found.length > 0 ? Math.min(...found) : asUtc - offsets[0]!)
}

/** `09:30` as minutes of the day. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** By how many milliseconds a zone's clocks are ahead of Greenwich at an instant. */
function offsetAt(at: number, timeZone: string): number {
  const { day, minutes } = wallClockAt(new Date(at), timeZone)
  const shown = toEpochDay(day) * MS_PER_DAY + minutes * MS_PER_MINUTE
  return shown - Math.floor(at / MS_PER_MINUTE) * MS_PER_MINUTE
}

const hands = new Map<string, Intl.DateTimeFormat>()

function handsOf(timeZone: string): Intl.DateTimeFormat {
  const known = hands.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  hands.set(timeZone, made)
  return made
}
