import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { KeyInvalidError } from './errors.ts'

/** A key that lies outside the database: 32 bytes, and the name by which sealed secrets say what they were sealed with. */
export type Key = { readonly id: string; readonly bytes: Buffer }

/** The key secrets are sealed with, and every key that can still open one. The current key stands first. */
export type Keyring = { readonly current: Key; readonly all: readonly Key[] }

const KEY_BYTES = 32

/** Where the keys of a data directory lie: one in each line, the current one first. */
export function keyFileOf(dataDir: string): string {
  return join(dataDir, 'keys')
}

/**
 * The keys of an installation: those of DUNLIN_KEY when it is set (base64, the current one first, joined by commas), else those
 * in the key file of the data directory, which is made with a fresh key when there is none.
 */
export function loadKeys(dataDir: string, given?: string | undefined): Keyring {
  if (given !== undefined && given.trim() !== '') return keyringOf(given.split(','), 'DUNLIN_KEY')
  const path = keyFileOf(dataDir)
  refuseReadableByOthers(path)
  return keyringOf((readKeyFile(path) ?? makeKeyFile(dataDir)).split('\n'), path)
}

/** The key secrets are sealed with: `loadKeys(...).current`. */
export function loadKey(dataDir: string, given?: string | undefined): Key {
  return loadKeys(dataDir, given).current
}

/** A key from its bytes. Its id is a digest, so two machines with the same key give it the same name. */
export function keyOf(bytes: Buffer): Key {
  return { id: createHash('sha256').update('dunlin key id').update(bytes).digest('hex').slice(0, 12), bytes }
}

/** A fresh key as it is written down. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

/** Puts a fresh key in front. The older ones stay, because older backups hold secrets sealed with them. */
export function addKey(dataDir: string): Keyring {
  const { all } = loadKeys(dataDir)
  const texts = [newKeyText(), ...all.map(({ bytes }) => bytes.toString('base64'))]
  const path = keyFileOf(dataDir)
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  // A reader sees the old file or the new one: half a key file would be the loss of every secret.
  writeFileSync(draft, `${texts.join('\n')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(draft, path)
  return loadKeys(dataDir)
}

function keyringOf(texts: readonly string[], where: string): Keyring {
  const all = texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text, at) => {
      const bytes = Buffer.from(text, 'base64')
      // The text itself is never repeated: it may be a key with one letter missing.
      if (bytes.length !== KEY_BYTES)
        throw new KeyInvalidError(
          `Cannot use key ${at + 1} of ${where}: it is ${bytes.length} bytes long and should be ${KEY_BYTES}, written in base64. "openssl rand -base64 ${KEY_BYTES}" makes one.`,
        )
      return keyOf(bytes)
    })
  const [current] = all
  if (current === undefined)
    throw new KeyInvalidError(
      `Cannot find a key in ${where}: it is empty. Put the key back from where you keep it; without it the stored secrets cannot be read. If there are none, remove the file.`,
    )
  return { current, all }
}

function readKeyFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

/** Two processes may start at once: the file appears whole, once, and the slower one reads what the faster has made. */
function makeKeyFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = keyFileOf(dataDir)
  const text = `${newKeyText()}\n`
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
    return text
  } catch (error) {
    if (isCode(error, 'EEXIST')) return readFileSync(path, 'utf8')
    if (!isCode(error, 'EPERM') && !isCode(error, 'ENOTSUP')) throw error
    // A file system without links.
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
    return text
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A key that others can read is no secret: it is closed to them, and where that is not possible the start is refused. */
function refuseReadableByOthers(path: string): void {
  if (process.platform === 'win32') return
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined || (mode & 0o077) === 0) return
  try {
    chmodSync(path, 0o600)
  } catch (cause) {
    throw new KeyInvalidError(
      `Cannot use the keys in ${path}: other users of this machine may read them. Make the file yours alone: chmod 600.`,
      { cause },
    )
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
