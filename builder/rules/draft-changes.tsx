import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ServerProblemError } from '../data/client.ts'
import { type Editor, useEditor } from '../edit/editor.ts'
import { diffQuery } from '../publish/diff-query.ts'
import { words } from '../words/words.ts'

const text = words.rule

/** Which version runs, and in how many ways what is on the screen decides otherwise; the figure opens what they are. */
export function DraftChanges({
  editor,
  id,
  version,
}: {
  editor: Editor
  id: string
  version: number | null
}) {
  const revision = useEditor(editor, ({ base }) => base.revision)
  const { queryKey, ...diff } = diffQuery(id, version ?? 0, 'draft')
  // What is saved anew is compared anew. A draft that is not finished cannot be compared.
  const { data, error } = useQuery({
    ...diff,
    queryKey: [...queryKey, revision],
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
    enabled: version !== null,
  })
  const isUnfinished = error instanceof ServerProblemError && error.status === 422
  const count = data?.changes.filter(({ decides }) => decides).length ?? 0
  if (version === null) return <span className="dimmed">{text.neverPublished}</span>
  if (count === 0 && !isUnfinished) return <span className="dimmed">{text.version(version)}</span>
  return (
    <Link to="/rules/$ruleId/versions" params={{ ruleId: id }}>
      {isUnfinished ? text.draftUnfinished(version) : text.draftChanges(count, version)}
    </Link>
  )
}
