import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { changeRole } from '../data/people.ts'
import type { Role } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.people
const ROLES = Object.keys(text.roles).filter((role): role is Role => Object.hasOwn(text.roles, role))

/** The role of somebody; choosing another says what comes of it and asks for the reason first. */
export function RoleChange({ id, name, role }: { id: string; name: string; role: Role }) {
  const [chosen, setChosen] = useState(role)
  const [why, setWhy] = useState('')
  const changed = useChange(changeRole)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changed.mutate({ id, role: chosen, why: why.trim() }, { onSuccess: () => setWhy('') })
  }
  return (
    <form onSubmit={submit}>
      <NativeSelect
        size="xs"
        aria-label={text.roleOf(name)}
        data={ROLES.map((value) => ({ value, label: text.roles[value] }))}
        value={chosen}
        onChange={({ currentTarget: { value } }) => {
          changed.reset()
          setChosen(ROLES.find((each) => each === value) ?? role)
        }}
      />
      {chosen !== role && (
        <div className="explained">
          <p>{text.roleSentence(name, text.roles[chosen])}</p>
          <TextInput
            size="xs"
            label={words.frame.change.why}
            required
            withAsterisk={false}
            maxLength={500}
            value={why}
            onChange={({ currentTarget }) => setWhy(currentTarget.value)}
          />
          <Refusal error={changed.error} />
          <div className="buttons">
            <Button size="xs" type="submit" loading={changed.isPending}>
              {text.changeRole}
            </Button>
            <Button size="xs" variant="default" onClick={() => setChosen(role)}>
              {text.keep}
            </Button>
          </div>
        </div>
      )}
    </form>
  )
}
