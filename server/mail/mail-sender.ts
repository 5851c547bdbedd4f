import type { MailAddress } from '#server/database/action-tables.ts'

/** A letter as it leaves, frozen: the same bytes go with every attempt. Files are in base64. */
export type FrozenMail = {
  readonly from: MailAddress
  readonly to: MailAddress
  readonly replyTo: MailAddress
  readonly cc: readonly MailAddress[]
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly attachments: readonly {
    readonly fileName: string
    readonly contentType: string
    readonly content: string
  }[]
}

/**
 * What came of an attempt. `refused`: it will never be accepted as it is. `later`: nothing was accepted, and it may be tried
 * again, not before `after`. `unknown`: it may have been accepted; it is looked up and never blindly sent again.
 */
export type Delivery =
  | { readonly result: 'sent'; readonly providerId: string }
  | { readonly result: 'refused'; readonly found: string }
  | { readonly result: 'later'; readonly found: string; readonly after: Date | null }
  | { readonly result: 'unknown'; readonly found: string }

/** What a mail service says of a letter whose outcome we do not know. */
export type LookUp =
  | { readonly result: 'sent'; readonly providerId: string }
  | { readonly result: 'not-found' | 'cannot-tell' }

/** A way by which letters leave. */
export type MailSender = {
  readonly name: 'resend' | 'smtp'
  /** For how long a repeat under the same key has no second effect; 0 where the service knows no keys. */
  readonly keyLastsMs: number
  /** Sends once, within the deadline; answers every outcome and throws only for a fault of ours, before anything has left. */
  send(mail: FrozenMail, order: { readonly key: string; readonly deadlineMs: number }): Promise<Delivery>
  /** Asks what became of the letter of a key. */
  lookUp(order: { readonly key: string; readonly since: Date }): Promise<LookUp>
}

/** Gives the sender of a company's legal entity, or null with the reason when none has been set up. */
export type SenderOf = (order: { readonly companyId: string; readonly entityId: string | null }) => Promise<
  | {
      readonly sender: MailSender
      readonly from: MailAddress
      readonly replyTo: MailAddress
      readonly cc: readonly MailAddress[]
    }
  | { readonly sender: null; readonly found: string }
>
