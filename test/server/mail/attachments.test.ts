import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { statementOf } from '#engine/statement.ts'
import { message } from '#server/database/action-tables.ts'
import { attachment, mailTemplate } from '#server/database/mail-tables.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { attachmentsOf } from '#server/mail/attachments.ts'
import { keepInvoiceCopy } from '#server/mail/invoice-copy.ts'
import { printable, statementPdf } from '#server/mail/statement-pdf.ts'
import { clockAt } from '../../clock-at.ts'
import { anApi, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aLedger, anInvoice } from '../import/a-ledger.ts'
import { pdfTexts } from './pdf-text.ts'

const database = freshDatabase()
const clock = clockAt('2026-03-16')
const AS_OF = calendarDate('2026-03-16')
const LEDGER = aLedger({
  entities: [
    { id: 'us', name: 'Dunlin Inc.', currency: 'USD', timeZone: 'America/New_York' },
    { id: 'de', name: 'Dunlin GmbH', currency: 'EUR', timeZone: 'Europe/Berlin' },
  ],
  customers: [
    { id: '0042', name: 'Heron Supplies' },
    { id: '0043', name: 'Plover & Sons' },
  ],
  documents: [
    anInvoice({ id: 'A-1', entityId: 'us', totalMinor: 620_050, dueOn: '2026-01-31' }),
    anInvoice({ id: 'A-2', entityId: 'us', totalMinor: 10_000, dueOn: '2026-03-31' }),
    anInvoice({ id: 'A-3', entityId: 'us', currency: 'EUR', totalMinor: 5_000, dueOn: '2026-02-28' }),
    anInvoice({ id: 'A-4', entityId: 'de', currency: 'EUR', totalMinor: 7_700, dueOn: '2026-02-28' }),
    anInvoice({ id: 'C-1', entityId: 'us', type: 'credit-memo', totalMinor: 20_000 }),
    anInvoice({ id: 'B-1', entityId: 'us', customerId: '0043', totalMinor: 90_000 }),
  ],
  disputes: [{ id: 'd1', customerId: '0042', documentId: 'A-2', minor: 500, openedOn: '2026-03-01' }],
})
const SNAPSHOT = takeSnapshot(LEDGER)
const HERON = SNAPSHOT.customerRow.get('0042')!
const HEAD = {
  entityName: 'Dunlin Inc.',
  customerName: 'Heron Supplies',
  customerId: '0042',
  asOf: AS_OF,
  language: 'en',
}
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n')

async function aLetter({
  template = { attachStatement: false, invoiceCopies: 'none' as 'none' | 'attach' | 'wait' | 'link' },
  documents = ['A-1', 'A-2'],
} = {}): Promise<string> {
  const companyId = await database.aCompany()
  const now = clock.now()
  await commitImport(database.db, {
    companyId,
    source: 'files',
    ledger: LEDGER,
    problems: [],
    fileName: 'open-items.csv',
    mapping: null,
    lists: 'changes',
    exportedOn: AS_OF,
    actor: 'ada',
    now,
  })
  await database.db.insert(mailTemplate).values({
    companyId,
    name: 'overdue-30',
    language: 'en',
    version: 1,
    subject: '',
    body: '',
    savedAt: now,
    savedBy: 'ada',
    ...template,
  })
  await database.db.insert(message).values({
    companyId,
    id: 'letter-1',
    customerId: '0042',
    entityId: 'us',
    kind: 'chase',
    to: { name: 'Ann', address: 'ann@heron.example.com' },
    template: 'overdue-30',
    templateVersion: 1,
    language: 'en',
    subject: '',
    html: '',
    text: '',
    lines: documents.map((documentId) => ({ kind: 'item', documentId })),
    totals: {},
    state: 'draft',
    createdAt: now,
  })
  return companyId
}

const filesOf = (companyId: string) =>
  database.db.transaction((tx) =>
    attachmentsOf(tx, { companyId, messageId: 'letter-1', snapshot: SNAPSHOT, asOf: AS_OF }),
  )
const copyOf = (companyId: string, documentId: string, content: Uint8Array = PDF) =>
  keepInvoiceCopy(database.db, { companyId, documentId, content, actor: 'ada', now: clock.now() })

describe('a statement of account', () => {
  const statement = (entityId: string | null) =>
    statementOf(SNAPSHOT, { row: HERON, entityId, asOf: toEpochDay(AS_OF) })

  test('has one table for each currency, whose lines come to the balance, with credits named below', () => {
    expect(statement('us')).toMatchObject({
      unknown: [],
      parts: [
        { currency: 'EUR', balanceMinor: 5_000, netMinor: 5_000, credits: [] },
        {
          currency: 'USD',
          items: [
            { number: 'A-1', minor: 620_050, daysOverdue: 44, disputed: false },
            { number: 'A-2', minor: 10_000, daysOverdue: 0, disputed: true },
          ],
          balanceMinor: 630_050,
          credits: [{ number: 'C-1', minor: -20_000 }],
          netMinor: 610_050,
        },
      ],
    })
    const all = statement(null).parts.find(({ currency }) => currency === 'EUR')
    expect(all).toMatchObject({ balanceMinor: 12_700 })
  })

  test('shows the same on paper, and the same bytes whenever it is made', async () => {
    const pdf = await statementPdf(statement('us'), HEAD)
    const texts = pdfTexts(pdf)
    for (const text of ['Statement of account', 'As of 2026-03-16', 'Heron Supplies', 'A-2 (disputed)'])
      expect(texts).toContain(text)
    expect(texts.slice(texts.indexOf('Balance', texts.indexOf('A-1')))).toEqual(
      expect.arrayContaining(['6,300.50 USD', 'Credit C-1', '-200.00 USD', '6,100.50 USD']),
    )
    expect(pdf.equals(await statementPdf(statement('us'), HEAD))).toBe(true)
  })

  test('over more than one page repeats nothing and loses nothing', async () => {
    const [part] = statement('us').parts
    const items = Array.from({ length: 120 }, (_, at) => ({ ...part!.items[0]!, number: `L-${at}` }))
    const pdf = await statementPdf({ unknown: [], parts: [{ ...part!, items }] }, HEAD)
    const texts = pdfTexts(pdf)
    expect(texts.filter((text) => text.startsWith('L-'))).toEqual(items.map(({ number }) => number))
    expect(texts.filter((text) => text.startsWith('Page '))).toEqual([
      'Page 1 of 3',
      'Page 2 of 3',
      'Page 3 of 3',
    ])
  })

  test('writes letters its typeface lacks by their nearest ones', () => {
    expect(printable('Łódź Şişli Müller & Söhne 5 € 海鳥')).toBe('Lódz Sisli Müller & Söhne 5 € ??')
  })
})

describe('the files of a letter', () => {
  test('are none unless its template says so', async () => {
    expect(await filesOf(await aLetter())).toEqual({ attachments: [] })
  })

  test('F64: are a statement of this customer alone, with no line of another', async () => {
    const companyId = await aLetter({ template: { attachStatement: true, invoiceCopies: 'none' } })
    const found = await filesOf(companyId)
    if ('wait' in found) throw new Error(found.wait)
    const [file] = found.attachments
    expect(file).toMatchObject({ fileName: 'statement-0042-2026-03-16.pdf', contentType: 'application/pdf' })
    const text = pdfTexts(Buffer.from(file!.content, 'base64')).join('\n')
    expect(text).toContain('A-1')
    expect(text).not.toMatch(/B-1|Plover|900\.00/)
    expect(await filesOf(companyId)).toEqual(found)
    const kept = await database.db.select().from(attachment).where(eq(attachment.companyId, companyId))
    expect(kept).toHaveLength(1)
    const [letter] = await database.db
      .select()
      .from(message)
      .where(and(eq(message.companyId, companyId), eq(message.id, 'letter-1')))
    expect(letter?.attachments).toMatchObject([{ id: kept[0]!.id, fileName: file!.fileName }])
  })

  test("F64: are never the copy of another customer's invoice, whatever the letter names", async () => {
    const companyId = await aLetter({
      template: { attachStatement: false, invoiceCopies: 'attach' },
      documents: ['A-1', 'B-1'],
    })
    await copyOf(companyId, 'B-1')
    await copyOf(companyId, 'A-1')
    expect(await filesOf(companyId)).toMatchObject({ attachments: [{ fileName: 'A-1.pdf' }] })
  })

  test('are the copies we have, or it waits for those we have not, as the template says', async () => {
    const attach = await aLetter({ template: { attachStatement: false, invoiceCopies: 'attach' } })
    await copyOf(attach, 'A-2')
    expect(await filesOf(attach)).toMatchObject({ attachments: [{ fileName: 'A-2.pdf' }] })
    const wait = await aLetter({ template: { attachStatement: false, invoiceCopies: 'wait' } })
    await copyOf(wait, 'A-2')
    expect(await filesOf(wait)).toEqual({
      wait: 'There is no copy yet of A-1, and its template waits for copies.',
    })
    await copyOf(wait, 'A-1')
    expect(await filesOf(wait)).toMatchObject({
      attachments: [{ fileName: 'A-1.pdf' }, { fileName: 'A-2.pdf' }],
    })
    const link = await aLetter({ template: { attachStatement: false, invoiceCopies: 'link' } })
    expect(await filesOf(link)).toMatchObject({ wait: /has set no payment link/ })
  })

  test('are not more than a mail server takes', async () => {
    const companyId = await aLetter({ template: { attachStatement: false, invoiceCopies: 'attach' } })
    const large = Buffer.concat([PDF, Buffer.alloc(4 * 1024 ** 2, 32), PDF])
    await copyOf(companyId, 'A-1', large)
    await copyOf(companyId, 'A-2', large)
    expect(await filesOf(companyId)).toMatchObject({ wait: /^Its files come to 8\.0 MB/ })
  })
})

describe('the copy of an invoice', () => {
  test('is a PDF of at most 5 MB, sent as one, and comes back as it was', async () => {
    const companyId = await aLetter()
    const api = anApi(database.db, () => somebody(companyId))
    const send = (body: Uint8Array<ArrayBuffer>, type = 'application/pdf', id = 'A-1') =>
      api.request(`http://127.0.0.1:3000/api/v1/invoices/${id}/copy`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
    const pdf = new Uint8Array(PDF)
    expect((await send(pdf)).status).toBe(201)
    expect((await send(pdf, 'text/html')).status).toBe(415)
    expect((await send(pdf, 'application/pdf', 'Z-9')).status).toBe(404)
    expect((await send(new TextEncoder().encode('<script>alert(1)</script>'))).status).toBe(422)
    expect((await send(new Uint8Array(5 * 1024 ** 2 + 1))).status).toBe(413)
    const back = await api.request('http://127.0.0.1:3000/api/v1/invoices/A-1/copy')
    expect(back.headers.get('content-disposition')).toBe('attachment; filename="A-1.pdf"')
    expect(Buffer.from(await back.arrayBuffer()).equals(PDF)).toBe(true)
  })
})
