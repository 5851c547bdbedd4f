import type { ServerSettings } from '#server/operations/server-settings.ts'

/** How long things are waited for before they count as given up. A test shortens them, an installation rarely has to. */
export type Leases = {
  /** How long a claim holds before the first attempt. */
  readonly claimMs: number
  /** How much longer than its deadline an attempt is waited for. */
  readonly marginMs: number
  /** When something of which nobody knows what became of it is looked up first. */
  readonly lookUpAfterMs: number
}

/** The leases an installation has unless its environment says otherwise. */
export const LEASES: Leases = { claimMs: 120_000, marginMs: 30_000, lookUpAfterMs: 60_000 }

/** The leases of an installation, and how long a mail service or an accounting system may take to answer. */
export function leasesOf({
  DUNLIN_ANSWER_SECONDS: answer,
  DUNLIN_CLAIM_SECONDS: claim,
  DUNLIN_MARGIN_SECONDS: margin,
  DUNLIN_LOOK_UP_SECONDS: lookUp,
}: ServerSettings): { readonly deadlineMs: number; readonly leases: Leases } {
  return {
    deadlineMs: answer * 1000,
    leases: { claimMs: claim * 1000, marginMs: margin * 1000, lookUpAfterMs: lookUp * 1000 },
  }
}
