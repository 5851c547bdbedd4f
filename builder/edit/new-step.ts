import type { ActName } from '#engine/acts.ts'
import type { Condition, Leaf } from '#engine/condition.ts'
import type { Act, Branch, Decide, RuleStep, Wait } from '#engine/rule.ts'

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/**
 * An id no step ever had. The actions of a rule remember steps by their id, so an id that was given back would make a new
 * step count as done for everybody who got the old one.
 */
export function newId(kind: string): string {
  return `${kind}-${seed()}`
}

function seed(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** A condition nobody has filled in yet. It can be saved in a draft; the check refuses it. */
export function blankLeaf(): Leaf {
  return { fact: '', operator: 'equal', value: '' }
}

/** True for a condition nobody has filled in yet. */
export function isBlank(condition: Condition): boolean {
  return 'fact' in condition && condition.fact === ''
}

/** An act with params still to be filled in, as far as its schema does not fill them in itself. */
export function newAct(action: ActName, params: Act['params'] = {}): Act {
  return { id: newId(action), do: 'act', action, params }
}

export function newWait(days = 7): Wait {
  return { id: newId('wait'), do: 'wait', days, calendar: 'calendar' }
}

/** A branch whose condition is still to be filled in. */
export function newBranch(steps: readonly RuleStep[] = []): Branch {
  return { id: newId('branch'), when: { all: [blankLeaf()] }, steps }
}

export function newDecide(): Decide {
  return { id: newId('decide'), do: 'decide', branches: [newBranch()] }
}

/** The same steps under ids of their own. The same `seed` gives the same ids, so that a command stays pure. */
export function withFreshIds(steps: readonly RuleStep[], seedOfIds: string): RuleStep[] {
  const renew = renewing(seedOfIds)
  return steps.map(renew.step)
}

/** The same branch under an id of its own, and its steps too. */
export function branchWithFreshIds(branch: Branch, seedOfIds: string): Branch {
  return renewing(seedOfIds).branch(branch)
}

/** What fresh ids are made from. */
export const newSeed = seed

function renewing(seedOfIds: string) {
  let count = 0
  const id = (kind: string) => `${kind}-${seedOfIds}${(count++).toString(36)}`
  const branch = (given: Branch): Branch => ({ ...given, id: id('branch'), steps: given.steps.map(step) })
  const step = (given: RuleStep): RuleStep => {
    if (given.do === 'act') return { ...given, id: id(kindOf(given.action)) }
    if (given.do === 'wait') return { ...given, id: id('wait') }
    return {
      ...given,
      id: id('decide'),
      branches: given.branches.map(branch),
      ...(given.otherwise === undefined ? {} : { otherwise: given.otherwise.map(step) }),
    }
  }
  return { step, branch }
}

/** What an id may be made of; a pasted act may be of a kind nobody knows here. */
function kindOf(action: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,50}$/.test(action) ? action : 'act'
}
