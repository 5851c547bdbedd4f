import { describe, expect, test } from 'vitest'
import { parseFileMapping } from '#connectors/files/mapping.ts'
import { recogniseColumns } from '#connectors/files/recognise.ts'
import { read } from './reading.ts'

const MAPPING = {
  records: 'invoices',
  columns: { number: 'no', 'customer.id': 'cust', issuedOn: 'day', total: 'sum' },
  constants: { currency: 'USD' },
}
const FILE = 'no,cust,day,sum,flag,region\n1,C1,2026-01-05,10.00,1,07\n2,C1,2026-01-06,20.00,0,08\n'

describe('a mapping', () => {
  test('names columns by what they are, and constants for those the file lacks', async () => {
    const { ledger } = await read(FILE, { mapping: MAPPING })
    expect(ledger.documents.map(({ totalMinor }) => totalMinor)).toEqual([1000, 2000])
  })

  test('takes the rows with certain values only', async () => {
    const { ledger, rows, problems, notices } = await read(FILE, {
      mapping: { ...MAPPING, where: { flag: ['1'] } },
    })
    expect([ledger.documents.length, rows, problems.length]).toEqual([1, 2, 0])
    expect(notices).toContain('Rows left out by "where": 1.')
  })

  test('keeps fields of your own, a number with a leading zero as text', async () => {
    const columns = { ...MAPPING.columns, 'custom.region': 'region', 'customer.custom.flag': 'flag' }
    const { ledger } = await read(FILE, { mapping: { ...MAPPING, columns } })
    expect(ledger.documents[0]?.custom).toEqual({ region: '07' })
    expect(ledger.customers[0]?.custom).toEqual({ flag: 1 })
  })

  test('says whether the file lists everything open', () => {
    expect(parseFileMapping({ ...MAPPING, lists: 'all-open' }).lists).toBe('all-open')
  })

  test.each([
    [
      'an unknown target',
      { columns: { ...MAPPING.columns, isuedOn: 'x' } },
      'columns.isuedOn: "isuedOn" is not something invoices have. Did you mean "issuedOn"',
    ],
    [
      'a target of another kind',
      { constants: { currency: 'USD', receivedOn: '2026-01-01' } },
      'constants.receivedOn',
    ],
    [
      'an unknown currency',
      { constants: { currency: 'DOLLAR' } },
      'constants.currency: found "DOLLAR". Use an active ISO 4217 code',
    ],
    [
      'a needed column left out',
      { columns: { number: 'no', 'customer.id': 'cust', total: 'sum' } },
      'invoices need a column for "issuedOn"',
    ],
    ['a date form that is none', { dates: ['DD/MM'] }, 'dates.0: found "DD/MM". Write a form of YYYY'],
    ['one mark for two things', { numbers: { decimal: ',', group: ',' } }, 'must differ'],
    ['a key nobody knows', { colums: {} }, 'colums'],
    ['a kind of records nobody knows', { records: 'bills' }, 'records'],
  ])('with %s is refused with its place', (_, change, message) => {
    expect(() => parseFileMapping({ ...MAPPING, ...change }, 'map.json')).toThrow(message)
  })

  test('naming a header the file lacks lists the near ones', async () => {
    const columns = { ...MAPPING.columns, dueOn: 'dya' }
    await expect(read(FILE, { mapping: { ...MAPPING, columns } })).rejects.toThrow(
      'columns.dueOn: the file has no column "dya". Did you mean "day"?',
    )
  })

  test('naming a header that stands twice is refused', async () => {
    await expect(read(FILE.replace('flag', 'sum'), { mapping: MAPPING })).rejects.toThrow('stands 2 times')
  })
})

describe('columns are known by their headers in the language of the house', () => {
  const COLUMNS = ['customer.id', 'customer.name', 'number', 'issuedOn', 'dueOn', 'total', 'open', 'currency']
  test.each([
    ['Kd.-Nr.;Kunde;Rechnungsnr.;Rechnungsdatum;Fällig am;Betrag;Offen;Währung'],
    ['KdNr;Firma;RENr;Belegdatum;Faelligkeit;Rechnungssumme;Restbetrag;Waehrung'],
    ["Code client;Raison sociale;N° facture;Date facture;Date d'échéance;Montant TTC;Reste à payer;Devise"],
    ['Código cliente;Razón social;Nº factura;Fecha factura;Fecha vencimiento;Importe;Pendiente;Divisa'],
    ['Klantnummer;Klant;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;Openstaand;Currency'],
    ['Codice cliente;Ragione sociale;Numero fattura;Data fattura;Scadenza;Importo totale;Residuo;Currency'],
    ['Customer No.;Customer;Invoice #;Invoice Date;Due Date;Amount;Balance Due;Currency'],
  ])('%s', (headers) => {
    expect(recogniseColumns(headers.split(';'))).toEqual({
      records: 'invoices',
      columns: Object.fromEntries(headers.split(';').map((header, at) => [COLUMNS[at], header])),
    })
  })
})
