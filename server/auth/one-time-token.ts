import { createHash, randomBytes } from 'node:crypto'

/** A word nobody can guess: 32 random bytes, as text that fits an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token: enough to know it again, of no use to who reads it. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
