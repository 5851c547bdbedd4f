import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportPreview, ImportView } from '#server/client.ts'
import { readableCount } from '../format/count.ts'
import { Failure } from '../frame/failure.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { ColumnsForm } from './columns-form.tsx'
import { missingTargets } from './edit-mapping.ts'
import {
  commitImport,
  type ImportOrder,
  importPreviewQuery,
  type Mapping,
  type SentFile,
} from './import-data.ts'
import { ProblemLines } from './problem-lines.tsx'
import { ReadingForm } from './reading-form.tsx'
import { StreamsTable } from './streams-table.tsx'
import { targetWords } from './target-words.ts'
import { text } from './words.ts'

type Props = {
  readonly sent: SentFile
  readonly onLeave: () => void
  readonly onMade: (made: ImportView) => void
}

/** A file that was sent: how its columns are understood, what importing it would change, and the button that does it. */
export function SentFileForm({ sent, onLeave, onMade }: Props) {
  const [order, setOrder] = useState(() => firstOrder(sent))
  const { mapping } = order
  const missing = mapping === null ? [] : missingTargets(mapping, sent.canBe)
  const preview = useQuery(importPreviewQuery(order, missing.length === 0))
  const setMapping = (next: Mapping) => setOrder({ ...order, mapping: next })
  return (
    <section className="panel" aria-label={sent.fileName}>
      <div className="page-title">
        <h2>{text.file(sent.fileName, readableCount(sent.rows))}</h2>
        <button type="button" className="row-button" onClick={onLeave}>
          {text.another}
        </button>
      </div>
      {mapping === null ? (
        <p>{text.ownForm}</p>
      ) : (
        <ColumnsForm sent={sent} mapping={mapping} onChange={setMapping} />
      )}
      <ReadingForm order={order} onChange={setOrder} />
      {missing.length > 0 && (
        <p className="refusal" role="status">
          {text.missing(missing.map((group) => group.map(targetWords).join(text.or)).join('; '))}
        </p>
      )}
      {missing.length === 0 && preview.error !== null && <Failure error={preview.error} />}
      {missing.length === 0 && preview.isPending && !preview.error && (
        <progress className="progress" aria-label={text.looking} />
      )}
      {missing.length === 0 && preview.error === null && preview.data !== undefined && (
        <Would
          order={order}
          preview={preview.data}
          isStale={preview.isPlaceholderData}
          rows={sent.rows}
          onMade={onMade}
        />
      )}
    </section>
  )
}

/** How a file is taken over before anybody changes anything: as it was recognised. */
function firstOrder({ id, mapping, unknownColumns, exportedOn }: SentFile): ImportOrder {
  return {
    upload: id,
    mapping: mapping ?? (unknownColumns === null ? null : { records: 'invoices', columns: {} }),
    lists: mapping?.lists ?? 'changes',
    exportedOn,
    source: 'files',
  }
}

function Would({
  order,
  preview,
  isStale,
  rows,
  onMade,
}: {
  order: ImportOrder
  preview: ImportPreview
  isStale: boolean
  rows: number
  onMade: Props['onMade']
}) {
  const { closed, openBefore, needsConfirmation } = preview
  // Whoever confirmed one number of closings has not confirmed another.
  const [confirmed, setConfirmed] = useState<number | null>(null)
  const queries = useQueryClient()
  const imported = useMutation({
    mutationFn: commitImport,
    onSuccess(made) {
      // The file is not there to be looked at any more: first this form goes, then everything else is asked for anew.
      queries.removeQueries({ queryKey: ['import-preview'] })
      onMade(made)
      void queries.invalidateQueries()
    },
  })
  const isConfirmed = confirmed === closed
  return (
    <>
      <h3>{text.would}</h3>
      <div className={isStale ? 'stale' : ''}>
        <StreamsTable counts={preview} />
        <Notices notices={preview.notices} />
        <ProblemLines problems={preview.problems} count={preview.problemCount} />
      </div>
      {needsConfirmation && (
        <div className="notice">
          <p>
            {text.closing(
              readableCount(closed),
              readableCount(openBefore),
              Math.round((100 * closed) / openBefore),
            )}
          </p>
          <Checkbox
            size="xs"
            label={text.confirmClosing(readableCount(closed))}
            checked={isConfirmed}
            onChange={(event) => setConfirmed(event.currentTarget.checked ? closed : null)}
          />
          <p className="dimmed">{text.closingHelp}</p>
        </div>
      )}
      <div className="buttons import-buttons">
        <Button
          size="xs"
          disabled={isStale || (needsConfirmation && !isConfirmed)}
          loading={imported.isPending}
          onClick={() => imported.mutate({ order, confirmClosing: isConfirmed })}
        >
          {text.import(readableCount(rows))}
        </Button>
        {imported.isPending && (
          <div role="status">
            <progress className="progress" aria-label={text.import(readableCount(rows))} />
            <span className="dimmed"> {text.importing(readableCount(rows))}</span>
          </div>
        )}
      </div>
      <Refusal error={imported.error} />
    </>
  )
}

function Notices({ notices }: { notices: readonly string[] }) {
  if (notices.length === 0) return null
  return (
    <>
      <h3>{text.notices}</h3>
      <ul>
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
    </>
  )
}
