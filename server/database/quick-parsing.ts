import { type PGlite, type QueryOptions, type Transaction, types } from '@electric-sql/pglite'

/** What drizzle reads as text, to make dates of it by itself: instants, days, intervals, and lists of these and of numerics. */
const READ_AS_TEXT: readonly number[] = [
  ...[types.TIMESTAMP, types.TIMESTAMPTZ, types.DATE, types.INTERVAL],
  ...[1231, 1115, 1185, 1182, 1187],
]

type Handles = {
  /** For drizzle. */
  readonly readingText: PGlite
  /** For others, such as the queue: instants and days are dates, as PGlite gives them by itself; in lists they stay text. */
  readonly readingDates: PGlite
}

/**
 * Two handles on one database. Drizzle hands its parsers of nine types over with every query, and for every query PGlite copies its
 * own of some 380 types to put both together, which takes as long as many a query itself. Here PGlite reads these types as drizzle
 * wants them, and only who wants them otherwise says so.
 */
export function parsingQuickly(client: PGlite): Handles {
  let own: Promise<QueryOptions['parsers']> | undefined
  // The parsers of lists are known once the database is open.
  const prepared = () => {
    own ??= client.waitReady.then(() => takeOver(client))
    return own
  }
  return {
    readingText: asking(client, async (options) => {
      await prepared()
      return options && without(options)
    }),
    readingDates: asking(client, async (options) => {
      const parsers = await prepared()
      return { ...options, parsers: { ...parsers, ...options?.parsers } }
    }),
  }
}

/** Lets PGlite read as text what drizzle does, and answers how it read that before. */
function takeOver(client: PGlite): NonNullable<QueryOptions['parsers']> {
  const before: NonNullable<QueryOptions['parsers']> = {}
  for (const type of READ_AS_TEXT) {
    const parser = client.parsers[type]
    if (parser !== undefined) before[type] = parser
    client.parsers[type] = (value: string) => value
  }
  return before
}

/** The same options but for parsers that say what holds anyway. */
function without(options: QueryOptions): QueryOptions {
  const { parsers, ...rest } = options
  const isKnown = Object.keys(parsers ?? {}).every((type) => READ_AS_TEXT.includes(Number(type)))
  return isKnown ? rest : options
}

type Change = (options: QueryOptions | undefined) => Promise<QueryOptions | undefined>

/** A handle on a database that asks each query with changed options, within transactions too. */
function asking(client: PGlite, change: Change): PGlite {
  const changed = {
    ...askingOf(client, change),
    transaction: <T>(callback: (tx: Transaction) => Promise<T>) =>
      client.transaction((tx) => callback(Object.assign(Object.create(tx), askingOf(tx, change)))),
  }
  return new Proxy(client, {
    get(target, key) {
      if (key === 'query' || key === 'exec' || key === 'transaction') return changed[key]
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function askingOf(asked: Pick<Transaction, 'query' | 'exec'>, change: Change) {
  return {
    query: async <T>(text: string, params?: unknown[], options?: QueryOptions) =>
      asked.query<T>(text, params, await change(options)),
    exec: async (text: string, options?: QueryOptions) => asked.exec(text, await change(options)),
  }
}
