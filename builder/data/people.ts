import { queryOptions } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { client, read } from './client.ts'
import { inCompany } from './company-choice.ts'
import type { Role } from './session.ts'

const users = client.api.v1.users

type People = InferResponseType<typeof users.$get, 200>
export type Person = People['users'][number]

/** The people of the company, for its administrators. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: () => read<People>(users.$get({ query: {} }, inCompany())),
})

/** A link by which somebody sets their password. It is shown once and kept nowhere. */
export type Link = { readonly url: string; readonly expiresAt: string }

/** Adds a person; no link comes back for somebody who signs in here already for another company. */
export const addPerson = (json: { name: string; email: string; role: Role }) =>
  read<{ id: string; link: Link | null }>(users.$post({ json }, inCompany()))

/** Gives somebody another role. */
export const changeRole = ({ id, role, why }: { id: string; role: Role; why: string }) =>
  read<{ done: true }>(users[':id'].$patch({ param: { id }, json: { role, why } }, inCompany()))

/** Takes somebody out of the company, with the API keys they made. */
export const removePerson = (id: string) =>
  read<{ done: true }>(
    users[':id'].$delete({ param: { id } }, inCompany({ 'content-type': 'application/json' })),
  )

/** Helps somebody who has lost their second factor: they sign in by the password alone until they set another. */
export const takeSecondFactorOff = ({ id, why }: { id: string; why: string }) =>
  read<{ done: true }>(
    users[':id']['take-second-factor-off'].$post({ param: { id }, json: { why } }, inCompany()),
  )

/** Makes another link for somebody to set their password; the one before is void. */
export const newLink = (id: string) =>
  read<Link>(
    users[':id']['password-link'].$post(
      { param: { id } },
      // There is nothing to send, and the server wants to be told of which kind even that is.
      inCompany({ 'content-type': 'application/json' }),
    ),
  )
