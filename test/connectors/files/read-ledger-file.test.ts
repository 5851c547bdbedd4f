import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readLedgerFile } from '#connectors/files/read-ledger-file.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { read } from './reading.ts'

const INVOICES = `Invoice Number,Customer ID,Customer Name,Email,Invoice Date,Due Date,Total,Balance,Currency
0001,C007,Acme,ap@acme.example,2026-01-05,2026-02-04,"1,200.50",200.50,USD
0002,C007,Acme,ap@acme.example,2026-01-06,2026-02-05,80,80,USD
`

describe('a file of open invoices', () => {
  test('loads customers, their contact and invoices, with ids as text and what is open on the day of export', async () => {
    const { ledger, problems, rows, recognised } = await read(INVOICES)
    expect(problems).toEqual([])
    expect(rows).toBe(2)
    expect(recognised?.columns).toMatchObject({
      number: 'Invoice Number',
      'customer.id': 'Customer ID',
      open: 'Balance',
    })
    expect(ledger.customers).toEqual([{ id: 'C007', name: 'Acme' }])
    expect(ledger.contacts).toEqual([
      { id: 'C007/billing', customerId: 'C007', role: 'billing', email: 'ap@acme.example' },
    ])
    expect(ledger.documents[0]).toEqual({
      id: 'C007/invoice/0001',
      customerId: 'C007',
      type: 'invoice',
      number: '0001',
      currency: 'USD',
      totalMinor: 120050,
      openMinor: 20050,
      openOn: '2026-03-31',
      issuedOn: '2026-01-05',
      dueOn: '2026-02-04',
    })
  })

  test('reads back the same by the mapping it recognised', async () => {
    const first = await read(INVOICES)
    const second = await read(INVOICES, { mapping: first.recognised })
    expect(second.ledger).toEqual(first.ledger)
  })

  test('without a number column is not taken for a list of customers', async () => {
    const rows = 'Customer ID,Invoice Date,Total\nC1,2026-01-05,10\n'
    await expect(read(rows)).rejects.toThrow('invoices need a column for "number"')
  })

  test('names the documents whose rows could not be read, so that nobody takes them for settled', async () => {
    const bad = INVOICES.replace('2026-02-05', '2026-02-30')
    const { unread, ledger } = await read(bad)
    expect(ledger.documents.map(({ number }) => number)).toEqual(['0001'])
    expect(unread).toEqual(['0002'])
  })

  test('the day of export in the mapping wins over that of the caller', async () => {
    const { recognised } = await read(INVOICES)
    const { ledger, exportedOn } = await read(INVOICES, {
      mapping: { ...recognised, exportedOn: '2026-02-28' },
    })
    expect(exportedOn).toBe('2026-02-28')
    expect(ledger.documents[0]?.openOn).toBe('2026-02-28')
  })

  test.each([
    ['gzipped', gzipSync(INVOICES)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${INVOICES}`)],
    ['UTF-16 little endian', Buffer.from(`\uFEFF${INVOICES}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\uFEFF${INVOICES}`, 'utf16le').swap16()],
    ['CR LF', Buffer.from(INVOICES.replaceAll('\n', '\r\n'))],
    ['CR alone', Buffer.from(INVOICES.replaceAll('\n', '\r'))],
    ['without a last line break', Buffer.from(INVOICES.trimEnd())],
  ])('is the same %s', async (_, bytes) => {
    expect((await read(bytes)).ledger).toEqual((await read(INVOICES)).ledger)
  })

  test('in Windows-1252 loads with a note to check the accents', async () => {
    const { ledger, problems } = await read(Buffer.from(INVOICES.replaceAll('Acme', 'M\xfcller'), 'latin1'))
    expect(ledger.customers[0]?.name).toBe('M\xfcller')
    expect(problems).toEqual([
      expect.objectContaining({ line: null, message: expect.stringContaining('Windows-1252') }),
    ])
  })

  test('an empty row is passed over', async () => {
    const { ledger, problems, rows } = await read(INVOICES.replace('0002', '\n,,,,,,,,\n0002'))
    expect([ledger.documents.length, problems.length, rows]).toEqual([2, 0, 2])
  })

  test('titles before the header are passed over and mentioned', async () => {
    const { ledger, notices } = await read(`Dunlin Ltd\nOpen items\n\n${INVOICES}`)
    expect(ledger.documents).toHaveLength(2)
    expect(notices).toContain('The header was found on line 4; what stands before it was passed over.')
  })

  test.each([
    ['tabs', '\t'],
    ['semicolons', ';'],
  ])('separated by %s is recognised as such', async (_, mark) => {
    const plain = INVOICES.replace('"1,200.50"', '1200.50').replaceAll(',', mark)
    expect((await read(plain)).ledger).toEqual((await read(INVOICES)).ledger)
  })
})

describe('a row that cannot be read is reported with line, column, value, and the others are loaded', () => {
  const header = 'Invoice Number,Customer,Invoice Date,Due Date,Total,Currency\n'
  const good = '1,Acme,2026-01-05,2026-02-04,10.00,USD\n'
  const last = '9,Beta,2026-01-07,2026-02-06,20.00,USD\n'

  test.each([
    ['an impossible day', '2,Acme,2026-01-05,2026-02-30,1.00,USD', 'Due Date', '2026-02-30', 'no such day'],
    ['a day that is none', '2,Acme,soon,2026-02-04,1.00,USD', 'Invoice Date', 'soon', 'YYYY-MM-DD'],
    ['a missing day of issue', '2,Acme,,2026-02-04,1.00,USD', 'Invoice Date', '', 'missing'],
    [
      'a malformed amount',
      '2,Acme,2026-01-05,2026-02-04,"12,34.5",USD',
      'Total',
      '12,34.5',
      'grouped in threes',
    ],
    ['a missing amount', '2,Acme,2026-01-05,2026-02-04,,USD', 'Total', '', 'missing'],
    ['too many decimals', '2,Acme,2026-01-05,2026-02-04,1.005,USD', 'Total', '1.005', '2 decimals'],
    ['an unknown currency', '2,Acme,2026-01-05,2026-02-04,1.00,USX', 'Currency', 'USX', 'ISO 4217'],
    ['a missing currency', '2,Acme,2026-01-05,2026-02-04,1.00,', 'Currency', '', 'constants'],
    ['a sign of another currency', '2,Acme,2026-01-05,2026-02-04,1.00 EUR,USD', 'Total', '1.00 EUR', 'EUR'],
    ['a missing number', ',Acme,2026-01-05,2026-02-04,1.00,USD', 'Invoice Number', '', 'missing'],
    ['a missing customer', '2,,2026-01-05,2026-02-04,1.00,USD', 'Customer', '', 'missing'],
    ['a number seen before', '1,Acme,2026-01-05,2026-02-04,1.00,USD', 'Invoice Number', '1', 'line 2'],
    ['too few columns', '2,Acme,2026-01-05', null, '2, Acme, 2026-01-05', '3 columns and the header 6'],
    [
      'too many columns',
      '2,Acme,2026-01-05,2026-02-04,1,200.00,USD',
      null,
      '2, Acme, 2026-01-05, 2026-02-04',
      '7 columns',
    ],
    [
      'an unclosed quote',
      '2,"Acme,2026-01-05,2026-02-04,1.00,USD',
      null,
      '"Acme,2026-01-05,2026-02-04,1.00,USD',
      'never closed',
    ],
    [
      'text after a quote',
      '2,"Acme" Ltd,2026-01-05,2026-02-04,1.00,USD',
      null,
      '"Acme" Ltd,2026-01-05,2026-02-04,1.00,USD',
      'double the quotes',
    ],
  ])('%s', async (_, row, column, value, sentence) => {
    const { ledger, problems } = await read(`${header}${good}${row}\n${last}`)
    expect(problems).toEqual([{ line: 3, column, value, message: expect.stringContaining(sentence) }])
    expect(ledger.documents.map((document) => document.number)).toEqual(['1', '9'])
  })

  test('lines are counted as an editor counts them, also after line breaks inside quotes', async () => {
    const memo = '2,"Acme\r\nof\r\nSpringfield",2026-01-05,2026-02-04,1.00,USD\r\n'
    const { ledger, problems } = await read(
      `${header}${memo}3,Acme,never,2026-02-04,1.00,USD\n`.replaceAll(/\r?\n/g, '\r\n'),
    )
    expect(problems).toMatchObject([{ line: 5, column: 'Invoice Date', value: 'never' }])
    expect(ledger.customers[0]?.name).toBe('Acme\nof\nSpringfield')
  })

  test('a quote within a cell that begins without one belongs to its text', async () => {
    const { ledger, problems } = await read(`${header}2,Café "Zum Anker",2026-01-05,2026-02-04,1.00,USD\n`)
    expect(problems).toEqual([])
    expect(ledger.customers[0]?.name).toBe('Café "Zum Anker"')
  })

  test('a row of which nothing was taken says so, once, and one that lost a value does not', async () => {
    const { problems, ledger } = await read(
      `Invoice Number,Customer,Email,Invoice Date,Total,Currency\n1,Acme,nobody,2026-02-31,1.00,USD\n2,Beta,nobody,2026-01-05,1.00,USD\n`,
    )
    const said = problems.map(({ line, message }) => [
      line,
      message.match(/The row was not loaded\./g)?.length,
    ])
    expect(said).toEqual([
      [2, undefined],
      [2, 1],
      [3, undefined],
    ])
    expect(ledger.documents.map(({ number }) => number)).toEqual(['2'])
  })

  test.each([
    ['Summe;;;;;21.649,50;21.224,50;'],
    [';Gesamtsumme:;;;;21.649,50;21.224,50;'],
    ['Total general;;;;;21649,50;21224,50;'],
    [';;;;;21.649,50;21.224,50;EUR'],
  ])('a row that sums up others is no document and makes nobody a customer: %s', async (totals) => {
    const { ledger, problems, notices, unread } = await read(
      `Kd.-Nr.;Kunde;Rechnungsnr.;Rechnungsdatum;Fällig am;Betrag;Offen;Währung\n00012;Müller;1;01.09.2026;01.10.2026;12.500,00;12.500,00;EUR\n${totals}\n`,
    )
    expect([problems, unread, ledger.customers.map(({ name }) => name)]).toEqual([[], [], ['Müller']])
    expect(notices).toContain('Rows that sum up others were left out. (1)')
  })

  test('a row without a number is a document nobody could read, whatever its customer is called', async () => {
    const { problems, unread } = await read(`${header},Total Energies,2026-01-05,2026-02-04,1.00,USD\n`)
    expect([problems.length, unread]).toEqual([1, [null]])
  })

  test('the same number of another customer is another invoice', async () => {
    const { ledger, problems } = await read(`${header}${good}1,Beta,2026-01-07,2026-02-06,20.00,USD\n`)
    expect([ledger.documents.length, problems.length]).toEqual([2, 0])
  })

  test('trailing blank columns do no harm', async () => {
    const { ledger, problems } = await read(`${header}${good.trimEnd()},,\n`)
    expect([ledger.documents.length, problems.length]).toEqual([1, 0])
  })

  test('a bad e-mail address is left out and the invoice loads; it is reported once for a customer', async () => {
    const rows = ['1', '2']
      .map((number) => `${number},Acme,"x <a@b.example>, c@d.example",2026-01-05,1.00,USD\n`)
      .join('')
    const { ledger, problems } = await read(
      `Invoice Number,Customer,Email,Invoice Date,Total,Currency\n${rows}`,
    )
    expect(problems).toMatchObject([{ line: 2, column: 'Email', value: 'x <a@b.example>, c@d.example' }])
    expect([ledger.documents.length, ledger.contacts.length]).toEqual([2, 0])
  })
})

describe('a file that is refused as a whole says why', () => {
  test.each([
    ['empty', Buffer.from(''), 'it is empty'],
    ['a PDF', Buffer.from('%PDF-1.7 ...'), 'it is a PDF'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'old XLS format'],
    ['binary', Buffer.from([1, 0, 2, 0, 3, 0]), 'it is not text'],
    ['a broken archive', gzipSync(INVOICES).subarray(0, 60), 'damaged or cut short'],
    ['no invoices at all', Buffer.from('colour,shape\nred,round\n'), 'Cannot tell what the columns'],
    ['broken JSON', Buffer.from('[{"a": 1'), 'as JSON'],
    ['a list of numbers', Buffer.from('[1, 2]'), 'Write a list of objects'],
  ])('%s', async (_, bytes, reason) => {
    await expect(read(bytes)).rejects.toMatchObject({
      name: 'LedgerFileError',
      message: expect.stringContaining(reason),
    })
  })

  test('missing', async () => {
    const request = { name: 'none.csv', path: '/nowhere/none.csv', exportedOn: calendarDate('2026-03-31') }
    await expect(readLedgerFile(request)).rejects.toThrow('Cannot read none.csv: there is no such file.')
  })

  test('one that lacks a needed column names it', async () => {
    await expect(
      read('Invoice Number,Customer,Total,Currency\n1,Acme,5,USD\n', { mapping: undefined }),
    ).rejects.toThrow(/issuedOn.*day of issue/s)
  })

  test.each([
    [
      'too large when decompressed',
      gzipSync(INVOICES.repeat(100)),
      { textBytes: 1000 },
      'larger than 1000 bytes',
    ],
    ['too many rows', INVOICES, { rows: 1 }, 'more than 1 rows'],
    ['too many columns', INVOICES, { columns: 3 }, 'more than the 3 allowed'],
    ['a line too long', INVOICES, { rowLength: 50 }, 'longer than 50 characters'],
    ['too many broken quotes', `${INVOICES}"a"b\n"c"d\n`, { brokenRows: 1 }, 'broken quotes'],
  ])('%s', async (_, content, limits, reason) => {
    await expect(read(content, { limits })).rejects.toThrow(reason)
  })
})

describe('states of an invoice', () => {
  const header = 'Invoice Number,Customer,Invoice Date,Due Date,Total,Currency,Status\n'
  const row = (status: string) => `${header}1,Acme,2026-01-05,2026-02-04,10.00,USD,${status}\n`

  test.each(['open', 'sent', 'Overdue', 'Invoice : Open', ''])('"%s" is open', async (status) => {
    const { ledger } = await read(row(status))
    expect(ledger.documents[0]).not.toHaveProperty('closedOn')
  })

  test('a draft is no receivable', async () => {
    const { ledger, problems, notices } = await read(row('Draft'))
    expect([ledger.documents.length, problems.length]).toEqual([0, 0])
    expect(notices.join()).toContain('Drafts')
  })

  test('a void invoice was never open', async () => {
    const { ledger } = await read(row('voided'))
    expect(ledger.documents[0]).toMatchObject({ closedOn: '2026-01-05', closedBy: 'void' })
  })

  test('a paid one without a day is closed from the day of export', async () => {
    const { ledger } = await read(row('Paid In Full'))
    expect(ledger.documents[0]).toMatchObject({ closedOn: '2026-03-31', closedBy: 'paid' })
  })

  test('an unknown word is reported and not guessed', async () => {
    const { ledger, problems } = await read(row('elsewhere'))
    expect(problems).toMatchObject([{ line: 2, column: 'Status', value: 'elsewhere' }])
    expect(ledger.documents).toEqual([])
  })

  test('paid, and yet something open, is a contradiction', async () => {
    const text =
      'Invoice Number,Customer,Invoice Date,Total,Balance,Currency,Status\n1,Acme,2026-01-05,10,4,USD,paid\n'
    expect((await read(text)).problems).toMatchObject([{ line: 2, column: 'Status' }])
  })
})

describe('amounts', () => {
  const header = 'Invoice Number,Customer,Invoice Date,Due Date,Total,Balance,Currency\n'

  test('a negative invoice is a credit memo', async () => {
    const { ledger } = await read(`${header}1,Acme,2026-01-05,,-10.00,-4.00,USD\n`)
    expect(ledger.documents[0]).toMatchObject({ type: 'credit-memo', totalMinor: 1000, openMinor: 400 })
  })

  test('more open than the total is a contradiction', async () => {
    const { problems } = await read(`${header}1,Acme,2026-01-05,,10.00,11.00,USD\n`)
    expect(problems).toMatchObject([{ line: 2, column: 'Balance', value: '11.00' }])
  })

  test('a blank open amount is asked for and not taken for nothing', async () => {
    const { problems } = await read(`${header}1,Acme,2026-01-05,,10.00,,USD\n`)
    expect(problems).toMatchObject([{ line: 2, column: 'Balance', value: '' }])
  })

  test('a currency sign that agrees is read over; yen have no decimals and dinars three', async () => {
    const rows =
      '1,A,2026-01-05,,$10.00,$1.50,USD\n2,A,2026-01-05,,JPY 500,500,JPY\n3,A,2026-01-05,,1.2345,0,KWD\n'
    const { ledger, problems } = await read(`${header}${rows}4,A,2026-01-05,,1.0050,0,KWD\n`)
    expect(ledger.documents.map(({ totalMinor }) => totalMinor)).toEqual([1000, 500, 1005])
    expect(problems).toMatchObject([{ line: 4, value: '1.2345' }])
  })

  test('what is paid leaves the rest open', async () => {
    const text =
      'Invoice Number,Customer,Invoice Date,Total,Amount Paid,Currency\n1,Acme,2026-01-05,10,4,USD\n'
    expect((await read(text)).ledger.documents[0]).toMatchObject({ totalMinor: 1000, openMinor: 600 })
  })

  test('German files with decimal commas and points between thousands', async () => {
    const text =
      'Rechnungsnummer;Debitorennummer;Kunde;Rechnungsdatum;F\xe4lligkeit;Betrag;Offener Betrag;W\xe4hrung;Status\n' +
      'RE-1;0010001;M\xfcller GmbH;05.01.2026;04.02.2026;1.234,56;234,56;EUR;offen\n'
    const { ledger, problems } = await read(text)
    expect(problems).toEqual([])
    expect(ledger.documents[0]).toMatchObject({
      customerId: '0010001',
      totalMinor: 123456,
      openMinor: 23456,
      dueOn: '2026-02-04',
    })
  })

  test('1.500 may be one and a half or fifteen hundred: the file is asked about, not guessed', async () => {
    const text = `${header}1,Acme,2026-01-05,,1.500,0,EUR\n`
    const { ledger, problems } = await read(text)
    expect(ledger.documents).toEqual([])
    expect(problems).toMatchObject([
      { line: null, column: 'Total', value: '1.500', message: expect.stringContaining('"numbers"') },
    ])
    const { recognised } = await read(text)
    const german = { ...recognised, numbers: { decimal: ',', group: '.' } }
    expect((await read(text, { mapping: german })).ledger.documents[0]?.totalMinor).toBe(150000)
  })
})

test('a disputed invoice carries a dispute from its day of issue, closed when the invoice is', async () => {
  const text =
    'Invoice Number,Customer,Invoice Date,Settled Date,Total,Currency,Disputed\n' +
    '1,Acme,2026-01-05,,10,USD,Yes\n2,Acme,2026-01-06,2026-02-01,10,USD,ja\n3,Acme,2026-01-07,,10,USD,No\n'
  const { ledger } = await read(text)
  expect(ledger.disputes).toEqual([
    {
      id: 'Acme/invoice/1/dispute',
      customerId: 'Acme',
      documentId: 'Acme/invoice/1',
      openedOn: '2026-01-05',
    },
    {
      id: 'Acme/invoice/2/dispute',
      customerId: 'Acme',
      documentId: 'Acme/invoice/2',
      openedOn: '2026-01-06',
      closedOn: '2026-02-01',
    },
  ])
})

test('without any currency nothing is loaded, and the file asks for one', async () => {
  const { ledger, problems } = await read(
    'Invoice Number,Customer,Invoice Date,Total\n1,Acme,2026-01-05,10\n',
  )
  expect(ledger.documents).toEqual([])
  expect(problems).toMatchObject([
    { line: null, message: expect.stringContaining('"constants": { "currency"') },
  ])
})

test('lines of one invoice add up; a line that cannot be read keeps the whole invoice out', async () => {
  const header = 'Invoice #,Client Name,Date Issued,Line Total,Currency\n'
  const { ledger, problems } = await read(
    `${header}1,A,2026-01-05,10.10,USD\n1,A,2026-01-05,5.05,USD\n2,A,2026-01-06,1.00,USD\n2,A,2026-01-06,x,USD\n`,
  )
  expect(ledger.documents).toMatchObject([{ number: '1', totalMinor: 1515 }])
  expect(problems).toMatchObject([{ line: 5, column: 'Line Total', value: 'x' }])
})

test('quantity by price is exact, less the discount, rounded half away from zero', async () => {
  const header = '*InvoiceNumber,*ContactName,*InvoiceDate,*Quantity,*UnitAmount,Discount,Currency\n'
  const { ledger } = await read(`${header}1,A,2026-01-05,3,1.15,10,EUR\n2,A,2026-01-05,0.5,0.03,,EUR\n`)
  expect(ledger.documents.map(({ totalMinor }) => totalMinor)).toEqual([311, 2])
})
