import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { HELD_BACK_REASONS, type HeldBackReason } from '#engine/held-back.ts'
import type { DecisionRow } from '#server/client.ts'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PlainSelect } from '../table/choice.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { heldBackQuery, reasonName } from './held-back-data.ts'

const text = words.outbox

type Props = {
  readonly reason: HeldBackReason | undefined
  readonly rule: string | undefined
  readonly onReason: (reason: HeldBackReason | undefined) => void
}

/** Whom the latest runs held back, grouped by the reason, with the sentence that says why. */
export function HeldBackList({ reason, rule, onReason }: Props) {
  const asked = { ...(reason !== undefined && { reason }), ...(rule !== undefined && { rule }) }
  const found = useInfiniteQuery(heldBackQuery(asked))
  return (
    <>
      <div className="table-tools">
        <PlainSelect
          label={text.why}
          chosen={reason ?? ''}
          options={[
            ['', text.allReasons],
            ...HELD_BACK_REASONS.map((each) => [each, reasonName(each)] as const),
          ]}
          onChoose={(next) => onReason(HELD_BACK_REASONS.find((each) => each === next))}
        />
      </div>
      <Loaded query={found} rows={8}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.decisions)
          if (rows.length === 0) return <p className="empty">{text.heldBackEmpty}</p>
          return [...Map.groupBy(rows, ({ heldBack }) => reason ?? heldBack ?? '')].map(([why, own]) => (
            <Group key={why} why={why} rows={own} />
          ))
        }}
      </Loaded>
      <MoreRows list={found} />
    </>
  )
}

function Group({ why, rows }: { why: string; rows: readonly DecisionRow[] }) {
  return (
    <section className="outbox-group">
      <h2>
        {reasonName(why)} <span className="dimmed number">{readableCount(rows.length)}</span>
      </h2>
      <div className="scroll-x">
        <table className="table">
          <thead className="visually-hidden">
            <tr>
              <th>{text.customer}</th>
              <th>{text.rule}</th>
              <th>{text.why}</th>
              <th>{text.since}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.run} ${row.rule.id} ${row.subject.id}`}>
                <td className="named">
                  <Link to="/customers/$customerId" params={{ customerId: row.customer.id }}>
                    {row.customer.name}
                  </Link>
                  {row.subject.type === 'invoice' && <div className="dimmed">{row.subject.name}</div>}
                </td>
                <td>
                  <Link to="/runs/$runId" params={{ runId: row.run }} search={{ rule: row.rule.id }}>
                    {row.rule.name}
                  </Link>
                </td>
                <td className="wrap">
                  {row.acts
                    .filter(({ heldBack }) => heldBack !== null)
                    .map(({ step, title, heldBack }) => (
                      <div key={step}>
                        {title}: {heldBack}
                      </div>
                    ))}
                </td>
                <td>{readableDay(row.asOf)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
