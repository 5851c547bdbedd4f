import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { expect } from 'vitest'
import type { FileLimits } from '#connectors/files/limits.ts'
import { parseFileMapping } from '#connectors/files/mapping.ts'
import { type LedgerFileContents, readLedgerFile } from '#connectors/files/read-ledger-file.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { LEDGER_SCHEMAS, LEDGER_STREAMS } from '#engine/ledger.ts'

/** Reads a file written in a test, and holds every record against the schemas of the ledger. */
export async function read(
  content: string | Uint8Array,
  {
    mapping,
    ...rest
  }: { mapping?: unknown; name?: string; exportedOn?: string; limits?: Partial<FileLimits> } = {},
): Promise<LedgerFileContents> {
  const contents = await readLedgerFile({
    name: rest.name ?? 'open-items.csv',
    bytes: typeof content === 'string' ? Buffer.from(content) : content,
    exportedOn: calendarDate(rest.exportedOn ?? '2026-03-31'),
    ...(mapping === undefined ? {} : { mapping: parseFileMapping(mapping) }),
    ...(rest.limits ? { limits: rest.limits } : {}),
  })
  expectValid(contents)
  return contents
}

/** Every record fits the ledger's schema, and no id stands twice in a stream. */
export function expectValid({ ledger }: LedgerFileContents): void {
  for (const stream of LEDGER_STREAMS) {
    for (const record of ledger[stream]) expect(LEDGER_SCHEMAS[stream].parse(record)).toEqual(record)
    const ids = ledger[stream].flatMap((record) => ('id' in record ? [record.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
  }
}

/** The path of a file of the shared data beside the checkout; null where there is none. */
export function sharedData(name: string): string | null {
  const path = fileURLToPath(new URL(`../../../../shared/data/${name}`, import.meta.url))
  return existsSync(path) ? path : null
}

/** A workbook with one sheet per entry; numbers are stored as numbers, `{ day }` as a serial number in a date format. */
export function aWorkbook(
  sheets: Readonly<Record<string, readonly (readonly (string | number | { day: number })[])[]>>,
): Buffer {
  const names = Object.keys(sheets)
  const sheetXml = (rows: readonly (readonly (string | number | { day: number })[])[]) =>
    `<worksheet xmlns="${MAIN}"><sheetData>${rows
      .map(
        (cells, row) =>
          `<row r="${row + 1}">${cells.map((cell, at) => cellXml(cell, at, row + 1)).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`
  return aZip({
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}">${names.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}<Relationship Id="rId99" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      names.map((name, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheets[name]!)]),
    ),
  })
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'

function cellXml(cell: string | number | { day: number }, at: number, row: number): string {
  const place = `${String.fromCharCode(65 + at)}${row}`
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
  if (typeof cell === 'object') return `<c r="${place}" s="1"><v>${cell.day}</v></c>`
  return cell === '' ? '' : `<c r="${place}" t="inlineStr"><is><t>${cell}</t></is></c>`
}

/** A zip archive of stored entries. */
export function aZip(entries: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(entries)) {
    const data = Buffer.from(text)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(data.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end])
}
