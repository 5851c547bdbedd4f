import { queryOptions, useQuery } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { client, read } from './client.ts'
import { chooseCompany, chosenCompany } from './company-choice.ts'

const door = client.api.auth

/** Who is signed in, and how one can sign in here. */
export type Session = InferResponseType<typeof door.session.$get, 200>
export type Role = Session['companies'][number]['role']
export type Membership = Session['companies'][number]

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  async queryFn() {
    const session = await read<Session>(door.session.$get())
    // A company that was chosen and is not theirs (any more) would have every request refused.
    if (session.companies.length < 2 || !session.companies.some(({ id }) => id === chosenCompany()))
      chooseCompany(null)
    return session
  },
})

/** The company a session works for: the only one, or the one chosen in this tab. */
export function membershipOf({ companies }: Session): Membership | null {
  if (companies.length === 1) return companies[0] ?? null
  return companies.find(({ id }) => id === chosenCompany()) ?? null
}

/** The role in the company one works for; null while nobody knows. */
export function useRole(): Role | null {
  const session = useQuery(sessionQuery).data
  return session === undefined ? null : (membershipOf(session)?.role ?? null)
}

/** Signs in with a password; `secondFactor` says that a code is asked for before anything opens. */
export const signIn = (json: { email: string; password: string }) =>
  read<{ secondFactor: boolean }>(door['sign-in'].$post({ json }))

/** Gives the code of the second factor, or one of the back-up codes. */
export const giveCode = ({ code, isBackUp }: { code: string; isBackUp: boolean }) =>
  read<Done>(
    isBackUp
      ? door['second-factor']['back-up-code'].$post({ json: { code } })
      : door['second-factor'].$post({ json: { code } }),
  )

/** Visits the demo in a role. */
export const visitDemo = (role: Role) => read<Done>(door['sign-in'].demo.$post({ json: { role } }))

/** Where to go to sign in at the company's own service. */
export const signInAtService = () => read<{ url: string }>(door['sign-in'].service.$post({ json: {} }))

export const signOut = () => read<Done>(door['sign-out'].$post({ json: {} }))

/** Sets a password by a one-time link; answers whose. */
export const setPassword = (json: { token: string; password: string }) =>
  read<{ email: string }>(door.password['by-link'].$post({ json }))

export type FirstAdmin = {
  token: string
  name: string
  email: string
  password: string
  company?: { id: string; name: string; currency: string; timeZone: string }
}

/** Takes charge of an installation that nobody is in charge of, and signs in. */
export const becomeFirstAdmin = (json: FirstAdmin) => read<Done>(door['first-admin'].$post({ json }))

type Done = { done: true }
