import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Session, sessionQuery, signIn, signInAtService } from '../data/session.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { DemoVisit } from './demo-visit.tsx'
import { Door } from './door.tsx'
import { SecondFactor } from './second-factor.tsx'

const text = words.door

type Props = {
  /** Called once somebody is signed in. */
  readonly onSignedIn: () => void
  /** What the company's sign-in service had against it, when it sent the browser back. */
  readonly serviceError: string | undefined
}

/** Where everybody comes who is not signed in: by password, through the company account, or into the demo. */
export function SignInPage({ onSignedIn, serviceError }: Props) {
  const session = useQuery(sessionQuery)
  const [asksCode, setAsksCode] = useState(false)
  if (asksCode)
    return (
      <Door title={text.secondFactor}>
        <SecondFactor onDone={onSignedIn} onStartOver={() => setAsksCode(false)} />
      </Door>
    )
  return (
    <Door title={text.signIn}>
      {serviceError !== undefined && <Refusal error={new Error(text.serviceFailed(serviceError))} />}
      <Loaded query={session} rows={4}>
        {(found) => (
          <>
            {found.user !== null && <SignedInAlready name={found.user.name} onGoOn={onSignedIn} />}
            {found.demo && <DemoVisit onDone={onSignedIn} />}
            <PasswordForm
              // The page has one button that stands out, and in a demo it is the other one.
              variant={found.demo ? 'default' : 'filled'}
              onDone={({ secondFactor }) => (secondFactor ? setAsksCode(true) : onSignedIn())}
            />
            <OtherWays session={found} />
          </>
        )}
      </Loaded>
    </Door>
  )
}

function SignedInAlready({ name, onGoOn }: { name: string; onGoOn: () => void }) {
  return (
    <p>
      {text.signedInAs(name)}{' '}
      <button type="button" className="row-button" onClick={onGoOn}>
        {text.goOn}
      </button>
    </p>
  )
}

function PasswordForm({
  variant,
  onDone,
}: {
  variant: 'default' | 'filled'
  onDone: (said: { secondFactor: boolean }) => void
}) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const asked = useMutation({ mutationFn: signIn, onSuccess: onDone })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.mutate({ email, password })
  }
  return (
    <form className="door-form" onSubmit={submit}>
      <TextInput
        label={text.email}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label={text.password}
        type="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Refusal error={asked.error} />
      <Button type="submit" variant={variant} loading={asked.isPending}>
        {text.signIn}
      </Button>
    </form>
  )
}

function OtherWays({ session }: { session: Session }) {
  const away = useMutation({
    mutationFn: signInAtService,
    onSuccess: ({ url }) => window.location.assign(url),
  })
  return (
    <>
      {session.service !== null && (
        <>
          <Button fullWidth variant="default" loading={away.isPending} onClick={() => away.mutate()}>
            {text.signInWith(session.service)}
          </Button>
          <Refusal error={away.error} />
        </>
      )}
      <p className="dimmed">{session.needsFirstAdmin ? text.noAdmin : text.forgotten}</p>
    </>
  )
}
