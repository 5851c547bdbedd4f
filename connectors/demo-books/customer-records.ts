import type { Contact, Customer } from '#engine/ledger.ts'
import type { BookContext, Books } from './book-context.ts'
import type { CustomerPlan, Segment } from './customer-plan.ts'
import { entityById } from './entities.ts'
import { fictionalPhone, firmName, mailDomain, personName } from './invented-names.ts'
import type { Random } from './random.ts'

const COUNTRIES: Record<'us' | 'eu', readonly (readonly [string, number])[]> = {
  us: [
    ['US', 0.84],
    ['CA', 0.08],
    ['GB', 0.05],
    ['MX', 0.03],
  ],
  eu: [
    ['DE', 0.5],
    ['FR', 0.15],
    ['NL', 0.12],
    ['AT', 0.09],
    ['ES', 0.07],
    ['IT', 0.07],
  ],
}
const LANGUAGES: Record<string, string> = {
  DE: 'de',
  AT: 'de',
  FR: 'fr',
  NL: 'nl',
  ES: 'es',
  MX: 'es',
  IT: 'it',
}
const REGIONS = {
  US: ['Northeast', 'Southeast', 'Midwest', 'West'],
  DE: ['Nord', 'Süd', 'West', 'Ost'],
} as const
const TAGS: readonly (readonly [string, number])[] = [
  ['key-account', 0.1],
  ['seasonal', 0.12],
  ['export', 0.08],
  ['distributor', 0.2],
  ['public-sector', 0.06],
]
const COLLECTORS = ['Ines Calderwick', 'Tomas Wedelsby', 'Priya Nandakar', 'Ruth Amselhof']
const INDUSTRIES = ['manufacturing', 'retail', 'healthcare', 'hospitality', 'logistics', 'construction']
const LIMIT_FACTOR: Record<Segment, number> = { enterprise: 5, 'mid-market': 4, small: 3 }

/** Adds the customer of a plan and the people we know there. */
export function addCustomerRecords(
  books: Books,
  context: BookContext,
  plan: CustomerPlan,
  random: Random,
): void {
  const country = plan.internal
    ? plan.entityId === 'us'
      ? 'DE'
      : 'US'
    : random.weighted(COUNTRIES[plan.entityId])
  const name = plan.internal
    ? entityById(plan.entityId === 'us' ? 'eu' : 'us').name
    : firmName(country, plan.index)
  books.customers.push(customerRecord(context, plan, { country, name }, random))
  for (const contact of contactsOf(context, plan, { country, name }, random)) books.contacts.push(contact)
}

type Firm = { readonly country: string; readonly name: string }

function customerRecord(
  context: BookContext,
  plan: CustomerPlan,
  { country, name }: Firm,
  random: Random,
): Customer {
  const { currency } = entityById(plan.entityId)
  const ceased = !plan.story && plan.lastInvoiceDay < context.today
  const customer: Customer = {
    id: plan.id,
    name,
    currency,
    status: plan.story?.status ?? (ceased ? 'inactive' : 'active'),
    segment: plan.internal ? 'intercompany' : plan.segment,
    country,
    language: LANGUAGES[country] ?? 'en',
    terms: plan.terms.label,
    owner: random.pick(COLLECTORS),
    tags: TAGS.filter(([, share]) => random.chance(share)).map(([tag]) => tag),
    custom: {
      industries: [random.pick(INDUSTRIES)],
      electronicInvoice: random.chance(0.7),
    },
  }
  if (country === 'US' || country === 'DE')
    customer.custom = { ...customer.custom, region: random.pick(REGIONS[country]) }
  if (random.chance(0.8)) customer.custom = { ...customer.custom, creditScore: random.int(38, 97) }
  if (plan.internal) return { ...customer, internal: true }
  if (plan.headIndex !== plan.index) customer.parentId = plan.headId
  if (plan.autopay) customer.autopay = true
  if (random.chance(0.82)) {
    const limit = roundedLimit(plan.medianMinor * LIMIT_FACTOR[plan.segment])
    customer.creditLimitMinor = limit
    if (random.chance(0.28)) customer.insuredLimitMinor = roundedLimit(limit * random.pick([0.5, 0.75, 0.9]))
  }
  return customer
}

/** Credit limits are set in whole thousands. */
function roundedLimit(minor: number): number {
  return Math.max(1, Math.round(minor / 100_000)) * 100_000
}

function contactsOf(
  context: BookContext,
  plan: CustomerPlan,
  { country, name }: Firm,
  random: Random,
): Contact[] {
  const reach = plan.story
    ? (plan.story.contacts ?? 'billing')
    : random.weighted([
        ['billing', 0.96],
        ['none', 0.02],
        ['other-only', 0.02],
      ] as const)
  if (reach === 'none') return []
  const domain = mailDomain(name, plan.index)
  const person = (role: Contact['role']): Contact => {
    const { given, family } = personName(random)
    const contact: Contact = {
      id: context.nextId('contact'),
      customerId: plan.id,
      name: `${given} ${family}`,
      email: `${given}.${family}@${domain}`.toLowerCase(),
      role,
    }
    const phone = fictionalPhone(country, random)
    if (phone !== undefined && random.chance(0.7)) contact.phone = phone
    return contact
  }
  if (reach === 'other-only') return [person('other')]
  const billing: Contact = random.chance(0.3)
    ? { id: context.nextId('contact'), customerId: plan.id, email: `invoices@${domain}`, role: 'billing' }
    : person('billing')
  const large = plan.segment === 'enterprise'
  const others: readonly (readonly [Contact['role'], number])[] = [
    ['account-owner', 0.4],
    ['escalation', large ? 0.7 : 0.25],
    ['executive', large ? 0.35 : 0.08],
    ['other', 0.12],
  ]
  return [billing, ...others.filter(([, share]) => random.chance(share)).map(([role]) => person(role))]
}
