import { createHash } from 'node:crypto'

/** The key of a letter as the tag of a mail service, which takes letters and digits only. */
export function keyDigest(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex')
}

/** The key as a header can carry it: as it is where that is possible. */
export function keyHeader(key: string): string {
  return /^[\x21-\x7e]{1,256}$/.test(key) ? key : keyDigest(key)
}
