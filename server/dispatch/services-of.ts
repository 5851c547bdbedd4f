import { hostname } from 'node:os'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { attachmentsOf } from '#server/mail/attachments.ts'
import { createSenderOf } from '#server/mail/sender-of.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import { serverSettingsOf } from '#server/operations/server-settings.ts'
import { callOfAction } from '#server/webhooks/call-of-action.ts'
import { companyGuards } from './company-guards.ts'
import type { DispatchServices } from './dispatch-services.ts'
import { leasesOf } from './leases.ts'

/** The services a process sends by, and how to end its connections to mail servers. */
export function dispatchServicesOf(order: {
  readonly db: Database
  readonly keys: Keyring
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}): { readonly services: DispatchServices; close(): void } {
  const senderOf = createSenderOf(order)
  const settings = serverSettingsOf(order.env)
  const leases = leasesOf(settings)
  return {
    services: {
      clock: order.clock,
      senderOf,
      guards: companyGuards,
      attachmentsOf,
      worker: `${hostname()} ${process.pid}`,
      ...leases,
      documentsAShare: settings.DUNLIN_DOCUMENTS_A_SHARE,
      callWebhook: (row) => callOfAction(order, row, leases),
    },
    close: () => senderOf.close(),
  }
}
