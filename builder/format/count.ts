import { LOCALE } from './locale.ts'

const format = new Intl.NumberFormat(LOCALE)

/** A count with its thousands marked. */
export function readableCount(count: number): string {
  return format.format(count)
}
