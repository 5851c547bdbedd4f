import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Which process, beyond its number: numbers are used again, and two containers both have a process 1. */
export type ProcessIdentity = {
  readonly pid: number
  /** Opaque text that differs between two processes that had the same number; null where the system does not tell. */
  readonly startedAt: string | null
  readonly host: string
}

/** The identity of the process this runs in. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf(process.pid), host: hostname() }
}

/** False only if that process has certainly ended, also when its number now belongs to another. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  if (identity.startedAt === null) return true
  const startedAt = startOf(identity.pid)
  return startedAt === null || startedAt === identity.startedAt
}

function startOf(pid: number): string | null {
  if (process.platform === 'linux') return startOnLinux(pid)
  if (process.platform === 'win32') return null
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/bin:/usr/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    // No such process, or no `ps`: then only the number is compared, which errs on the side of "alive".
    return null
  }
}

function startOnLinux(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces; the start is the 22nd field.
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${boot}/${afterName[19]}`
  } catch {
    // A /proc that is not mounted: as above.
    return null
  }
}
