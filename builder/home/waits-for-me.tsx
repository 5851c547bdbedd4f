import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { accountsQuery } from '../customers/customer-data.ts'
import { isOffered } from '../data/may.ts'
import { sessionQuery, useRole } from '../data/session.ts'
import { waitingQuery } from '../data/waiting.ts'
import { readableCount } from '../format/count.ts'
import { tasksQuery } from '../tasks/task-data.ts'
import { words } from '../words/words.ts'

const text = words.home

/** What only I, or somebody in my role, can move on. */
export function WaitsForMe() {
  const role = useRole()
  const me = useQuery(sessionQuery).data?.user?.name ?? ''
  const waiting = useQuery(waitingQuery).data
  const mine = useInfiniteQuery(tasksQuery({ assignee: me })).data
  const doubtful = useInfiniteQuery(accountsQuery({ match: 'doubtful' })).data
  const lines: (readonly [string, string | null, ReactNode])[] = []
  const line = (title: string, count: string, link: (shown: string) => ReactNode) => {
    if (count !== '0') lines.push([title, count, link(count)])
  }
  if (isOffered(role, 'approve-actions')) {
    line(words.outbox.states['awaiting-approval'], readableCount(waiting?.approvals ?? 0), (shown) => (
      <Link to="/outbox" search={{ state: 'awaiting-approval' }}>
        {shown}
      </Link>
    ))
    line(text.stoppedRuns, readableCount(waiting?.stoppedRuns ?? 0), (shown) => (
      <Link to="/runs">{shown}</Link>
    ))
  }
  if (isOffered(role, 'approve-rules'))
    line(text.requests, readableCount(waiting?.publishRequests ?? 0), (shown) => (
      <Link to="/rules" search={{ show: 'waiting' }}>
        {shown}
      </Link>
    ))
  line(text.myTasks, countOf(mine?.pages, 'tasks'), (shown) => (
    <Link to="/tasks" search={{ mine: true }}>
      {shown}
    </Link>
  ))
  line(text.openTasks, readableCount(waiting?.openTasks ?? 0), (shown) => <Link to="/tasks">{shown}</Link>)
  line(text.doubtful, countOf(doubtful?.pages, 'accounts'), (shown) => <Link to="/accounts">{shown}</Link>)
  if (lines.length === 0) return <p className="empty">{text.waitsEmpty}</p>
  return (
    <table className="table">
      <tbody>
        {lines.map(([title, , link]) => (
          <tr key={title}>
            <td>{title}</td>
            <td className="number">{link}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** How many a list has: of a long one only that there are more than its first page. */
function countOf<Key extends string>(
  pages:
    | readonly ({ readonly [K in Key]: readonly unknown[] } & { readonly next: string | null })[]
    | undefined,
  key: Key,
): string {
  const count = pages?.reduce((sum, page) => sum + page[key].length, 0) ?? 0
  return pages?.at(-1)?.next ? `${readableCount(count)}+` : readableCount(count)
}
