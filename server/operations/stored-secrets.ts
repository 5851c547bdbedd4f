import { randomBytes } from 'node:crypto'
import { and, eq, isNotNull } from 'drizzle-orm'
import { connection } from '#server/database/company-tables.ts'
import type { Database, Queryable } from '#server/database/database.ts'
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
