import { type CalendarDate, type EpochDay, NEVER, toEpochDay } from './calendar-date.ts'
import { oncePerDay } from './once-per-day.ts'
import { planStandings } from './payment-plan.ts'
import { isInFlight } from './payments-of-customer.ts'
import { promiseStandings } from './promise-to-pay.ts'
import type { Snapshot } from './snapshot.ts'

/** What stands against chasing a document, one bit each. */
export const DISPUTED = 1
export const PROMISED = 2
export const PAUSED = 4
export const ON_PLAN = 8
export const IN_FLIGHT = 16
/** A running plan that is behind. It stops nothing. */
export const PLAN_BEHIND = 32
/** A dunning block holds messages back; the amount stays chaseable, so that reports and holds still see it. */
export const BLOCKED = 64

/** A document with one of these asks for nothing. A dispute takes off only what is contested. */
export const STOPS_ALL = PROMISED | PAUSED | ON_PLAN | IN_FLIGHT

/** The bits that hold at the end of a day, and for disputes how much and since when. */
export type ChaseStops = {
  /** Bits of single documents. */
  readonly document: Uint8Array
  /** Bits that hold for every document of a customer. */
  readonly customer: Uint8Array
  /** Bits that hold for a customer's documents in one currency: row `customer * currencies + currency`. */
  readonly customerCurrency: Uint8Array
  /** 1 for a customer with any payment in flight. */
  readonly customerInFlight: Uint8Array
  /** What is contested of a document, Infinity for all that is open; means nothing without the bit. */
  readonly disputedMinor: Float64Array
  /** When the oldest dispute over a document was opened; means nothing without the bit. */
  readonly disputedSince: Int32Array
}

/** Collects what stands against chasing at the end of a day. */
export const chaseStops = oncePerDay((snapshot, asOf): ChaseStops => {
  const anyDispute = snapshot.disputes.length > 0
  const stops: ChaseStops = {
    document: new Uint8Array(snapshot.documents.count),
    customer: new Uint8Array(snapshot.customers.length),
    customerCurrency: new Uint8Array(snapshot.customers.length * snapshot.currencies.length),
    customerInFlight: new Uint8Array(snapshot.customers.length),
    disputedMinor: new Float64Array(anyDispute ? snapshot.documents.count : 0),
    disputedSince: new Int32Array(anyDispute ? snapshot.documents.count : 0),
  }
  stopForDisputes(stops, snapshot, asOf)
  stopForPromises(stops, snapshot, asOf)
  stopForPlans(stops, snapshot, asOf)
  stopForBlocks(stops, snapshot, asOf)
  stopForPaymentsInFlight(stops, snapshot, asOf)
  return stops
})

/** True from the first day up to, not including, the day it ends. */
export function holdsOn(asOf: EpochDay, from: CalendarDate, until: CalendarDate | undefined): boolean {
  return toEpochDay(from) <= asOf && asOf < (until === undefined ? NEVER : toEpochDay(until))
}

function stopForDisputes(stops: ChaseStops, snapshot: Snapshot, asOf: EpochDay): void {
  for (const { dispute, document } of snapshot.disputes) {
    if (!holdsOn(asOf, dispute.openedOn, dispute.closedOn)) continue
    const opened = toEpochDay(dispute.openedOn)
    const first = (stops.document[document]! & DISPUTED) === 0
    stops.disputedSince[document] = first ? opened : Math.min(opened, stops.disputedSince[document]!)
    stops.disputedMinor[document]! += dispute.minor ?? Number.POSITIVE_INFINITY
    stops.document[document]! |= DISPUTED
  }
}

function stopForPromises(stops: ChaseStops, snapshot: Snapshot, asOf: EpochDay): void {
  const standings = promiseStandings(snapshot, asOf)
  snapshot.promises.forEach((promise, at) => {
    if (standings[at]?.status !== 'open') return
    if (promise.documentIds) stopDocuments(stops, snapshot, promise.documentIds, PROMISED)
    else
      stopCurrency(stops, snapshot, promise.customer, snapshot.currencies.indexOf(promise.currency), PROMISED)
  })
}

function stopForPlans(stops: ChaseStops, snapshot: Snapshot, asOf: EpochDay): void {
  planStandings(snapshot, asOf).forEach((standing, at) => {
    if (!standing) return
    stopDocuments(stops, snapshot, snapshot.plans[at]!.documentIds, standing.onTrack ? ON_PLAN : PLAN_BEHIND)
  })
  // A document on two plans is on track only if both are.
  for (const plan of snapshot.plans)
    for (const id of plan.documentIds) {
      const row = snapshot.documents.row.get(id)
      if (row !== undefined && stops.document[row]! & PLAN_BEHIND) stops.document[row]! &= ~ON_PLAN
    }
}

function stopForBlocks(stops: ChaseStops, snapshot: Snapshot, asOf: EpochDay): void {
  for (const block of snapshot.blocks) {
    if (!holdsOn(asOf, block.from, block.until)) continue
    const bit = block.kind === 'pause' ? PAUSED : BLOCKED
    // A block on a document we do not have must not become a block on everything.
    if (block.documentId === undefined) stops.customer[block.customer]! |= bit
    else if (block.document !== -1) stops.document[block.document]! |= bit
  }
}

function stopForPaymentsInFlight(stops: ChaseStops, snapshot: Snapshot, asOf: EpochDay): void {
  const { payments, applications, documents } = snapshot
  const inFlight = new Uint8Array(payments.count)
  const named = new Uint8Array(payments.count)
  let any = false
  for (let payment = 0; payment < payments.count; payment++)
    if (isInFlight(snapshot, payment, asOf)) {
      inFlight[payment] = 1
      stops.customerInFlight[payments.customer[payment]!] = 1
      any = true
    }
  if (!any) return
  for (let at = 0; at < applications.count; at++) {
    const payment = applications.payment[at]!
    if (payment === -1 || inFlight[payment] === 0) continue
    const document = applications.document[at]!
    named[payment] = 1
    stops.document[document]! |= IN_FLIGHT
    stops.customerInFlight[documents.customer[document]!] = 1
  }
  for (let payment = 0; payment < payments.count; payment++)
    if (inFlight[payment] === 1 && named[payment] === 0)
      stopCurrency(stops, snapshot, payments.customer[payment]!, payments.currency[payment]!, IN_FLIGHT)
}

function stopDocuments(stops: ChaseStops, snapshot: Snapshot, ids: readonly string[], bit: number): void {
  for (const id of ids) {
    const row = snapshot.documents.row.get(id)
    if (row !== undefined) stops.document[row]! |= bit
  }
}

function stopCurrency(
  stops: ChaseStops,
  snapshot: Snapshot,
  customer: number,
  currency: number,
  bit: number,
): void {
  // A currency that no document or payment has is none of the snapshot's, and there is nothing to stop.
  if (currency !== -1) stops.customerCurrency[customer * snapshot.currencies.length + currency]! |= bit
}
