import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { type OpenDatabase, overPglite } from '#server/database/open.ts'
import { clockAt } from '../../clock-at.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** What the images are made by besides what is in them. */
const MAKING = ['package-lock.json', 'test/server/database/kept-images.ts']

/** A database of PGlite without a table. Making one takes seconds, loading it a fraction. */
export function blankImage(): Promise<Blob> {
  return kept('blank', MAKING, () => imageOf(new PGlite(), ({ pglite }) => leaveOutWhatIsUnused(pglite!)))
}

/**
 * Makes a database half as long to open. Of its files every second one belongs to the two databases from which others would be
 * copied, and nobody copies one here; and the memory for pages is cleared each time, 128 MB unless told otherwise.
 */
async function leaveOutWhatIsUnused(pglite: PGlite): Promise<void> {
  for (const template of ['template0', 'template1']) {
    await pglite.exec(`alter database ${template} is_template false`)
    await pglite.exec(`drop database ${template}`)
  }
  await pglite.exec(`alter system set shared_buffers = '8MB'`)
}

/**
 * Fills a data folder of an installation with an empty database, as its first start would: for tests that need one on the disk
 * and are about something else.
 */
export async function prepareDataDir(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const database = new PGlite(join(dataDir, 'database'), { loadDataDir: await blankImage() })
  // A server that is measured or started in earnest has the memory of any other.
  await database.exec('alter system reset shared_buffers')
  await database.close()
}

/** One with all tables and no rows. */
export function migratedImage(): Promise<Blob> {
  return kept('migrated', [...MAKING, 'server/migrations'], async () =>
    imageOf(new PGlite({ loadDataDir: await blankImage() }), (database) => database.migrate()),
  )
}

/** One with the demo company whose books end on a day, after its first run. */
export function demoImage(day: string): Promise<Blob> {
  const made = [...MAKING, 'engine', 'connectors', 'rules-library', 'server']
  return kept(`demo-${day}`, made, async () =>
    imageOf(new PGlite({ loadDataDir: await migratedImage() }), async ({ db }) => {
      const { loadDemo } = await import('#server/demo.ts')
      await loadDemo(db, clockAt(day), () => {})
    }),
  )
}

async function imageOf(
  client: PGlite,
  prepare: (database: OpenDatabase) => Promise<unknown>,
): Promise<Uint8Array<ArrayBuffer>> {
  await client.waitReady
  const database = overPglite(client)
  try {
    await prepare(database)
    return new Uint8Array(await (await client.dumpDataDir('none')).arrayBuffer())
  } finally {
    await database.close()
  }
}

/** What this process has loaded or made before; its files share it. */
const loaded = new Map<string, Promise<Blob>>()

/** An image made once for each state of the files it is made by, and kept beside other temporary files. */
function kept(
  name: string,
  madeBy: readonly string[],
  make: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Blob> {
  const before = loaded.get(name)
  if (before !== undefined) return before
  const image = loadOrMake(name, madeBy, make)
  loaded.set(name, image)
  return image
}

async function loadOrMake(
  name: string,
  madeBy: readonly string[],
  make: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Blob> {
  const path = join(tmpdir(), `dunlin-test-${name}-${stateOf(madeBy)}.tar`)
  if (existsSync(path)) return new Blob([readFileSync(path)])
  const image = await make()
  // Test files run side by side: the last to finish wins, and none sees half a file.
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, image, { mode: 0o600 })
  renameSync(draft, path)
  return new Blob([image])
}

/** A short name for what these files and folders of the project hold right now. */
export function stateOf(madeBy: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of madeBy.flatMap(filesUnder))
    hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex').slice(0, 16)
}

/** The files under a path of this project, by name: a file itself, or what is in a folder. */
function filesUnder(path: string): string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path]
  return readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
}
