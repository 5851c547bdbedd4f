import { type EpochDay, toEpochDay } from '../calendar-date.ts'
import type { FactParams } from '../condition.ts'
import type { EVENT_FACTS } from '../fact-catalogue-events.ts'
import type { LedgerEvent } from '../ledger-event.ts'
import type { FactComputation } from './fact-computation.ts'
import { zeros } from './fact-computation.ts'

type EventFactName = (typeof EVENT_FACTS)[number]['name']

/** A fact of an event, as it stands in a column: minor units for money, epoch days for days; null is unknown. */
export type EventFact =
  | {
      readonly kind: 'number'
      readonly of: (event: LedgerEvent, params: FactParams, asOf: EpochDay) => number | null
    }
  | { readonly kind: 'text'; readonly of: (event: LedgerEvent) => string | null }

/** How each fact of an event is read from it. */
export const EVENT_READERS = {
  'event.amount': {
    kind: 'number',
    of: ({ values: { amountMinor, currency } }, params) => {
      if (typeof currency !== 'string' || typeof amountMinor !== 'number') return null
      return params.currency === currency ? amountMinor : 0
    },
  },
  'event.currency': textOf('currency'),
  'event.daysAgo': { kind: 'number', of: ({ happenedOn }, _, asOf) => asOf - toEpochDay(happenedOn) },
  'event.reference': textOf('reference'),
  'event.reason': textOf('reason'),
  'event.documentType': textOf('documentType'),
  'event.promisedFor': {
    kind: 'number',
    of: ({ values: { promisedFor } }) =>
      typeof promisedFor === 'string' ? toEpochDay(promisedFor as LedgerEvent['happenedOn']) : null,
  },
  'event.subject': textOf('subject'),
  'event.text': textOf('text'),
} as const satisfies Record<EventFactName, EventFact>

/** How a fact of an event is read; undefined for every other fact. */
export function eventFact(name: string): EventFact | undefined {
  return Object.hasOwn(EVENT_READERS, name) ? EVENT_READERS[name as EventFactName] : undefined
}

/** Where no event is looked at, as in a count of everybody, nothing is known of any. */
export const EVENTS_UNKNOWN = Object.fromEntries(
  Object.entries(EVENT_READERS).map(([name, { kind }]): [string, FactComputation] => [
    name,
    kind === 'text'
      ? { kind, textAt: () => () => null }
      : { kind, values: (context) => zeros(context).fill(Number.NaN) },
  ]),
) as Record<EventFactName, FactComputation>

function textOf(key: string): EventFact & { kind: 'text' } {
  return {
    kind: 'text',
    of: ({ values }) => {
      const value = values[key]
      return typeof value === 'string' ? value : null
    },
  }
}
