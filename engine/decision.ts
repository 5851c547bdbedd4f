import type { Explanation } from './explain.ts'
import type { Subject } from './fact-spec.ts'
import type { HeldBack } from './held-back.ts'
import type { Contact } from './ledger.ts'
import type { LedgerEvent } from './ledger-event.ts'
import type { Branch, RuleDocument } from './rule.ts'
import type { ChaseLine } from './standing.ts'
import type { ReachedAct } from './walk.ts'

/** What a decision is about. */
export type SubjectRef = { readonly type: Subject; readonly id: string; readonly name: string }

/** An act as decided: where it stands, and what held it back if it is due and may not go. */
export type DecidedAct = ReachedAct & {
  readonly heldBack: HeldBack | null
  /** Whom a message goes to; null for acts that are no message, and when nobody was found. */
  readonly recipient: Contact | null
  /** What whoever looks at it should know, such as that the books are old or what a letter leaves out; for acts that go all the same. */
  readonly mark?: string
}

/** What one rule wants for one subject, with its reason (`design.md` 1). */
export type Decision = {
  readonly rule: RuleDocument
  readonly subject: SubjectRef
  /** Row of the customer in the snapshot, and the customer's id. */
  readonly customer: number
  readonly customerId: string
  /** Row of the document for a rule about invoices, else -1. */
  readonly document: number
  /** Number of the cycle it was decided in, open or brought back by a returned payment; null when it begins a new one. */
  readonly cycle: number | null
  /** The event that opened the cycle; absent for a rule that runs by a schedule. */
  readonly event?: LedgerEvent
  /** The branches taken, in order. */
  readonly branches: readonly Branch[]
  /** The conditions that led here: of the branches taken, and of all those passed by an `otherwise`. */
  readonly because: readonly Explanation[]
  readonly acts: readonly DecidedAct[]
}

/** One letter: the chase messages of all rules to one contact about one entity's items, merged; or a letter that never merges. */
export type MergedMessage = {
  readonly customer: number
  readonly entityId: string | null
  readonly recipient: Contact
  /** What a letter that stands alone is; absent for a chase message. */
  readonly kind?: 'statement' | 'receipt'
  readonly template: string
  readonly lines: readonly ChaseLine[]
  /** Which acts it does, as (position of the decision, id of the step). */
  readonly acts: readonly { readonly decision: number; readonly step: string }[]
}
