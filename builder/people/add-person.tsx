import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { addPerson, type Link } from '../data/people.ts'
import type { Role } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.people
const ROLES = Object.keys(words.people.roles).filter((role): role is Role =>
  Object.hasOwn(words.people.roles, role),
)
const NOBODY = { name: '', email: '' }

/** Adds somebody in a role. They set their own password by the link that comes back. */
export function AddPerson({ onAdded }: { onAdded: (added: { name: string; link: Link | null }) => void }) {
  const [person, setPerson] = useState(NOBODY)
  const [role, setRole] = useState<Role>('viewer')
  const added = useChange(addPerson)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    added.mutate(
      { ...person, role },
      {
        onSuccess: ({ link }) => {
          onAdded({ name: person.name, link })
          setPerson(NOBODY)
        },
      },
    )
  }
  return (
    <form className="door-form narrow" aria-label={text.add} onSubmit={submit}>
      <h2>{text.add}</h2>
      <TextInput
        label={text.name}
        required
        withAsterisk={false}
        value={person.name}
        onChange={(event) => setPerson({ ...person, name: event.currentTarget.value })}
      />
      <TextInput
        label={text.email}
        type="email"
        required
        withAsterisk={false}
        value={person.email}
        onChange={(event) => setPerson({ ...person, email: event.currentTarget.value })}
      />
      <NativeSelect
        label={text.role}
        data={ROLES.map((value) => ({ value, label: words.people.roles[value] }))}
        value={role}
        onChange={({ currentTarget: { value } }) => setRole(ROLES.find((each) => each === value) ?? 'viewer')}
      />
      <Refusal error={added.error} />
      <Button type="submit" loading={added.isPending}>
        {text.add}
      </Button>
    </form>
  )
}
