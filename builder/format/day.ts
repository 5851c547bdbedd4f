import { LOCALE } from './locale.ts'

const dayFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' })

/** A calendar day as people read it. It is a day and no instant, so no time zone may move it. */
export function readableDay(day: string): string {
  return dayFormat.format(new Date(`${day}T00:00:00Z`))
}

/** An instant by the clock on the wall of a time zone. */
export function readableInstant(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return format.format(new Date(instant))
}
