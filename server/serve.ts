import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { BUILDER_DIR, ensureBuilderBuilt } from '#builder/build.ts'
import { authenticate } from './auth/authenticate.ts'
import { type Auth, createAuth } from './auth/create-auth.ts'
import { isDemoOpen } from './auth/demo-visitor.ts'
import { firstAdminLink } from './auth/first-admin.ts'
import { signInServiceOf } from './auth/sign-in-service.ts'
import { openBookShelf } from './books/book-shelf.ts'
import type { Clock } from './clock.ts'
import { internalCommandRoute } from './command-line/take-over.ts'
import { type OpenDatabase, openDatabase } from './database/open.ts'
import { loadDemo } from './demo.ts'
import { dispatchServicesOf } from './dispatch/services-of.ts'
import { lookForEvents } from './events/daily-look.ts'
import { runEvents } from './events/run-events.ts'
import { createHttpApp } from './http/app.ts'
import { type Listening, listen } from './http/listen.ts'
import { ownAddressOf } from './http/own-address.ts'
import { checkReadiness, createBeat } from './operations/health.ts'
import { loadKeys } from './operations/key-file.ts'
import { createLogger } from './operations/logger.ts'
import { createMetrics } from './operations/metrics.ts'
import { applyAllRetention } from './operations/retention.ts'
import { serverSettingsOf } from './operations/server-settings.ts'
import { shutDown } from './operations/shutdown.ts'
import { installationSecret } from './operations/stored-secrets.ts'
import { type Queue, startQueue } from './queue/queue.ts'
import { wakeHandlers } from './queue/worker.ts'
import { startHeartbeat } from './schedule/heartbeat.ts'
import { keepWatch } from './schedule/keep-watch.ts'
import { runDueRules } from './schedule/run-due-rules.ts'

export type Serving = { readonly url: string; stop(): Promise<void> }

type Order = {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly port: number
  readonly clock: Clock
  /** What the person who started the server should know. */
  readonly out: (text: string) => void
  /** Where the log goes, line by line. */
  readonly log: (line: string) => void
}

/**
 * Serves everything from one process on an address of this machine: migrates, fills an empty database with the demo
 * company, answers the API and the pages, takes commands of other processes, and starts rules when they come due.
 */
export async function serve(order: Order): Promise<Serving> {
  const { dataDir, clock, out } = order
  // What cannot be served is said before anything is loaded.
  ownAddressOf(order.env)
  const open = await openDatabase({ url: serverSettingsOf(order.env).DATABASE_URL, dataDir })
  try {
    await open.migrate()
    await loadDemo(open.db, clock, out)
    if (await ensureBuilderBuilt()) out('Built the pages.')
    return await serveFrom(open, order)
  } catch (error) {
    await open.close()
    throw error
  }
}

async function serveFrom(
  open: OpenDatabase,
  { dataDir, env, port, clock, out, log }: Order,
): Promise<Serving> {
  const settings = serverSettingsOf(env)
  const { hostname, url } = ownAddressOf(env)
  const { db } = open
  const logger = createLogger({ level: settings.DUNLIN_LOG, write: log })
  const notDone = (error: unknown) => logger.error({ err: error }, 'work could not be done')
  let queue: Queue | null = null
  const beat = createBeat(clock)
  const metrics = createMetrics({ db, beat })
  const keys = loadKeys(dataDir, settings.DUNLIN_KEY)
  const secret = await installationSecret(db, keys, { name: 'sign-in', now: clock.now() })
  const shelf = openBookShelf(db)
  const token = randomBytes(32).toString('base64url')
  const commands = internalCommandRoute({ token, open, clock })
  // Which port it is, and so under which address people come, is known once it listens.
  let answer: Parameters<typeof listen>[0]['fetch'] = () =>
    new Response('Dunlin is starting.', { status: 503 })
  const listening = await listen(
    {
      fetch: (request, from) => (isInternal(request) ? commands.fetch(request, from) : answer(request, from)),
    },
    { port, hostname },
  )
  const auth = createAuth({
    db,
    baseUrl: url ?? listening.url,
    secret,
    clock,
    service: signInServiceOf(env),
    report: (message, detail) => logger.error({ detail }, message),
  })
  const app = createHttpApp({
    db,
    clock,
    shelf,
    version: ownVersion(),
    logger,
    metrics,
    readiness: () => checkReadiness({ db, beat, heartbeatSeconds: settings.DUNLIN_HEARTBEAT_SECONDS }),
    auth,
    authenticate: authenticate(auth),
    keys,
    builderDir: BUILDER_DIR,
    documentsAShare: settings.DUNLIN_DOCUMENTS_A_SHARE,
    // It starts after the pages can be asked for; until then the first sweep finds what there is to do.
    wakeDispatch: async (companyId) => {
      await queue?.wake('dispatch', companyId).catch(notDone)
    },
  })
  answer = (request, from) => app.fetch(request, from)
  open.lock?.announce({ port: listening.port, token })
  await welcome(auth, out)
  const started = await startQueue({ open, url: settings.DATABASE_URL, report: notDone })
  queue = started
  const sending = dispatchServicesOf({ db, keys, env, clock })
  await started.work(wakeHandlers({ db, queue: started, services: sending.services }))
  const removeOldOnceADay = onceADay(clock, () => applyAllRetention(db, clock))
  const heartbeat = await startHeartbeat({
    everySeconds: settings.DUNLIN_HEARTBEAT_SECONDS,
    async look() {
      try {
        // What watching stumbles over is no reason not to run what is due.
        await keepWatch(db, clock)
          .finally(() => lookForEvents(db, clock))
          .finally(() => runEvents(db, clock, (run) => metrics.runEnded({ trigger: 'event', ...run })))
          .finally(() =>
            runDueRules(db, clock, (run) => metrics.runEnded({ trigger: 'schedule', ...run }), {
              documentsAShare: settings.DUNLIN_DOCUMENTS_A_SHARE,
            }),
          )
        await started.wake('sweep')
        await removeOldOnceADay()
      } finally {
        // It was looked at: that one company's run failed is no reason to send everybody away.
        beat.mark()
      }
    },
    report(error) {
      metrics.scheduleFailed()
      logger.error({ err: error }, 'schedule could not be looked at')
      out('The schedule could not be looked at; the log says why.')
    },
  })
  return {
    url: `${auth.baseUrl}/`,
    stop: () => stopAll({ heartbeat, listening, open, queue: started, sending }, out),
  }
}

/** Tells whoever started the server how to get in, as long as nobody is in charge. */
async function welcome(auth: Auth, out: (text: string) => void): Promise<void> {
  const link = await firstAdminLink(auth)
  if (link === null) return
  if (await isDemoOpen(auth.db)) {
    out(`This is a demo. Open ${auth.baseUrl} and click "Look around the demo"; no password is needed.`)
    out(`To use it for your own books, take charge by this link, which works once: ${link}`)
  } else
    out(`Nobody is in charge of this installation yet. Take charge by this link, which works once: ${link}`)
}

/**
 * What takes work goes first, then what starts it, then what both rest on. Ctrl-C has to be over within two seconds: a run that
 * is cut off leaves nothing behind and is made up for at the next start.
 */
function stopAll(
  {
    heartbeat,
    listening,
    open,
    queue,
    sending,
  }: {
    heartbeat: { stop(): Promise<void> }
    listening: Listening
    open: OpenDatabase
    queue: { stop(): Promise<void> }
    sending: { close(): void }
  },
  out: (text: string) => void,
): Promise<void> {
  return shutDown(
    [
      { what: 'the requests under way', withinMs: 1000, stop: () => listening.stop() },
      { what: 'the schedule', withinMs: 600, stop: () => heartbeat.stop() },
      { what: 'the queue', withinMs: 700, stop: () => queue.stop() },
      { what: 'the connections to mail servers', withinMs: 100, stop: async () => sending.close() },
      { what: 'the database', withinMs: 10_000, stop: () => open.close() },
    ],
    ({ what, problem }) =>
      out(`Could not stop ${what} in order: ${problem instanceof Error ? problem.message : String(problem)}`),
  )
}

/** Does something at the first call of each day, by the day at Greenwich: it matters only that it is not done all the time. */
function onceADay(clock: Clock, act: () => Promise<void>): () => Promise<void> {
  let last = ''
  return async () => {
    const today = clock.today('UTC')
    if (today === last) return
    last = today
    await act()
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
