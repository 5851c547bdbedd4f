import type { MailAddress } from '#server/database/action-tables.ts'
import { MailAddressInvalidError } from './errors.ts'

// What mail programs take apart (commas, angle brackets, quotes, control characters) has no place in here, whatever the standards
// allow: an address that can be read in two ways goes to two people.
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

/** True for exactly one mailbox, such as `ann@heron.example.com`. */
export function isSingleAddress(text: string): boolean {
  if (text.length > 254) return false
  const at = text.indexOf('@')
  const local = text.slice(0, at)
  const labels = text.slice(at + 1).split('.')
  return (
    at > 0 &&
    local.length <= 64 &&
    LOCAL.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label))
  )
}

/** The mailbox with a name that can stand before it. Throws `MailAddressInvalidError`. */
export function singleAddress({ name, address }: MailAddress): MailAddress {
  if (!isSingleAddress(address))
    throw new MailAddressInvalidError(
      `Cannot send to ${JSON.stringify(address.slice(0, 300))}: it is not one plain mail address. Enter one, such as ann@example.com, without commas, brackets or quotes.`,
    )
  return { name: shownName(name), address }
}

/** A name as it may stand before an address: one line, and nothing in it that reads as a second address. */
export function shownName(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029<>"\\]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, 200)
}

/** `"Heron, Inc." <ann@heron.example.com>`, for services that take an address as one text. */
export function addressAsText(given: MailAddress): string {
  const { name, address } = singleAddress(given)
  return name === '' ? address : `"${name}" <${address}>`
}

/** The part after the @, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
