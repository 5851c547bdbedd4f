import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDirectory, readHolder } from '#server/database/directory-lock.ts'
import { DataDirectoryHeldError, DataDirectoryLockDamagedError } from '#server/database/errors.ts'
import { thisProcess } from '#server/database/process-identity.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'dunlin-lock-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const leaveLock = (holder: object): void =>
  writeFileSync(join(dataDir, 'lock.json'), JSON.stringify({ lockId: 'left', host: hostname(), ...holder }))

/** The number of a process that has ended. */
const endedPid = (): number => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return pid
}

test('the second to open a data directory is refused with the process and what to do', () => {
  const lock = lockDirectory(dataDir)
  const second = () => lockDirectory(dataDir)
  expect(second).toThrow(DataDirectoryHeldError)
  expect(second).toThrow(`Stop process ${process.pid} first, or choose another directory with --data.`)
  lock.release()
})

test('a released directory can be opened again, and nothing is left behind', () => {
  lockDirectory(dataDir).release()
  const again = lockDirectory(dataDir)
  expect(readdirSync(dataDir)).toEqual(['lock.json'])
  again.release()
  expect(readdirSync(dataDir)).toEqual([])
})

test('only the user who runs it may read the lock, for it holds a token', () => {
  const lock = lockDirectory(dataDir)
  lock.announce({ port: 3000, token: 'secret' })
  expect(statSync(join(dataDir, 'lock.json')).mode & 0o777).toBe(0o600)
  expect(readHolder(dataDir)).toMatchObject({ pid: process.pid, port: 3000, token: 'secret' })
  lock.release()
})

test('the refusal tells a command line call where to send its command', () => {
  const lock = lockDirectory(dataDir)
  lock.announce({ port: 3000, token: 'secret' })
  let refusal: unknown
  try {
    lockDirectory(dataDir)
  } catch (error) {
    refusal = error
  }
  expect(refusal).toMatchObject({ holder: { port: 3000, token: 'secret' } })
  expect(String(refusal)).not.toContain('secret')
  lock.release()
})

test('the lock of a dead process is taken over', () => {
  leaveLock({ pid: endedPid(), startedAt: 'long ago' })
  const lock = lockDirectory(dataDir)
  expect(readHolder(dataDir)?.pid).toBe(process.pid)
  expect(readdirSync(dataDir)).toEqual(['lock.json'])
  lock.release()
})

test('the lock of a dead process whose number now belongs to another is taken over', () => {
  if (thisProcess().startedAt === null) return
  leaveLock({ pid: process.pid, startedAt: 'another start' })
  lockDirectory(dataDir).release()
})

test('a living process keeps its lock however old it is', () => {
  leaveLock(thisProcess())
  utimesSync(join(dataDir, 'lock.json'), new Date('2001-01-01'), new Date('2001-01-01'))
  expect(() => lockDirectory(dataDir)).toThrow(DataDirectoryHeldError)
})

test('whether a process of another machine lives cannot be told, so its lock stays', () => {
  leaveLock({ pid: endedPid(), startedAt: null, host: 'another-machine' })
  expect(() => lockDirectory(dataDir)).toThrow(/on the machine another-machine .* remove .*lock\.json/)
})

test('a lock that cannot be read is not taken for a dead one', () => {
  writeFileSync(join(dataDir, 'lock.json'), '{"pid"')
  expect(() => lockDirectory(dataDir)).toThrow(DataDirectoryLockDamagedError)
})

test('releasing does not remove the lock of whoever took over', () => {
  const lock = lockDirectory(dataDir)
  leaveLock({ pid: process.pid, startedAt: thisProcess().startedAt, lockId: 'another' })
  lock.release()
  expect(readHolder(dataDir)?.lockId).toBe('another')
})
