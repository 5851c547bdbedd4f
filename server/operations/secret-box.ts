import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { SecretUnreadableError } from './errors.ts'
import type { Key, Keyring } from './key-file.ts'

/**
 * A secret is sealed with a key of its own, and that key is sealed with the key outside the database: a change of the outer key
 * touches sixty bytes a secret and never the secret. As text, with dots between: version, id of the outer key, the inner key
 * sealed, the secret sealed.
 */
const VERSION = 'dunlin1'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Seals a secret for one place, such as `acme/connection/quickbooks`. Elsewhere it does not open. */
export function sealSecret(keyring: Keyring, { secret, place }: { secret: string; place: string }): string {
  const inner = randomBytes(32)
  return [
    VERSION,
    keyring.current.id,
    encrypt(keyring.current.bytes, inner, place).toString('base64url'),
    encrypt(inner, Buffer.from(secret, 'utf8'), place).toString('base64url'),
  ].join('.')
}

/** Opens a sealed secret. Throws `SecretUnreadableError`, which never repeats any of it. */
export function openSecret(keyring: Keyring, { sealed, place }: { sealed: string; place: string }): string {
  const { key, inner, secret } = partsOf(keyring, { sealed, place })
  const bytes = decrypt(decrypt(key.bytes, inner, place), secret, place)
  return bytes.toString('utf8')
}

/** The same secret under the current key; null when it is under that key already. */
export function resealSecret(
  keyring: Keyring,
  { sealed, place }: { sealed: string; place: string },
): string | null {
  const { key, inner, secret } = partsOf(keyring, { sealed, place })
  if (key.id === keyring.current.id) return null
  const opened = decrypt(key.bytes, inner, place)
  return [
    VERSION,
    keyring.current.id,
    encrypt(keyring.current.bytes, opened, place).toString('base64url'),
    secret.toString('base64url'),
  ].join('.')
}

function partsOf(
  keyring: Keyring,
  { sealed, place }: { sealed: string; place: string },
): { key: Key; inner: Buffer; secret: Buffer } {
  const [version, keyId, inner, secret, ...more] = sealed.split('.')
  if (version !== VERSION || !keyId || !inner || !secret || more.length > 0)
    throw new SecretUnreadableError(
      `Cannot open the secret of ${place}: it is not in the form in which this version seals secrets. Enter it again.`,
    )
  const key = keyring.all.find(({ id }) => id === keyId)
  if (key === undefined)
    throw new SecretUnreadableError(
      `Cannot open the secret of ${place}: it is sealed with the key ${keyId}, and the keys here are ${keyring.all.map(({ id }) => id).join(', ')}. Bring the key file of the installation it was entered in, or enter the secret again.`,
    )
  return { key, inner: Buffer.from(inner, 'base64url'), secret: Buffer.from(secret, 'base64url') }
}

function encrypt(key: Buffer, plain: Buffer, place: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(place, 'utf8'))
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, place: string): Buffer {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
    cipher.setAAD(Buffer.from(place, 'utf8'))
    cipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([cipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), cipher.final()])
  } catch (cause) {
    throw new SecretUnreadableError(
      `Cannot open the secret of ${place}: it was changed, or it was sealed for another place. Enter it again.`,
      { cause },
    )
  }
}
