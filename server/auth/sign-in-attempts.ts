import { createHash } from 'node:crypto'
import { inArray, lt, sql } from 'drizzle-orm'
import { signInAttempts } from '#server/database/auth-tables.ts'
import type { Database } from '#server/database/database.ts'
import { TooManyAttemptsError } from './errors.ts'

const WINDOW_MS = 15 * 60_000

/** What is counted, and how many attempts a quarter of an hour has before the door closes for the rest of it. */
const LIMITS = [
  // A person who mistypes has five tries from where they sit.
  { name: 'person-and-address', most: 5 },
  // Guessing at one person from many places.
  { name: 'person', most: 50 },
  // Guessing at many persons from one place; an office shares an address.
  { name: 'address', most: 100 },
] as const

type Attempt = { readonly email: string; readonly address: string; readonly now: Date }

/**
 * Counts an attempt before it is looked at, so that attempts made side by side, here or in another process, cannot all slip
 * through; throws `TooManyAttemptsError` when one of the limits is reached. The same for people that are there and that are not.
 */
export async function countAttempt(db: Database, attempt: Attempt): Promise<void> {
  const { now } = attempt
  const keys = keysOf(attempt)
  const until = new Date(now.getTime() + WINDOW_MS)
  const counted = await db
    .insert(signInAttempts)
    .values(keys.map((key) => ({ key, attempts: 1, until })))
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: {
        attempts: sql`case when ${signInAttempts.until} <= ${now.toISOString()}::timestamptz then 1 else ${signInAttempts.attempts} + 1 end`,
        until: sql`case when ${signInAttempts.until} <= ${now.toISOString()}::timestamptz then excluded.until else ${signInAttempts.until} end`,
      },
    })
    .returning()
  const full = counted.filter(({ key, attempts }) => attempts > (LIMITS[keys.indexOf(key)]?.most ?? 0))
  if (full.length === 0) return
  const opens = Math.max(...full.map((row) => row.until.getTime()))
  throw new TooManyAttemptsError(Math.max(1, Math.ceil((opens - now.getTime()) / 1000)))
}

/** Forgets the attempts of a person who has signed in, and takes theirs off the count of the address. */
export async function forgetAttempts(db: Database, attempt: Attempt): Promise<void> {
  const [personAndAddress = '', person = '', address = ''] = keysOf(attempt)
  await db.delete(signInAttempts).where(inArray(signInAttempts.key, [personAndAddress, person]))
  await db
    .update(signInAttempts)
    .set({ attempts: sql`greatest(0, ${signInAttempts.attempts} - 1)` })
    .where(inArray(signInAttempts.key, [address]))
  await db.delete(signInAttempts).where(lt(signInAttempts.until, attempt.now))
}

function keysOf({ email, address }: Attempt): string[] {
  const person = email.trim().toLowerCase()
  const subjects = { 'person-and-address': `${person} ${address}`, person, address }
  return LIMITS.map(({ name }) =>
    createHash('sha256').update(`${name} ${subjects[name]}`).digest('base64url'),
  )
}
