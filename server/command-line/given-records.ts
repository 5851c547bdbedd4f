import { z } from 'zod'
import { fileBytes } from '#connectors/files/file-bytes.ts'
import type { GivenRecord } from '#engine/evaluate-given.ts'
import { FileUnreadableError } from './errors.ts'
import { topLevelValues } from './json-values.ts'
import type { NamedFile } from './named-file.ts'

const Given = z.strictObject({ id: z.string().min(1), facts: z.record(z.string(), z.unknown()) })

/** A text of a million characters is no record but a file in another form. */
const LONGEST_RECORD = 1024 * 1024

/**
 * The records of a file of given facts, some thousand at a time, so that a file of any length takes the memory of one chunk. The
 * file is one JSON object a line, or one JSON array; either may be gzipped. A value that is no record is told to `leftOut` and the
 * others go on; a file whose values cannot even be told apart throws `FileUnreadableError` with the place.
 */
export async function* givenRecords(
  file: NamedFile,
  chunkSize: number,
  leftOut: (message: string) => void,
): AsyncGenerator<GivenRecord[]> {
  let chunk: GivenRecord[] = []
  const texts = topLevelValues(fileBytes(file, Number.POSITIVE_INFINITY), {
    longest: LONGEST_RECORD,
    refuse: (place, why) => refuse(file, place, why),
  })
  for await (const { text, place } of texts) {
    const record = readRecord(text, { file, place })
    if (record instanceof FileUnreadableError) leftOut(record.message)
    else chunk.push(record)
    if (chunk.length < chunkSize) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

function readRecord(
  text: string,
  { file, place }: { file: NamedFile; place: string },
): GivenRecord | FileUnreadableError {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return unreadable(file, place, `it is not JSON: ${reason}`, cause)
  }
  const record = Given.safeParse(json)
  if (record.success) return record.data
  const found = text.length > 120 ? `${text.slice(0, 120)}…` : text
  const [issue] = record.error.issues
  const where = issue && issue.path.length > 0 ? ` ("${issue.path.join('.')}": ${issue.message})` : ''
  return unreadable(file, place, `found ${found}${where}`)
}

function refuse(file: NamedFile, place: string, why: string): never {
  throw unreadable(file, place, why)
}

function unreadable(file: NamedFile, place: string, why: string, cause?: unknown): FileUnreadableError {
  return new FileUnreadableError(
    `Cannot read the facts ${file.name}, ${place}: ${why}. A record is { "id": "c1", "facts": { "daysOverdue": 40, "balance": { "USD": "5200.50" } } }, one a line or in one array.`,
    { cause },
  )
}
