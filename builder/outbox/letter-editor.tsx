import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ActionView, MessageView } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.outbox

type Props = {
  readonly action: string
  readonly message: MessageView
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

/** The words of one letter before it is sent. Saving them takes its approval away, since somebody else has to read them. */
export function LetterEditor({ action, message, isOpen, onOpen }: Props) {
  const [subject, setSubject] = useState(message.words?.subject ?? '')
  const [body, setBody] = useState(message.words?.body ?? '')
  const letter = client.api.v1.actions[':id'].letter
  const save = useChange(() =>
    read<ActionView>(
      letter.$patch({ param: { id: action }, json: { message: message.id, subject, body } }, inCompany()),
    ),
  )
  const undo = useChange(() =>
    read<ActionView>(
      letter.$delete(
        { param: { id: action }, query: { message: message.id } },
        inCompany({ 'content-type': 'application/json' }),
      ),
    ),
  )
  const close = { onSuccess: () => onOpen(false) }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined, close)
  }
  if (!isOpen)
    return (
      <div className="buttons">
        <Button size="xs" variant="default" onClick={() => onOpen(true)}>
          {text.edit}
        </Button>
        {message.wordedBy !== null && (
          <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
            {text.undoLetter}
          </Button>
        )}
        <Refusal error={undo.error} />
      </div>
    )
  return (
    <form className="letter-form" aria-label={text.edit} onSubmit={submit}>
      <p className="dimmed">{text.editSentence}</p>
      <TextInput
        size="xs"
        label={text.subject}
        required
        withAsterisk={false}
        maxLength={200}
        autoFocus
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <Textarea
        size="xs"
        label={text.body}
        required
        withAsterisk={false}
        rows={12}
        maxLength={20_000}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <div className="buttons">
        <Button size="xs" type="submit" loading={save.isPending}>
          {text.saveLetter}
        </Button>
        <Button size="xs" variant="default" onClick={() => onOpen(false)}>
          {words.frame.change.back}
        </Button>
      </div>
      <Refusal error={save.error} />
    </form>
  )
}
