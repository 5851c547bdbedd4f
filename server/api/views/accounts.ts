import { z } from 'zod'
import { ACCOUNT_MATCHES } from '#server/database/company-tables.ts'

const Named = z.strictObject({ id: z.string(), name: z.string() })

/** A customer as one connection knows it, and whom it is booked to. */
export const AccountView = z.strictObject({
  connection: z.string(),
  id: z.string(),
  name: z.string(),
  taxId: z.string().nullable(),
  domain: z.string().nullable(),
  customer: Named,
  match: z.enum(ACCOUNT_MATCHES),
  /** Customers it may be, the likeliest first; none once somebody has decided. */
  candidates: z.array(Named.extend({ why: z.string() })),
  matchedBy: z.string().nullable(),
  matchedAt: z.iso.datetime().nullable(),
})
export type AccountView = z.infer<typeof AccountView>
export const AccountsView = z.strictObject({ accounts: z.array(AccountView), next: z.string().nullable() })
export type AccountsView = z.infer<typeof AccountsView>
