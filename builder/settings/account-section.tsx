import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { Refusal } from '../frame/refusal.tsx'
import { changePassword } from './account-data.ts'
import { OwnSecondFactor } from './own-second-factor.tsx'
import { text } from './words.ts'

/** One's own way of signing in: the password and the second factor. */
export function AccountSection() {
  return (
    <>
      <OwnPassword />
      <OwnSecondFactor />
    </>
  )
}

const NOTHING = { currentPassword: '', newPassword: '' }

function OwnPassword() {
  const [given, setGiven] = useState(NOTHING)
  const changed = useChange(changePassword)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changed.mutate(given, { onSuccess: () => setGiven(NOTHING) })
  }
  return (
    <form className="settings-form" aria-label={text.ownPassword} onSubmit={submit}>
      <h2>{text.ownPassword}</h2>
      <PasswordInput
        size="xs"
        label={text.currentPassword}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={given.currentPassword}
        onChange={({ currentTarget }) => setGiven({ ...given, currentPassword: currentTarget.value })}
      />
      <PasswordInput
        size="xs"
        label={text.newPassword}
        description={text.newPasswordHelp}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={given.newPassword}
        onChange={({ currentTarget }) => setGiven({ ...given, newPassword: currentTarget.value })}
      />
      <Refusal error={changed.error} />
      <div role="status">{changed.isSuccess && <p>{text.passwordChanged}</p>}</div>
      <div>
        <Button size="xs" type="submit" loading={changed.isPending}>
          {text.setPassword}
        </Button>
      </div>
    </form>
  )
}
