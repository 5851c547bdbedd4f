import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { sessionQuery } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { beginSecondFactor, confirmSecondFactor, endSecondFactor } from './account-data.ts'
import { text } from './words.ts'

/** Turns one's own second factor on, by the password and a first code, or off by the password. */
export function OwnSecondFactor() {
  const isOn = useQuery(sessionQuery).data?.user?.hasSecondFactor ?? false
  const [password, setPassword] = useState('')
  const begun = useMutation({ mutationFn: beginSecondFactor })
  const ended = useChange(endSecondFactor)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const done = { onSuccess: () => setPassword('') }
    if (isOn) ended.mutate(password, done)
    else begun.mutate(password, done)
  }
  return (
    <section className="settings-block" aria-label={text.second}>
      <h2>{text.second}</h2>
      <p role="status">{isOn ? text.secondOn : text.secondOff}</p>
      {!isOn && begun.data !== undefined ? (
        <Confirm {...begun.data} />
      ) : (
        <form className="settings-form" aria-label={isOn ? text.turnOff : text.turnOn} onSubmit={submit}>
          <PasswordInput
            size="xs"
            label={text.currentPassword}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          />
          <Refusal error={isOn ? ended.error : begun.error} />
          <div>
            <Button size="xs" type="submit" variant="default" loading={begun.isPending || ended.isPending}>
              {isOn ? text.turnOff : text.turnOn}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}

/** What the app is told, the codes for the day it is lost, and the first code that proves it works. */
function Confirm({ address, backUpCodes }: { address: string; backUpCodes: readonly string[] }) {
  const [code, setCode] = useState('')
  const confirmed = useChange(confirmSecondFactor)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirmed.mutate(code.trim())
  }
  const secret = new URL(address).searchParams.get('secret') ?? ''
  return (
    <form className="settings-form" aria-label={text.confirm} onSubmit={submit}>
      <p>{text.scan}</p>
      <p>
        {text.secret}: <code>{secret.match(/.{1,4}/g)?.join(' ')}</code>{' '}
        <a href={address}>{text.openInApp}</a>
      </p>
      <h3>{text.backUp}</h3>
      <p>{text.backUpSentence}</p>
      <ul className="plain-list back-up-codes">
        {backUpCodes.map((each) => (
          <li key={each}>
            <code>{each}</code>
          </li>
        ))}
      </ul>
      <TextInput
        size="xs"
        label={text.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
      <Refusal error={confirmed.error} />
      <div>
        <Button size="xs" type="submit" loading={confirmed.isPending}>
          {text.confirm}
        </Button>
      </div>
    </form>
  )
}
