import { isUtf8 } from 'node:buffer'

/** Encodings a file of text comes in; the first three are told by their first bytes. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** The encoding a byte order mark announces; without one, UTF-8 until a byte proves otherwise. */
export function announcedEncoding(start: Uint8Array): TextEncoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

/** Raised while decoding a file that was taken for UTF-8 and is not. */
export class NotUtf8Error extends Error {
  override name = 'NotUtf8Error' as const
}

/** The text of a file, piece by piece, without its byte order mark. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' })
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (cause) {
      if (encoding === 'utf-8') throw new NotUtf8Error('a byte that is not UTF-8', { cause })
      throw cause
    }
  }
  for await (const chunk of chunks) yield decode(chunk)
  yield decode()
}

/** The text of a whole file in memory. */
export function decodeWhole(bytes: Buffer): { text: string; encoding: TextEncoding } {
  const announced = announcedEncoding(bytes)
  const encoding = announced === 'utf-8' && !isUtf8(bytes) ? 'windows-1252' : announced
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}
