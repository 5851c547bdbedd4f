import postgres from 'postgres'
import { openDatabase } from '#server/database/open.ts'
import { clockAt } from '../../clock-at.ts'
import { stateOf } from './kept-images.ts'

/**
 * The name of a database on the server from which others are copied: with all tables, and with the demo company whose books
 * end on `demo` where that is given. It is made once for each state of the files it is made by; copying it takes a tenth of
 * migrating anew. The one of the state before is dropped, so that a server keeps one of each.
 */
export function templateOn(server: string, demo: string | undefined): Promise<string> {
  const known = found.get(demo ?? '')
  if (known !== undefined) return known
  const template = findOrMake(server, demo)
  found.set(demo ?? '', template)
  return template
}

/** What this process has found or made before; its files share it. */
const found = new Map<string, Promise<string>>()

async function findOrMake(server: string, demo: string | undefined): Promise<string> {
  const madeBy =
    demo === undefined
      ? ['server/migrations']
      : ['package-lock.json', 'engine', 'connectors', 'rules-library', 'server']
  const kind = demo === undefined ? 'dunlin_kept_migrated' : `dunlin_kept_demo_${demo.replaceAll('-', '')}`
  const name = `${kind}_${stateOf(madeBy)}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  try {
    // Test processes start side by side: one makes it, the others wait for it.
    await admin`select pg_advisory_lock(hashtext(${kind}))`
    const there = await admin`select datname from pg_database where datname like ${`${kind}_%`}`
    if (there.some(({ datname }) => datname === name)) return name
    for (const { datname } of there) await admin.unsafe(`drop database ${datname} with (force)`)
    // Under its own name only when it is whole, or a process that dies would leave half of one.
    const draft = `${name}_draft`
    await admin.unsafe(`create database ${draft}`)
    const url = new URL(server)
    url.pathname = `/${draft}`
    const database = await openDatabase({ url: url.href, dataDir: '' })
    try {
      await database.migrate()
      if (demo !== undefined) {
        const { loadDemo } = await import('#server/demo.ts')
        await loadDemo(database.db, clockAt(demo), () => {})
      }
    } finally {
      await database.close()
    }
    await admin.unsafe(`alter database ${draft} rename to ${name}`)
    return name
  } finally {
    await admin.end()
  }
}
