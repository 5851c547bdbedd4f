import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import type {
  EntitiesView,
  MailSendersView,
  MailSenderView,
  MailSettingsView,
  SettingsView,
  SuppressedListView,
  TestLetterView,
} from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const sender = api['mail-senders'][':entity']

/** Nothing is sent with these requests, and the server wants to be told of which kind even that is. */
const EMPTY = { 'content-type': 'application/json' }

export type SettingsChange = Omit<InferRequestType<typeof api.settings.$patch>['json'], 'why'>
export type SenderChange = InferRequestType<typeof sender.$put>['json']

export const entitiesQuery = queryOptions({
  queryKey: ['entities'],
  queryFn: () => read<EntitiesView>(api.entities.$get({ query: {} }, inCompany())),
})

export const changeSettings = (json: SettingsChange & { why: string }) =>
  read<SettingsView>(api.settings.$patch({ json }, inCompany()))

/** Goes live, or back to test mode. What waits in the outbox is cancelled. */
export const setMode = (json: { mode: 'test' | 'live'; why: string }) =>
  read<SettingsView>(api.company.mode.$put({ json }, inCompany()))

export const sendersQuery = queryOptions({
  queryKey: ['mail-senders'],
  queryFn: () => read<MailSendersView>(api['mail-senders'].$get({}, inCompany())),
})

/** Sets how letters of an entity leave, or of `all`. Secrets that are left out stay. */
export const saveSender = ({ entity, json }: { entity: string; json: SenderChange }) =>
  read<MailSenderView>(sender.$put({ param: { entity: encodeURIComponent(entity) }, json }, inCompany()))

export const removeSender = ({ entity, why }: { entity: string; why: string }) =>
  read<MailSendersView>(
    sender.$delete({ param: { entity: encodeURIComponent(entity) }, json: { why } }, inCompany()),
  )

/** Sends a letter to whoever asks, to try a sender out. */
export const tryoutSender = (entity: string) =>
  read<TestLetterView>(sender.test.$post({ param: { entity: encodeURIComponent(entity) } }, inCompany(EMPTY)))

export const mailSettingsQuery = queryOptions({
  queryKey: ['mail-settings'],
  queryFn: () => read<MailSettingsView>(api['mail-settings'].$get({}, inCompany())),
})

export const changeMailSettings = (json: MailSettingsView & { why: string }) =>
  read<MailSettingsView>(api['mail-settings'].$put({ json }, inCompany()))

export const suppressedQuery = queryOptions({
  queryKey: ['suppressed-addresses'],
  queryFn: () =>
    read<SuppressedListView>(api['suppressed-addresses'].$get({ query: { limit: '500' } }, inCompany())),
})

/** Sends nothing to an address any more. */
export const suppress = (json: { address: string; why: string }) =>
  read<unknown>(api['suppressed-addresses'].$post({ json }, inCompany()))

/** Sends to an address again. */
export const liftSuppression = ({ address, why }: { address: string; why: string }) =>
  read<unknown>(
    api['suppressed-addresses'][':address'].$delete(
      { param: { address: encodeURIComponent(address) }, json: { why } },
      inCompany(),
    ),
  )

type Keys = InferResponseType<(typeof api)['api-keys']['$get'], 200>
export type ApiKey = Keys['keys'][number]
export type NewKey = InferRequestType<(typeof api)['api-keys']['$post']>['json']

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => read<Keys>(api['api-keys'].$get({ query: {} }, inCompany())),
})

/** Makes an API key. Its text comes back this once and is kept nowhere. */
export const makeKey = (json: NewKey) =>
  read<{ id: string; key: string }>(api['api-keys'].$post({ json }, inCompany()))

export const revokeKey = (id: string) =>
  read<unknown>(api['api-keys'][':id'].$delete({ param: { id } }, inCompany(EMPTY)))
