import { readableCount } from '../format/count.ts'
import type { ProblemLine } from './import-data.ts'
import { text } from './words.ts'

/** What could not be taken over, line by line as in the file. */
export function ProblemLines({ problems, count }: { problems: readonly ProblemLine[]; count: number }) {
  if (count === 0) return <p className="dimmed">{text.noProblems}</p>
  return (
    <section aria-label={text.problems(count, readableCount(count))}>
      <h3>{text.problems(count, readableCount(count))}</h3>
      <p className="dimmed">
        {text.problemsSentence} {problems.length < count && text.onlyFirst(readableCount(problems.length))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lists scroll, and the keyboard must reach them to do so. */}
      <div className="problem-lines" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th className="number">{text.line}</th>
              <th>{text.column}</th>
              <th>{text.found}</th>
              <th>{text.problem}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ line, column, value, message }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two problems may read alike, and a list never changes.
              <tr key={at}>
                <td className="number">{line ?? '–'}</td>
                <td>{column ?? '–'}</td>
                <td>{value === '' ? '–' : value}</td>
                <td className="wrap">{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
