import { randomBytes } from 'node:crypto'
import { and, eq, isNotNull } from 'drizzle-orm'
import { connection } from '#server/database/company-tables.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { secret } from '#server/database/secret-tables.ts'
import type { Keyring } from './key-file.ts'
import { openSecret, resealSecret, sealSecret } from './secret-box.ts'

/** Stands where a company would, for secrets of the whole installation. No company can have this id. */
const INSTALLATION = '*'

/** The place a connection's credentials are sealed for. */
export function connectionPlace({ companyId, id }: { companyId: string; id: string }): string {
  return `${companyId}/connection/${id}`
}

const secretPlace = ({ companyId, name }: { companyId: string; name: string }) =>
  `${companyId}/secret/${name}`

/**
 * A random word that this installation keeps for itself, such as the one sessions are signed with: the same for all its servers
 * and after a change of the key. Made at the first call.
 */
export async function installationSecret(
  db: Database,
  keyring: Keyring,
  { name, now }: { name: string; now: Date },
): Promise<string> {
  const place = secretPlace({ companyId: INSTALLATION, name })
  const stored = await sealedSecret(db, name)
  if (stored !== null) return openSecret(keyring, { sealed: stored, place })
  const sealed = sealSecret(keyring, { secret: randomBytes(32).toString('base64url'), place })
  await db
    .insert(secret)
    .values({ companyId: INSTALLATION, name, sealed, setAt: now, setBy: 'Dunlin' })
    // Another server has started at the same moment: its word is as good, and there is only one.
    .onConflictDoNothing()
  return openSecret(keyring, { sealed: (await sealedSecret(db, name)) ?? sealed, place })
}

/** A company's secret by its name, such as `mail/us`; null when there is none. Throws `SecretUnreadableError`. */
export async function companySecret(
  db: Queryable,
  keyring: Keyring,
  { companyId, name }: { companyId: string; name: string },
): Promise<string | null> {
  const [found] = await db
    .select({ sealed: secret.sealed })
    .from(secret)
    .where(and(eq(secret.companyId, companyId), eq(secret.name, name)))
  return found === undefined
    ? null
    : openSecret(keyring, { sealed: found.sealed, place: secretPlace({ companyId, name }) })
}

/** Seals a company's secret under a name, in place of the one before; null takes it away. */
export async function setCompanySecret(
  tx: Transaction,
  keyring: Keyring,
  order: { companyId: string; name: string; secret: string | null; now: Date; actor: string },
): Promise<void> {
  const { companyId, name, now: setAt, actor: setBy } = order
  if (order.secret === null) {
    await tx.delete(secret).where(and(eq(secret.companyId, companyId), eq(secret.name, name)))
    return
  }
  const sealed = sealSecret(keyring, { secret: order.secret, place: secretPlace({ companyId, name }) })
  await tx
    .insert(secret)
    .values({ companyId, name, sealed, setAt, setBy })
    .onConflictDoUpdate({ target: [secret.companyId, secret.name], set: { sealed, setAt, setBy } })
}

/** Which secrets a company has under names that begin so; never what they are. */
export async function companySecretNames(
  db: Queryable,
  { companyId, prefix }: { companyId: string; prefix: string },
): Promise<string[]> {
  const found = await db.select({ name: secret.name }).from(secret).where(eq(secret.companyId, companyId))
  return found.map(({ name }) => name).filter((name) => name.startsWith(prefix))
}

async function sealedSecret(db: Queryable, name: string): Promise<string | null> {
  const [found] = await db
    .select({ sealed: secret.sealed })
    .from(secret)
    .where(and(eq(secret.companyId, INSTALLATION), eq(secret.name, name)))
  return found?.sealed ?? null
}

/** Brings every stored secret under the current key, all or none; says how many there were. The secrets themselves are not opened. */
export async function rotateSecrets(db: Database, keyring: Keyring): Promise<number> {
  return db.transaction(async (tx) => {
    let resealed = 0
    for (const { companyId, name, sealed } of await tx.select().from(secret).for('update')) {
      const renewed = resealSecret(keyring, { sealed, place: secretPlace({ companyId, name }) })
      if (renewed === null) continue
      resealed += 1
      await tx
        .update(secret)
        .set({ sealed: renewed })
        .where(and(eq(secret.companyId, companyId), eq(secret.name, name)))
    }
    const connections = await tx.select().from(connection).where(isNotNull(connection.secret)).for('update')
    for (const { companyId, id, secret: sealed } of connections) {
      const renewed = sealed && resealSecret(keyring, { sealed, place: connectionPlace({ companyId, id }) })
      if (!renewed) continue
      resealed += 1
      await tx
        .update(connection)
        .set({ secret: renewed })
        .where(and(eq(connection.companyId, companyId), eq(connection.id, id)))
    }
    return resealed
  })
}
