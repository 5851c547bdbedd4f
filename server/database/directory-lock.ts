import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DataDirectoryHeldError, DataDirectoryLockDamagedError } from './errors.ts'
import { isAlive, thisProcess } from './process-identity.ts'

/**
 * The embedded database has no lock of its own: a second process that opens it loses the rows of the first, silently.
 * So whoever opens it holds this file, which lies beside the database and is created only if it is not there.
 * It is taken over from a dead process only, never by age: a long query stops the whole process, and it is not dead.
 */
const LockHolder = z.strictObject({
  pid: z.int().positive(),
  startedAt: z.string().nullable(),
  host: z.string(),
  /** Tells two locks of one process apart. */
  lockId: z.string(),
  /** Where the holder takes commands over loopback, once it serves. */
  port: z.int().min(1).max(65535).exactOptional(),
  token: z.string().exactOptional(),
})
export type LockHolder = z.infer<typeof LockHolder>

/** A held lock. */
export type DirectoryLock = {
  readonly holder: LockHolder
  /** Writes down where this process takes commands, for command line calls that find the directory held. */
  announce(service: { port: number; token: string }): void
  release(): void
}

const lockFileOf = (dataDir: string): string => join(dataDir, 'lock.json')

/** Takes the lock of a data directory; throws `DataDirectoryHeldError` while a living process has it. */
export function lockDirectory(dataDir: string): DirectoryLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lockFile = lockFileOf(dataDir)
  let holder: LockHolder = { ...thisProcess(), lockId: randomUUID() }
  for (;;) {
    if (createOnlyIfAbsent(lockFile, holder)) break
    const found = readHolder(dataDir)
    if (found === null) continue
    const here = found.host === holder.host
    // Whether a process of another machine lives cannot be told from here.
    if (!here || isAlive(found)) throw new DataDirectoryHeldError({ dataDir, lockFile, holder: found, here })
    removeDead(lockFile, found)
  }
  const isStillOurs = (): boolean => readHolder(dataDir)?.lockId === holder.lockId
  return {
    get holder() {
      return holder
    },
    announce({ port, token }) {
      if (!isStillOurs()) return
      holder = { ...holder, port, token }
      // A reader sees the old text or the new one, never half of it.
      writeFileSync(`${lockFile}.${holder.lockId}`, JSON.stringify(holder), { mode: 0o600 })
      renameSync(`${lockFile}.${holder.lockId}`, lockFile)
    },
    release() {
      if (isStillOurs()) unlinkSync(lockFile)
    },
  }
}

/** Who holds a data directory, dead or alive; null when nobody does. */
export function readHolder(dataDir: string): LockHolder | null {
  const lockFile = lockFileOf(dataDir)
  let text: string
  try {
    text = readFileSync(lockFile, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
  try {
    return LockHolder.parse(JSON.parse(text))
  } catch (cause) {
    throw new DataDirectoryLockDamagedError({ lockFile, found: text, cause })
  }
}

/** The file appears with its whole text or not at all, and only if there is none: a link to a written file, not an open one. */
function createOnlyIfAbsent(lockFile: string, holder: LockHolder): boolean {
  const draft = `${lockFile}.${holder.lockId}`
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, lockFile)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    // Some file systems of containers and memory sticks know no links.
    if (isCode(error, 'EPERM') || isCode(error, 'ENOTSUP')) return createDirectly(lockFile, holder)
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function createDirectly(lockFile: string, holder: LockHolder): boolean {
  try {
    writeFileSync(lockFile, JSON.stringify(holder), { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Two processes may find the same dead holder. Each moves the file aside under a name of its own, so that only one gets
 * it; if what it got is not the dead holder's, the other was faster and its lock is put back.
 */
function removeDead(lockFile: string, dead: LockHolder): void {
  const aside = `${lockFile}.${randomUUID()}`
  try {
    renameSync(lockFile, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  const moved = LockHolder.parse(JSON.parse(readFileSync(aside, 'utf8')))
  if (moved.lockId !== dead.lockId) createOnlyIfAbsent(lockFile, moved)
  unlinkSync(aside)
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
