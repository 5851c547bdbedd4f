import { describe, expect, test } from 'vitest'
import { demoCsvLines, demoCsvMapping } from '#connectors/demo-books/demo-csv.ts'
import { generateDemoBooks } from '#connectors/demo-books/generate.ts'
import { parseFileMapping } from '#connectors/files/mapping.ts'
import { readLedgerFile } from '#connectors/files/read-ledger-file.ts'
import { openDocuments, TODAY } from './demo-figures.ts'

const options = { seed: 'dunlin', today: TODAY, customers: 120, invoices: 2_000 }
const lines = [...demoCsvLines(options)]
const books = generateDemoBooks(options)
const mapping = parseFileMapping(demoCsvMapping(options))

describe('the demo books as a CSV file', () => {
  test('one line for each invoice, after the headers', () => {
    expect(lines).toHaveLength(2_001)
    expect(lines[0]).toBe(
      'Invoice number,Customer ID,Customer,Email,Country,Entity,Invoice date,Due date,Currency,Total,Open,Closed on,Terms,Purchase order,Disputed\r\n',
    )
  })

  test('names with commas are quoted', () => {
    expect(lines.some((line) => /,"[^"]+ & Fenby, [^"]+",/.test(line))).toBe(true)
  })

  test('its mapping names every column of the file', () => {
    expect(Object.values(mapping.columns)).toEqual(lines[0]!.trim().split(','))
  })

  test('read back by its mapping it gives the invoices of the books, what is open of each, and no problem', async () => {
    const read = await readLedgerFile({
      name: 'demo.csv',
      bytes: new TextEncoder().encode(lines.join('')),
      exportedOn: TODAY,
      mapping,
    })
    expect(read.problems).toEqual([])
    expect(read.ledger.documents).toHaveLength(2_000)
    const expected = openDocuments(books, TODAY)
      .filter(({ document }) => document.type === 'invoice')
      .map(({ document, openMinor }) => [document.number, document.customerId, document.currency, openMinor])
    const open = read.ledger.documents
      .filter((document) => (document.openMinor ?? 0) > 0)
      .map((d) => [d.number, d.customerId, d.currency, d.openMinor])
    expect(new Set(open.map(String))).toEqual(new Set(expected.map(String)))
    expect(read.ledger.customers.some((c) => c.id.startsWith('0'))).toBe(true)
  })

  test('lines come one at a time, so a long file needs no memory for its end', () => {
    const endless = demoCsvLines({ ...options, customers: 20_000, invoices: 400_000 })
    endless.next()
    expect(String(endless.next().value)).toMatch(/^(US|EU)-\d{6}-\d{3},/)
    endless.return(undefined)
  })
})
