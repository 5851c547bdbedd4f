import { toEpochDay } from '../calendar-date.ts'
import { BLOCKED, chaseStops, holdsOn, IN_FLIGHT, PAUSED } from '../chase-stops.ts'
import { type FactComputation, type FactContext, valuesByRow, zeros } from './fact-computation.ts'

/** Dunning blocks, pauses and payments in flight. */
export const BLOCKS = {
  onDunningBlock: { kind: 'number', values: (context) => flag(context, BLOCKED) },
  isPaused: { kind: 'number', values: (context) => flag(context, PAUSED) },
  pausedUntil: {
    kind: 'number',
    values: (context) => {
      const until = zeros(context).fill(Number.NaN)
      for (const block of context.snapshot.blocks) {
        if (block.kind !== 'pause' || block.documentId !== undefined) continue
        if (!holdsOn(context.asOf, block.from, block.until)) continue
        // A pause with no end has no day; another one that ends says nothing then.
        const end = block.until === undefined ? Number.POSITIVE_INFINITY : toEpochDay(block.until)
        const known = until[block.customer]!
        until[block.customer] = Number.isNaN(known) ? end : Math.max(known, end)
      }
      return until
    },
  },
  paymentInFlight: {
    kind: 'number',
    values: (context) => {
      if (context.subject === 'invoice') return flag(context, IN_FLIGHT)
      const { customerInFlight } = chaseStops(context.snapshot, context.asOf)
      return valuesByRow(context, (row) => customerInFlight[row]!)
    },
  },
} as const satisfies Record<string, FactComputation>

/** 1 where a bit stands on the customer, or on the open document. */
function flag(context: FactContext, bit: number): Float64Array {
  if (context.subject === 'invoice')
    return valuesByRow(context, (row) => (context.items.stops[context.firstItemOf[row]!]! & bit ? 1 : 0))
  const { customer } = chaseStops(context.snapshot, context.asOf)
  return valuesByRow(context, (row) => (customer[row]! & bit ? 1 : 0))
}
