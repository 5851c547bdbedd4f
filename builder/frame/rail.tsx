import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Role } from '../data/session.ts'
import { waitingQuery } from '../data/waiting.ts'
import { readableCount, shortCount } from '../format/count.ts'
import { words } from '../words/words.ts'
import { destinationsFor } from './destinations.ts'

const text = words.frame

/** The pages there are, each with how much waits there. On a phone it stands at the lower edge, where a thumb reaches it. */
export function Rail({ role }: { role: Role }) {
  const waiting = useQuery(waitingQuery).data
  const rail = useRef<HTMLElement>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: which link is that of the page, the path decides.
  useEffect(() => {
    const link = rail.current?.querySelector<HTMLElement>('.rail-link.active')
    // Where there is no room for all, the page one is on is among those that are seen.
    if (link && rail.current)
      rail.current.scrollLeft = link.offsetLeft + (link.offsetWidth - rail.current.clientWidth) / 2
  }, [path])
  return (
    <nav ref={rail} className="rail" aria-label={text.nav.label}>
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
                  <span aria-hidden>{shortCount(count)}</span>
                  <span className="visually-hidden">{text.nav.waiting(readableCount(count))}</span>
                </span>
              )}
            </Link>
          )
        })}
    </nav>
  )
}
