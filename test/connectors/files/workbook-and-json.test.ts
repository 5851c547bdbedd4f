import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ledgerToJson } from '#connectors/files/ledger-json.ts'
import { aWorkbook, aZip, read } from './reading.ts'

describe('a workbook', () => {
  const HEADER = ['Invoice Number', 'Customer ID', 'Invoice Date', 'Total', 'Currency']

  test('keeps numbers exact, days as days, and ids as they are shown', async () => {
    const { ledger, problems } = await read(
      aWorkbook({
        Open: [
          HEADER,
          ['007', 4711, { day: 46027 }, 61.700000000000003, 'EUR'],
          [8, 'C2', '2026-01-06', '1234.56', 'EUR'],
        ],
      }),
    )
    expect(problems).toEqual([])
    expect(ledger.documents).toMatchObject([
      { number: '007', customerId: '4711', issuedOn: '2026-01-05', totalMinor: 6170 },
      { number: '8', customerId: 'C2', issuedOn: '2026-01-06', totalMinor: 123456 },
    ])
  })

  test('numbers are numbers also where the texts of the file have decimal commas', async () => {
    const { ledger } = await read(
      aWorkbook({
        Open: [HEADER, ['1', 'C1', '2026-01-05', 61.5, 'EUR'], ['2', 'C1', '2026-01-05', '1.234,50', 'EUR']],
      }),
    )
    expect(ledger.documents.map(({ totalMinor }) => totalMinor)).toEqual([6150, 123450])
  })

  test('the sheet that fits is read, and the others are named', async () => {
    const book = aWorkbook({ Cover: [['Open items']], Items: [HEADER, ['1', 'C1', '2026-01-05', 5, 'EUR']] })
    const { ledger, notices } = await read(book)
    expect(ledger.documents).toHaveLength(1)
    expect(notices).toContain('Sheet "Items" was read, and not "Cover".')
    const { recognised } = await read(book)
    await expect(read(book, { mapping: { ...recognised, sheet: 'Other' } })).rejects.toThrow(
      'has no sheet "Other"',
    )
  })

  test('a row that cannot be read has its row in the sheet', async () => {
    const { problems } = await read(aWorkbook({ A: [HEADER, ['1', 'C1', '2026-02-30', 5, 'EUR']] }))
    expect(problems).toMatchObject([{ line: 2, column: 'Invoice Date', value: '2026-02-30' }])
  })

  test('one that unpacks to too much is refused before it is unpacked', async () => {
    const book = aWorkbook({ A: [HEADER, ['1', 'C1', '2026-01-05', 5, 'EUR']] })
    await expect(read(book, { limits: { memoryBytes: book.length - 400 } })).rejects.toThrow('larger than')
    await expect(read(aBomb(100_000), { limits: { memoryBytes: 50_000 } })).rejects.toThrow(
      'unpacks to more than',
    )
  })

  test('a damaged one is refused', async () => {
    const book = aWorkbook({ A: [HEADER] })
    await expect(read(book.subarray(0, book.length - 30))).rejects.toThrow('damaged or cut short')
    await expect(read(aZip({ 'a.txt': 'no workbook' }))).rejects.toThrow('as an XLSX workbook')
  })

  /** An archive whose directory says that its one entry is small. */
  function aBomb(size: number): Buffer {
    const packed = deflateRawSync(Buffer.alloc(size))
    const zip = aZip({ x: 'x'.repeat(packed.length) })
    packed.copy(zip, zip.indexOf('xxx') + 1)
    const directory = zip.indexOf('PK\x01\x02')
    for (const at of [8, directory + 10]) zip.writeUInt16LE(8, at)
    return zip
  }
})

describe('JSON', () => {
  test('a list of objects is read like a table, nested keys with dots, long ids in full', async () => {
    const { ledger, problems } = await read(
      '[{ "number": 1131801267438479900, "customer": { "id": "C1", "name": "Acme" }, "issuedOn": "2026-01-05", "total": 10.5, "currency": "USD" },' +
        ' { "number": "2", "customer": { "id": "C1" }, "issuedOn": "2026-02-30", "total": "1", "currency": "USD" }]',
    )
    expect(ledger.documents).toMatchObject([
      { number: '1131801267438479900', customerId: 'C1', totalMinor: 1050 },
    ])
    expect(problems).toMatchObject([{ line: null, column: 'rows[1].issuedOn', value: '2026-02-30' }])
  })

  test('may say what its records are', async () => {
    const { ledger } = await read(
      '{ "records": "payments", "rows": [{ "customer.id": "C1", "amount": "5.00", "currency": "EUR", "receivedOn": "2026-01-05" }] }',
    )
    expect(ledger.payments).toHaveLength(1)
  })

  test('a whole ledger goes out and comes back the same, its amounts as people write them', async () => {
    const { ledger } = await read(
      '{ "customers": [{ "id": "C1", "name": "Acme", "currency": "KWD", "creditLimit": "1.500" }],' +
        ' "documents": [{ "id": "D1", "customerId": "C1", "type": "invoice", "number": "1", "currency": "JPY", "total": "1200", "issuedOn": "2026-01-05",' +
        '   "instalments": [{ "dueOn": "2026-02-01", "amount": "700" }, { "dueOn": "2026-03-01", "amount": 500 }] }],' +
        ' "disputes": [{ "id": "X", "customerId": "C1", "documentId": "D1", "amount": "200", "openedOn": "2026-01-09" }],' +
        ' "rates": [{ "from": "EUR", "to": "USD", "on": "2026-01-05", "rate": "1.08" }] }',
    )
    expect(ledger.customers[0]?.creditLimitMinor).toBe(1500)
    expect(ledger.documents[0]).toMatchObject({
      totalMinor: 1200,
      instalments: [{ minor: 700 }, { minor: 500 }],
    })
    expect(ledger.disputes[0]?.minor).toBe(200)
    const again = await read(JSON.stringify(ledgerToJson(ledger)))
    expect(again.ledger).toEqual(ledger)
    expect(again.recognised).toBeNull()
    expect((await read(JSON.stringify(ledger))).ledger).toEqual(ledger)
  })

  test('a ledger that is wrong is refused with each place', async () => {
    const wrong =
      '{ "customers": [{ "id": "" , "name": "A" }], "documents": [{ "id": "D1", "total": "5,0" }], "bills": [] }'
    await expect(read(wrong)).rejects.toThrow(/bills.*customers\[0\]\.id.*documents\[0\]/s)
  })
})
