import { LOCALE } from './locale.ts'

const format = new Intl.NumberFormat(LOCALE)

/** A count with its thousands marked. */
export function readableCount(count: number): string {
  return format.format(count)
}

/** Beyond it a count beside the name of a page would cover the next one. */
const MOST_BESIDE = 999

/** A count where there is room for three digits. */
export function shortCount(count: number): string {
  return count > MOST_BESIDE ? `${MOST_BESIDE}+` : String(count)
}
