import { text } from './words.ts'

const OF_CUSTOMER = 'customer.'

/** What a column can be, in words: `Customer: name`, or a field of the company's own by its name. */
export function targetWords(target: string): string {
  if (target.startsWith('custom.')) return `${text.ownField}: ${target.slice('custom.'.length)}`
  if (target.startsWith(OF_CUSTOMER)) return text.ofCustomer(targetWords(target.slice(OF_CUSTOMER.length)))
  return text.targets[target] ?? target
}
