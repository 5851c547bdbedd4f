import { resolve } from 'node:path'
import { ReceivablesError } from '#engine/errors.ts'
import { nearest } from '#engine/nearest.ts'
import type { CommandContext, Surroundings } from './command.ts'
import { COMMANDS, type CommandEntry } from './commands.ts'
import { HeldByServer, UsageError } from './errors.ts'
import { handOver } from './hand-over.ts'
import { readArguments } from './read-arguments.ts'
import { commandUsage, programUsage } from './usage-text.ts'

/** The default place of the embedded database, in the directory where the command is typed. */
const DATA_DIRECTORY = '.dunlin'

/**
 * Carries out one command line and gives its exit code. Whatever goes wrong is said in words on the error output: a stack is shown
 * only for a fault of our own, and only when DUNLIN_DEBUG is set.
 */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(argv, surroundings)
  } catch (error) {
    if (error instanceof HeldByServer) return await sendToServer(error, argv, surroundings)
    return tell(error, surroundings)
  }
}

async function dispatch(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const [first] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help')
    return await help(first === 'help' ? argv.slice(1) : [], surroundings)
  if (first === '--version') {
    surroundings.out(`${await version()}\n`)
    return 0
  }
  const { entry, rest } = findCommand(argv)
  const command = await entry.load()
  const { values, positionals, asksHelp } = readArguments(command, rest)
  if (asksHelp) {
    surroundings.out(commandUsage(command, surroundings.width))
    return 0
  }
  return command.run(contextOf(surroundings, { values, positionals }))
}

async function help(argv: readonly string[], { out, width }: Surroundings): Promise<number> {
  if (argv.length === 0) out(programUsage(COMMANDS, width))
  else out(commandUsage(await findCommand(argv).entry.load(), width))
  return 0
}

async function version(): Promise<string> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
  return manifest.version
}

/** The command a line begins with; two words go before one. */
function findCommand(argv: readonly string[]): { entry: CommandEntry; rest: readonly string[] } {
  for (const words of [2, 1]) {
    const entry = COMMANDS.find(({ name }) => name === argv.slice(0, words).join(' '))
    if (entry) return { entry, rest: argv.slice(words) }
  }
  const [first = ''] = argv
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (family.length > 0)
    throw new UsageError(
      `"dunlin ${first}" is followed by what to do: ${family.map((name) => `"${name}"`).join(', ')}.`,
    )
  const names = COMMANDS.map(({ name }) => name)
  throw new UsageError(
    `There is no command "${first}". ${nearest(first, names) || '"dunlin --help" lists all.'}`,
  )
}

type Given = Pick<CommandContext, 'values' | 'positionals'>

function contextOf(surroundings: Surroundings, { values, positionals }: Given): CommandContext {
  const { cwd, clock } = surroundings
  const dataDir = resolve(cwd, typeof values.data === 'string' ? values.data : DATA_DIRECTORY)
  return {
    ...surroundings,
    values,
    positionals,
    dataDir,
    json: values.json === true,
    today: () => clock.today(Intl.DateTimeFormat().resolvedOptions().timeZone),
    withDatabase: (use, options) => surroundings.withDatabase({ dataDir, ...options }, use),
  }
}

async function sendToServer(
  { server }: HeldByServer,
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    return await handOver(server, argv, surroundings)
  } catch (error) {
    return tell(error, surroundings)
  }
}

function tell(error: unknown, { err, env }: Surroundings): number {
  if (error instanceof ReceivablesError) err(`${error.message.trimEnd()}\n`)
  else {
    const message = error instanceof Error ? error.message : String(error)
    const stack = error instanceof Error && env.DUNLIN_DEBUG === '1' ? `${error.stack ?? ''}\n` : ''
    err(`This is a fault in Dunlin: ${message}\n${stack}`)
  }
  return 1
}
