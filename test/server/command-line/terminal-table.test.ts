import { describe, expect, test } from 'vitest'
import { oneLine, printTable, wrap } from '#server/command-line/terminal-table.ts'

describe('a printed table', () => {
  test('is aligned, with figures to the right', () => {
    expect(
      printTable(
        [{ title: 'Rule' }, { title: 'Matched', align: 'right' }],
        [
          ['late', '3'],
          ['reminder', '1200'],
        ],
      ),
    ).toBe('Rule      Matched\nlate            3\nreminder     1200\n')
  })

  test('cuts its last column where the terminal ends', () => {
    expect(
      printTable([{ title: 'Id' }, { title: 'Why' }], [['c1', 'days overdue: 41, balance: 5,200.50']], {
        width: 20,
      }),
    ).toBe('Id  Why\nc1  days overdue: 4…\n')
  })

  test('counts letters that take two columns, and colours as none', () => {
    const rows = [
      ['株式会社', 'x'],
      ['\u001b[32mAcme\u001b[39m', 'y'],
    ]
    const lines = printTable([{ title: 'Name' }, { title: 'Z' }], rows).split('\n')
    expect(lines[1]).toBe('株式会社  x')
    expect(lines[2]).toBe('\u001b[32mAcme\u001b[39m      y')
  })

  test('a name from a file cannot move the cursor or begin a line', () => {
    expect(oneLine('Acme\u001b[2J\u0007\nInc\u009b1A')).toBe('Acme [2J Inc 1A')
  })

  test('long texts are broken at spaces', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four'])
  })
})
