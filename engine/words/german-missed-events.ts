import type { EventKind } from '../ledger-event.ts'

const NOUNS: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  'payment-received': ['Zahlung', 'Zahlungen'],
  'payment-returned': ['zurückgegebene Zahlung', 'zurückgegebene Zahlungen'],
  'invoice-created': ['neue Rechnung', 'neue Rechnungen'],
  'promise-broken': ['gebrochene Zahlungszusage', 'gebrochene Zahlungszusagen'],
  'dispute-opened': ['neuer Streitfall', 'neue Streitfälle'],
  'message-bounced': ['unzustellbare Nachricht', 'unzustellbare Nachrichten'],
  'reply-received': ['Antwort', 'Antworten'],
}

/** That events came while their rule was paused: `3 Zahlungen kamen, während die Regel „Dank“ pausiert war; sie hat sie nicht angesehen.` */
export function germanMissedEvents({
  event,
  count,
  rule,
}: {
  event: EventKind
  count: number
  rule: string
}): string {
  const [one, many] = NOUNS[event]
  const came = count === 1 ? `1 ${one} kam` : `${count} ${many} kamen`
  return `${came}, während die Regel „${rule}“ pausiert war; sie hat sie nicht angesehen.`
}
