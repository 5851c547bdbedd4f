import { and, asc, eq, ne } from 'drizzle-orm'
import { run } from '#server/database/rule-tables.ts'
import { concernedBy, type RuleName } from './rules-of-the-company.ts'
import type { World } from './the-world.ts'

/** Holds the figures of every run since the last look against the model. */
export async function checkRuns(world: World): Promise<void> {
  const { db, companyId, model, rules, seen, violations } = world
  const runs = await db
    .select()
    .from(run)
    .where(and(eq(run.companyId, companyId), ne(run.state, 'running')))
    .orderBy(asc(run.startedAt), asc(run.id))
  for (const { id, asOf, state, counts, startedAt, finishedAt } of runs) {
    if (seen.runs.has(id)) continue
    seen.runs.add(id)
    if (state === 'failed') continue
    world.tally.runs += 1
    const inOneGo =
      finishedAt !== null && startedAt.getTime() === finishedAt.getTime() && asOf === world.today()
    for (const [name, { evaluated = 0, matched = 0, notMatched = 0, unknown = 0 }] of Object.entries(
      counts,
    )) {
      if (evaluated !== matched + notMatched + unknown)
        violations.push(`the run of ${asOf} does not add up for "${name}"`)
      if (!inOneGo || !Object.hasOwn(rules, name)) continue
      const concerned = concernedBy(name as RuleName, rules, model, asOf)
      if (matched !== concerned.size)
        violations.push(
          `the run of ${asOf} finds ${matched} for "${name}", and it concerns ${concerned.size}`,
        )
      if (unknown !== 0) violations.push(`the run of ${asOf} does not know of ${unknown} for "${name}"`)
    }
    const large = concernedBy('large', rules, model, asOf)
    for (const customer of model.customers.keys())
      if (!large.has(customer)) seen.notLargeAt.set(customer, world.tally.runs)
  }
}
