import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvLine } from '#server/operations/csv.ts'

/** What a program that keeps to RFC 4180 reads from one line. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  const cell = /"((?:[^"]|"")*)"(?=,|\r\n$)|([^",]*)(?=,|\r\n$)/y
  for (let at = 0; at <= line.length - 2; at = cell.lastIndex + 1) {
    cell.lastIndex = at
    const found = cell.exec(line)
    if (found === null)
      throw new Error(`Not a line of RFC 4180 from character ${at}: ${JSON.stringify(line)}`)
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
  }
  return cells
}

describe('a line of an export (CSV or formula injection)', () => {
  test.each([
    ['=HYPERLINK("http://evil.test","pay")', `'=HYPERLINK("http://evil.test","pay")`],
    ['+1 555 0100', "'+1 555 0100"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\0=1', "'\0=1"],
    ['\r=1', "'\r=1"],
    ['＝1+1', "'＝1+1"],
  ])('gives %j a quote in front, so that no spreadsheet runs it', (text, guarded) => {
    expect(cellsOf(csvLine([text]))).toEqual([guarded])
  })

  test('leaves amounts below zero and texts with such a sign inside as they are', () => {
    expect(csvLine([-5, '-5.00', 'a=b', 'Birch-Ltd', true, null, undefined, ''])).toBe(
      '-5,-5.00,a=b,Birch-Ltd,true,,,\r\n',
    )
  })

  test('quotes what holds a comma, a quote or a line end', () => {
    expect(csvLine(['Acme, Inc.', 'the "old" one', 'two\nlines'])).toBe(
      '"Acme, Inc.","the ""old"" one","two\nlines"\r\n',
    )
  })

  test('comes back as it went in, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
        const read = cellsOf(csvLine(cells))
        expect(read.map((cell, at) => (cell === `'${cells[at]}` ? cells[at] : cell))).toEqual(cells)
        for (const cell of read) expect(/^[=+@\t\0]|^-(?!\d+(\.\d+)?$)/.test(cell)).toBe(false)
      }),
    )
  })
})
