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

/** Makes another link for somebody to set their password; the one before is void. */
export const newLink = (id: string) =>
  read<Link>(
    users[':id']['password-link'].$post(
      { param: { id } },
      // There is nothing to send, and the server wants to be told of which kind even that is.
      inCompany({ 'content-type': 'application/json' }),
    ),
  )
