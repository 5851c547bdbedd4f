import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { words } from '../words/words.ts'
import { Failure } from './failure.tsx'

type Props<T> = {
  readonly query: UseQueryResult<T>
  /** How many rows the skeleton has, so that nothing jumps when the data arrives. */
  readonly rows: number
  readonly children: (data: T) => ReactNode
}

/** Shows what a query found; until then a skeleton of about the right size, or what went wrong. */
export function Loaded<T>({ query, rows, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div role="status" aria-label={words.frame.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a skeleton are all alike and never move.
        <Skeleton key={row} height={24} mb={8} radius="sm" />
      ))}
    </div>
  )
}
