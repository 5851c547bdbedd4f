import { z } from 'zod'
import { RequestInvalidError } from '../errors.ts'

/** A place in a list, as text that fits into an address. What is in it is nobody's business but the query's. */
export function writeCursor(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

const Place = z.string().refine((text) => !text.includes('\0') && text.isWellFormed())

/** The inverse of `writeCursor`; null for the first page. Throws `RequestInvalidError` for text we did not write. */
export function readCursor(cursor: string | undefined, parts: number): string[] | null {
  if (cursor === undefined) return null
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const place = z.array(Place).length(parts).safeParse(parseJson(text))
  if (place.success) return place.data
  throw new RequestInvalidError(
    `Cannot continue the list at "${cursor}". Leave the cursor out to start from the first page.`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // Text that is no JSON is one of the ways in which a cursor is not ours; the caller reports them all alike.
    if (error instanceof SyntaxError) return null
    throw error
  }
}
