import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { LedgerFileError } from './errors.ts'
import { readableSize } from './file-bytes.ts'

/**
 * Proves, before a workbook is unpacked, that all its entries together stay within a size. The declared sizes are not
 * believed: every entry is inflated under the limit, and entries must lie side by side so that none is hidden.
 */

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const LOCAL_HEADER = 30
/** The longest data descriptor that may stand between two entries; a hidden entry needs more. */
const LONGEST_DESCRIPTOR = 24

type ZipEntry = { readonly method: number; readonly packed: number; readonly start: number }

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw)

/** Throws `LedgerFileError` when the archive is damaged or unpacks to more than `maxBytes`. */
export async function guardZip(bytes: Buffer, file: string, maxBytes: number): Promise<void> {
  let left = maxBytes
  for (const { method, packed, data } of entryData(bytes, file)) {
    if (packed === 0) continue
    if (method === 0) left -= packed
    else if (method === 8) left -= await inflatedSize(data, file, left, maxBytes)
    else damaged(file)
    if (left < 0) tooLarge(file, maxBytes)
  }
}

async function inflatedSize(data: Buffer, file: string, left: number, maxBytes: number): Promise<number> {
  try {
    return (await inflate(data, { maxOutputLength: Math.max(1, left) })).byteLength
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      return tooLarge(file, maxBytes)
    return damaged(file, error)
  }
}

function entryData(bytes: Buffer, file: string): (ZipEntry & { data: Buffer })[] {
  const { entries, directory } = readDirectory(bytes, file)
  let expected = 0
  return entries.map((entry) => {
    const { start, packed } = entry
    if (start < expected || start - expected > LONGEST_DESCRIPTOR || start + LOCAL_HEADER > directory)
      damaged(file)
    if (bytes.readUInt32LE(start) !== LOCAL_ENTRY) damaged(file)
    const local = bytes.readUInt32LE(start + 18)
    if (local !== 0 && local !== packed) damaged(file)
    const begin = start + LOCAL_HEADER + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    expected = begin + packed
    if (expected > directory) damaged(file)
    return { ...entry, data: bytes.subarray(begin, expected) }
  })
}

function readDirectory(bytes: Buffer, file: string): { entries: ZipEntry[]; directory: number } {
  let end = bytes.length - 22
  const earliest = Math.max(0, end - 0xffff)
  while (end >= earliest && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1
  if (end < earliest) return damaged(file)
  const count = bytes.readUInt16LE(end + 10)
  const directory = bytes.readUInt32LE(end + 16)
  const entries: ZipEntry[] = []
  let at = directory
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return damaged(file)
    entries.push({
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      start: bytes.readUInt32LE(at + 42),
    })
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return { entries: entries.sort((a, b) => a.start - b.start), directory }
}

function damaged(file: string, cause?: unknown): never {
  throw new LedgerFileError(
    `Cannot read ${file}: it begins as an XLSX workbook and is damaged or cut short. Save it again as XLSX or CSV.`,
    { cause },
  )
}

function tooLarge(file: string, maxBytes: number): never {
  throw new LedgerFileError(
    `Cannot read ${file}: it unpacks to more than ${readableSize(maxBytes)}. Save the sheet as CSV, or export a shorter period.`,
  )
}
