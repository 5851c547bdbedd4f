import type { EpochDay } from '#engine/calendar-date.ts'
import { type BookContext, HISTORY_DAYS } from './book-context.ts'
import { type PayerType, payerAt } from './payer.ts'
import type { PaymentMethod } from './payment-method.ts'
import { type Random, seededRandom } from './random.ts'
import { STORIES, type Story } from './stories.ts'

/** What is settled about a customer before its first invoice. */
export type CustomerPlan = {
  readonly index: number
  readonly id: string
  /** The customer at the head of the family; its own index when it has no parent. */
  readonly headIndex: number
  /** The id of that customer. */
  readonly headId: string
  readonly internal: boolean
  readonly story: Story | null
  /** The entity it buys from; some buy from both. */
  readonly entityId: 'us' | 'eu'
  readonly buysFromBoth: boolean
  readonly payer: PayerType
  readonly method: PaymentMethod
  readonly autopay: boolean
  /** The head office pays the invoices of its children. */
  readonly headPays: boolean
  readonly segment: Segment
  readonly terms: Terms
  readonly medianMinor: number
  readonly firstInvoiceDay: EpochDay
  readonly lastInvoiceDay: EpochDay
  /** Billed at even distances and nearly even amounts, like rent. */
  readonly steady: boolean
  /** Exactly how many invoices it gets. */
  readonly invoices: number
}

export const SEGMENTS = ['enterprise', 'mid-market', 'small'] as const
export type Segment = (typeof SEGMENTS)[number]

export type Terms = { readonly label: string; readonly days: number; readonly discountDays?: number }

const TERMS: readonly (readonly [Terms, number])[] = [
  [{ label: 'Net 30', days: 30 }, 0.56],
  [{ label: 'Net 14', days: 14 }, 0.08],
  [{ label: 'Net 45', days: 45 }, 0.14],
  [{ label: 'Net 60', days: 60 }, 0.08],
  [{ label: '2/10 net 30', days: 30, discountDays: 10 }, 0.14],
]

/** Median invoice (minor units) and how many more or fewer invoices than the average a customer of the segment gets. */
const SEGMENT_FIGURES: Record<Segment, { medianMinor: number; weight: number }> = {
  enterprise: { medianMinor: 1_450_000, weight: 1.9 },
  'mid-market': { medianMinor: 600_000, weight: 1.1 },
  small: { medianMinor: 190_000, weight: 0.6 },
}

/** Customers come in blocks of this size, each with all the stories once. */
const BLOCK = 400
/** Every 33rd customer is a head office, and the next three are its children. */
const FAMILY_EVERY = 33
const FAMILY_HEAD_AT = 20
const CHILDREN = 3

/** The plans of all customers, in order; the children follow their head office. */
export function planCustomers(
  context: BookContext,
  { customers, invoices }: { customers: number; invoices: number },
): CustomerPlan[] {
  const slots = storySlots(Math.min(customers, BLOCK))
  const offsets = seededRandom(`${context.seed}/customers`)
  const start = { payer: offsets.next(), entity: offsets.next() }
  const drafts: { plan: Omit<CustomerPlan, 'invoices'>; weight: number }[] = []
  for (let index = 0; index < customers; index += 1) {
    const random = seededRandom(`${context.seed}/plan/${index}`)
    const head = drafts[headIndexOf(index)]?.plan ?? null
    drafts.push(
      planCustomer(context, { index, story: slots.get(index % BLOCK) ?? null, head, start }, random),
    )
  }
  const total = drafts.reduce((sum, draft) => sum + draft.weight, 0)
  let weightSoFar = 0
  let given = 0
  return drafts.map(({ plan, weight }) => {
    // Rounding the running total instead of each share makes the counts add up exactly.
    weightSoFar += weight
    const until = Math.round((weightSoFar / total) * invoices)
    const count = until - given
    given = until
    return { ...plan, invoices: count }
  })
}

function planCustomer(
  context: BookContext,
  { index, story, head, start }: PlanInput,
  random: Random,
): { plan: Omit<CustomerPlan, 'invoices'>; weight: number } {
  const internal = index < 2
  // Steps by an irrational number fill 0 to 1 evenly, so that every seed has its fair share of late payers.
  const entityId =
    story?.entityId ??
    head?.entityId ??
    (internal ? (index === 0 ? 'us' : 'eu') : along(start.entity, index, Math.SQRT2) < 0.62 ? 'us' : 'eu')
  const payer = internal
    ? 'typical'
    : story
      ? (story.payer ?? 'typical')
      : payerAt(along(start.payer, index, 0.618_033_988_749_895))
  const segment: Segment = story
    ? 'mid-market'
    : random.weighted([
        ['enterprise', 0.12],
        ['mid-market', 0.4],
        ['small', 0.48],
      ])
  const autopay = !story && !internal && payer === 'prompt' && random.chance(0.2)
  const { medianMinor, weight } = SEGMENT_FIGURES[segment]
  const newcomer = !story && !internal && random.chance(0.14)
  const ceased = !story && !internal && !newcomer && random.chance(0.04)
  // Whoever has a story buys nothing else of late, so that the story shows undisturbed.
  const quietFor = ceased ? 200 : story && payer !== 'worsening' ? 150 : 0
  const id = internal
    ? `IC-${index === 0 ? 'EU' : 'US'}`
    : entityId === 'us'
      ? String(index + 101).padStart(6, '0')
      : `D${10_000 + index}`
  const plan = {
    index,
    id,
    headIndex: head ? head.index : index,
    headId: head ? head.id : id,
    internal,
    story,
    entityId,
    buysFromBoth: !story && !internal && random.chance(0.06),
    payer,
    method: story?.method ?? drawMethod(entityId, autopay, random),
    autopay,
    headPays: head ? head.headPays : random.chance(0.65),
    segment,
    terms: random.weighted(TERMS),
    medianMinor: Math.round(medianMinor * Math.exp(random.normal(0, 0.45))),
    firstInvoiceDay: context.today - (newcomer ? random.int(20, 300) : HISTORY_DAYS),
    lastInvoiceDay: context.today - quietFor,
    steady: random.chance(0.25),
  } as const
  return { plan, weight: internal ? 0.8 : weight * (0.6 + 0.8 * random.next()) * (newcomer ? 0.5 : 1) }
}

type PlanInput = {
  readonly index: number
  readonly story: Story | null
  readonly head: Omit<CustomerPlan, 'invoices'> | null
  readonly start: { readonly payer: number; readonly entity: number }
}

function along(start: number, index: number, step: number): number {
  return (start + index * step) % 1
}

function headIndexOf(index: number): number {
  const past = (index % FAMILY_EVERY) - FAMILY_HEAD_AT
  return past > 0 && past <= CHILDREN ? index - past : -1
}

/** Where in a block the stories stand: never in a family, never an intercompany customer, and well apart. */
function storySlots(block: number): Map<number, Story> {
  const free: number[] = []
  for (let at = 2; at < block; at += 1) {
    const past = (at % FAMILY_EVERY) - FAMILY_HEAD_AT
    if (past < 0 || past > CHILDREN) free.push(at)
  }
  const step = Math.max(1, Math.floor(free.length / STORIES.length))
  const slots = new Map<number, Story>()
  STORIES.forEach((story, at) => {
    const slot = free[at * step]
    if (slot !== undefined) slots.set(slot, story)
  })
  return slots
}

function drawMethod(entityId: 'us' | 'eu', autopay: boolean, random: Random): PaymentMethod {
  if (autopay) return 'direct-debit'
  return entityId === 'us'
    ? random.weighted([
        ['ach', 0.55],
        ['check', 0.25],
        ['wire', 0.2],
      ])
    : random.weighted([
        ['sepa', 0.85],
        ['wire', 0.15],
      ])
}
