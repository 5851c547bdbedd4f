import { basename } from 'node:path'
import type { LedgerFileContents } from '#connectors/files/read-ledger-file.ts'
import type { Database } from '#server/database/database.ts'
import { commitImport, type ImportSummary } from '#server/import/commit-import.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { companyById, companyIds, createCompany } from '#server/run/company.ts'
import { dayOption } from './as-of-day.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { allNew } from './first-import.ts'
import { importInWords } from './import-words.ts'
import { concernsARow, readMapping, readWholeFile } from './ledger-files.ts'
import { namedFile } from './named-file.ts'
import { paintFor } from './paint.ts'
import { progressFor } from './progress.ts'

const OPTIONS = {
  company: { type: 'string', value: 'ID', help: 'The company the file belongs to.' },
  mapping: {
    type: 'string',
    value: 'FILE',
    help: 'How the columns are to be read; without one, by their headers.',
  },
  'dry-run': { type: 'boolean', help: 'Say what would change, and change nothing.' },
  lists: {
    type: 'string',
    value: 'all-open|changes',
    help: 'With all-open, what the file leaves out is closed. Default: what the mapping says, else changes.',
  },
  'as-of': {
    type: 'string',
    value: 'DAY',
    help: 'The day the file was exported on (default: what the mapping says, else today).',
  },
  source: {
    type: 'string',
    value: 'NAME',
    help: 'Where the file comes from; only its own records are changed (default files).',
  },
  'confirm-closing': {
    type: 'boolean',
    help: 'Close what the file leaves out even if it is over 30 % of what is open.',
  },
  create: {
    type: 'boolean',
    help: 'Make the company if there is none of this id. Needs --currency and --time-zone.',
  },
  name: { type: 'string', value: 'NAME', help: 'With --create: its name (default its id).' },
  currency: { type: 'string', value: 'CODE', help: 'With --create: its currency, such as USD.' },
  'time-zone': {
    type: 'string',
    value: 'ZONE',
    help: 'With --create: its time zone, such as Europe/Berlin.',
  },
  undo: { type: 'string', value: 'IMPORT', help: 'Put back everything an import changed.' },
  ...DATA_OPTION,
  ...JSON_OPTION,
} as const
type Context = CommandContext<typeof OPTIONS>

export const importCommand = defineCommand({
  name: 'import',
  summary: 'load open items, customers, contacts or payments from a file',
  usage: [
    'import FILE --company ID [--mapping FILE] [--lists all-open|changes] [--as-of DAY] [--dry-run] [--json]',
    'import FILE --company ID --create --currency USD --time-zone America/New_York [--name NAME]',
    'import --undo IMPORT --company ID',
  ],
  about:
    'Rows that cannot be read are listed with line, column and value, and the others are loaded; the exit code is then 1. Nothing is sent and no rule runs.',
  options: OPTIONS,
  async run(context) {
    const { values, positionals } = context
    if (values.company === undefined) throw new UsageError('Say for which company: --company ID.')
    const order = { companyId: values.company }
    if (values.undo !== undefined) return undo(context, { ...order, importId: values.undo })
    const [file, another] = positionals
    if (file === undefined || another !== undefined)
      throw new UsageError(`Name one file to import; found ${positionals.length}.`)
    return importFile(context, { ...order, file })
  },
})

async function undo(
  { withDatabase, clock, actor, json, out }: Context,
  { companyId, importId }: { companyId: string; importId: string },
): Promise<number> {
  return withDatabase(async ({ db }) => {
    await companyById(db, companyId)
    const { restored, removed } = await undoImport(db, { companyId, importId, actor, now: clock.now() })
    if (json) out(`${JSON.stringify({ company: companyId, undone: importId, restored, removed })}\n`)
    else out(`Import ${importId} is undone: ${restored} records put back, ${removed} taken out.\n`)
    return 0
  })
}

async function importFile(
  context: Context,
  { companyId, file }: { companyId: string; file: string },
): Promise<number> {
  const { values, json, out, err, width } = context
  const lists = listsOption(values.lists)
  const isDryRun = values['dry-run'] === true
  // Everything is asked of the database in one visit, so that the command can be handed to a running server as a whole.
  return context.withDatabase(
    async ({ db }) => {
      const isNew = values.create === true && !(await companyIds(db)).includes(companyId)
      const timeZone = isNew ? zoneOfNew(context, companyId) : (await companyById(db, companyId)).timeZone
      const progress = progressFor(context)
      progress.say(`Reading ${file} ...`)
      const contents = await readFile(context, file, timeZone)
      if (isNew && !isDryRun) await create(db, context, companyId)
      progress.say('Comparing with the ledger ...')
      const committed =
        isNew && isDryRun
          ? allNew(contents)
          : await commit(db, context, { companyId, file, contents, lists, isDryRun })
      progress.done()
      const { ledger: _, ...read } = contents
      if (json)
        out(
          `${JSON.stringify({
            company: companyId,
            import: committed.importId,
            dryRun: isDryRun,
            lists: lists ?? contents.recognised?.lists ?? 'changes',
            exportedOn: read.exportedOn,
            rows: read.rows,
            added: committed.added,
            changed: committed.changed,
            unchanged: committed.unchanged,
            closed: committed.closed,
            openBefore: committed.openBefore,
            needsConfirmation: committed.needsConfirmation,
            streams: committed.streams,
            problems: committed.problems,
            notices: read.notices,
            mapping: read.recognised,
          })}\n`,
        )
      else out(importInWords(committed, { contents, isDryRun, paint: paintFor(context), width }))
      if (!json) for (const notice of read.notices) err(`Note: ${notice}\n`)
      // The good rows are in; the exit code tells whoever runs this at night that somebody should look at the others.
      return contents.problems.some(concernsARow) ? 1 : 0
    },
    { prepare: values.create === true },
  )
}

function zoneOfNew({ values }: Context, companyId: string): string {
  const { currency, 'time-zone': timeZone } = values
  if (currency === undefined || timeZone === undefined)
    throw new UsageError(
      `There is no company "${companyId}" yet. Making it needs its currency and its time zone: --create --currency USD --time-zone America/New_York.`,
    )
  return timeZone
}

/** Made only once its file was read: a file that is refused leaves no company behind. */
async function create(db: Database, { values, clock }: Context, companyId: string): Promise<void> {
  const { name = companyId, currency = '', 'time-zone': timeZone = '' } = values
  await createCompany(db, { id: companyId, name, currency, timeZone, now: clock.now() })
}

async function readFile(context: Context, file: string, timeZone: string): Promise<LedgerFileContents> {
  const { values, cwd, clock } = context
  const asOf = values['as-of']
  return readWholeFile({
    ...namedFile(file, cwd),
    mapping: await readMapping(values.mapping, cwd),
    exportedOn: asOf === undefined ? clock.today(timeZone) : dayOption('--as-of', asOf),
  })
}

type Commit = {
  readonly companyId: string
  readonly file: string
  readonly contents: LedgerFileContents
  readonly lists: 'all-open' | 'changes' | undefined
  readonly isDryRun: boolean
}

function commit(
  db: Database,
  { values, clock, actor }: Context,
  { companyId, file, contents, lists, isDryRun }: Commit,
): Promise<ImportSummary> {
  const { ledger, problems, recognised, exportedOn, unread } = contents
  const says = recognised === null ? [] : Object.keys({ ...recognised.columns, ...recognised.constants })
  return commitImport(db, {
    companyId,
    source: values.source ?? 'files',
    ledger,
    problems,
    fileName: basename(file),
    mapping: recognised,
    lists: lists ?? recognised?.lists ?? 'changes',
    // Our own JSON has a stream of disputes; other files have a column of yes and no, or say nothing of disputes.
    listsDisputes: says.includes('disputed'),
    exportedOn,
    unread,
    actor,
    now: clock.now(),
    confirmClosing: values['confirm-closing'] === true,
    dryRun: isDryRun,
  })
}

function listsOption(text: string | undefined): 'all-open' | 'changes' | undefined {
  if (text === undefined || text === 'all-open' || text === 'changes') return text
  throw new UsageError(`--lists is "${text}". Write all-open or changes.`)
}
