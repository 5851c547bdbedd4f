import { z } from 'zod'
import type { DispatchServices } from './dispatch-services.ts'
import type { LetterRow } from './letter-outcome.ts'

const Line = z.looseObject({
  kind: z.string(),
  documentId: z.string().nullable(),
  number: z.string(),
  minor: z.number(),
})

/**
 * Reads the documents of a letter once more where they come from. Says why the letter has to wait: the accounting system shows
 * less open than the letter asks for, which our books will know after the next reading. Null when it may go, or when there is
 * nobody to ask. Throws when the system cannot be reached: then nothing leaves.
 */
export async function readAgain(
  companyId: string,
  { lines }: Pick<LetterRow, 'lines'>,
  { booksOf }: DispatchServices,
): Promise<string | null> {
  const books = await booksOf?.(companyId)
  if (!books?.readNow) return null
  const items = z
    .array(Line)
    .parse(lines)
    .filter(({ kind, documentId }) => kind === 'item' && documentId !== null)
  const found = await books.readNow(items.map(({ documentId }) => documentId ?? ''))
  const openNow = new Map(found.map(({ documentId, openMinor }) => [documentId, openMinor]))
  const less = items.filter(({ documentId, minor }) => (openNow.get(documentId ?? '') ?? 0) < minor)
  if (less.length === 0) return null
  return `Less is open on ${less.map(({ number }) => number).join(', ')} in ${books.name} than the letter asks for; it waits until that is read.`
}
