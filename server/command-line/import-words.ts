import type { LedgerFileContents } from '#connectors/files/read-ledger-file.ts'
import { LEDGER_STREAMS } from '#engine/ledger.ts'
import type { ImportSummary } from '#server/import/commit-import.ts'
import type { Paint } from './paint.ts'
import { problemLines } from './problem-lines.ts'
import { oneLine, printTable } from './terminal-table.ts'

type Look = {
  readonly contents: LedgerFileContents
  readonly isDryRun: boolean
  readonly paint: Paint
  readonly width: number
}

/** What an import did, or would do, for a person. */
export function importInWords(
  { importId, streams, closed, openBefore, needsConfirmation, problems }: ImportSummary,
  { contents, isDryRun, paint, width }: Look,
): string {
  const touched = LEDGER_STREAMS.filter((stream) =>
    Object.values(streams[stream]).some((figure) => figure > 0),
  )
  const table = printTable(
    [
      { title: '' },
      ...['Added', 'Changed', 'Unchanged', 'Closed'].map((title) => ({ title, align: 'right' as const })),
    ],
    touched.map((stream) => {
      const { added, changed, unchanged, closed } = streams[stream]
      return [stream, ...[added, changed, unchanged, closed].map(String)]
    }),
    { width, indent: '  ' },
  )
  const head = isDryRun
    ? `${paint.strong('Dry run')}: ${contents.rows} rows read, nothing was changed.`
    : `${paint.strong('Imported')}: ${contents.rows} rows read, as of ${contents.exportedOn}.`
  const lines = [head, '', table.trimEnd()]
  if (closed > 0)
    lines.push(
      '',
      `${closed} of ${openBefore} open documents are not in the file and ${isDryRun ? 'would be' : 'were'} closed.`,
    )
  if (needsConfirmation)
    lines.push(paint.doubtful('That is over 30 %: importing it needs --confirm-closing.'))
  if (problems.length > 0)
    lines.push(
      '',
      paint.strong(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`),
      problemLines(problems, paint).trimEnd(),
    )
  if (contents.recognised && isDryRun) lines.push('', columnsInWords(contents.recognised.columns, paint))
  if (importId !== null) lines.push('', paint.faint(`Undo with "dunlin import --undo ${importId}".`))
  return `${lines.join('\n')}\n`
}

function columnsInWords(columns: Readonly<Record<string, string>>, paint: Paint): string {
  const rows = Object.entries(columns).map(([target, header]) => [target, oneLine(header)])
  return printTable(
    [{ title: paint.strong('Read as') }, { title: paint.strong('Column of the file') }],
    rows,
    { indent: '  ' },
  ).trimEnd()
}
