import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { setPassword } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { Door } from './door.tsx'

const text = words.door

/** Sets a password by the link an administrator gave. `token` is null when the address lacks it. */
export function SetPasswordPage({ token }: { token: string | null }) {
  const [password, setPasswordText] = useState('')
  const asked = useMutation({ mutationFn: setPassword })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token !== null) asked.mutate({ token, password })
  }
  if (token === null)
    return (
      <Door title={text.setPassword}>
        <p>{text.linkBroken}</p>
      </Door>
    )
  return (
    <Door title={text.setPassword}>
      {asked.isSuccess ? (
        <p role="status">
          {asked.data.email}: {text.passwordSet} <Link to="/sign-in">{text.toSignIn}</Link>
        </p>
      ) : (
        <form className="door-form" onSubmit={submit}>
          <TextInput
            label={text.newPassword}
            description={text.passwordHelp}
            type="password"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPasswordText(event.currentTarget.value)}
          />
          <Refusal error={asked.error} />
          <Button type="submit" loading={asked.isPending}>
            {text.setPasswordButton}
          </Button>
        </form>
      )}
    </Door>
  )
}
