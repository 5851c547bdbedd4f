import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'builder', 'dist')
const stampFile = join(dist, 'built-from.txt')

/** Where the built pages are. */
export const BUILDER_DIR = dist

/** Everything whose change changes the pages: their own sources, what they import of the engine, and the packages' versions. */
const SOURCES = ['builder', 'engine', 'package-lock.json'] as const

const LOOK_AGAIN_MS = 100
/** No build takes this long: what holds a lock longer has another process's number by now. */
const GIVEN_UP_MS = 5 * 60_000

/**
 * Builds the pages when they were never built or their sources have changed since; says whether it did. The sources are
 * compared by content, since a fresh checkout gives every file a new time. Of processes that start together one builds, and the
 * others wait for it.
 */
export async function ensureBuilderBuilt(): Promise<boolean> {
  const stamp = stampOfSources()
  if (isBuiltFrom(stamp)) return false
  return oneAtATime(join(root, '.dunlin-build'), async () => {
    if (isBuiltFrom(stamp)) return false
    await buildPages()
    writeFileSync(stampFile, stamp)
    return true
  })
}

function isBuiltFrom(stamp: string): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

async function buildPages(): Promise<void> {
  // Vite is large and is not needed to serve pages that are already built.
  const { build } = await import('vite')
  const mode = process.env.NODE_ENV
  // Vite builds for what the environment says, and a test run says "test": its pages would be those of somebody at work on
  // them, three times as large, and whoever starts the server next would be served the same.
  process.env.NODE_ENV = 'production'
  try {
    await build({ configFile: join(root, 'builder', 'vite.config.ts'), logLevel: 'warn' })
  } finally {
    if (mode === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = mode
  }
}

function stampOfSources(): string {
  const stamp = createHash('sha256')
  for (const file of SOURCES.flatMap((source) => filesUnder(join(root, source)))) {
    const bytes = readFileSync(file)
    stamp.update(`${relative(root, file).replaceAll(sep, '/')} ${bytes.length}\n`).update(bytes)
  }
  return stamp.digest('hex')
}

function filesUnder(path: string): string[] {
  if (!path.startsWith(dist) && existsSync(path)) {
    const entries = readDirectory(path)
    if (entries === null) return [path]
    return entries.toSorted().flatMap((name) => filesUnder(join(path, name)))
  }
  return []
}

function readDirectory(path: string): string[] | null {
  try {
    return readdirSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}

/**
 * Does a piece of work while no other process of this machine does work under a lock in the same folder; waits until they are
 * done. What a process that died has left is taken over.
 */
async function oneAtATime<Done>(folder: string, work: () => Promise<Done>): Promise<Done> {
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

if (import.meta.main) await ensureBuilderBuilt()
