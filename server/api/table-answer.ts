import { z } from 'zod'
import { csvLine } from '#server/operations/csv.ts'
import type { ApiContext } from './api-context.ts'

/** The most pages of a list that one file takes: half a million rows, which is what a spreadsheet bears. */
const MOST_PAGES = 1000
const ROWS_A_PAGE = '500'

/** True when the answer is wanted as a file for a spreadsheet: `?format=csv`, or `Accept: text/csv`. */
export function asksForTable(c: ApiContext): boolean {
  const format = c.req.query('format')
  return format === undefined ? (c.req.header('accept') ?? '').startsWith('text/csv') : format === 'csv'
}

const Row = z.record(z.string(), z.unknown())
type Row = z.infer<typeof Row>

/** The list that was just answered as JSON, with the pages after it, as CSV. */
export async function answerAsTable(c: ApiContext, key: string): Promise<Response> {
  const rows: Row[] = []
  let answer = c.res
  for (let pages = 1; ; pages += 1) {
    const page = Row.parse(await answer.json())
    rows.push(...z.array(Row).parse(page[key]).map(flattened))
    if (typeof page.next !== 'string' || pages === MOST_PAGES) break
    const url = new URL(c.req.url)
    url.searchParams.set('cursor', page.next)
    url.searchParams.set('limit', ROWS_A_PAGE)
    url.searchParams.set('format', 'json')
    const headers = new Headers(c.req.raw.headers)
    headers.set('accept', 'application/json')
    answer = await c.get('ask')(new Request(url, { headers }))
    if (answer.status !== 200) return answer
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))]
  const headers = {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${key}.csv"`,
  }
  return new Response(lines.map(csvLine).join(''), { headers })
}

/** What stands in objects becomes columns of its own (`customer.name`), so that a spreadsheet can sort by it. */
function flattened(row: Row, prefix: unknown = ''): Row {
  const before = typeof prefix === 'string' ? prefix : ''
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]): [string, unknown][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flattened(Row.parse(value), `${before}${key}.`))
        : [[`${before}${key}`, value]],
    ),
  )
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(partOf).join('; ')
  return String(value)
}

/** One of several values in a cell: an amount is written with its currency, anything else as it stands. */
function partOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.values(value)
    .map((each) => (typeof each === 'object' && each !== null ? JSON.stringify(each) : String(each ?? '')))
    .join(' ')
}
