import type { Contact, ContactEvent } from '#engine/ledger.ts'
import { ROLES } from './cell-words.ts'
import type { RowReader, SourceRow } from './row-reader.ts'

/** What the rows of a file of contacts come to. */
export type ContactsRead = { readonly contacts: Contact[]; readonly contactEvents: ContactEvent[] }

/** All contacts of a file. The customers they belong to come from another file and are not told anew. */
export function readContacts(reader: RowReader, rows: readonly SourceRow[]): ContactsRead {
  const contacts = new Map<string, Contact>()
  const lastContacts = new Map<string, ContactEvent>()
  for (const row of rows) {
    const from = reader.has('customer.id') ? 'customer.id' : 'customer.name'
    const customerId = reader.id(row, from)
    if (customerId === undefined)
      reader.complain(row, from, 'The customer is missing. Every contact belongs to one.')
    if (!customerId) continue
    const on = reader.has('lastContactOn') ? reader.day(row, 'lastContactOn') : undefined
    const last = lastContacts.get(customerId)
    // A call stands for a contact of unknown kind: it counts as one, and not against the contact limit.
    if (on && (last === undefined || last.on < on))
      lastContacts.set(customerId, { id: `${customerId}/last-contact`, customerId, on, kind: 'call' })
    const contact = readContact(reader, row, customerId)
    if (contact === null) continue
    if (contacts.has(contact.id)) {
      reader.complain(
        row,
        reader.has('id') ? 'id' : 'email',
        'The same contact stands in an earlier row, which was kept.',
      )
      continue
    }
    contacts.set(contact.id, contact)
  }
  return { contacts: [...contacts.values()], contactEvents: [...lastContacts.values()] }
}

function readContact(reader: RowReader, row: SourceRow, customerId: string): Contact | null {
  const role = reader.has('role') ? (reader.word(row, 'role', ROLES) ?? 'other') : 'billing'
  const email = reader.has('email') ? reader.email(row, 'email') : undefined
  const phone = reader.has('phone') ? reader.text(row, 'phone') : undefined
  const whole = reader.has('name') ? reader.text(row, 'name') : undefined
  const parts = ['firstName', 'lastName'].flatMap((part) =>
    reader.has(part) ? (reader.text(row, part) ?? []) : [],
  )
  const name = whole ?? (parts.length > 0 ? parts.join(' ') : undefined)
  if (!email && phone === undefined && name === undefined) return null
  const own = reader.has('id') ? reader.id(row, 'id') : undefined
  if (own === null) return null
  return {
    id: own ?? `${customerId}/${email ?? name ?? phone}`.slice(0, 200),
    customerId,
    role,
    ...(name === undefined ? {} : { name }),
    ...(email ? { email } : {}),
    ...(phone === undefined ? {} : { phone }),
  }
}
