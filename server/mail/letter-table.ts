import { type ChaseLine, sumOf } from '#engine/standing.ts'
import { escapeHtml, oneLine } from './foreign-text.ts'
import type { LetterWords } from './letter-words.ts'

type Cells = readonly [what: string, issued: string, due: string, late: string, amount: string]

/** The table of a letter as text, with a total below it; one for each currency. */
export function textTable(lines: readonly ChaseLine[], words: LetterWords): string {
  return byCurrency(lines)
    .map(([currency, own]) => {
      const rows = [
        words.headings,
        ...own.map((line) => cellsOf(line, words)),
        totalCells(own, currency, words),
      ]
      const widths = words.headings.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
      return rows
        .map((row) =>
          row
            .map((cell, at) => (at < 3 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
            .join('  ')
            .trimEnd(),
        )
        .join('\n')
    })
    .join('\n\n')
}

/** The same as HTML. */
export function htmlTables(lines: readonly ChaseLine[], words: LetterWords): string {
  const cell = (tag: 'td' | 'th', text: string, at: number) =>
    `<${tag} style="padding:4px 12px 4px 0;text-align:${at < 3 ? 'left' : 'right'};border-bottom:1px solid #ddd">${escapeHtml(text)}</${tag}>`
  const row = (tag: 'td' | 'th', cells: Cells) =>
    `<tr>${cells.map((text, at) => cell(tag, text, at)).join('')}</tr>`
  return byCurrency(lines)
    .map(
      ([currency, own]) =>
        `<table style="border-collapse:collapse"><thead>${row('th', words.headings)}</thead><tbody>${own.map((line) => row('td', cellsOf(line, words))).join('')}</tbody><tfoot>${row('th', totalCells(own, currency, words))}</tfoot></table>`,
    )
    .join('\n')
}

function cellsOf(line: ChaseLine, words: LetterWords): Cells {
  const what =
    line.kind === 'item'
      ? line.number
      : line.kind === 'credit-memo'
        ? words.credit(line.number)
        : words.received(line.number)
  return [
    oneLine(what),
    line.issuedOn === null ? '' : words.day(line.issuedOn),
    line.dueOn === null ? '' : words.day(line.dueOn),
    line.kind === 'item' ? String(line.daysOverdue) : '',
    words.amount(line.minor, line.currency),
  ]
}

function byCurrency(lines: readonly ChaseLine[]): [currency: string, lines: ChaseLine[]][] {
  return [...Map.groupBy(lines, (line) => line.currency)]
}

function totalCells(lines: readonly ChaseLine[], currency: string, words: LetterWords): Cells {
  return [words.total, '', '', '', words.amount(sumOf(lines), currency)]
}
