import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { Application, Document, Ledger, Payment } from '#engine/ledger.ts'
import { decimalAmount } from '#engine/money.ts'
import { type DemoBooksOptions, generateDemoFamilies } from './generate.ts'

/** The columns of the file and what each means to the reader of files. */
const COLUMNS = [
  ['Invoice number', 'number'],
  ['Customer ID', 'customer.id'],
  ['Customer', 'customer.name'],
  ['Email', 'customer.email'],
  ['Country', 'customer.country'],
  ['Entity', 'entity'],
  ['Invoice date', 'issuedOn'],
  ['Due date', 'dueOn'],
  ['Currency', 'currency'],
  ['Total', 'total'],
  ['Open', 'open'],
  ['Closed on', 'closedOn'],
  ['Terms', 'terms'],
  ['Purchase order', 'purchaseOrder'],
  ['Disputed', 'disputed'],
] as const

/** A mapping file as a plain object, in the form of the import's mapping files. */
export type DemoCsvMapping = {
  readonly records: 'invoices'
  readonly columns: Readonly<Record<string, string>>
  readonly numbers: { readonly decimal: '.'; readonly group: ',' }
  readonly exportedOn: CalendarDate
}

/** The mapping that reads `demoCsvLines` of the same day. */
export function demoCsvMapping({ today }: Pick<DemoBooksOptions, 'today'>): DemoCsvMapping {
  return {
    records: 'invoices',
    columns: Object.fromEntries(COLUMNS.map(([header, target]) => [target, header])),
    numbers: { decimal: '.', group: ',' },
    exportedOn: today,
  }
}

/**
 * The invoices of the demo books as lines of a CSV file, each with its line end, the headers first: open ones with what is
 * unpaid today, settled ones with the day they were. Needs the memory of one family of customers, however long the file.
 * Memos, charges, unapplied cash and instalments have no place in such a list.
 */
export function* demoCsvLines(options: DemoBooksOptions): Generator<string> {
  yield csvLine(COLUMNS.map(([header]) => header))
  const today = toEpochDay(options.today)
  for (const family of generateDemoFamilies(options)) yield* linesOfFamily(family, today)
}

function* linesOfFamily(family: Ledger, today: number): Generator<string> {
  const customers = new Map(family.customers.map((customer) => [customer.id, customer]))
  const emails = new Map<string, string>()
  for (const { customerId, role, email } of family.contacts)
    if (role === 'billing' && email !== undefined) emails.set(customerId, email)
  const disputed = new Set(family.disputes.filter((d) => d.closedOn === undefined).map((d) => d.documentId))
  const paid = paidByDocument(family, today)
  for (const document of family.documents) {
    if (document.type !== 'invoice') continue
    const customer = customers.get(document.customerId)
    const { openMinor, closedOn } = openOf(document, paid.get(document.id))
    yield csvLine([
      document.number,
      document.customerId,
      customer?.name ?? '',
      emails.get(document.customerId) ?? '',
      customer?.country ?? '',
      document.entityId ?? '',
      document.issuedOn,
      document.dueOn ?? '',
      document.currency,
      decimalAmount(document.totalMinor, document.currency),
      decimalAmount(openMinor, document.currency),
      closedOn ?? '',
      document.terms ?? '',
      document.purchaseOrder ?? '',
      openMinor > 0 && disputed.has(document.id) ? 'yes' : 'no',
    ])
  }
}

type Paid = { minor: number; lastOn: CalendarDate }

/** What cleared money and credits have paid of each document by today, and when the last of it did. */
function paidByDocument({ payments, applications }: Ledger, today: number): Map<string, Paid> {
  const paymentsById = new Map(payments.map((payment) => [payment.id, payment]))
  const paid = new Map<string, Paid>()
  for (const application of applications) {
    const on = effectiveFrom(application, paymentsById)
    if (on === null || toEpochDay(on) > today) continue
    const sofar = paid.get(application.documentId)
    if (!sofar) paid.set(application.documentId, { minor: application.minor, lastOn: on })
    else {
      sofar.minor += application.minor
      if (on > sofar.lastOn) sofar.lastOn = on
    }
  }
  return paid
}

function effectiveFrom(
  application: Application,
  payments: ReadonlyMap<string, Payment>,
): CalendarDate | null {
  if (application.from === 'credit-memo') return application.appliedOn
  const payment = payments.get(application.fromId)
  if (!payment || payment.clearedOn === undefined || payment.returnedOn !== undefined) return null
  if (payment.clearedOn <= application.appliedOn) return application.appliedOn
  return payment.clearedOn
}

function openOf(
  document: Document,
  paid: Paid | undefined,
): { openMinor: number; closedOn: CalendarDate | null } {
  if (document.closedOn !== undefined) return { openMinor: 0, closedOn: document.closedOn }
  const openMinor = document.totalMinor - (paid?.minor ?? 0)
  return { openMinor, closedOn: openMinor === 0 && paid ? paid.lastOn : null }
}

function csvLine(values: readonly string[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}

/** Quotes a value that would otherwise be taken apart (RFC 4180). */
function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
