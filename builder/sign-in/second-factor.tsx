import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { giveCode } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.door

/** Asks for the code of the authenticator app, or for a back-up code from whoever has lost it. */
export function SecondFactor({ onDone, onStartOver }: { onDone: () => void; onStartOver: () => void }) {
  const [isBackUp, setIsBackUp] = useState(false)
  const [code, setCode] = useState('')
  const asked = useMutation({ mutationFn: giveCode, onSuccess: onDone })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.mutate({ code: code.trim(), isBackUp })
  }
  const turn = () => {
    setIsBackUp(!isBackUp)
    setCode('')
    asked.reset()
  }
  return (
    <>
      <form className="door-form" onSubmit={submit}>
        <TextInput
          key={isBackUp ? 'back-up' : 'app'}
          label={isBackUp ? text.backUpCode : text.code}
          autoComplete="one-time-code"
          inputMode={isBackUp ? 'text' : 'numeric'}
          required
          withAsterisk={false}
          // The page has changed under the reader's hands; the one thing it asks for is here.
          autoFocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Refusal error={asked.error} />
        <Button type="submit" loading={asked.isPending}>
          {text.giveCode}
        </Button>
      </form>
      <p className="door-links">
        <button type="button" className="row-button" onClick={turn}>
          {isBackUp ? text.useApp : text.useBackUp}
        </button>
        <button type="button" className="row-button" onClick={onStartOver}>
          {text.startOver}
        </button>
      </p>
    </>
  )
}
