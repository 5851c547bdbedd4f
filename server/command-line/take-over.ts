import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import { type Clock, WALL_CLOCK } from '#server/clock.ts'
import type { OpenDatabase } from '#server/database/open.ts'
import type { Surroundings } from './command.ts'
import { UsageError } from './errors.ts'
import { type AnswerLine, COMMAND_PATH, HandedCommand } from './hand-over.ts'
import { runCommandLine } from './run-command-line.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** What the server hands to the commands it carries out for other processes of this machine. */
export type TakeOver = {
  /** The word written into the data directory; who can read that may send commands. */
  readonly token: string
  readonly open: OpenDatabase
  readonly clock?: Clock
}

/**
 * The route by which a command typed beside a running server is carried out by it, since only one process may have the embedded
 * database open. Files are found from the directory in which the command was typed. Mount it at the root of the server.
 */
export function internalCommandRoute(takeOver: TakeOver) {
  return new Hono().post(COMMAND_PATH, async (c) => {
    if (!isFromHere(c)) return c.text('Commands are taken from this machine only.', 403)
    if (!isRightToken(c.req.header('authorization') ?? '', takeOver.token))
      return c.text('The token is not that of this data directory.', 401)
    const body = HandedCommand.safeParse(await c.req.json().catch(() => null))
    if (!body.success) return c.text('The command cannot be read; it comes from another version.', 400)
    c.header('content-type', 'application/x-ndjson')
    c.header('cache-control', 'no-store')
    return stream(c, async (answer) => {
      // One write after the other; a reader who has gone no longer matters, the command is carried out all the same.
      let written: Promise<unknown> = Promise.resolve()
      const say = (line: AnswerLine) => {
        written = written.then(() => (answer.aborted ? undefined : answer.write(`${JSON.stringify(line)}\n`)))
        return written
      }
      const exit = await runCommandLine(body.data.argv, surroundingsOf(body.data, takeOver, say))
      await say({ exit })
    })
  })
}

function surroundingsOf(
  { cwd, isTerminal, width, actor }: HandedCommand,
  { open, clock = WALL_CLOCK }: TakeOver,
  say: (line: AnswerLine) => Promise<unknown>,
): Surroundings {
  return {
    cwd,
    isTerminal,
    actor,
    clock,
    env: process.env,
    width: width ?? Number.POSITIVE_INFINITY,
    // A line that is written over and over is of no use after a trip through another process.
    showsProgress: false,
    out: (text) => void say({ out: text }),
    err: (text) => void say({ err: text }),
    async stream(text) {
      await say({ out: text })
    },
    // This process has the database open: that is why the command came here.
    withDatabase: (_request, use) => use(open),
    untilStopped() {
      throw new UsageError('The server is running already.')
    },
  }
}

function isFromHere(c: Context): boolean {
  const address: unknown = c.env?.incoming?.socket?.remoteAddress
  // A page in a browser names where it comes from; a command line does not.
  return typeof address === 'string' && LOOPBACK.has(address) && c.req.header('origin') === undefined
}

/** Compares digests, which have one length, in a time that tells nothing of where they differ. */
function isRightToken(header: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(header), digest(`Bearer ${token}`))
}
