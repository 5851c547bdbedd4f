import { lt } from 'drizzle-orm'
import { authSession, authVerification, passwordLink, signInAttempts } from '#server/database/auth-tables.ts'
import type { Database } from '#server/database/database.ts'

/**
 * Removes what no longer lets anybody in: sessions that have run out (with the address and the browser they were used from), proofs
 * of sign-ins that were never finished, links to set a password, counts of attempts. Answers how many sessions it were.
 */
export async function removeExpiredSignIns(db: Database, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const sessions = await tx
      .delete(authSession)
      .where(lt(authSession.expiresAt, now))
      .returning({ id: authSession.id })
    await tx.delete(authVerification).where(lt(authVerification.expiresAt, now))
    await tx.delete(passwordLink).where(lt(passwordLink.expiresAt, now))
    await tx.delete(signInAttempts).where(lt(signInAttempts.until, now))
    return sessions.length
  })
}
