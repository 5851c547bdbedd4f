import { and, asc, eq } from 'drizzle-orm'
import { action } from '#server/database/action-tables.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { concernedBy } from './rules-of-the-company.ts'
import { hasPaymentOnItsWay, hasPromise, isBlocked, overdueOf } from './the-model.ts'
import { companyOf, tell, type World } from './the-world.ts'

/** Holds every credit hold that a rule has placed or released since the last look against what the model knows now. */
export async function checkHolds(world: World): Promise<void> {
  const { db, companyId, model, violations, seen, tally, rules } = world
  const day = world.today()
  const holds = await db.select().from(hold).where(eq(hold.companyId, companyId)).orderBy(asc(hold.id))
  const open = holds.filter(({ releasedOn }) => releasedOn === null).map(({ customerId }) => customerId)
  if (new Set(open).size < open.length)
    violations.push(`on ${day} a customer is on hold twice: ${open.join(', ')}`)
  for (const { id, customerId: customer, releasedOn, releasedBy } of holds) {
    const wrong = (what: string) => void violations.push(`the hold ${id} of ${customer} on ${day}: ${what}`)
    const before = seen.holds.get(id)
    const overdue = overdueOf(model, customer, day)
    if (before === undefined) {
      seen.holds.set(id, 'placed')
      tally.holds += 1
      tell(world, `hold on ${customer}`)
      if (!concernedBy('large', rules, model, day).has(customer)) wrong('the rule does not ask for it')
      if (overdue.some((each) => hasPromise(model, each, day))) wrong('a promise is open')
      if (overdue.some((each) => hasPaymentOnItsWay(model, each, day))) wrong('money is on its way')
      if (isBlocked(model, customer, 'pause', day)) wrong('chasing is paused')
      if (!model.isLive || model.isStopped) wrong('nothing may be done now')
      if (!(await isAgreed(world, id))) wrong('no second person has agreed')
    }
    if (releasedOn === null || before === 'released') continue
    seen.holds.set(id, 'released')
    if (releasedBy !== 'rule') continue
    tally.releases += 1
    tell(world, `hold on ${customer} released`)
    if (overdue.length > 0)
      wrong(`it was released, and ${overdue.map((each) => each.id).join(', ')} are overdue`)
  }
}

async function isAgreed(world: World, id: string): Promise<boolean> {
  const [act] = await world.db
    .select({ approvedBy: action.approvedBy })
    .from(action)
    .where(and(eq(action.companyId, world.companyId), eq(action.id, id)))
  return act !== undefined && (act.approvedBy !== null || (await companyOf(world)).settings.soloMode === true)
}
