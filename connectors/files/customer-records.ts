import type { Contact, Customer } from '#engine/ledger.ts'
import { CUSTOMER_STATES } from './cell-words.ts'
import type { CustomFieldReader } from './custom-fields.ts'
import type { RowReader, SourceRow } from './row-reader.ts'
import { TARGETS } from './targets.ts'

/** The customers and billing contacts met in a file; a customer that stands in many rows is one record. */
export type CustomerRecords = {
  /** The id of the row's customer, whose record is begun or completed; null when the row names none. */
  readonly take: (row: SourceRow) => string | null
  readonly customers: () => Customer[]
  readonly contacts: () => Contact[]
  readonly lineOf: (id: string) => number | null | undefined
}

type Seen = { record: Customer; line: number | null; emails: string[]; refused: Set<string> }

const TEXTS = ['segment', 'country', 'language', 'terms', 'owner'] as const

/** Collects customers from rows whose customer targets begin with `prefix` (`'customer.'` in files of documents). */
export function collectCustomers(
  reader: RowReader,
  prefix: string,
  custom: CustomFieldReader,
): CustomerRecords {
  const seen = new Map<string, Seen>()
  const contacts = new Map<string, Contact>()
  // Joined once: a name put together for every cell of a large file costs more than reading it.
  const joined = new Map(Object.keys(TARGETS.customers).map((name) => [name, prefix + name]))
  const named = (name: string) => joined.get(name) ?? prefix + name
  const attributes = reader.targets.some(
    (name) => name.startsWith(prefix) && name !== named('id') && name !== named('name'),
  )
  const wholeRowIsCustomer = prefix === ''
  const lastContacts = [...new Set([named('lastContactOn'), 'lastContactOn'])].filter(reader.has)

  const idOf = (row: SourceRow): string | null => {
    const from = reader.has(named('id')) ? named('id') : named('name')
    const id = reader.id(row, from)
    if (id === undefined)
      return reader.complain(
        row,
        from,
        'The customer is missing. Every row needs one; the row was not loaded.',
      )
    return id
  }

  const take = (row: SourceRow): string | null => {
    const id = idOf(row)
    if (id === null) return null
    const known = seen.get(id)
    const name = reader.text(row, named('name'))
    if (!known) {
      const begun: Seen = { record: { id, name: name ?? id }, line: row.line, emails: [], refused: new Set() }
      seen.set(id, begun)
      if (attributes || lastContacts.length > 0) complete(row, begun)
      return id
    }
    if (known.record.name === id && name !== undefined) known.record.name = name
    else if (name !== undefined && name !== known.record.name && name !== id)
      reader.notice('Of customers with more than one name the first was kept.')
    if (attributes || lastContacts.length > 0) complete(row, known)
    return id
  }

  /** Adds what the row knows and earlier rows did not: the first value found stays. */
  const complete = (row: SourceRow, customer: Seen): void => {
    const { record } = customer
    for (const key of TEXTS) {
      const value = reader.has(named(key)) ? reader.text(row, named(key)) : undefined
      if (value !== undefined) record[key] ??= value
    }
    completeAccount(row, customer)
    for (const from of lastContacts) {
      const on = reader.day(row, from)
      if (on && (record.lastContactOn === undefined || on > record.lastContactOn)) record.lastContactOn = on
    }
    const fields = custom.read(row, `${prefix}custom.`)
    if (fields) record.custom = { ...fields, ...record.custom }
    takeContact(row, customer)
  }

  const completeAccount = (row: SourceRow, { record }: Seen): void => {
    const parent = reader.has(named('parent')) ? reader.id(row, named('parent')) : undefined
    if (parent && parent !== record.id) record.parentId ??= parent
    const status = reader.has(named('status'))
      ? reader.word(row, named('status'), CUSTOMER_STATES)
      : undefined
    if (status) record.status ??= status
    for (const key of ['internal', 'autopay'] as const) {
      const flag = reader.has(named(key)) ? reader.flag(row, named(key)) : undefined
      if (typeof flag === 'boolean') record[key] ??= flag
    }
    const tags = reader.has(named('tags')) ? reader.text(row, named('tags')) : undefined
    if (tags) record.tags ??= tags.split(/[;,|]/).flatMap((tag) => tag.trim() || [])
    const currency = reader.has(named('currency')) ? reader.currency(row, named('currency')) : undefined
    if (currency) record.currency ??= currency
    for (const [key, target] of [
      ['creditLimitMinor', 'creditLimit'],
      ['insuredLimitMinor', 'insuredLimit'],
    ] as const) {
      if (!reader.has(named(target)) || record[key] !== undefined) continue
      const limit = readLimit(row, record, named(target))
      if (typeof limit === 'number') record[key] = limit
    }
  }

  const readLimit = (row: SourceRow, record: Customer, target: string): number | null | undefined => {
    if (reader.text(row, target) === undefined) return undefined
    const currency =
      record.currency ?? (reader.has('currency') ? reader.currency(row, 'currency') : undefined)
    if (!currency)
      return currency === null
        ? null
        : reader.complain(
            row,
            target,
            `A limit needs a currency. Map or set "${named('currency')}"; it was left out.`,
          )
    const limit = reader.amount(row, target, currency)
    if (typeof limit === 'number') record.currency ??= currency
    return limit
  }

  const takeContact = (row: SourceRow, customer: Seen): void => {
    const has = (name: string) => reader.has(named(name))
    const written = has('email') ? reader.text(row, named('email')) : undefined
    // The same bad address on a hundred invoices of a customer is one problem.
    if (written !== undefined && (customer.emails.includes(written) || customer.refused.has(written))) return
    const email = written === undefined ? undefined : reader.email(row, named('email'))
    if (email === null && written !== undefined) customer.refused.add(written)
    const whole = has('contactName') ? reader.text(row, named('contactName')) : undefined
    const parts = ['contactFirstName', 'contactLastName'].flatMap((part) =>
      has(part) ? (reader.text(row, named(part)) ?? []) : [],
    )
    const name = whole ?? (parts.length > 0 ? parts.join(' ') : undefined)
    const phone = has('phone') ? reader.text(row, named('phone')) : undefined
    if (!email && (customer.emails.length > 0 || (name === undefined && phone === undefined))) return
    if (!email && contacts.has(`${customer.record.id}/billing`)) return
    if (email) customer.emails.push(email)
    const order = customer.emails.length > 1 ? `/${customer.emails.length}` : ''
    const id = `${customer.record.id}/billing${order}`
    contacts.set(id, {
      ...contacts.get(id),
      id,
      customerId: customer.record.id,
      role: 'billing',
      ...(name === undefined ? {} : { name }),
      ...(email ? { email } : {}),
      ...(phone === undefined ? {} : { phone }),
    })
  }

  return {
    take: (row) => {
      if (wholeRowIsCustomer) {
        const from = reader.has('id') ? 'id' : 'name'
        const id = reader.text(row, from)
        const first = id === undefined ? undefined : seen.get(id)
        if (first)
          return reader.complain(
            row,
            from,
            `The customer stands already on line ${first.line ?? '?'}. Leave one row for each; this row was not loaded.`,
          )
      }
      return take(row)
    },
    customers: () => [...seen.values()].map(({ record }) => record),
    contacts: () => [...contacts.values()],
    lineOf: (id) => seen.get(id)?.line,
  }
}
