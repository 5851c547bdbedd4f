import { ActionIcon, Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { ImportRow } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { importQuery, importsQuery, undoImport } from './import-data.ts'
import { ProblemLines } from './problem-lines.tsx'
import { StreamsTable } from './streams-table.tsx'
import { text } from './words.ts'

type Props = { readonly chosen: string | null; readonly onChoose: (id: string | null) => void }

/** What was imported, by whom, and what came of it; each import opens onto its problems and can be undone. */
export function ImportHistory({ chosen, onChoose }: Props) {
  const imports = useInfiniteQuery(importsQuery)
  return (
    <section className="panel" aria-label={text.history}>
      <h2>{text.history}</h2>
      <div className={`with-pane${chosen === null ? '' : ' open'}`}>
        <Loaded query={imports} rows={4}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.imports)
            if (rows.length === 0) return <p className="empty">{text.empty}</p>
            return (
              <div>
                <ImportsTable rows={rows} chosen={chosen} onChoose={onChoose} />
                <MoreRows list={imports} />
              </div>
            )
          }}
        </Loaded>
        {chosen !== null && <ImportPane id={chosen} onClose={() => onChoose(null)} />}
      </div>
    </section>
  )
}

function ImportsTable({ rows, chosen, onChoose }: Props & { rows: readonly ImportRow[] }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th>{text.fileName}</th>
            <th>{text.when}</th>
            <th className="spare">{text.who}</th>
            <th className="number">{text.added}</th>
            <th className="number">{text.changed}</th>
            <th className="number spare">{text.closed}</th>
            <th>{text.state}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={row.id === chosen ? 'chosen' : ''}>
              <td>
                <button type="button" className="row-button" onClick={() => onChoose(row.id)}>
                  {row.fileName}
                </button>
              </td>
              <td>{readableInstant(row.createdAt, timeZone)}</td>
              <td className="spare">{row.createdBy}</td>
              <td className="number">{readableCount(row.added)}</td>
              <td className="number">{readableCount(row.changed)}</td>
              <td className="number spare">{readableCount(row.closed)}</td>
              <td>{text.states[row.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ImportPane({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(importQuery(id))
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const role = useRole()
  const undo = useChange(undoImport)
  return (
    <aside className="pane" aria-label={text.detail}>
      <ActionIcon
        className="pane-close"
        variant="subtle"
        color="gray"
        aria-label={text.close}
        onClick={onClose}
      >
        <X size={16} />
      </ActionIcon>
      <Loaded query={found} rows={8}>
        {(made) => (
          <>
            <h2>{made.fileName}</h2>
            <p>
              {readableInstant(made.createdAt, timeZone)}, {made.createdBy}
            </p>
            {made.undoneAt !== null && (
              <p>{text.undoneBy(made.undoneBy ?? '', readableInstant(made.undoneAt, timeZone))}</p>
            )}
            {made.state === 'committed' && isOffered(role, 'import') && (
              <Button
                size="xs"
                variant="default"
                aria-label={text.undoOf(made.fileName)}
                loading={undo.isPending}
                onClick={() => undo.mutate(made.id)}
              >
                {text.undo}
              </Button>
            )}
            <Refusal error={undo.error} />
            <StreamsTable counts={made} />
            <ProblemLines problems={made.problems} count={made.problems.length} />
          </>
        )}
      </Loaded>
    </aside>
  )
}
