import { z } from 'zod'

const Instant = z.iso.datetime()
const Mailbox = z.strictObject({ name: z.string(), address: z.string() })

/** How a company or an entity sends. What is secret is only said to be there. */
export const MailSenderView = z.strictObject({
  /** The legal entity; `all` for every one without a sender of its own. */
  entity: z.string(),
  kind: z.enum(['resend', 'smtp']),
  from: Mailbox,
  replyTo: Mailbox,
  cc: z.array(Mailbox),
  baseUrl: z.string().nullable(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  security: z.enum(['tls', 'starttls', 'none']).nullable(),
  user: z.string().nullable(),
  hasSecret: z.boolean(),
  hasWebhookSecret: z.boolean(),
  /** Where the mail service is to report what became of letters; null for a mail server, which reports nothing. */
  webhookUrl: z.string().nullable(),
  setBy: z.string(),
  setAt: Instant,
})
export type MailSenderView = z.infer<typeof MailSenderView>
export const MailSendersView = z.strictObject({ senders: z.array(MailSenderView) })
export type MailSendersView = z.infer<typeof MailSendersView>

/** What came of a letter sent to try a sender out. */
export const TestLetterView = z.strictObject({
  result: z.enum(['sent', 'refused', 'later', 'unknown']),
  to: z.string(),
  found: z.string().nullable(),
})
export type TestLetterView = z.infer<typeof TestLetterView>

export const MailSettingsView = z.strictObject({
  override: z.string().nullable(),
  paymentLink: z.string().nullable(),
  linkHosts: z.array(z.string()),
})
export type MailSettingsView = z.infer<typeof MailSettingsView>

export const SuppressedView = z.strictObject({
  address: z.string(),
  reason: z.enum(['bounce', 'complaint', 'by-hand']),
  detail: z.string().nullable(),
  message: z.string().nullable(),
  at: Instant,
  by: z.string(),
})
export type SuppressedView = z.infer<typeof SuppressedView>
export const SuppressedListView = z.strictObject({
  addresses: z.array(SuppressedView),
  next: z.string().nullable(),
})
export type SuppressedListView = z.infer<typeof SuppressedListView>
