import { describe, expect, test } from 'vitest'
import { read } from './reading.ts'

const file = (...days: string[]) =>
  `Invoice Number,Customer,Invoice Date,Total,Currency\n${days.map((day, at) => `${at},Acme,"${day}",10,USD\n`).join('')}`
const issued = async (...days: string[]) =>
  (await read(file(...days))).ledger.documents.map(({ issuedOn }) => issuedOn)

describe('the order of day and month is decided by the whole column', () => {
  test('a 13th at first place means the day comes first', async () => {
    expect(await issued('3/4/2026', '13/4/2026')).toEqual(['2026-04-03', '2026-04-13'])
  })

  test('a 13th at second place means the month comes first', async () => {
    expect(await issued('3/4/26', '4/13/26')).toEqual(['2026-03-04', '2026-04-13'])
  })

  test('undecided, no row is loaded and the file asks for "dates"', async () => {
    const { ledger, problems } = await read(file('3/4/2026', '12/12/2026'))
    expect(ledger.documents).toEqual([])
    expect(problems).toEqual([
      { line: null, column: 'Invoice Date', value: '3/4/2026', message: expect.stringContaining('"dates"') },
    ])
  })

  test('both orders in one column are refused with an example of each', async () => {
    const { ledger, problems } = await read(file('13/4/2026', '4/13/2026'))
    expect(ledger.documents).toEqual([])
    expect(problems[0]?.message).toContain('month first (line 3) and the day first (line 2)')
  })

  test('the mapping decides', async () => {
    const { recognised } = await read(file('3/4/2026'))
    const { ledger } = await read(file('3/4/2026'), { mapping: { ...recognised, dates: ['M/D/YYYY'] } })
    expect(ledger.documents[0]?.issuedOn).toBe('2026-03-04')
  })

  test('12/12 and 3/3 are right in both', async () => {
    expect(await issued('12/12/2026', '3/3/2026')).toEqual(['2026-12-12', '2026-03-03'])
  })

  test('30 February is a row problem, and still tells the order', async () => {
    const { ledger, problems } = await read(file('3/4/2026', '30/2/2026'))
    expect(ledger.documents[0]?.issuedOn).toBe('2026-04-03')
    expect(problems).toMatchObject([
      { line: 3, value: '30/2/2026', message: expect.stringContaining('no such day') },
    ])
  })
})

test.each([
  ['2026-01-28', '2026-01-28'],
  ['2026-01-28T23:30:00-08:00', '2026-01-28'],
  ['2026-01-28 00:00:00', '2026-01-28'],
  ['Jan 28 2026', '2026-01-28'],
  ['January 28, 2026', '2026-01-28'],
  ['28 Jan 2026', '2026-01-28'],
  ['28-Jan-26', '2026-01-28'],
  ['28.1.2026', '2026-01-28'],
  ['2026/01/28', '2026-01-28'],
  ['20260128', '2026-01-28'],
  ['28/01/2026 14:05', null],
])('%s is the day %s', async (text, day) => {
  const found = await issued(text)
  expect(found).toEqual(day === null ? ['2026-01-28'] : [day])
})
