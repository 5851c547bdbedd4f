import PDFDocument from 'pdfkit'
import type { Statement, StatementPart } from '#engine/statement.ts'
import { oneLine } from './foreign-text.ts'
import { letterWords } from './letter-words.ts'

export type StatementHead = {
  readonly entityName: string
  readonly customerName: string
  readonly customerId: string
  readonly asOf: string
  readonly language: string
}

type Words = {
  readonly title: string
  readonly asOf: (day: string) => string
  readonly account: string
  readonly balance: string
  readonly net: string
  readonly disputed: string
  readonly nothing: string
  readonly page: (number: number, of: number) => string
}

const ENGLISH: Words = {
  title: 'Statement of account',
  asOf: (day) => `As of ${day}`,
  account: 'Account',
  balance: 'Balance',
  net: 'Balance less credits',
  disputed: 'disputed',
  nothing: 'Nothing is open on this account.',
  page: (number, of) => `Page ${number} of ${of}`,
}

const GERMAN: Words = {
  title: 'Kontoauszug',
  asOf: (day) => `Stand ${day}`,
  account: 'Konto',
  balance: 'Saldo',
  net: 'Saldo abzüglich Gutschriften',
  disputed: 'strittig',
  nothing: 'Auf diesem Konto ist nichts offen.',
  page: (number, of) => `Seite ${number} von ${of}`,
}

const MARGIN = 50
/** From where each column starts, on a page of A4 (595 points wide), and how wide it is. */
const COLUMNS = [
  { x: 50, width: 155, align: 'left' },
  { x: 210, width: 75, align: 'left' },
  { x: 290, width: 75, align: 'left' },
  { x: 370, width: 65, align: 'right' },
  { x: 440, width: 105, align: 'right' },
] as const
const ROW = 16
const BOTTOM = 760

/**
 * A statement of account as a PDF, one table for each currency with the balance below it. The same statement gives the same
 * bytes, so that it is kept once. Letters the built-in typeface lacks are written by their nearest ones.
 */
export async function statementPdf(statement: Statement, head: StatementHead): Promise<Buffer> {
  const words = head.language === 'de' ? GERMAN : ENGLISH
  const own = letterWords(head.language)
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: head.language,
    info: {
      Title: printable(`${words.title} ${head.customerId} ${head.asOf}`),
      Author: printable(head.entityName),
      // The day it is about, and not the moment it was made: the bytes follow from what it says.
      CreationDate: new Date(`${head.asOf}T00:00:00Z`),
    },
  })
  const done = bytesOf(pdf)
  pdf.font('Helvetica').fontSize(10).text(printable(head.entityName))
  pdf.moveDown(2).text(printable(head.customerName))
  pdf.text(printable(`${words.account} ${head.customerId}`))
  pdf.moveDown(2).font('Helvetica-Bold').fontSize(14).text(words.title)
  pdf
    .font('Helvetica')
    .fontSize(10)
    .text(words.asOf(own.day(head.asOf)))
  if (statement.parts.length === 0) pdf.moveDown().text(words.nothing)
  for (const part of statement.parts) addPart(pdf, part, { words, own })
  addPageNumbers(pdf, words)
  pdf.end()
  return done
}

type Pdf = InstanceType<typeof PDFDocument>
type Cells = readonly [string, string, string, string, string]
type AllWords = { readonly words: Words; readonly own: ReturnType<typeof letterWords> }

function addPart(pdf: Pdf, part: StatementPart, { words, own }: AllWords): void {
  pdf.y += ROW
  addRow(pdf, own.headings, 'Helvetica-Bold')
  const amount = (minor: number) => own.amount(minor, part.currency)
  const day = (text: string | null) => (text === null ? '' : own.day(text))
  for (const line of part.items)
    addRow(pdf, [
      line.disputed ? `${line.number} (${words.disputed})` : line.number,
      day(line.issuedOn),
      day(line.dueOn),
      line.daysOverdue === 0 ? '' : String(line.daysOverdue),
      amount(line.minor),
    ])
  addRow(pdf, [words.balance, '', '', '', amount(part.balanceMinor)], 'Helvetica-Bold')
  if (part.credits.length === 0) return
  for (const line of part.credits) {
    const what = line.kind === 'credit-memo' ? own.credit(line.number) : own.received(line.number)
    addRow(pdf, [what, day(line.issuedOn), '', '', amount(line.minor)])
  }
  addRow(pdf, [words.net, '', '', '', amount(part.netMinor)], 'Helvetica-Bold')
}

function addRow(pdf: Pdf, cells: Cells, font = 'Helvetica'): void {
  if (pdf.y > BOTTOM) pdf.addPage()
  const { y } = pdf
  pdf.font(font).fontSize(9)
  COLUMNS.forEach(({ x, width, align }, at) => {
    const text = printable(cells[at]!)
    pdf.text(text, x, y, { width, align, height: ROW, lineBreak: false, ellipsis: true })
  })
  pdf.x = MARGIN
  pdf.y = y + ROW
}

function addPageNumbers(pdf: Pdf, words: Words): void {
  const { count } = pdf.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page)
    // Below the margin, where text would else begin a page of its own.
    pdf.page.margins.bottom = 0
    pdf
      .font('Helvetica')
      .fontSize(8)
      .text(words.page(page + 1, count), MARGIN, 800, { width: 495, align: 'right', lineBreak: false })
  }
}

/** Letters that no accent can be taken off. */
const NEAREST: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  '−': '-',
  '\u00a0': ' ',
}

/** Letters of the typeface besides those of Latin-1. */
const ALSO = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

/** A text in the letters of the built-in typeface; what has no nearest letter becomes a question mark. */
export function printable(text: string): string {
  return [...oneLine(text).normalize('NFC')]
    .map((letter) => {
      if (isPrintable(letter)) return letter
      const plain = NEAREST[letter] ?? letter.normalize('NFKD').replace(/\p{M}+/gu, '')
      return [...plain].every(isPrintable) ? plain : '?'
    })
    .join('')
}

function isPrintable(letter: string): boolean {
  return /^[\x20-\x7e\xa1-\xff]$/.test(letter) || ALSO.includes(letter)
}

function bytesOf(pdf: Pdf): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
}
