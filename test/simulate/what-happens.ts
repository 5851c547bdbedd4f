import { emptyLedger } from '#engine/ledger.ts'
import { aRuleChanges, sendingIsStopped, theModeChanges } from './company-changes.ts'
import { CUSTOMERS } from './customers.ts'
import {
  aCustomerGoesToCourt,
  aDocument,
  aDueDateIsCorrected,
  aMemoIsGiven,
  anImportIsUndone,
  everythingIsListed,
  everythingOpenIsListed,
  invoicesAreIssued,
} from './documents-change.ts'
import { imports } from './import-part.ts'
import { aPaymentClears, aPaymentComes, aPaymentReturns, cashIsApplied } from './payments-change.ts'
import {
  aBlockEnds,
  aCustomerPromises,
  aDisputeEnds,
  anInvoiceIsContested,
  aPromiseIsTakenBack,
  chasingIsPaused,
} from './people-record.ts'
import { documentRecord } from './records.ts'
import { dayAfter } from './the-model.ts'
import { tell, type World } from './the-world.ts'

type Happening = (world: World, day: string) => Promise<boolean>

const HAPPENINGS: readonly (readonly [Happening, share: number])[] = [
  [invoicesAreIssued, 20],
  [aPaymentComes, 22],
  [aPaymentClears, 10],
  [aPaymentReturns, 5],
  [cashIsApplied, 4],
  [aMemoIsGiven, 3],
  [anInvoiceIsContested, 5],
  [aDisputeEnds, 4],
  [aCustomerPromises, 5],
  [aPromiseIsTakenBack, 1],
  [chasingIsPaused, 4],
  [aBlockEnds, 3],
  [aDueDateIsCorrected, 3],
  [everythingOpenIsListed, 3],
  [anImportIsUndone, 2],
  [aCustomerGoesToCourt, 1],
  [aRuleChanges, 5],
  [theModeChanges, 2],
  [sendingIsStopped, 2],
]

/** Lets one thing happen, by chance, to the company and to the model: to both or, where its process dies too early, to neither. */
export async function somethingHappens(world: World): Promise<void> {
  const { model, random } = world
  // What keeps everything still does not last: a history in which nothing may leave finds nothing.
  const isStill = model.isStopped || !model.isLive
  const goesOn = model.isStopped ? sendingIsStopped : theModeChanges
  const happening = isStill && random.chance(0.3) ? goesOn : random.weighted(HAPPENINGS)
  world.tally.events += 1
  const did = await happening(world, world.today())
  if (did) tell(world, happening.name)
}

/** The customers, their contacts and the legal entities, with a first lot of invoices of the weeks before. */
export async function booksAreOpened(world: World): Promise<void> {
  const ledger = emptyLedger()
  const zones = { timeZone: 'America/New_York' }
  ledger.entities.push({ id: 'us', name: 'Us Inc.', currency: 'USD', ...zones })
  ledger.entities.push({ id: 'eu', name: 'Eu GmbH', currency: 'EUR', ...zones })
  for (const id of CUSTOMERS) {
    ledger.customers.push({ id, name: `Customer ${id}`, currency: 'USD' })
    ledger.contacts.push({
      id: `k-${id}`,
      customerId: id,
      name: 'Billing',
      email: `billing@${id}.example.com`,
      role: 'billing',
    })
    world.model.customers.set(id, { legal: false })
  }
  const documents = Array.from({ length: 10 }, () =>
    aDocument(world, dayAfter(world.today(), -world.random.int(1, 60))),
  )
  ledger.documents.push(...documents.map(documentRecord))
  await imports(world.db, world, ledger)
  for (const document of documents) world.model.documents.set(document.id, document)
  await theModeChanges(world)
}

/** The books are read again as they are, as every night. */
export async function booksAreRead(world: World): Promise<void> {
  await everythingIsListed(world, world.today(), null)
}
