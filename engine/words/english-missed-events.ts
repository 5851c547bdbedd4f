import type { EventKind } from '../ledger-event.ts'

const NOUNS: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  'payment-received': ['payment', 'payments'],
  'payment-returned': ['returned payment', 'returned payments'],
  'invoice-created': ['new invoice', 'new invoices'],
  'promise-broken': ['broken promise', 'broken promises'],
  'dispute-opened': ['new dispute', 'new disputes'],
  'message-bounced': ['bounced message', 'bounced messages'],
  'reply-received': ['reply', 'replies'],
}

/** That events came while their rule was paused: `3 payments came while the rule "Thanks" was paused; it did not look at them.` */
export function englishMissedEvents({
  event,
  count,
  rule,
}: {
  event: EventKind
  count: number
  rule: string
}): string {
  const [one, many] = NOUNS[event]
  return count === 1
    ? `1 ${one} came while the rule "${rule}" was paused; it did not look at it.`
    : `${count} ${many} came while the rule "${rule}" was paused; it did not look at them.`
}
