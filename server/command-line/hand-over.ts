import { request } from 'node:http'
import { z } from 'zod'
import type { Surroundings } from './command.ts'
import { HandOverFailedError, type ServerAddress } from './errors.ts'

/** A command for another process, with what it has to know of the one in which it was typed. */
export const HandedCommand = z.strictObject({
  argv: z.array(z.string()),
  cwd: z.string(),
  isTerminal: z.boolean(),
  /** Null for output that is no terminal. */
  width: z.int().positive().nullable(),
  actor: z.string().min(1).max(200),
})
export type HandedCommand = z.infer<typeof HandedCommand>

/** One line of the answer: something for the output, for the error output, or the exit code, which comes last. */
export const AnswerLine = z.union([
  z.strictObject({ out: z.string() }),
  z.strictObject({ err: z.string() }),
  z.strictObject({ exit: z.int() }),
])
export type AnswerLine = z.infer<typeof AnswerLine>

/** The path at which a server takes commands. */
export const COMMAND_PATH = '/internal/command'

type Here = Pick<Surroundings, 'cwd' | 'isTerminal' | 'width' | 'actor' | 'stream' | 'err'>

/** Has the server that holds the data carry a command out, passes on what it prints and gives its exit code. */
export async function handOver(server: ServerAddress, argv: readonly string[], here: Here): Promise<number> {
  const { cwd, isTerminal, width, actor } = here
  const body: HandedCommand = {
    argv: [...argv],
    cwd,
    isTerminal,
    width: Number.isFinite(width) ? width : null,
    actor,
  }
  const { status, lines } = await send(server, JSON.stringify(body))
  if (status !== 200) {
    const said: string[] = []
    for await (const line of lines) said.push(line)
    throw new HandOverFailedError(
      `Process ${server.pid} has ${server.dataDir} open and refused the command (${status}: ${said.join(' ').slice(0, 200)}). Stop it and try again.`,
    )
  }
  try {
    for await (const line of lines) {
      const answer = AnswerLine.parse(JSON.parse(line))
      if ('out' in answer) await here.stream(answer.out)
      else if ('err' in answer) here.err(answer.err)
      else return answer.exit
    }
  } catch (cause) {
    throw broken(server, cause)
  }
  throw broken(server, undefined)
}

function send(
  { pid, port, token, dataDir }: ServerAddress,
  body: string,
): Promise<{ status: number; lines: AsyncIterable<string> }> {
  return new Promise((resolve, reject) => {
    // No time limit: the server answers when the command is done, and a long one says nothing for minutes.
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: COMMAND_PATH,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
      (answer) =>
        resolve({
          status: answer.statusCode ?? 0,
          lines: linesOf(answer.setEncoding('utf8')),
        }),
    )
    sent.on('error', (cause) =>
      reject(
        new HandOverFailedError(
          `Process ${pid} has ${dataDir} open but does not answer on port ${port}: ${cause.message}. Stop process ${pid} and try again.`,
          { cause },
        ),
      ),
    )
    sent.end(body)
  })
}

/** The lines of an answer. It is not touched before the first is asked for, so that none goes by unseen. */
async function* linesOf(answer: AsyncIterable<string>): AsyncGenerator<string> {
  // A plan is one line of many megabytes: its pieces are put together once and not with every piece that comes.
  let pieces: string[] = []
  for await (const text of answer) {
    const [first = '', ...others] = text.split('\n')
    pieces.push(first)
    for (const next of others) {
      yield pieces.join('')
      pieces = [next]
    }
  }
  const last = pieces.join('')
  if (last !== '') yield last
}

function broken({ pid }: ServerAddress, cause: unknown): HandOverFailedError {
  return new HandOverFailedError(
    `Process ${pid} took the command and stopped answering before it was done. Look at the runs and imports before you repeat it.`,
    { cause },
  )
}
