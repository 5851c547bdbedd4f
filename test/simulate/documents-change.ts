import { ImportBuiltUponError } from '#server/import/errors.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { CUSTOMERS, next } from './customers.ts'
import { imports } from './import-part.ts'
import { documentRecord } from './records.ts'
import { dayAfter, invoicesOf, type ModelDocument, openOf } from './the-model.ts'
import { isCommitted, type World } from './the-world.ts'

/** An invoice, or a credit memo, of somebody over something. */
export function aDocument({ random }: World, issued: string, isMemo = false): ModelDocument {
  const isEuro = random.chance(0.25)
  return {
    id: next(isMemo ? 'M' : 'A'),
    customer: random.pick(CUSTOMERS),
    entity: isEuro ? 'eu' : 'us',
    currency: isEuro ? 'EUR' : 'USD',
    isMemo,
    total: random.int(1, 40) * 5000 + random.int(0, 99),
    issued,
    due: dayAfter(issued, random.pick([0, 10, 30])),
    closed: null,
  }
}

/** Some invoices are written today. */
export async function invoicesAreIssued(world: World, day: string): Promise<boolean> {
  const documents = Array.from({ length: world.random.int(1, 4) }, () => aDocument(world, day))
  let importId = ''
  const did = await isCommitted(world, async (db) => {
    importId = await imports(db, world, { documents: documents.map(documentRecord) })
  })
  if (did) for (const document of documents) world.model.documents.set(document.id, document)
  if (did && importId !== '') world.undoable = { importId, documents: documents.map(({ id }) => id) }
  return did
}

/** A customer is credited something. */
export async function aMemoIsGiven(world: World, day: string): Promise<boolean> {
  const memo = aDocument(world, day, true)
  const did = await isCommitted(world, (db) => imports(db, world, { documents: [documentRecord(memo)] }))
  if (did) world.model.documents.set(memo.id, memo)
  return did
}

/** The source corrects a due date. */
export async function aDueDateIsCorrected(world: World): Promise<boolean> {
  const open = invoicesOf(world.model).filter(({ closed }) => closed === null)
  if (open.length === 0) return false
  const document = world.random.pick(open)
  const after = { ...document, due: dayAfter(document.due, world.random.int(-10, 20)) }
  if (after.due < after.issued) return false
  const did = await isCommitted(world, (db) => imports(db, world, { documents: [documentRecord(after)] }))
  if (did) world.model.documents.set(after.id, after)
  return did
}

/** The source lists everything it still has: what it leaves out is gone. */
export async function everythingOpenIsListed(world: World, day: string): Promise<boolean> {
  const open = invoicesOf(world.model).filter(({ closed }) => closed === null)
  if (open.length === 0) return false
  return everythingIsListed(world, day, world.random.pick(open).id)
}

/** The source lists all it has but one, which is gone. */
export async function everythingIsListed(world: World, day: string, except: string | null): Promise<boolean> {
  const { documents } = world.model
  const listed = [...documents.values()].filter(({ id, closed }) => closed === null && id !== except)
  const did = await isCommitted(world, (db) =>
    imports(db, world, { documents: listed.map(documentRecord) }, 'all-open'),
  )
  const gone = documents.get(except ?? '')
  // One that was paid is left out as well, and is open again when its payment comes back.
  if (did && gone !== undefined && openOf(world.model, gone, day) > 0)
    documents.set(gone.id, { ...gone, closed: day })
  return did
}

/** A person takes the last import of invoices back, unless something was built upon it. */
export async function anImportIsUndone(world: World): Promise<boolean> {
  const undone = world.undoable
  if (undone === null) return false
  const { companyId, clock, model } = world
  world.undoable = null
  let isRefused = false
  const did = await isCommitted(world, async (db) => {
    try {
      await undoImport(db, { companyId, importId: undone.importId, actor: 'ann', now: clock.now() })
    } catch (error) {
      if (!(error instanceof ImportBuiltUponError)) throw error
      isRefused = true
    }
  })
  if (!did || isRefused) return false
  for (const id of undone.documents) model.documents.delete(id)
  return true
}

/** A customer's account goes to lawyers, or comes back from them. */
export async function aCustomerGoesToCourt(world: World): Promise<boolean> {
  const id = world.random.pick(CUSTOMERS)
  const legal = !world.model.customers.get(id)?.legal
  const record = {
    id,
    name: `Customer ${id}`,
    currency: 'USD',
    status: legal ? ('legal' as const) : ('active' as const),
  }
  const did = await isCommitted(world, (db) => imports(db, world, { customers: [record] }))
  if (did) world.model.customers.set(id, { legal })
  return did
}
