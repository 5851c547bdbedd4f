/** Why an act that was due is not done now. Each act held back has exactly one of these (`semantics.md` 5.2). */
export const HELD_BACK_REASONS = [
  'outside-dates',
  'stale-books',
  'internal-customer',
  'inactive-customer',
  'insolvent-or-legal',
  'dunning-block',
  'paused',
  'promise-to-pay',
  'plan-on-track',
  'disputed',
  'payment-in-flight',
  'missing-data',
  'nothing-overdue',
  'below-minimum',
  'no-recipient',
  'contact-limit',
  'already-on-hold',
  'recently-released',
  'no-hold-of-ours',
  'first-message-first',
] as const
export type HeldBackReason = (typeof HELD_BACK_REASONS)[number]

/** A business "no" with its reason in one sentence. A deferred act is decided again by the next run. */
export type HeldBack = {
  readonly reason: HeldBackReason
  readonly sentence: string
  readonly deferred: boolean
}

/** Holds an act back for good, as far as today's facts go. */
export function heldBack(reason: HeldBackReason, sentence: string): HeldBack {
  return { reason, sentence, deferred: false }
}

/** Puts an act off; nothing about the customer speaks against it. */
export function deferred(reason: HeldBackReason, sentence: string): HeldBack {
  return { reason, sentence, deferred: true }
}
