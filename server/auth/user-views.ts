import { z } from 'zod'
import { ROLES } from './principal.ts'

const Reach = {
  role: z.enum(ROLES),
  entities: z.array(z.string()).nullable(),
}

/** A user of the company. */
export const UserView = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  ...Reach,
  ownCustomersOnly: z.boolean(),
  hasSecondFactor: z.boolean(),
  hasSignedInBefore: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type UserView = z.output<typeof UserView>
export const UsersView = z.strictObject({ users: z.array(UserView) })

/** A link for a user to set their password, shown once. */
export const PasswordLinkView = z.strictObject({ url: z.url(), expiresAt: z.iso.datetime() })
/** A user who was added; without a link when they sign in here already for another company. */
export const UserAddedView = z.strictObject({ id: z.string(), link: PasswordLinkView.nullable() })

/** An API key as it is listed. Its text is not kept. */
export const ApiKeyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  ...Reach,
  scopes: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  revokedBy: z.string().nullable(),
})
export type ApiKeyView = z.output<typeof ApiKeyView>
export const ApiKeysView = z.strictObject({ keys: z.array(ApiKeyView) })
/** A key that was made: the one time that its text is seen. */
export const ApiKeyMadeView = z.strictObject({ id: z.string(), key: z.string() })
