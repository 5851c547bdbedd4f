import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Role } from '../data/session.ts'
import { waitingQuery } from '../data/waiting.ts'
import { readableCount } from '../format/count.ts'
import { words } from '../words/words.ts'
import { destinationsFor } from './destinations.ts'

const text = words.frame

/** The pages there are, each with how much waits there. On a phone it stands at the lower edge, where a thumb reaches it. */
export function Rail({ role }: { role: Role }) {
  const waiting = useQuery(waitingQuery).data
  return (
    <nav className="rail" aria-label={text.nav.label}>
      <span className="rail-mark">{text.product}</span>
      {destinationsFor(role)
        .filter(({ isAside }) => isAside !== true)
        .map(({ to, title, icon: Icon, key, waiting: countOf }) => {
          const count = waiting === undefined ? 0 : (countOf?.(waiting) ?? 0)
          return (
            <Link
              key={to}
              to={to}
              className="rail-link"
              activeOptions={{ exact: to === '/' }}
              aria-keyshortcuts={`g ${key}`}
            >
              <Icon size={16} aria-hidden />
              <span>{title}</span>
              {count > 0 && (
                <span className="rail-count" title={text.nav.waiting(readableCount(count))}>
                  <span aria-hidden>{readableCount(count)}</span>
                  <span className="visually-hidden">{text.nav.waiting(readableCount(count))}</span>
                </span>
              )}
            </Link>
          )
        })}
    </nav>
  )
}
