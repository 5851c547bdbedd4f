import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Clock } from '#server/clock.ts'
import type { OpenDatabase } from '#server/database/open.ts'

/** One option of a command: `--name`, with a value unless it is boolean. */
export type OptionSpec = {
  readonly type: 'string' | 'boolean'
  /** May be given several times. */
  readonly multiple?: true
  /** What stands for the value in the usage text, such as `FILE`. */
  readonly value?: string
  readonly help: string
}
export type OptionTable = Readonly<Record<string, OptionSpec>>

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S extends { readonly multiple: true }
    ? readonly string[]
    : string

export type OptionValue = string | boolean | readonly string[]

/** What was given for the options of a table; absent where nothing was. */
export type OptionValues<T extends OptionTable> = OptionTable extends T
  ? Readonly<Record<string, OptionValue>>
  : { readonly [K in keyof T]?: ValueOf<T[K]> }

/**
 * Where a command runs: the process it was typed in, or the running server it was handed to. Everything it touches outside
 * itself is here, so that both are the same to it.
 */
export type Surroundings = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Who is written down as having done it. */
  readonly actor: string
  /** True when the output is read by a person at a terminal that shows colours. */
  readonly isTerminal: boolean
  /** True when progress may be shown on the error output. */
  readonly showsProgress: boolean
  /** Columns of the terminal; Infinity for a file. */
  readonly width: number
  out(text: string): void
  err(text: string): void
  /** Writes and waits until the reader has room for more, for output of any length. */
  stream(text: string): Promise<void>
  /** Gives the database of a data directory to a use of it and closes it again; throws `HeldByServer`. */
  withDatabase<T>(request: DatabaseRequest, use: (open: OpenDatabase) => Promise<T>): Promise<T>
  /** Ends when the process is asked to stop. */
  untilStopped(): Promise<void>
}

export type DatabaseRequest = {
  readonly dataDir: string
  /** Makes the embedded database where there is none, and brings either up to this version. */
  readonly prepare?: boolean
  /** Makes the embedded database where there is none, and leaves the tables of either as they are: even none at all. */
  readonly asIs?: boolean
}

export type CommandContext<T extends OptionTable = OptionTable> = Omit<Surroundings, 'withDatabase'> & {
  readonly values: OptionValues<T>
  readonly positionals: readonly string[]
  /** JSON only, and nothing else on the output. */
  readonly json: boolean
  readonly dataDir: string
  /** The day it is where this machine stands. */
  today(): CalendarDate
  withDatabase<T>(
    use: (open: OpenDatabase) => Promise<T>,
    options?: Omit<DatabaseRequest, 'dataDir'>,
  ): Promise<T>
}

/** A command as it is written: `run` gives the exit code. */
export type CommandDefinition<T extends OptionTable> = {
  /** One word, or two such as `rules list`. */
  readonly name: string
  readonly summary: string
  /** Forms in which it is called, without the program's name. */
  readonly usage: readonly string[]
  /** A paragraph or two for `--help`. */
  readonly about?: string
  readonly options: T
  run(context: CommandContext<T>): Promise<number>
}
export type Command = CommandDefinition<OptionTable>

/** A command whose `run` knows the types of its own options. */
export function defineCommand<const T extends OptionTable>(definition: CommandDefinition<T>): Command {
  return {
    ...definition,
    // The values were read by this very table, which is what its types were made from.
    run: (context) => definition.run(context as unknown as CommandContext<T>),
  }
}

export const JSON_OPTION = {
  json: { type: 'boolean', help: 'Print JSON and nothing else.' },
} as const satisfies OptionTable

export const DATA_OPTION = {
  data: {
    type: 'string',
    value: 'DIR',
    help: 'Directory of the embedded database (default .dunlin). With DATABASE_URL set, that server is used instead.',
  },
} as const satisfies OptionTable
