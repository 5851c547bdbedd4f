import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { BUILDER_DIR, ensureBuilderBuilt } from '#builder/build.ts'
import { openBookShelf } from './api/book-shelf.ts'
import type { Clock } from './clock.ts'
import { internalCommandRoute } from './command-line/take-over.ts'
import { openDatabase } from './database/open.ts'
import { loadDemo } from './demo.ts'
import { createHttpApp } from './http/app.ts'
import { listen } from './http/listen.ts'
import { startHeartbeat } from './schedule/heartbeat.ts'
import { runDueRules } from './schedule/run-due-rules.ts'

export type Serving = { readonly url: string; stop(): Promise<void> }

/** How often the schedule is looked at. */
const HEARTBEAT_SECONDS = 30

/**
 * Serves everything from one process on an address of this machine: migrates, fills an empty database with the demo
 * company, answers the API and the pages, takes commands of other processes, and starts rules when they come due.
 */
export async function serve({
  dataDir,
  databaseUrl,
  port,
  clock,
  out,
}: {
  dataDir: string
  databaseUrl: string | undefined
  port: number
  clock: Clock
  out: (text: string) => void
}): Promise<Serving> {
  const open = await openDatabase({ url: databaseUrl, dataDir })
  try {
    await open.migrate()
    await loadDemo(open.db, clock, out)
    if (await ensureBuilderBuilt()) out('Built the pages.')
    const token = randomBytes(32).toString('base64url')
    const shelf = openBookShelf(open.db)
    const app = createHttpApp({ db: open.db, clock, shelf, version: ownVersion(), builderDir: BUILDER_DIR })
    const commands = internalCommandRoute({ token, open, clock })
    const listening = await listen(
      {
        fetch: (request, env) =>
          isInternal(request) ? commands.fetch(request, env) : app.fetch(request, env),
      },
      { port, hostname: '127.0.0.1' },
    )
    open.lock?.announce({ port: listening.port, token })
    const heartbeat = await startHeartbeat({
      everySeconds: HEARTBEAT_SECONDS,
      look: () => runDueRules(open.db, clock),
      report: (error) =>
        out(`The schedule could not be looked at: ${error instanceof Error ? error.message : String(error)}`),
    })
    return {
      url: listening.url,
      async stop() {
        await heartbeat.stop()
        await listening.stop()
        await open.close()
      },
    }
  } catch (error) {
    await open.close()
    throw error
  }
}

/** Commands of the command line come on a path of their own, apart from what the builder and other programs may ask. */
function isInternal(request: Request): boolean {
  return new URL(request.url).pathname.startsWith('/internal/')
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : ''
}
