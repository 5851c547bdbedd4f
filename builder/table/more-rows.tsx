import { Button } from '@mantine/core'
import { words } from '../words/words.ts'

/** What a list that is fetched page by page knows of its next page. */
type PagedList = { readonly hasNextPage: boolean; readonly fetchNextPage: () => Promise<unknown> }

/** The button below a list that brings its next page; nothing where there is none. */
export function MoreRows({ list }: { list: PagedList }) {
  if (!list.hasNextPage) return null
  return (
    <Button mt="sm" size="xs" variant="default" onClick={() => void list.fetchNextPage()}>
      {words.frame.more}
    </Button>
  )
}
