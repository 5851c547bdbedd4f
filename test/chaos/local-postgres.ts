import { execFile, execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'

/** A PostgreSQL server that chaos may strike. */
export type Server = {
  readonly url: URL
  /** What `strike` does, in words. */
  readonly strikes: string
  /**
   * Takes every connection to a database away at once: the server is killed and started again or, where it is not ours, told to end
   * them.
   */
  strike(database: string): Promise<void>
  stop(): Promise<void>
}

const INSTALLED = '/usr/lib/postgresql'

/** The server of DATABASE_URL, or one of our own from the programs that are installed here. */
export async function findServer(given = process.env.DATABASE_URL): Promise<Server> {
  if (given !== undefined && given !== '') return serverOfOthers(new URL(given))
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED) : []
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1)
  if (newest === undefined)
    throw new Error(
      `Cannot run the chaos tests: DATABASE_URL is not set and there is no PostgreSQL in ${INSTALLED}. Install PostgreSQL 15 or newer, or set DATABASE_URL to a server for tests, such as postgres://dunlin@127.0.0.1:5432/postgres.`,
    )
  return startServer(join(INSTALLED, newest, 'bin'))
}

function serverOfOthers(url: URL): Server {
  return {
    url,
    strikes: 'pg_terminate_backend',
    async strike(database) {
      const admin = postgres(url.href, { max: 1, onnotice: () => {} })
      await admin`select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and datname = ${database}`
      await admin.end()
    },
    stop: async () => {},
  }
}

async function startServer(bin: string): Promise<Server> {
  const place = mkdtempSync(join(tmpdir(), 'dunlin-chaos-'))
  const owner = ownerOf(place)
  const port = await freePort()
  const data = join(place, 'data')
  const run = (program: string, args: readonly string[]) =>
    promisify(execFile)(join(bin, program), [...args], { ...owner, cwd: place })
  await run('initdb', ['-D', data, '-U', 'dunlin', '-A', 'trust', '-E', 'UTF8', '--no-sync'])
  // Killed processes lose nothing they have handed to the operating system; a power cut is not what is tested here.
  const options = `-p ${port} -k ${place} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200`
  const control = (...args: readonly string[]) =>
    run('pg_ctl', ['-D', data, '-w', '-l', join(place, 'log'), '-o', options, '-m', 'immediate', ...args])
  await control('start')
  return {
    url: new URL(`postgres://dunlin@127.0.0.1:${port}/postgres`),
    strikes: 'killed and started again',
    strike: async () => void (await control('restart')),
    async stop() {
      await control('stop')
      rmSync(place, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root: there it runs as the user its package has made. */
function ownerOf(place: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }))
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  chownSync(place, uid, gid)
  return { uid, gid }
}

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
