import { LEDGER_STREAMS, type Ledger, type LedgerProblem, type LedgerStream } from '#engine/ledger.ts'
import { recordId } from '#server/database/record-columns.ts'

type LedgerRecord = Ledger[LedgerStream][number]

/** The records of a file that can be stored, and a problem for each of the others. */
export function storableRecords(ledger: Ledger): {
  records: ReadonlyMap<LedgerStream, readonly LedgerRecord[]>
  problems: LedgerProblem[]
} {
  const problems: LedgerProblem[] = []
  const records = new Map<LedgerStream, readonly LedgerRecord[]>()
  for (const stream of LEDGER_STREAMS) {
    const seen = new Set<string>()
    const kept: LedgerRecord[] = []
    for (const record of ledger[stream]) {
      const id = recordId(record)
      if (seen.has(id))
        problems.push(problem(id, `The id stands twice among the ${stream}; the first was taken.`))
      else if (!isStorable(record))
        problems.push(
          problem(
            id,
            `A text of this record (${stream}) holds a character no database stores. Remove it in the source.`,
          ),
        )
      else {
        seen.add(id)
        kept.push(record)
      }
    }
    records.set(stream, kept)
  }
  return { records, problems: firstProblems(problems) }
}

/** The most problems of one kind that are written down one by one; a file read wrongly has one for each of its rows. */
const SHOWN = 100

/** The first problems of one kind, and how many more there are. */
export function firstProblems(problems: readonly LedgerProblem[]): LedgerProblem[] {
  if (problems.length <= SHOWN) return [...problems]
  const more = problem('', `And ${problems.length - SHOWN} more records with this kind of problem.`)
  return [...problems.slice(0, SHOWN), more]
}

/** A problem about a record for which no line is known any more. */
export function problem(value: string, message: string): LedgerProblem {
  return { line: null, column: null, value, message }
}

/** False for text with NUL characters or halves of surrogate pairs, which would fail the whole import. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  for (const key in value) if (!isStorable(Reflect.get(value, key))) return false
  return true
}
