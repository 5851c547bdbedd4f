import { stopSending } from '#server/api/writes/company-settings.ts'
import { pauseRule } from '#server/rules/stop-rule.ts'
import { setCompanyMode } from '#server/run/company.ts'
import { importRule } from '#server/run/rules.ts'
import { type RuleName, ruleOf } from './rules-of-the-company.ts'
import { isCommitted, type World } from './the-world.ts'

const PERSON = { actor: 'ann', why: 'Simulated' }

/** A rule is published otherwise, or only watched, or paused. */
export async function aRuleChanges(world: World): Promise<boolean> {
  const { random, rules, companyId, clock } = world
  const name: RuleName = random.pick(['ladder', 'large', 'look'])
  const state = random.weighted([
    ['live', 7],
    ['monitor', 1],
    ['paused', 1],
  ] as const)
  if (state === 'paused') {
    if (rules[name].state === 'paused') return false
    const order = {
      companyId,
      ruleId: name,
      actor: { id: 'ann', name: 'ann' },
      now: clock.now(),
      why: 'Simulated',
    }
    const holds = random.pick(['keep', 'release'] as const)
    const did = await isCommitted(world, (db) => pauseRule(db, { ...order, holds }))
    if (did) rules[name].state = 'paused'
    return did
  }
  const after = structuredClone(rules)
  after[name].state = state
  if (name === 'ladder')
    after.ladder.levels = random.pick([
      [3, 10, 25],
      [1, 7, 14],
      [5, 20, 40],
    ] as const)
  else if (name === 'look') after.look.days = random.pick([2, 5, 20])
  else
    Object.assign(after.large, { days: random.pick([10, 15, 30]), amount: random.pick([1000, 2000, 4000]) })
  const order = { companyId, document: ruleOf(name, after), actor: 'ann', now: clock.now(), state }
  const did = await isCommitted(world, (db) => importRule(db, order))
  if (did) Object.assign(rules[name], after[name])
  return did
}

/** The company goes from test mode to live, or back. */
export async function theModeChanges(world: World): Promise<boolean> {
  const { model, companyId, clock } = world
  const order = {
    companyId,
    mode: model.isLive ? ('test' as const) : ('live' as const),
    now: clock.now(),
    ...PERSON,
  }
  const did = await isCommitted(world, (db) => setCompanyMode(db, order))
  if (did) model.isLive = !model.isLive
  return did
}

/** All sending is stopped, or goes on. */
export async function sendingIsStopped(world: World): Promise<boolean> {
  const isStopped = !world.model.isStopped
  const did = await isCommitted(world, (db) =>
    stopSending(db, { companyId: world.companyId, now: world.clock.now(), ...PERSON }, isStopped),
  )
  if (did) world.model.isStopped = isStopped
  return did
}

/** All rules are published as their settings have them. */
export async function rulesArePublished(world: World): Promise<void> {
  for (const name of ['ladder', 'large', 'look'] as const)
    await importRule(world.db, {
      companyId: world.companyId,
      document: ruleOf(name, world.rules),
      actor: 'ann',
      now: world.clock.now(),
      state: world.rules[name].state === 'monitor' ? 'monitor' : 'live',
    })
}

/** Whatever was stopped, paused or only watched goes on. */
export async function letEverythingRun(world: World): Promise<void> {
  const { model, rules } = world
  if (model.isStopped) await sendingIsStopped(world)
  if (!model.isLive) await theModeChanges(world)
  for (const rule of Object.values(rules)) rule.state = 'live'
  await rulesArePublished(world)
}
