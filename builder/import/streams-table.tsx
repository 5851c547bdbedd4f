import type { ImportPreview } from '#server/client.ts'
import { readableCount } from '../format/count.ts'
import { text } from './words.ts'

type Counts = Pick<ImportPreview, 'streams' | 'added' | 'changed' | 'unchanged' | 'closed'>
type Stream = keyof typeof text.streams

const STREAMS = Object.keys(text.streams).filter((name): name is Stream => Object.hasOwn(text.streams, name))
const COLUMNS = ['added', 'changed', 'unchanged', 'closed'] as const

/** How many records an import adds, changes, leaves and closes, by kind, with their sum. */
export function StreamsTable({ counts }: { counts: Counts }) {
  const touched = STREAMS.flatMap((name) => {
    const stream = counts.streams[name]
    return stream !== undefined && COLUMNS.some((column) => stream[column] > 0) ? [{ name, stream }] : []
  })
  if (touched.length === 0) return <p className="empty">{text.nothing}</p>
  return (
    <>
      <table className="table streams-table">
        <thead>
          <tr>
            <td />
            {COLUMNS.map((column) => (
              <th key={column} className="number">
                {text[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {touched.map(({ name, stream }) => (
            <tr key={name}>
              <th scope="row">{text.streams[name]}</th>
              {COLUMNS.map((column) => (
                <td key={column} className="number">
                  {readableCount(stream[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="total">
            <th scope="row">{text.total}</th>
            {COLUMNS.map((column) => (
              <td key={column} className="number">
                {readableCount(counts[column])}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      {counts.added + counts.changed + counts.closed === 0 && <p className="dimmed">{text.nothing}</p>}
    </>
  )
}
