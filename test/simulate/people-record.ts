import { calendarDate } from '#engine/calendar-date.ts'
import { addByHand, changeByHand } from '#server/api/writes/by-hand.ts'
import { CUSTOMERS } from './customers.ts'
import { dayAfter, invoicesOf, openOf } from './the-model.ts'
import { isCommitted, type World } from './the-world.ts'

const byPerson = ({ companyId, clock }: World) => ({
  companyId,
  now: clock.now(),
  actor: 'ann',
  why: 'Simulated',
})

/** A customer contests an invoice, in whole or in part. */
export async function anInvoiceIsContested(world: World, day: string): Promise<boolean> {
  const { model, random } = world
  const open = invoicesOf(model).filter((each) => openOf(model, each, day) > 0)
  if (open.length === 0) return false
  const { id: document, customer: customerId, total } = random.pick(open)
  const minor = random.chance(0.5) ? Math.ceil(total / 3) : null
  const record = {
    customerId,
    documentId: document,
    openedOn: calendarDate(day),
    ...(minor !== null && { minor }),
  }
  let id = ''
  const did = await isCommitted(
    world,
    async (db) => {
      id = await addByHand(db, byPerson(world), { stream: 'disputes', record })
    },
    false,
  )
  if (did) model.disputes.push({ id, document, minor, from: day, until: null })
  return did
}

/** A dispute is settled. */
export async function aDisputeEnds(world: World, day: string): Promise<boolean> {
  const open = world.model.disputes.filter(({ until }) => until === null)
  if (open.length === 0) return false
  const dispute = world.random.pick(open)
  const order = {
    stream: 'disputes',
    id: dispute.id,
    act: 'close dispute',
    change: () => ({ closedOn: calendarDate(day) }),
  } as const
  const did = await isCommitted(world, (db) => changeByHand(db, byPerson(world), order))
  if (did) dispute.until = day
  return did
}

/** A customer promises to pay one invoice, or all in a currency. */
export async function aCustomerPromises(world: World, day: string): Promise<boolean> {
  const { model, random } = world
  const open = invoicesOf(model).filter((each) => openOf(model, each, day) > 0)
  if (open.length === 0) return false
  const { id: document, customer, currency } = random.pick(open)
  const documents = random.chance(0.6) ? [document] : null
  const own = invoicesOf(model, customer).filter((each) => each.currency === currency)
  const minor = (documents ? own.filter(({ id }) => id === document) : own).reduce(
    (sum, each) => sum + openOf(model, each, day),
    0,
  )
  const by = dayAfter(day, random.int(1, 14))
  const record = {
    customerId: customer,
    currency,
    minor,
    madeOn: calendarDate(day),
    promisedFor: calendarDate(by),
    ...(documents && { documentIds: documents }),
  }
  let id = ''
  const did = await isCommitted(
    world,
    async (db) => {
      id = await addByHand(db, byPerson(world), { stream: 'promises', record })
    },
    false,
  )
  if (did) model.promises.push({ id, customer, currency, documents, minor, made: day, by, cancelled: null })
  return did
}

/** A promise is taken back. */
export async function aPromiseIsTakenBack(world: World, day: string): Promise<boolean> {
  const open = world.model.promises.filter(({ cancelled, by }) => cancelled === null && by >= day)
  if (open.length === 0) return false
  const promise = world.random.pick(open)
  const order = {
    stream: 'promises',
    id: promise.id,
    act: 'cancel promise',
    change: () => ({ cancelledOn: calendarDate(day) }),
  } as const
  const did = await isCommitted(world, (db) => changeByHand(db, byPerson(world), order))
  if (did) promise.cancelled = day
  return did
}

/** A person pauses chasing a customer, or blocks it. */
export async function chasingIsPaused(world: World, day: string): Promise<boolean> {
  const { model, random } = world
  const customer = random.pick(CUSTOMERS)
  const kind = random.pick(['pause', 'dunning-block'] as const)
  const until = kind === 'pause' ? dayAfter(day, random.int(1, 20)) : null
  const record = {
    kind,
    customerId: customer,
    from: calendarDate(day),
    ...(until !== null && { until: calendarDate(until) }),
  }
  let id = ''
  const did = await isCommitted(
    world,
    async (db) => {
      id = await addByHand(db, byPerson(world), { stream: 'blocks', record })
    },
    false,
  )
  if (did) model.blocks.push({ id, customer, kind, from: day, until })
  return did
}

/** A pause or a block is lifted. */
export async function aBlockEnds(world: World, day: string): Promise<boolean> {
  const current = world.model.blocks.filter(({ until }) => until === null || until > day)
  if (current.length === 0) return false
  const block = world.random.pick(current)
  const order = {
    stream: 'blocks',
    id: block.id,
    act: 'lift block',
    change: () => ({ until: calendarDate(day) }),
  } as const
  const did = await isCommitted(world, (db) => changeByHand(db, byPerson(world), order))
  if (did) block.until = day
  return did
}
