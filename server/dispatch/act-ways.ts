import { ACTS, type ActKind, isActName } from '#engine/acts.ts'

const LETTERS: readonly ActKind[] = ['chase-message', 'statement', 'receipt']

/** True for an act that is a letter, and so leaves by mail. */
export function isLetter(kind: string): boolean {
  return isActName(kind) && (LETTERS.includes(ACTS[kind].kind) || kind === 'send-internal-mail')
}

/** True for an act on the books: where an accounting system is connected, it is the one who carries it out. */
export function isForTheBooks(kind: string): boolean {
  return kind === 'place-credit-hold' || kind === 'release-credit-hold'
}

/** True for an act on a system of somebody else's, which cannot be done in one transaction with its record. */
export function isOutside(kind: string): boolean {
  return isActName(kind) && ACTS[kind].kind === 'outside'
}

/** True for an act whose whole effect is in this database and reaches no customer: it is done even while all sending is stopped. */
export function staysInHouse(kind: string): boolean {
  return isActName(kind) && ACTS[kind].kind === 'internal' && !isLetter(kind)
}
