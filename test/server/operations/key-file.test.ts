import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { KeyInvalidError } from '#server/operations/errors.ts'
import { keyFileOf, loadKey, loadKeys, newKeyText } from '#server/operations/key-file.ts'

const made: string[] = []
function aDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'dunlin-key-'))
  made.push(path)
  return path
}
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

describe('the key of an installation', () => {
  test('is made once, lies beside the database, and nobody else may read it', () => {
    const dataDir = aDirectory()
    const key = loadKey(dataDir)
    expect(key.bytes).toHaveLength(32)
    expect(loadKey(dataDir)).toEqual(key)
    expect(statSync(keyFileOf(dataDir)).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['keys'])
    expect(loadKey(aDirectory()).id).not.toBe(key.id)
  })

  test('that others could read is closed to them', () => {
    const dataDir = aDirectory()
    loadKey(dataDir)
    chmodSync(keyFileOf(dataDir), 0o644)
    loadKey(dataDir)
    expect(statSync(keyFileOf(dataDir)).mode & 0o777).toBe(0o600)
  })

  test('may be given by the environment, and then no file is made', () => {
    const dataDir = aDirectory()
    const [first, second] = [newKeyText(), newKeyText()]
    const keys = loadKeys(dataDir, `${first},${second}`)
    expect(keys.current.bytes.toString('base64')).toBe(first)
    expect(keys.all).toHaveLength(2)
    expect(readdirSync(dataDir)).toEqual([])
  })

  test.each([
    ['too short', 'c2hvcnQ='],
    ['no key at all', ','],
  ])('is refused when it is %s, and never repeated', (_, text) => {
    const refused = () => loadKeys(aDirectory(), text)
    expect(refused).toThrow(KeyInvalidError)
    expect(refused).not.toThrow(/c2hvcnQ/)
  })

  test('is not made anew over an empty file: the secrets sealed with the lost one could never be read', () => {
    const dataDir = aDirectory()
    writeFileSync(keyFileOf(dataDir), '')
    expect(() => loadKey(dataDir)).toThrow(KeyInvalidError)
    expect(readFileSync(keyFileOf(dataDir), 'utf8')).toBe('')
  })
})
