import type { Contact, Customer, Ledger } from '#engine/ledger.ts'

/** Whom the accounts of a source are booked to, where that is another id than the source's own. */
export type BookedElsewhere = {
  /** The customer by the id of the account. */
  readonly customerOf: ReadonlyMap<string, string>
  /** Customers another source keeps, as they are stored: this source adds what they lack and changes nothing. */
  readonly keptElsewhere: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Accounts whose id is that of somebody else's customer, so that ids made from it would be too. */
  readonly takenIds: ReadonlySet<string>
  readonly source: string
}

/** The records of a source, booked to the customers its accounts are matched to. Ids of documents stay the source's. */
export function rewriteAccounts(ledger: Ledger, booked: BookedElsewhere): Ledger {
  if (booked.customerOf.size === 0) return ledger
  const { customerOf } = booked
  const moved = <R extends { readonly customerId: string }>(records: readonly R[]): readonly R[] =>
    records.map((record) => {
      const customerId = customerOf.get(record.customerId)
      return customerId === undefined ? record : { ...record, customerId }
    })
  return {
    ...ledger,
    customers: customersOf(ledger.customers, booked),
    contacts: moved(ledger.contacts.map((contact) => ownContact(contact, booked))),
    documents: moved(ledger.documents),
    payments: moved(ledger.payments),
    disputes: moved(ledger.disputes),
    promises: moved(ledger.promises),
    plans: moved(ledger.plans),
    holds: moved(ledger.holds),
    blocks: moved(ledger.blocks),
    contactEvents: moved(ledger.contactEvents),
  }
}

/** A contact of an account whose id is taken gets an id of its own: it must not write over somebody else's contact. */
function ownContact(contact: Contact, { takenIds, source }: BookedElsewhere): Contact {
  return takenIds.has(contact.customerId) ? { ...contact, id: `${source}/${contact.id}` } : contact
}

function customersOf(
  customers: readonly Customer[],
  { customerOf, keptElsewhere }: BookedElsewhere,
): readonly Customer[] {
  // A record of that very id stands in the file for the customer itself.
  const named = new Set(customers.map(({ id }) => id).filter((id) => !customerOf.has(id)))
  const seen = new Set<string>()
  return customers.flatMap((record) => {
    const parentId =
      record.parentId === undefined ? undefined : (customerOf.get(record.parentId) ?? record.parentId)
    const own: Customer = parentId === undefined ? record : { ...record, parentId }
    const id = customerOf.get(record.id)
    if (id === undefined) return [own]
    // Two accounts of one customer make one record of it: the first.
    if (seen.has(id) || named.has(id)) return []
    seen.add(id)
    const stored = keptElsewhere.get(id)
    if (stored === undefined) return [{ ...own, id, name: nameOf(own, id) }]
    const lacking = Object.entries(own).filter(
      ([key]) => key !== 'id' && key !== 'name' && (stored[key] === undefined || stored[key] === null),
    )
    // The name is the id, as in a file that has none: the one that is stored stays.
    return lacking.length === 0 ? [] : [{ ...Object.fromEntries(lacking), id, name: id }]
  })
}

function nameOf({ id, name }: Customer, newId: string): string {
  return name === id ? newId : name
}
