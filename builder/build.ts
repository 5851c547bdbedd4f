import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { oneAtATime } from './build-lock.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'builder', 'dist')
const stampFile = join(dist, 'built-from.txt')

/** Where the built pages are. */
export const BUILDER_DIR = dist

/** Everything whose change changes the pages: their own sources, what they import of the engine, and the packages' versions. */
const SOURCES = ['builder', 'engine', 'package-lock.json'] as const

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

if (import.meta.main) await ensureBuilderBuilt()
