import type { CustomerRow } from '#server/client.ts'
import { CustomerMark } from '../status/state-mark.tsx'
import { customers as customerWords } from './words.ts'

const text = customerWords

/** How a customer stands: on credit hold, not chased, or the state of the account where it is not simply active. */
export function Standing({ row }: { row: CustomerRow }) {
  const { onCreditHold, isBlocked, status } = row
  if (onCreditHold) return <CustomerMark standing="on-hold" word={text.onHold} />
  if (isBlocked) return <CustomerMark standing="blocked" word={text.blocked} />
  if (status === null || status === 'active') return null
  return <CustomerMark standing="other" word={text.statuses[status]} />
}
