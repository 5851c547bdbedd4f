import { Hono } from 'hono'
import { z } from 'zod'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '#server/api/api-context.ts'
import { describe } from '#server/api/describe.ts'
import { Listing } from '#server/api/page.ts'
import { IdAsked, LineAsked, readBody, readQuery, Why } from '#server/api/read-request.ts'
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { DoneView } from './auth-views.ts'
import { newPasswordLink, takeSecondFactorOff } from './help-member.ts'
import { addMember, changeMember, listMembers, type Member, removeMember } from './members.ts'
import type { PasswordLink } from './password-links.ts'
import { KEY_ACTS } from './permissions.ts'
import { ROLES } from './principal.ts'
import {
  ApiKeyMadeView,
  ApiKeysView,
  type ApiKeyView,
  PasswordLinkView,
  UserAddedView,
  UsersView,
  type UserView,
} from './user-views.ts'

/** The routes of users and API keys with their act, for the table of acts. */
export const USER_ROUTE_ACTS = {
  'GET /api/v1/users': 'manage-users',
  'POST /api/v1/users': 'manage-users',
  'PATCH /api/v1/users/:id': 'manage-users',
  'DELETE /api/v1/users/:id': 'manage-users',
  'POST /api/v1/users/:id/password-link': 'manage-users',
  'POST /api/v1/users/:id/take-second-factor-off': 'manage-users',
  'GET /api/v1/api-keys': 'manage-users',
  'POST /api/v1/api-keys': 'manage-users',
  'DELETE /api/v1/api-keys/:id': 'manage-users',
} as const

const tag = 'users'
const keyTag = 'API keys'
const Role = z.enum(ROLES)
const Entities = z.array(IdAsked).max(500).nullable()
const NewUser = z.strictObject({
  name: LineAsked,
  email: z.email().max(254),
  role: Role,
  entities: Entities.exactOptional(),
  ownCustomersOnly: z.boolean().exactOptional(),
})
const Change = z.strictObject({
  role: Role.exactOptional(),
  entities: Entities.exactOptional(),
  ownCustomersOnly: z.boolean().exactOptional(),
  why: Why.exactOptional(),
})
const Reason = z.strictObject({ why: Why })
const NewKey = z.strictObject({
  name: LineAsked,
  role: Role,
  entities: Entities.exactOptional(),
  scopes: z.array(z.enum(KEY_ACTS)).min(1),
  expiresAt: z.iso.datetime(),
})

/** Users and API keys of the company, for its admins; to be mounted at `/v1` of the API. */
export function userRoutes({ db, clock, auth }: Pick<ApiServices, 'db' | 'clock' | 'auth'>) {
  const asked = (c: ApiContext) => ({
    companyId: c.get('principal').companyId,
    actor: actorOf(c),
    now: clock.now(),
  })
  const viewLink = ({ path, expiresAt }: PasswordLink) => ({
    url: `${auth.baseUrl}${path}`,
    expiresAt: expiresAt.toISOString(),
  })
  const done = { done: true } as const

  return new Hono<ApiEnv>()
    .get(
      '/users',
      describe({ summary: 'The users of the company', tag, answer: UsersView, table: 'users' }),
      readQuery(Listing.pick({ format: true })),
      async (c) => c.json({ users: (await listMembers(db, c.get('principal').companyId)).map(viewUser) }),
    )
    .post(
      '/users',
      describe({ summary: 'Add a user', tag, answer: UserAddedView, status: 201 }),
      readBody(NewUser),
      async (c) => {
        const { entities = null, ownCustomersOnly = false, ...user } = c.req.valid('json')
        const { id, link } = await addMember(db, { ...asked(c), ...user, entities, ownCustomersOnly })
        c.set('isSecret', true)
        return c.json({ id, link: link === null ? null : viewLink(link) }, 201)
      },
    )
    .patch(
      '/users/:id',
      describe({ summary: 'Change what a user may do and see', tag, answer: DoneView }),
      readBody(Change),
      async (c) => {
        await changeMember(db, { ...asked(c), userId: c.req.param('id'), ...c.req.valid('json') })
        return c.json(done)
      },
    )
    .delete(
      '/users/:id',
      describe({ summary: 'Remove a user, with the API keys they made', tag, answer: DoneView }),
      async (c) => {
        await removeMember(db, { ...asked(c), userId: c.req.param('id') })
        return c.json(done)
      },
    )
    .post(
      '/users/:id/password-link',
      describe({ summary: 'Make a one-time link to set a password', tag, answer: PasswordLinkView }),
      async (c) => {
        const link = await newPasswordLink(db, { ...asked(c), userId: c.req.param('id') })
        c.set('isSecret', true)
        return c.json(viewLink(link))
      },
    )
    .post(
      '/users/:id/take-second-factor-off',
      describe({ summary: 'Help a user who has lost the second factor', tag, answer: DoneView }),
      readBody(Reason),
      async (c) => {
        const { why } = c.req.valid('json')
        await takeSecondFactorOff(db, { ...asked(c), userId: c.req.param('id'), why })
        return c.json(done)
      },
    )
    .get(
      '/api-keys',
      describe({ summary: 'The API keys of the company', tag: keyTag, answer: ApiKeysView, table: 'keys' }),
      readQuery(Listing.pick({ format: true })),
      async (c) => c.json({ keys: (await listApiKeys(db, c.get('principal').companyId)).map(viewKey) }),
    )
    .post(
      '/api-keys',
      describe({ summary: 'Make an API key', tag: keyTag, answer: ApiKeyMadeView, status: 201 }),
      readBody(NewKey),
      async (c) => {
        const { entities = null, expiresAt, ...key } = c.req.valid('json')
        const made = { ...asked(c), ...key, entities, expiresAt: new Date(expiresAt) }
        c.set('isSecret', true)
        return c.json(await createApiKey(db, made), 201)
      },
    )
    .delete(
      '/api-keys/:id',
      describe({ summary: 'Revoke an API key', tag: keyTag, answer: DoneView }),
      async (c) => {
        await revokeApiKey(db, { ...asked(c), id: c.req.param('id') })
        return c.json(done)
      },
    )
}

const viewUser = ({ createdAt, entities, ...user }: Member): UserView => ({
  ...user,
  entities: entities === null ? null : [...entities],
  createdAt: createdAt.toISOString(),
})

const viewKey = (key: ApiKey): ApiKeyView => ({
  ...key,
  entities: key.entities === null ? null : [...key.entities],
  scopes: [...key.scopes],
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
})
