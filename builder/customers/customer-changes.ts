import { CalendarDate } from '#engine/calendar-date.ts'
import type { CONTACT_ROLES } from '#engine/ledger.ts'
import type { AccountView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1

/** What somebody wrote into the fields of a form, by their names; fields left empty are not in it. */
export type Written = Readonly<Record<string, string>>

type Saved = { readonly id: string }
type Role = (typeof CONTACT_ROLES)[number]

/** Writes down a call, or a note. */
export const writeNote = (id: string, kind: 'note' | 'call', { text = '' }: Written) =>
  read<Saved>(api.customers[':id'].notes.$post({ param: { id }, json: { text, kind } }, inCompany()))

/** Records that the customer promised an amount for a day. */
export const addPromise = (customer: string, { amount = '', currency = '', day = '', document }: Written) =>
  read<Saved>(
    api.promises.$post(
      {
        json: {
          customer,
          amount,
          currency,
          promisedFor: CalendarDate.parse(day),
          ...(document !== undefined && { documents: [document] }),
        },
      },
      inCompany(),
    ),
  )

export const addDispute = (customer: string, { document = '', amount, reason = '' }: Written) =>
  read<Saved>(
    api.disputes.$post(
      { json: { customer, document, reason, ...(amount !== undefined && { amount }) } },
      inCompany(),
    ),
  )

/** Pauses chasing until a day, or blocks it until somebody lifts the block. */
export const addBlock = (
  customer: string,
  kind: 'pause' | 'dunning-block',
  { until, reason = '' }: Written,
) =>
  read<Saved>(
    api.blocks.$post(
      {
        json: { customer, kind, reason, ...(until !== undefined && { until: CalendarDate.parse(until) }) },
      },
      inCompany(),
    ),
  )

export const placeHold = (customer: string, { reason = '' }: Written) =>
  read<Saved>(api.holds.$post({ json: { customer, reason } }, inCompany()))

export const addTask = (customer: string, { title = '', dueOn, assignee }: Written) =>
  read<Saved>(
    api.tasks.$post(
      {
        json: {
          customer,
          title,
          ...(dueOn !== undefined && { dueOn: CalendarDate.parse(dueOn) }),
          ...(assignee !== undefined && { assignee }),
        },
      },
      inCompany(),
    ),
  )

export const addContact = (customer: string, role: Role, { name, email, phone }: Written) =>
  read<Saved>(
    api.contacts.$post(
      {
        json: {
          customer,
          role,
          ...(name !== undefined && { name }),
          ...(email !== undefined && { email }),
          ...(phone !== undefined && { phone }),
        },
      },
      inCompany(),
    ),
  )

export const removeContact = (id: string) =>
  read<{ removed: true }>(
    api.contacts[':id'].$delete({ param: { id } }, inCompany({ 'content-type': 'application/json' })),
  )

/** Ends what holds for a customer, with the reason. */
export const END = {
  promise: (id: string, why: string) =>
    read<Saved>(api.promises[':id'].cancel.$post({ param: { id }, json: { why } }, inCompany())),
  dispute: (id: string, why: string) =>
    read<Saved>(api.disputes[':id'].close.$post({ param: { id }, json: { why } }, inCompany())),
  block: (id: string, why: string) =>
    read<Saved>(api.blocks[':id'].lift.$post({ param: { id }, json: { why } }, inCompany())),
  hold: (id: string, why: string) =>
    read<Saved>(api.holds[':id'].release.$post({ param: { id }, json: { why } }, inCompany())),
} as const

/** Books an account of a system to a customer. */
export const matchAccount = ({ connection, id }: AccountView, customerId: string, why: string) =>
  read<AccountView>(
    api.accounts[':connection'][':id'].match.$post(
      { param: { connection, id }, json: { customerId, why } },
      inCompany(),
    ),
  )

/** Makes an account a customer of its own. */
export const splitAccount = ({ connection, id }: AccountView, why: string) =>
  read<AccountView>(
    api.accounts[':connection'][':id'].split.$post({ param: { connection, id }, json: { why } }, inCompany()),
  )
