import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { words } from '../words/words.ts'
import { Refusal } from './refusal.tsx'

type Props = {
  readonly label: string
  /** What comes of it, in a sentence. */
  readonly sentence?: string
  readonly change: (why: string) => Promise<unknown>
  /** True when it may be done without a reason. */
  readonly whyIsOptional?: boolean
}

/** A button for something that has consequences: it says which, asks for the reason, and then does it. */
export function Explained({ label, sentence, change, whyIsOptional = false }: Props) {
  const [asks, setAsks] = useState(false)
  const [why, setWhy] = useState('')
  const asked = useChange(change)
  const close = () => {
    setAsks(false)
    setWhy('')
    asked.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.mutate(why.trim(), { onSuccess: close })
  }
  if (!asks)
    return (
      <Button size="xs" variant="default" onClick={() => setAsks(true)}>
        {label}
      </Button>
    )
  return (
    <form className="explained" aria-label={label} onSubmit={submit}>
      {sentence !== undefined && <p>{sentence}</p>}
      <TextInput
        size="xs"
        label={whyIsOptional ? words.frame.change.whyOptional : words.frame.change.why}
        required={!whyIsOptional}
        withAsterisk={false}
        maxLength={500}
        autoFocus
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <Refusal error={asked.error} />
      <div className="buttons">
        <Button size="xs" type="submit" loading={asked.isPending}>
          {label}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          {words.frame.change.back}
        </Button>
      </div>
    </form>
  )
}
