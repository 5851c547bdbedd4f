import { type FileMapping, parseFileMapping } from '#connectors/files/mapping.ts'
import {
  type LedgerFileContents,
  type LedgerFileRequest,
  readLedgerFile,
} from '#connectors/files/read-ledger-file.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { LEDGER_STREAMS, type LedgerProblem } from '#engine/ledger.ts'
import { type Snapshot, takeSnapshot } from '#engine/snapshot.ts'
import { combineLedgers } from './combine-ledgers.ts'
import { FileUnreadableError, UsageError } from './errors.ts'
import { namedFile, readJson } from './named-file.ts'
import type { Progress } from './progress.ts'

/** Stands for "no mapping: by its headers" where a later file has one. */
const BY_HEADERS = '-'

/** Books read from files: what decides reads the snapshot, and the rest is said beside it. */
export type FileBooks = {
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
  readonly problems: readonly LedgerProblem[]
  readonly notices: readonly string[]
}

export type LedgerFilesRequest = {
  readonly ledgers: readonly string[]
  /** In the order of the ledgers; `-` for one that is read by its headers. */
  readonly mappings: readonly string[]
  readonly asOf: CalendarDate
  readonly cwd: string
  readonly progress: Progress
}

/** Reads ledger files as one set of books. A file counts as exported on the day its mapping says, else on the day asked about. */
export async function readBooks(request: LedgerFilesRequest): Promise<FileBooks> {
  const { ledgers, mappings, asOf, cwd, progress } = request
  if (mappings.length > ledgers.length)
    throw new UsageError(
      `There are ${mappings.length} mappings for ${ledgers.length} ledger files. Give each --ledger at most one --mapping.`,
    )
  const contents: LedgerFileContents[] = []
  for (const [at, name] of ledgers.entries()) {
    progress.say(`Reading ${name} ...`)
    const mapping = await readMapping(mappings[at], cwd)
    contents.push(await readWholeFile({ ...namedFile(name, cwd), mapping, exportedOn: asOf }))
  }
  progress.say('Sorting the ledger ...')
  const several = contents.length > 1
  const said = (name: string, text: string) => (several ? `${name}: ${text}` : text)
  const snapshot = takeSnapshot(combineLedgers(contents.map(({ ledger }) => ledger)))
  return {
    snapshot,
    catalogue: catalogueOf({ customFields: discoverCustomFields(snapshot) }),
    problems: contents.flatMap(({ problems }, at) =>
      problems.map((problem) => ({ ...problem, message: said(ledgers[at]!, problem.message) })),
    ),
    notices: [...contents.flatMap(({ notices }, at) => notices.map((notice) => said(ledgers[at]!, notice)))],
  }
}

/**
 * Reads one ledger file. A problem of the whole file, such as a currency that nobody names, keeps every row from being read: then
 * the file is refused, for empty books would look as if nobody owed anything.
 */
export async function readWholeFile(request: LedgerFileRequest): Promise<LedgerFileContents> {
  const contents = await readLedgerFile(request)
  const ofFile = contents.problems.filter(({ line }) => line === null)
  const isEmpty = LEDGER_STREAMS.every((stream) => contents.ledger[stream].length === 0)
  if (contents.rows === 0 || ofFile.length === 0 || !isEmpty) return contents
  const said = ofFile.map(({ message }) => `  ${message}`)
  throw new FileUnreadableError(`Cannot use ${request.name}:\n${said.join('\n')}`)
}

/** A mapping file; undefined when none is named. */
export async function readMapping(name: string | undefined, cwd: string): Promise<FileMapping | undefined> {
  if (name === undefined || name === BY_HEADERS) return undefined
  return parseFileMapping(await readJson(namedFile(name, cwd), 'mapping'), `The mapping ${name}`)
}

/** True for a problem of one row or cell, which was left out; a note about the whole file has no place. */
export function concernsARow({ line, column }: LedgerProblem): boolean {
  return line !== null || column !== null
}
