/**
 * What a column of a file can be: the closed list of targets a mapping may name, by kind of records, each with its meaning.
 * The kind of value decides how a cell is read and which columns share the decision on date order and decimal mark.
 */

export const RECORD_KINDS = ['customers', 'contacts', 'invoices', 'credit-notes', 'payments'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

export type ValueKind = 'text' | 'day' | 'amount' | 'number' | 'currency' | 'flag' | 'list' | 'email' | 'word'
export type Target = { readonly kind: ValueKind; readonly meaning: string }
type Targets = Readonly<Record<string, Target>>

const target = (kind: ValueKind, meaning: string): Target => ({ kind, meaning })

const CUSTOMER: Targets = {
  id: target('text', 'the customer id of the source; without it the name identifies the customer'),
  name: target('text', 'the name of the customer'),
  email: target('email', 'the address invoices and reminders go to'),
  phone: target('text', 'the telephone number of the billing contact'),
  contactName: target('text', 'the name of the billing contact'),
  contactFirstName: target('text', 'the first name of the billing contact'),
  contactLastName: target('text', 'the last name of the billing contact'),
  parent: target('text', 'the id of the customer it belongs to'),
  currency: target('currency', 'the currency of the credit limit'),
  creditLimit: target('amount', 'the credit limit'),
  insuredLimit: target('amount', 'the limit the credit insurer covers'),
  status: target('word', 'active, inactive, insolvent, legal or agency'),
  internal: target('flag', 'yes for one of our own companies'),
  autopay: target('flag', 'yes when the customer pays by itself on the due date'),
  segment: target('text', 'the segment'),
  tags: target('list', 'tags, separated by ; or ,'),
  country: target('text', 'the country'),
  language: target('text', 'the language to write in'),
  terms: target('text', 'the usual payment terms'),
  owner: target('text', 'the collector or account owner'),
  lastContactOn: target('day', 'the day of the last contact with the customer'),
}

const ofCustomer = (): Targets =>
  Object.fromEntries(Object.entries(CUSTOMER).map(([name, value]) => [`customer.${name}`, value]))

const DOCUMENT: Targets = {
  id: target('text', 'the id of the source; without it customer, type and number identify the document'),
  number: target('text', 'the number printed on the document'),
  ...ofCustomer(),
  issuedOn: target('day', 'the day of issue'),
  total: target('amount', 'the whole amount'),
  lineTotal: target('amount', 'the amount of one line, in files with one row per line'),
  quantity: target('number', 'the quantity of one line'),
  unitAmount: target('number', 'the price of one unit of a line'),
  lineDiscountPercent: target('number', 'the discount on one line in per cent'),
  lineTax: target('amount', 'the tax to add to one line'),
  open: target('amount', 'what is unpaid on the day of export'),
  paid: target('amount', 'what is paid on the day of export'),
  closedOn: target('day', 'the day from which nothing is open'),
  currency: target('currency', 'the ISO 4217 code of the amounts'),
  status: target('word', 'open, paid, draft, void or a synonym'),
  purchaseOrder: target('text', "the customer's order number"),
  entity: target('text', 'the legal entity that is owed the money'),
}

const INVOICE: Targets = {
  ...DOCUMENT,
  dueOn: target('day', 'the due date'),
  type: target('word', 'invoice, debit memo, credit memo or finance charge'),
  disputed: target('flag', 'yes when the customer contests it'),
  terms: target('text', 'the payment terms of this invoice'),
  discountOn: target('day', 'the last day of the early payment discount'),
  discount: target('amount', 'the early payment discount'),
  lastContactOn: target('day', 'the day of the last contact with the customer'),
}

const CONTACT: Targets = {
  id: target('text', 'the contact id of the source'),
  'customer.id': CUSTOMER.id!,
  'customer.name': CUSTOMER.name!,
  name: target('text', 'the name of the person'),
  firstName: target('text', 'the first name of the person'),
  lastName: target('text', 'the last name of the person'),
  email: target('email', 'the e-mail address'),
  phone: target('text', 'the telephone number'),
  role: target('word', 'billing, escalation, executive, account-owner or other'),
  lastContactOn: target('day', 'the day of the last contact with the customer'),
}

const PAYMENT: Targets = {
  id: target('text', 'the payment id of the source'),
  'customer.id': CUSTOMER.id!,
  'customer.name': CUSTOMER.name!,
  amount: target('amount', 'the amount received'),
  currency: target('currency', 'the ISO 4217 code of the amount'),
  receivedOn: target('day', 'the day the payment was received'),
  clearedOn: target('day', 'the day it cleared; a blank cell means still in flight'),
  returnedOn: target('day', 'the day it was returned'),
  status: target('word', 'cleared, pending, returned or failed'),
  invoice: target('text', 'the number of the invoice it pays'),
  reference: target('text', 'what the payment says'),
  entity: target('text', 'the legal entity that received it'),
}

export const TARGETS: Readonly<Record<RecordKind, Targets>> = {
  customers: CUSTOMER,
  contacts: CONTACT,
  invoices: INVOICE,
  'credit-notes': DOCUMENT,
  payments: PAYMENT,
}

/** One of each group must be mapped, or be a constant, for a row to make a record. */
export const REQUIRED: Readonly<Record<RecordKind, readonly (readonly string[])[]>> = {
  customers: [['id', 'name']],
  contacts: [
    ['customer.id', 'customer.name'],
    ['email', 'phone', 'name', 'lastName', 'lastContactOn'],
  ],
  invoices: [
    ['number'],
    ['customer.id', 'customer.name'],
    ['issuedOn'],
    ['total', 'open', 'lineTotal', 'unitAmount'],
  ],
  'credit-notes': [
    ['number'],
    ['customer.id', 'customer.name'],
    ['issuedOn'],
    ['total', 'open', 'lineTotal', 'unitAmount'],
  ],
  payments: [['customer.id', 'customer.name'], ['amount'], ['receivedOn']],
}

const CUSTOM = /^(customer\.)?custom\.[A-Za-z][A-Za-z0-9_-]{0,62}$/

/** What a target means for a kind of records; undefined when there is no such target. */
export function findTarget(records: RecordKind, name: string): Target | undefined {
  if (Object.hasOwn(TARGETS[records], name)) return TARGETS[records][name]
  const custom = CUSTOM.exec(name)
  if (!custom || records === 'payments' || records === 'contacts') return undefined
  if (records === 'customers' && custom[1]) return undefined
  return target('text', 'a field of your own')
}
