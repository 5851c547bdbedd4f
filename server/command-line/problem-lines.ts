import type { LedgerProblem } from '#engine/ledger.ts'
import type { Paint } from './paint.ts'
import { oneLine } from './terminal-table.ts'

/** The most that are listed one by one for a person. */
const SHOWN = 20

/** What could not be read, a line each: where, what was found, what would be right. */
export function problemLines(problems: readonly LedgerProblem[], paint: Paint): string {
  const lines = problems.slice(0, SHOWN).map(({ line, column, value, message }) => {
    const place = [line === null ? '' : `line ${line}`, column === null ? '' : `column ${column}`]
      .filter(Boolean)
      .join(', ')
    const found = value === '' ? '' : ` found "${value}".`
    return `  ${paint.bad('✗')} ${oneLine(`${place === '' ? '' : `${place}:`}${found} ${message}`.trim())}\n`
  })
  if (problems.length > SHOWN) lines.push(`    and ${problems.length - SHOWN} more; --json lists all.\n`)
  return lines.join('')
}
