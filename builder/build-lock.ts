import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const LOOK_AGAIN_MS = 100
/** No build takes this long: what holds a lock longer has another process's number by now. */
const GIVEN_UP_MS = 5 * 60_000

/**
 * Does a piece of work while no other process of this machine does work under a lock in the same folder; waits until they are
 * done. What a process that died has left is taken over.
 */
export async function oneAtATime<Done>(folder: string, work: () => Promise<Done>): Promise<Done> {
  const path = join(folder, 'building')
  mkdirSync(folder, { recursive: true })
  while (!take(path)) {
    if (isAbandoned(path)) rmSync(path, { force: true })
    else await setTimeout(LOOK_AGAIN_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function isAbandoned(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > GIVEN_UP_MS) return true
    const holder = Number(readFileSync(path, 'utf8'))
    // It has made the file and not yet written who it is.
    if (holder === 0) return false
    process.kill(holder, 0)
    return false
  } catch (error) {
    // EPERM: it runs, and is somebody else's. ENOENT: it has just ended in order.
    if (codeOf(error) === 'ESRCH') return true
    if (codeOf(error) === 'EPERM' || codeOf(error) === 'ENOENT') return false
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
