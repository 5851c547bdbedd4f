import { Button, FileButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { Refusal } from '../frame/refusal.tsx'
import { type SentFile, sendFile } from './import-data.ts'
import { text } from './words.ts'

/** Takes a file, dropped or chosen, and sends it to be read. */
export function FileDrop({ onSent }: { onSent: (sent: SentFile) => void }) {
  const [isOver, setIsOver] = useState(false)
  const sent = useMutation({ mutationFn: sendFile, onSuccess: onSent })
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const file = event.dataTransfer.files.item(0)
    if (file !== null) sent.mutate(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside does the same by keyboard.
    <div
      className={`file-drop${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        // Without this the browser would open the file in place of the page.
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <Upload size={20} aria-hidden />
      <strong>{text.drop}</strong>
      <FileButton
        accept=".csv,.tsv,.txt,.xlsx,.json,.gz"
        onChange={(file) => {
          if (file !== null) sent.mutate(file)
        }}
      >
        {(props) => (
          <Button size="xs" variant="default" loading={sent.isPending} {...props}>
            {text.choose}
          </Button>
        )}
      </FileButton>
      <span className="dimmed">{text.kinds}</span>
      {sent.isPending && <progress className="progress" aria-label={text.reading} />}
      <Refusal error={sent.error} />
    </div>
  )
}
