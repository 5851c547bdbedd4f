import { Skeleton } from '@mantine/core'
import { words } from '../words/words.ts'

/** The room of a page while it is fetched: its heading and the rows below. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label={words.frame.loading}>
      <Skeleton height={28} width={220} mb={12} radius="sm" />
      {Array.from({ length: 8 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a skeleton are all alike and never move.
        <Skeleton key={row} height={24} mb={8} radius="sm" />
      ))}
    </div>
  )
}
