import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { readableCount } from '../format/count.ts'
import { heldBackQuery, knownReason, reasonName } from '../outbox/held-back-data.ts'
import { words } from '../words/words.ts'

const text = words.home

/** How many the last runs held back for each reason; each count opens its rows. */
export function HeldBackCounts() {
  const found = useInfiniteQuery(heldBackQuery({})).data
  if (found === undefined) return null
  const byReason = [
    ...Map.groupBy(
      found.pages.flatMap((page) => page.decisions),
      ({ heldBack }) => heldBack ?? '',
    ),
  ].sort(([, a], [, b]) => b.length - a.length)
  if (byReason.length === 0) return <p className="empty">{text.heldNone}</p>
  return (
    <table className="table">
      <tbody>
        {byReason.map(([reason, rows]) => (
          <tr key={reason}>
            <td>{reasonName(reason)}</td>
            <td className="number">
              <Link to="/outbox" search={{ state: 'held-back', reason: knownReason(reason) }}>
                {readableCount(rows.length)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
