import { ReceivablesError } from '#engine/errors.ts'

/** A mail address that is not exactly one mailbox. */
export class MailAddressInvalidError extends ReceivablesError {
  override name = 'MailAddressInvalidError' as const
}

/** Settings of a sender that cannot be used as they are. */
export class MailSenderInvalidError extends ReceivablesError {
  override name = 'MailSenderInvalidError' as const
}

/** A message of a mail service's that cannot be shown to come from it. */
export class WebhookRefusedError extends ReceivablesError {
  override name = 'WebhookRefusedError' as const
}

/** A file that cannot go with letters. */
export class AttachmentInvalidError extends ReceivablesError {
  override name = 'AttachmentInvalidError' as const
}
