import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SecretUnreadableError } from '#server/operations/errors.ts'
import { type Keyring, keyOf } from '#server/operations/key-file.ts'
import { openSecret, resealSecret, sealSecret } from '#server/operations/secret-box.ts'

function aKeyring(...older: Keyring[]): Keyring {
  const current = keyOf(randomBytes(32))
  return { current, all: [current, ...older.flatMap(({ all }) => all)] }
}
const PLACE = 'acme/connection/quickbooks'

describe('a sealed secret', () => {
  test('opens to what was sealed, whatever it was', () => {
    const keyring = aKeyring()
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (secret) => {
        const sealed = sealSecret(keyring, { secret, place: PLACE })
        expect(openSecret(keyring, { sealed, place: PLACE })).toBe(secret)
      }),
      { numRuns: 50 },
    )
  })

  test('looks different every time and holds nothing of the secret', () => {
    const keyring = aKeyring()
    const seal = () => sealSecret(keyring, { secret: 'canary-9f2c7e', place: PLACE })
    expect(seal()).not.toBe(seal())
    const bytes = Buffer.concat(
      seal()
        .split('.')
        .map((part) => Buffer.from(part, 'base64url')),
    )
    expect(bytes.includes('canary')).toBe(false)
  })

  test('does not open when one letter of it was changed', () => {
    const keyring = aKeyring()
    const sealed = sealSecret(keyring, { secret: 'hunter2', place: PLACE })
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'Q' : 'A'}${sealed.slice(at + 1)}`
      expect(() => openSecret(keyring, { sealed: changed, place: PLACE }), `letter ${at}`).toThrow(
        SecretUnreadableError,
      )
    }
  })

  test('does not open for another company or connection', () => {
    const keyring = aKeyring()
    const sealed = sealSecret(keyring, { secret: 'hunter2', place: PLACE })
    expect(() => openSecret(keyring, { sealed, place: 'other/connection/quickbooks' })).toThrow(
      SecretUnreadableError,
    )
  })

  test('of another installation is refused with the name of the key it needs', () => {
    const theirs = aKeyring()
    const sealed = sealSecret(theirs, { secret: 'hunter2', place: PLACE })
    expect(() => openSecret(aKeyring(), { sealed, place: PLACE })).toThrow(theirs.current.id)
  })

  test('comes under the new key without being opened, and needs the old one no longer', () => {
    const old = aKeyring()
    const sealed = sealSecret(old, { secret: 'hunter2', place: PLACE })
    const both = aKeyring(old)
    const resealed = resealSecret(both, { sealed, place: PLACE })!
    const onlyNew: Keyring = { current: both.current, all: [both.current] }
    expect(openSecret(onlyNew, { sealed: resealed, place: PLACE })).toBe('hunter2')
    expect(resealed.split('.')[3]).toBe(sealed.split('.')[3])
    expect(resealSecret(both, { sealed: resealed, place: PLACE })).toBeNull()
  })
})
