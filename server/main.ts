import { userInfo } from 'node:os'
import { WALL_CLOCK } from './clock.ts'
import type { Surroundings } from './command-line/command.ts'
import { withLocalDatabase } from './command-line/local-database.ts'
import { runCommandLine } from './command-line/run-command-line.ts'

/** The one place where the process itself is looked at: its arguments, streams, signals, environment and clock. */
const surroundings: Surroundings = {
  cwd: process.cwd(),
  env: process.env,
  clock: WALL_CLOCK,
  actor: actorOf(),
  isTerminal: process.stdout.isTTY === true && !process.env.NO_COLOR,
  showsProgress: process.stderr.isTTY === true,
  width: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stream: (text) =>
    new Promise((resolve) => {
      if (process.stdout.write(text)) resolve()
      else process.stdout.once('drain', resolve)
    }),
  withDatabase: (request, use) => withLocalDatabase({ ...request, url: process.env.DATABASE_URL }, use),
  untilStopped: () =>
    new Promise((resolve) => {
      // A second Ctrl-C finds no listener and ends the process at once.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    }),
}

// Whoever reads us may have seen enough (`dunlin facts | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCommandLine(process.argv.slice(2), surroundings)

function actorOf(): string {
  try {
    return `command line (${userInfo().username})`
  } catch {
    // A container may run under a user id that has no name.
    return `command line (user ${process.getuid?.() ?? 'unknown'})`
  }
}
