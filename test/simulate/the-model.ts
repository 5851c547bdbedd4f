/**
 * What is true of a company, by other arithmetic than the engine's: a list of what has happened and a few sums over it. It knows
 * nothing of snapshots, columns, cycles or tables, so that it does not repeat a mistake of theirs. Days are texts.
 */

export type ModelDocument = {
  readonly id: string
  readonly customer: string
  readonly entity: string
  readonly currency: string
  readonly isMemo: boolean
  readonly total: number
  readonly issued: string
  due: string
  closed: string | null
}

export type ModelPayment = {
  readonly id: string
  readonly customer: string
  readonly currency: string
  readonly minor: number
  readonly received: string
  cleared: string | null
  returned: string | null
}

/** Part of a payment or of a credit memo that pays a document. */
export type ModelUse = {
  readonly id: string
  readonly from: string
  readonly document: string
  readonly minor: number
  readonly on: string
}
export type ModelDispute = {
  readonly id: string
  readonly document: string
  readonly minor: number | null
  readonly from: string
  until: string | null
}
export type ModelPromise = {
  readonly id: string
  readonly customer: string
  readonly currency: string
  readonly documents: readonly string[] | null
  readonly minor: number
  readonly made: string
  readonly by: string
  cancelled: string | null
}
export type ModelBlock = {
  readonly id: string
  readonly customer: string
  readonly kind: 'pause' | 'dunning-block'
  readonly from: string
  until: string | null
}

export type Model = {
  readonly documents: Map<string, ModelDocument>
  readonly payments: Map<string, ModelPayment>
  readonly uses: Map<string, ModelUse>
  readonly disputes: ModelDispute[]
  readonly promises: ModelPromise[]
  readonly blocks: ModelBlock[]
  readonly customers: Map<string, { legal: boolean }>
  isLive: boolean
  isStopped: boolean
}

export function anEmptyModel(): Model {
  return {
    documents: new Map(),
    payments: new Map(),
    uses: new Map(),
    disputes: [],
    promises: [],
    blocks: [],
    customers: new Map(),
    isLive: false,
    isStopped: false,
  }
}

/** Days from one day to another. */
export function daysFrom(day: string, to: string): number {
  return (Date.parse(`${to}T00:00Z`) - Date.parse(`${day}T00:00Z`)) / 86_400_000
}

/** The day so many days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** How many days from Monday to Friday lie after one day, up to another. */
export function weekdaysBetween(day: string, to: string): number {
  let count = 0
  for (let at = dayAfter(day, 1); at <= to; at = dayAfter(at, 1)) if (isWeekday(at)) count += 1
  return count
}

export function isWeekday(day: string): boolean {
  return ![0, 6].includes(new Date(`${day}T00:00Z`).getUTCDay())
}

const lasts = (from: string, until: string | null, day: string) =>
  from <= day && (until === null || day < until)

/** Money that is there: it has cleared, and has not come back. */
const isThere = ({ cleared, returned }: ModelPayment, day: string) =>
  cleared !== null && cleared <= day && (returned === null || day < returned)

const isOnItsWay = ({ received, cleared, returned }: ModelPayment, day: string) =>
  received <= day && (cleared === null || day < cleared) && (returned === null || day < returned)

function counts({ payments }: Model, { from, on }: ModelUse, day: string): boolean {
  const payment = payments.get(from)
  return on <= day && (payment === undefined || isThere(payment, day))
}

/** What nobody has paid yet of a document, or used of a credit memo. */
export function openOf(model: Model, document: ModelDocument, day: string): number {
  const { id, total, issued, closed } = document
  if (issued > day || (closed !== null && closed <= day)) return 0
  let left = total
  for (const use of model.uses.values())
    if ((document.isMemo ? use.from : use.document) === id && counts(model, use, day)) left -= use.minor
  return Math.max(0, left)
}

/** How many days a document is late; 0 while it is not, or nothing is open. */
export function daysLate(model: Model, document: ModelDocument, day: string): number {
  return openOf(model, document, day) === 0 ? 0 : Math.max(0, daysFrom(document.due, day))
}

export function invoicesOf({ documents }: Model, customer: string | null = null): ModelDocument[] {
  return [...documents.values()].filter(
    (each) => !each.isMemo && (customer ?? each.customer) === each.customer,
  )
}

export function overdueOf(model: Model, customer: string, day: string): ModelDocument[] {
  return invoicesOf(model, customer).filter((each) => daysLate(model, each, day) > 0)
}

function isKept(model: Model, { customer, currency, made, by, minor }: ModelPromise, day: string): boolean {
  let came = 0
  for (const payment of model.payments.values()) {
    const { received } = payment
    const isTowards = payment.customer === customer && payment.currency === currency
    if (isTowards && made <= received && received <= dayAfter(by, 2) && isThere(payment, day))
      came += payment.minor
  }
  return came >= 0.95 * minor
}

/** A promise stands for two days after its day, unless it is kept or taken back. */
export function hasPromise(model: Model, { id, customer, currency }: ModelDocument, day: string): boolean {
  return model.promises.some(
    (promise) =>
      promise.customer === customer &&
      (promise.documents === null ? promise.currency === currency : promise.documents.includes(id)) &&
      lasts(promise.made, promise.cancelled, day) &&
      day <= dayAfter(promise.by, 2) &&
      !isKept(model, promise, day),
  )
}

/** Money is on its way for a document: a payment that names it, or one that names nothing in its currency. */
export function hasPaymentOnItsWay(
  model: Model,
  { id, customer, currency }: ModelDocument,
  day: string,
): boolean {
  return [...model.payments.values()].some((payment) => {
    if (!isOnItsWay(payment, day)) return false
    const named = [...model.uses.values()].filter(({ from }) => from === payment.id)
    if (named.length > 0) return named.some(({ document }) => document === id)
    return payment.customer === customer && payment.currency === currency
  })
}

export function isBlocked(
  { blocks }: Model,
  customer: string,
  kind: ModelBlock['kind'],
  day: string,
): boolean {
  return blocks.some(
    (each) => each.customer === customer && each.kind === kind && lasts(each.from, each.until, day),
  )
}

/** What may be asked for of a document once it is late. */
export function chaseableOf(model: Model, document: ModelDocument, day: string): number {
  if (
    hasPromise(model, document, day) ||
    hasPaymentOnItsWay(model, document, day) ||
    isBlocked(model, document.customer, 'pause', day)
  )
    return 0
  return Math.max(0, openOf(model, document, day) - contestedOf(model, document, day))
}

function contestedOf(model: Model, { id }: ModelDocument, day: string): number {
  return model.disputes
    .filter(({ document, from, until }) => document === id && lasts(from, until, day))
    .reduce((sum, { minor }) => sum + (minor ?? Number.POSITIVE_INFINITY), 0)
}

/** What we owe a customer in a currency: money nobody has matched, and credit memos not yet used. */
export function creditsOf(model: Model, customer: string, currency: string, day: string): number {
  let sum = 0
  for (const payment of model.payments.values()) {
    if (payment.customer !== customer || payment.currency !== currency || !isThere(payment, day)) continue
    const used = [...model.uses.values()].filter(({ from, on }) => from === payment.id && on <= day)
    sum += Math.max(
      0,
      used.reduce((left, { minor }) => left - minor, payment.minor),
    )
  }
  for (const memo of model.documents.values())
    if (memo.isMemo && memo.customer === customer && memo.currency === currency)
      sum += openOf(model, memo, day)
  return sum
}

/** Whether a customer may be sent a reminder at all. */
export function mayBeWrittenTo(model: Model, customer: string, day: string): boolean {
  const isLegal = model.customers.get(customer)?.legal ?? true
  return model.isLive && !model.isStopped && !isLegal && !isBlocked(model, customer, 'dunning-block', day)
}

/** What is open in all, by currency. */
export function openInAll(model: Model, day: string): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const document of invoicesOf(model)) {
    const open = openOf(model, document, day)
    if (open > 0) sums[document.currency] = (sums[document.currency] ?? 0) + open
  }
  return sums
}
