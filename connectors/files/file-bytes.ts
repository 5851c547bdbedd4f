import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { LedgerFileError } from './errors.ts'

/** A file on disk, or one that was uploaded. `name` is for messages only; what the file is, its bytes say. */
export type FileSource = { readonly name: string } & (
  | { readonly path: string }
  | { readonly bytes: Uint8Array }
)

const CHUNK = 256 * 1024

/** The bytes of a file, decompressed when gzipped; refuses more than `maxBytes` of them. May be called again to read again. */
export async function* fileBytes(source: FileSource, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0
  try {
    for await (const chunk of await decompressed(source)) {
      total += chunk.byteLength
      if (total > maxBytes)
        throw new LedgerFileError(
          `Cannot read ${source.name}: it is larger than ${readableSize(maxBytes)} when decompressed. Export a shorter period or split the file.`,
        )
      yield chunk
    }
  } catch (error) {
    throw unreadable(source.name, error)
  }
}

/** All bytes of a file at once, for formats that cannot be read piece by piece. */
export async function wholeFile(source: FileSource, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of fileBytes(source, maxBytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The first bytes of a file, decompressed: enough to see what it is. */
export async function firstBytes(source: FileSource, count: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of fileBytes(source, Number.POSITIVE_INFINITY)) {
    chunks.push(chunk)
    total += chunk.byteLength
    if (total >= count) break
  }
  return Buffer.concat(chunks).subarray(0, count)
}

async function decompressed(source: FileSource): Promise<AsyncIterable<Uint8Array>> {
  const raw = rawBytes(source)
  const first = await raw.next()
  const rejoined = rejoin(first, raw)
  if (first.done || first.value[0] !== 0x1f || first.value[1] !== 0x8b) return rejoined
  const gunzip = createGunzip({ chunkSize: CHUNK })
  // Errors reach the reader through the gunzip it iterates; a reader that stops early closes both.
  pipeline(Readable.from(rejoined), gunzip, () => {})
  return gunzip
}

async function* rejoin(
  first: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array> {
  if (first.done) return
  yield first.value
  yield* rest
}

async function* rawBytes(source: FileSource): AsyncGenerator<Uint8Array, void> {
  if ('path' in source) {
    yield* createReadStream(source.path, { highWaterMark: CHUNK })
    return
  }
  for (let at = 0; at < source.bytes.byteLength; at += CHUNK) yield source.bytes.subarray(at, at + CHUNK)
}

function unreadable(name: string, error: unknown): Error {
  if (error instanceof LedgerFileError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT')
    return new LedgerFileError(`Cannot read ${name}: there is no such file.`, { cause: error })
  if (code === 'EACCES' || code === 'EPERM')
    return new LedgerFileError(`Cannot read ${name}: permission denied.`, { cause: error })
  if (code === 'EISDIR')
    return new LedgerFileError(`Cannot read ${name}: it is a folder. Name a file in it.`, { cause: error })
  if (code.startsWith('Z_'))
    return new LedgerFileError(
      `Cannot decompress ${name}: it begins as a gzipped file and is damaged or cut short. Copy or export it again.`,
      { cause: error },
    )
  return error instanceof Error ? error : new Error(String(error))
}

/** A size as people say it: `'1 GiB'`. */
export function readableSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB']
  const power = Math.min(3, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`
}
