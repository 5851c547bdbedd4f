import { next } from './customers.ts'
import { imports } from './import-part.ts'
import { applicationRecord, paymentRecord } from './records.ts'
import { invoicesOf, type ModelPayment, type ModelUse, openOf } from './the-model.ts'
import { isCommitted, type World } from './the-world.ts'

/** A customer pays an invoice: all of it, half, or more than it. */
export async function aPaymentComes(world: World, day: string): Promise<boolean> {
  const { model, random } = world
  const open = invoicesOf(model).filter((each) => openOf(model, each, day) > 0)
  if (open.length === 0) return false
  const document = random.pick(open)
  const left = openOf(model, document, day)
  const minor = random.weighted([
    [left, 5],
    [Math.ceil(left / 2), 3],
    [left + 5000, 1],
  ])
  const { customer, currency } = document
  const cleared = random.chance(0.6) ? day : null
  const payment: ModelPayment = {
    id: next('P'),
    customer,
    currency,
    minor,
    received: day,
    cleared,
    returned: null,
  }
  const isMatched = random.chance(0.85)
  const use: ModelUse = {
    id: next('U'),
    from: payment.id,
    document: document.id,
    minor: Math.min(minor, left),
    on: day,
  }
  const part = { payments: [paymentRecord(payment)], applications: isMatched ? [applicationRecord(use)] : [] }
  const did = await isCommitted(world, (db) => imports(db, world, part))
  if (did) model.payments.set(payment.id, payment)
  if (did && isMatched) model.uses.set(use.id, use)
  return did
}

/** Money on its way arrives. */
export async function aPaymentClears(world: World, day: string): Promise<boolean> {
  const waiting = [...world.model.payments.values()].filter(
    ({ cleared, returned }) => cleared === null && returned === null,
  )
  if (waiting.length === 0) return false
  return changesPayment(world, world.random.pick(waiting), { cleared: day })
}

/** The bank takes a payment back. */
export async function aPaymentReturns(world: World, day: string): Promise<boolean> {
  const there = [...world.model.payments.values()].filter(({ returned }) => returned === null)
  if (there.length === 0) return false
  return changesPayment(world, world.random.pick(there), { returned: day })
}

async function changesPayment(
  world: World,
  payment: ModelPayment,
  change: Partial<ModelPayment>,
): Promise<boolean> {
  const after = { ...payment, ...change }
  const did = await isCommitted(world, (db) => imports(db, world, { payments: [paymentRecord(after)] }))
  if (did) world.model.payments.set(after.id, after)
  return did
}

/** Money or a credit memo that nothing was matched with yet pays an invoice. */
export async function cashIsApplied(world: World, day: string): Promise<boolean> {
  const { model, random } = world
  const used = new Set([...model.uses.values()].map(({ from }) => from))
  const loose = [
    ...[...model.payments.values()].filter(({ id, returned }) => !used.has(id) && returned === null),
    ...[...model.documents.values()].filter(({ id, isMemo }) => isMemo && !used.has(id)),
  ]
  if (loose.length === 0) return false
  const from = random.pick(loose)
  const open = invoicesOf(model, from.customer).filter(
    (each) => each.currency === from.currency && openOf(model, each, day) > 0,
  )
  if (open.length === 0) return false
  const document = random.pick(open)
  const minor = Math.min('total' in from ? from.total : from.minor, openOf(model, document, day))
  const use: ModelUse = { id: next('U'), from: from.id, document: document.id, minor, on: day }
  const did = await isCommitted(world, (db) => imports(db, world, { applications: [applicationRecord(use)] }))
  if (did) model.uses.set(use.id, use)
  return did
}
