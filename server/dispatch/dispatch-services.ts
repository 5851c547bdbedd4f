import type { BooksConnector } from '#connectors/connector.ts'
import type { Entity } from '#engine/ledger.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { Clock } from '#server/clock.ts'
import type { Transaction } from '#server/database/database.ts'
import type { SendTime } from '#server/guards/send-window.ts'
import type { FrozenMail, SenderOf } from '#server/mail/mail-sender.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import type { Company } from '#server/run/company.ts'
import type { Effect } from './carry-out.ts'
import type { Leases } from './leases.ts'

/** The places at which a process may die, be frozen or lose its connection. */
export type FaultPoint =
  | 'before-claim'
  | 'after-claim'
  | 'before-freeze'
  | 'after-freeze'
  | 'before-send'
  | 'after-send'
  | 'before-record'
  | 'after-record'

/** What is asked about a letter besides whether its rules still want it. An error in one of them means that nothing leaves. */
export type Guards = {
  /** When a letter of a legal entity, or of the company where it names none, may leave. */
  sendTime(letter: {
    readonly company: Company
    readonly entity: Entity | null
    readonly now: Date
  }): SendTime
}

/** The files that go with a letter, or why it has to wait for one. */
export type AttachmentsOf = (
  tx: Transaction,
  letter: {
    readonly companyId: string
    readonly messageId: string
    readonly snapshot: Snapshot
    readonly asOf: string
  },
) => Promise<{ readonly attachments: FrozenMail['attachments'] } | { readonly wait: string }>

/** Everything dispatch needs from outside, so that a test can lend it other services and another clock. */
export type DispatchServices = {
  readonly clock: Clock
  readonly senderOf: SenderOf
  readonly guards: Guards
  readonly attachmentsOf: AttachmentsOf
  /** The name under which this process claims letters, for people who read the attempts. */
  readonly worker: string
  /** How long a mail service or accounting system may take to answer. */
  readonly deadlineMs: number
  readonly leases: Leases
  /** How many documents one share of a large run holds, for a process that helps with runs. */
  readonly documentsAShare?: number | undefined
  /** The accounting system of a company; null, or nothing here, for the built-in books. */
  readonly booksOf?: (companyId: string) => Promise<BooksConnector | null>
  /** Calls the webhook an action names; a process without it calls none. */
  readonly callWebhook?: (row: ActionRow) => Promise<Effect>
  /** Called at every point a fault may strike; only tests give it. */
  readonly at?: (point: FaultPoint) => Promise<void>
}

export type DispatchReport = {
  /** Actions that are done: letters sent, holds placed or released, tasks and notes written. */
  readonly done: number
  readonly cancelled: number
  readonly failed: number
  /** Put off: outside the window, over a limit, no sender, the service asked to wait, or a guard failed. */
  readonly deferred: number
  /** What may have left; it is looked up. */
  readonly unknown: number
}

/** Who is named in the audit. */
export const DISPATCHER = 'dispatch'
