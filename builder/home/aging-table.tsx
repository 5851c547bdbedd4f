import { Link } from '@tanstack/react-router'
import type { AgingView } from '#server/client.ts'
import { exactMoney } from '../format/money.ts'
import type { InvoicesSearch } from '../invoices/invoice-data.ts'
import { words } from '../words/words.ts'

const text = words.home

type Line = AgingView['lines'][number]

/** What is open by days past due, one row for each entity and currency; the buckets add up to the balance. */
export function AgingTable({ aging }: { aging: AgingView }) {
  const buckets = aging.lines[0]?.buckets
  if (buckets === undefined) return <p className="empty">{text.noReceivables}</p>
  return (
    <div className="scroll-x">
      <table className="table aging">
        <caption>{text.agingCaption}</caption>
        <thead>
          <tr>
            <th>{text.entity}</th>
            {buckets.map(({ bucket }) => (
              <th key={bucket} className="number">
                {text.bucket[bucket]}
              </th>
            ))}
            <th className="number total">{text.balance}</th>
            <th className="number">{text.unapplied}</th>
            <th className="number">{text.creditMemos}</th>
          </tr>
        </thead>
        <tbody>
          {aging.lines.map((line) => (
            <tr key={keyOf(line)}>
              <th scope="row">
                {nameOf(line)}
                <AgingBar of={line} />
              </th>
              {line.buckets.map(({ bucket, amount }) => (
                <td key={bucket} className="number">
                  <Link to="/invoices" search={{ ...doorOf(line), bucket }}>
                    {exactMoney(amount)}
                  </Link>
                </td>
              ))}
              <td className="number total">
                <Link to="/invoices" search={doorOf(line)}>
                  {exactMoney(line.balance)}
                </Link>
              </td>
              <td className="number">{exactMoney(line.unappliedCash)}</td>
              <td className="number">
                <Link to="/invoices" search={{ ...doorOf(line), type: 'credit-memo' }}>
                  {exactMoney(line.openCreditMemos)}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {aging.lines.map(
        (line) =>
          line.unknownDocuments > 0 && (
            <p key={keyOf(line)} className="empty">
              {text.unknownDocuments(nameOf(line), line.unknownDocuments)}
            </p>
          ),
      )}
    </div>
  )
}

/** The invoices of a line: those of its entity in its currency. */
function doorOf({ currency, entity }: Line): InvoicesSearch {
  return { currency, ...(entity === null ? { noEntity: 'true' as const } : { entity: entity.id }) }
}

function keyOf(line: Line): string {
  return `${line.currency} ${line.entity?.id ?? ''}`
}

function nameOf(line: Line): string {
  return `${line.entity?.name ?? text.noEntity}, ${line.currency}`
}

/** The shares of the buckets as one bar. A picture only: the exact figures stand beside it. */
function AgingBar({ of }: { of: Line }) {
  return (
    <span className="aging-bar" aria-hidden="true">
      {of.buckets.map(({ bucket, amount }) => (
        <span
          key={bucket}
          className={`aging-${bucket}`}
          style={{ flexGrow: Math.max(0, Number(amount.amount)) }}
        />
      ))}
    </span>
  )
}
