import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { Loaded } from '../frame/loaded.tsx'
import { OutcomeMark } from '../status/state-mark.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { namesOf } from './funnel.tsx'
import type { Preview, PreviewRecord } from './preview-data.ts'

const text = words.preview

type Props = {
  readonly preview: UseInfiniteQueryResult<InfiniteData<Preview>>
  readonly drawn: DrawnRule
  readonly chosen: string | null
  readonly onChoose: (subject: string) => void
}

/** The records behind the figure that was opened, with their sum. */
export function Records({ preview, drawn, chosen, onChoose }: Props) {
  const branches = namesOf(drawn.rule.steps, drawn)
  return (
    <section className={`records${preview.isPlaceholderData ? ' stale' : ''}`} aria-label={text.records}>
      <Loaded query={preview} rows={10}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows)
          const [first] = pages
          if (first === undefined || rows.length === 0) return <p className="empty">{text.nobody}</p>
          return (
            <div className="scroll-x">
              <table className="table records-table">
                <thead>
                  <tr>
                    <th>{text.who}</th>
                    <th>{text.outcome}</th>
                    <th className="spare">{text.case}</th>
                    <th>{text.what}</th>
                    <th className="spare">{text.why}</th>
                    <th className="number">{text.open}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Row key={row.subject.id} row={row} {...{ branches, chosen, onChoose }} />
                  ))}
                </tbody>
                <tfoot>
                  <tr className="total">
                    <td>{text.total(readableCount(first.found), first.found)}</td>
                    <td />
                    <td className="spare" />
                    <td />
                    <td className="spare" />
                    <td className="number">
                      <Amounts money={first.foundOpen} />
                    </td>
                  </tr>
                </tfoot>
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={preview} />
    </section>
  )
}

function Row({
  row,
  branches,
  chosen,
  onChoose,
}: Pick<Props, 'chosen' | 'onChoose'> & { row: PreviewRecord; branches: ReadonlyMap<string, string> }) {
  const { subject } = row
  return (
    <tr className={subject.id === chosen ? 'chosen' : ''}>
      <td className="wrap">
        <button
          type="button"
          className="row-button"
          aria-pressed={subject.id === chosen}
          onClick={() => onChoose(subject.id)}
        >
          {subject.name}
        </button>
        {/* An invoice is known by its number; whose it is, only its customer tells. */}
        <div className="dimmed">{subject.type === 'invoice' ? row.customer.name : subject.id}</div>
      </td>
      <td>
        <OutcomeMark outcome={row.outcome} word={text.outcomes[row.outcome]} />
        {row.heldBack !== null && <div className="dimmed">{text.heldBack[row.heldBack]}</div>}
      </td>
      <td className="spare wrap">
        {row.branches.length === 0
          ? words.frame.none
          : row.branches.map((id) => branches.get(id) ?? id).join(', ')}
      </td>
      <td>
        <ul className="plain-list">
          {row.actions.map(({ step, title }) => (
            <li key={step}>{title}</li>
          ))}
        </ul>
      </td>
      <td className="spare wrap">{row.reason}</td>
      <td className="number">
        <Amounts money={row.open} />
      </td>
    </tr>
  )
}
