import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '#server/database/audit.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { MailSenderInvalidError } from './errors.ts'
import { isSingleAddress } from './single-address.ts'

/** What a company sets about its mail besides the senders. Kept in its settings under `mail`. */
export const MailSettings = z.strictObject({
  /** One address that gets every letter in place of the customer. */
  override: z
    .string()
    .refine(isSingleAddress, { error: 'must be one plain mail address' })
    .nullable()
    .default(null),
  /** Where a customer pays: an https address with `{customer}` and `{entity}` where their ids belong. */
  paymentLink: z.string().max(1000).nullable().default(null),
  /** The hosts links in letters may lead to. */
  linkHosts: z
    .array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/))
    .max(20)
    .default([]),
})
export type MailSettings = z.infer<typeof MailSettings>

/** What a company's settings say of its mail. */
export function mailSettingsOf(settings: Readonly<Record<string, unknown>>): MailSettings {
  return MailSettings.parse(settings.mail ?? {})
}

/** Sets what a company says of its mail, with what it was before in the audit. */
export async function setMailSettings(
  db: Database,
  { companyId, actor, now, why }: { companyId: string; actor: string; now: Date; why: string },
  mail: MailSettings,
): Promise<void> {
  assertPaymentLink(mail)
  await db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const { settings } = await companyById(tx, companyId)
    await tx
      .update(company)
      .set({ settings: { ...settings, mail } })
      .where(eq(company.id, companyId))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'change settings',
        subject: { type: 'company', id: companyId },
        before: { mail: settings.mail ?? null },
        after: { mail },
        why,
      },
    ])
  })
}

const PLACES = /\{(customer|entity)\}/g

/** The address where a customer pays, with ids written so that none of them can lead elsewhere; null where none is set. */
export function paymentLinkOf(
  { paymentLink, linkHosts }: MailSettings,
  { customerId, entityId }: { customerId: string; entityId: string | null },
): string | null {
  if (paymentLink === null) return null
  const ids: Record<string, string> = { customer: customerId, entity: entityId ?? '' }
  const link = paymentLink.replace(PLACES, (_, name: string) => encodeURIComponent(ids[name] ?? ''))
  return leadsToAllowed(link, linkHosts) ? link : null
}

function assertPaymentLink({ paymentLink, linkHosts }: MailSettings): void {
  if (paymentLink === null) return
  const tried = paymentLink.replace(PLACES, '1')
  if (!leadsToAllowed(tried, linkHosts) || /[{}]/.test(tried))
    throw new MailSenderInvalidError(
      `Cannot put ${paymentLink} into letters. Give an https address on one of the hosts that links may lead to (${linkHosts.join(', ') || 'none is listed yet'}), with {customer} and {entity} after the host where ids belong.`,
    )
}

function leadsToAllowed(link: string, hosts: readonly string[]): boolean {
  const url = URL.parse(link)
  return (
    url?.protocol === 'https:' && url.username === '' && url.password === '' && hosts.includes(url.hostname)
  )
}
