import './import.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ImportView } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { PageTitle } from '../frame/page-title.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { FileDrop } from './file-drop.tsx'
import { type SentFile, undoImport } from './import-data.ts'
import { ImportHistory } from './import-history.tsx'
import { SentFileForm } from './sent-file-form.tsx'
import { text } from './words.ts'

type Props = {
  /** The import whose details are shown; part of the address. */
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}

/** Files of receivables: sent, looked at column by column, imported, and undone again. */
export function ImportPage({ chosen, onChoose }: Props) {
  const role = useRole()
  const [sent, setSent] = useState<SentFile | null>(null)
  const [made, setMade] = useState<ImportView | null>(null)
  return (
    <>
      <PageTitle title={text.title} />
      <p className="form-width">{text.sentence}</p>
      {!isOffered(role, 'import') ? (
        <p className="empty">{text.notForYou}</p>
      ) : sent === null ? (
        <>
          {made !== null && <Made made={made} />}
          <FileDrop
            onSent={(file) => {
              setMade(null)
              setSent(file)
            }}
          />
        </>
      ) : (
        <SentFileForm
          key={sent.id}
          sent={sent}
          onLeave={() => setSent(null)}
          onMade={(view) => {
            setSent(null)
            setMade(view)
          }}
        />
      )}
      <ImportHistory chosen={chosen} onChoose={onChoose} />
    </>
  )
}

/** What an import has done, and the way back. */
function Made({ made: { id, fileName, added, changed, closed } }: { made: ImportView }) {
  const undo = useChange(undoImport)
  if (undo.isSuccess) return <p role="status">{text.undone}</p>
  return (
    <div className="import-made" role="status">
      <p>{text.done(readableCount(added), readableCount(changed), readableCount(closed))}</p>
      <Button
        size="xs"
        variant="default"
        aria-label={text.undoOf(fileName)}
        loading={undo.isPending}
        onClick={() => undo.mutate(id)}
      >
        {text.undo}
      </Button>
      <Refusal error={undo.error} />
    </div>
  )
}
