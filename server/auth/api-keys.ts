import { randomUUID } from 'node:crypto'
import { and, desc, eq, isNull, lt, or } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import { apiKey } from '#server/database/auth-tables.ts'
import type { Database, Queryable } from '#server/database/database.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { MemberInvalidError, SignInRequiredError } from './errors.ts'
import { assertReach } from './members.ts'
import { digestOf, newToken } from './one-time-token.ts'
import { type Act, KEY_ACTS } from './permissions.ts'
import type { Principal, Role } from './principal.ts'

/** What every key begins with, so that one that got into a file or a mail can be searched for. */
export const KEY_PREFIX = 'dk_'

/** A key is renewed at least once a year. */
const LONGEST_DAYS = 366
/** Its last use is written down at most this often, so that reading does not become writing. */
const USE_NOTED_EVERY_MS = 60_000

/** A key as it is listed: everything but the key. */
export type ApiKey = Omit<typeof apiKey.$inferSelect, 'hash' | 'companyId' | 'createdById'>

/** Makes a key for a program. Its text is answered here and can never be seen again. */
export async function createApiKey(
  db: Database,
  {
    companyId,
    actor,
    now,
    ...asked
  }: {
    companyId: string
    name: string
    role: Role
    entities: readonly string[] | null
    /** The acts it may do, of those its role may. */
    scopes: readonly Act[]
    expiresAt: Date
    actor: { readonly id: string; readonly name: string }
    now: Date
  },
): Promise<{ id: string; key: string }> {
  const tooMuch = asked.scopes.filter((act) => !KEY_ACTS.includes(act))
  if (tooMuch.length > 0 || asked.scopes.length === 0)
    throw new MemberInvalidError(
      `A key cannot be given ${tooMuch.length === 0 ? 'no act at all' : `"${tooMuch.join('", "')}"`}. It can be given: ${KEY_ACTS.join(', ')}.`,
    )
  const days = (asked.expiresAt.getTime() - now.getTime()) / 86_400_000
  if (!(days > 0 && days <= LONGEST_DAYS))
    throw new MemberInvalidError(
      `The key would expire on ${asked.expiresAt.toISOString().slice(0, 10)}. Choose a day within the coming year.`,
    )
  const key = `${KEY_PREFIX}${newToken()}`
  const id = randomUUID()
  const { name, role, entities, scopes, expiresAt } = asked
  await db.transaction(async (tx) => {
    await assertReach(tx, companyId, { role, entities, ownCustomersOnly: false })
    await tx.insert(apiKey).values({
      ...{ companyId, id, name, role, entities, scopes, expiresAt },
      start: key.slice(0, 8),
      hash: digestOf(key),
      createdAt: now,
      createdBy: actor.name,
      createdById: actor.id,
    })
    const line = { companyId, at: now, actor: actor.name, act: 'make API key' }
    const after = { name, role, entities, scopes, expiresAt: expiresAt.toISOString() }
    await appendAudit(tx, [{ ...line, subject: { type: 'API key', id }, after }])
  })
  return { id, key }
}

/** The keys of a company, newest first, with those that are expired or revoked. */
export async function listApiKeys(db: Queryable, companyId: string): Promise<ApiKey[]> {
  const found = await db
    .select()
    .from(apiKey)
    .where(eq(apiKey.companyId, companyId))
    .orderBy(desc(apiKey.createdAt), desc(apiKey.id))
  return found.map(({ hash: _hash, companyId: _company, createdById: _creator, ...row }) => row)
}

/** Ends a key at once. Ending one that has ended changes nothing. */
export async function revokeApiKey(
  db: Database,
  {
    companyId,
    id,
    actor,
    now,
    why,
  }: { companyId: string; id: string; actor: { readonly name: string }; now: Date; why?: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const isIt = and(eq(apiKey.companyId, companyId), eq(apiKey.id, id))
    const [found] = await tx.select().from(apiKey).where(isIt)
    if (found === undefined) throw new NotFoundError(`There is no API key "${id}" in this company.`)
    const revoked = await tx
      .update(apiKey)
      .set({ revokedAt: now, revokedBy: actor.name })
      .where(and(isIt, isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id })
    if (revoked.length === 0) return
    const line = { companyId, at: now, actor: actor.name, act: 'revoke API key' }
    const said = { ...line, subject: { type: 'API key', id }, before: { name: found.name } }
    await appendAudit(tx, [why === undefined ? said : { ...said, why }])
  })
}

/** Who asks with this key. Throws `SignInRequiredError` for one that is unknown, expired or revoked. */
export async function principalOfKey(db: Database, key: string, now: Date): Promise<Principal> {
  const [found] = await db
    .select()
    .from(apiKey)
    .where(eq(apiKey.hash, digestOf(key)))
  if (found === undefined)
    throw new SignInRequiredError('This API key is not known here. Make one under settings.')
  if (found.revokedAt !== null)
    throw new SignInRequiredError(`The API key "${found.name}" was revoked. Make a new one under settings.`)
  if (found.expiresAt <= now)
    throw new SignInRequiredError(
      `The API key "${found.name}" expired on ${found.expiresAt.toISOString().slice(0, 10)}. Make a new one under settings.`,
    )
  await db
    .update(apiKey)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(apiKey.companyId, found.companyId),
        eq(apiKey.id, found.id),
        or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, new Date(now.getTime() - USE_NOTED_EVERY_MS))),
      ),
    )
  return {
    kind: 'key',
    id: found.id,
    name: `API key "${found.name}"`,
    companyId: found.companyId,
    role: found.role,
    entities: found.entities,
    ownCustomersOnly: false,
    scopes: found.scopes,
  }
}
