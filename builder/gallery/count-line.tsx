import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { words } from '../words/words.ts'
import type { TemplateCount } from './gallery-data.ts'

const text = words.gallery

/** What a rule comes to on these books today: how many, of how many, and what they owe. */
export function CountLine({ count, isStale = false }: { count: TemplateCount | null; isStale?: boolean }) {
  if (count === null) return <p className="card-count dimmed">{text.counting}</p>
  if ('problem' in count) return <p className="card-count dimmed">{text.cannotCount}</p>
  const { subject, matched, evaluated, unknown } = count
  return (
    <p className={`card-count number${isStale ? ' stale' : ''}`}>
      <strong>{text.counted[subject](readableCount(matched.count), matched.count)}</strong>{' '}
      <span className="dimmed">{text.of(readableCount(evaluated))}</span>
      {matched.open.length > 0 && (
        <span className="card-money">
          <Amounts money={matched.open} />
        </span>
      )}
      {unknown > 0 && <span className="dimmed">{text.missing(readableCount(unknown))}</span>}
    </p>
  )
}
