import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { becomeFirstAdmin, type FirstAdmin, type Session, sessionQuery } from '../data/session.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { Door } from './door.tsx'

const text = words.door

/** Where the link of a first start leads: the first administrator, with a company of their own if they want one. */
export function FirstAdminPage({ token, onDone }: { token: string | null; onDone: () => void }) {
  const session = useQuery(sessionQuery)
  return (
    <Door title={text.firstAdmin}>
      <Loaded query={session} rows={6}>
        {(found) => {
          if (!found.needsFirstAdmin)
            return (
              <p>
                {text.firstAdminGone} <Link to="/sign-in">{text.toSignIn}</Link>
              </p>
            )
          if (token === null) return <p>{text.linkBroken}</p>
          return <SetUp token={token} session={found} onDone={onDone} />
        }}
      </Loaded>
    </Door>
  )
}

function SetUp({ token, session, onDone }: { token: string; session: Session; onDone: () => void }) {
  const [person, setPerson] = useState({ name: '', email: '', password: '' })
  const [company, setCompany] = useState({
    name: '',
    currency: 'USD',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  // Whoever comes from the demo wants their own books; whoever has loaded books already does not want a second company.
  const [withCompany, setWithCompany] = useState(session.demo)
  const asked = useMutation({ mutationFn: becomeFirstAdmin, onSuccess: onDone })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const own: FirstAdmin = { token, ...person }
    asked.mutate(withCompany ? { ...own, company: { ...company, id: idOf(company.name) } } : own)
  }
  const personField = (key: keyof typeof person) => ({
    value: person[key],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setPerson({ ...person, [key]: event.currentTarget.value }),
    required: true,
    withAsterisk: false,
  })
  const companyField = (key: keyof typeof company) => ({
    value: company[key],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setCompany({ ...company, [key]: event.currentTarget.value }),
    required: true,
    withAsterisk: false,
  })
  return (
    <form className="door-form" onSubmit={submit}>
      <p>{text.firstAdminSentence}</p>
      <TextInput label={text.name} autoComplete="name" {...personField('name')} />
      <TextInput label={text.email} type="email" autoComplete="username" {...personField('email')} />
      <TextInput
        label={text.newPassword}
        description={text.passwordHelp}
        type="password"
        autoComplete="new-password"
        {...personField('password')}
      />
      <Checkbox
        label={text.withCompany}
        description={session.demo ? text.withCompanyHelp.demo : text.withCompanyHelp.others}
        checked={withCompany}
        onChange={(event) => setWithCompany(event.currentTarget.checked)}
      />
      {withCompany && (
        <>
          <TextInput label={text.companyName} autoComplete="organization" {...companyField('name')} />
          <TextInput label={text.currency} description={text.currencyHelp} {...companyField('currency')} />
          <TextInput label={text.timeZone} description={text.timeZoneHelp} {...companyField('timeZone')} />
        </>
      )}
      <Refusal error={asked.error} />
      <Button type="submit" loading={asked.isPending}>
        {text.firstAdmin}
      </Button>
    </form>
  )
}

/** The id a company gets from its name: lower-case letters and digits joined by hyphens. */
function idOf(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  // A name in another script leaves nothing; the id is for machines, and any will do.
  return id === '' ? 'company' : id
}
