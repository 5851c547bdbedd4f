import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type Child = {
  readonly process: ChildProcess
  /** What it has said on its error output, the last of it. */
  complaints(): string
  /** Ends when the process does. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  onLine(take: (line: string) => void): void
}

/** Started as `dunlin` is. */
const QUICK = new URL('../../server/quick-modules.mjs', import.meta.url).href
const MOST_COMPLAINTS = 20_000

/** Starts a script of ours with the Node that runs us. */
export function startChild(
  script: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Child {
  const child = spawn(process.execPath, ['--import', QUICK, script, ...args], {
    // Many processes load the same modules.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'dunlin-chaos-compiled'), ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (text) => {
    complaints = (complaints + String(text)).slice(-MOST_COMPLAINTS)
  })
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  return { process: child, complaints: () => complaints, ended, onLine: (take) => lines.on('line', take) }
}

/** The first line a process writes; throws with its complaints when it ends without one. */
export async function firstLine(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    child.onLine(resolve)
    child.ended.then(({ code, signal }) =>
      reject(new Error(`A process ended (${code ?? signal}) before it was ready: ${child.complaints()}`)),
    )
  })
}

/** Ends a process at once and waits until it is gone. */
export async function endChild(child: Child): Promise<void> {
  child.process.kill('SIGKILL')
  await child.ended
}
