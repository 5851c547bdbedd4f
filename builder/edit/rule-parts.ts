import type { Branch, Decide, RuleDocument, RuleStep } from '#engine/rule.ts'

/** What of a rule can be changed by itself. */
export type Part = {
  readonly kind: 'step' | 'branch' | 'rule' | 'policy' | 'view' | 'note' | 'order'
  readonly id: string
}

type Content = {
  readonly part: Part
  /** What is compared: the part without the steps and branches in it. */
  readonly compared: unknown
  /** What the part is built from again. */
  readonly source: unknown
}

/** A rule taken apart: contents by key, in which list steps and branches stand, and each list's order. */
export type Parts = {
  readonly contents: ReadonlyMap<string, Content>
  readonly containers: ReadonlyMap<string, string>
  readonly orders: ReadonlyMap<string, readonly string[]>
}

/** The rule in parts that can be compared and put together one by one. */
export function partsOf(rule: RuleDocument): Parts {
  const contents = new Map<string, Content>()
  const containers = new Map<string, string>()
  const orders = new Map<string, string[]>()

  const add = (part: Part, compared: unknown, source: unknown = compared) => {
    contents.set(keyOf(part), { part, compared, source })
  }
  const stand = (part: Part, list: string) => {
    containers.set(keyOf(part), list)
    orders.set(list, [...(orders.get(list) ?? []), keyOf(part)])
  }
  const addSteps = (steps: readonly RuleStep[], list: string) => {
    for (const step of steps) {
      const part: Part = { kind: 'step', id: step.id }
      stand(part, list)
      if (step.do !== 'decide') {
        add(part, step)
        continue
      }
      const { branches, otherwise, ...own } = step
      add(part, own, step)
      for (const branch of branches) {
        const { steps: inner, ...ownOfBranch } = branch
        const branchPart: Part = { kind: 'branch', id: branch.id }
        stand(branchPart, `branches ${keyOf(part)}`)
        add(branchPart, ownOfBranch, branch)
        addSteps(inner, `steps ${keyOf(branchPart)}`)
      }
      addSteps(otherwise ?? [], `otherwise ${keyOf(part)}`)
    }
  }

  for (const [key, value] of Object.entries(rule)) {
    if (key === 'steps') addSteps(rule.steps, 'root')
    else if (key === 'policy') addKeys('policy', rule.policy, add)
    else if (key === 'view') addView(rule.view, add)
    else if (key === 'notes') addNotes(rule.notes, add)
    else add({ kind: 'rule', id: key }, value)
  }
  return { contents, containers, orders }
}

/** The rule put together again; null when a step would stand in itself or nowhere. */
export function assembled({ contents, orders }: Omit<Parts, 'containers'>): RuleDocument | null {
  const used = new Set<string>()
  const sourceOf = <Kind>(key: string): Kind => {
    used.add(key)
    // Each key was made from a part of just this kind.
    return contents.get(key)?.source as Kind
  }
  const stepsOf = (list: string): RuleStep[] =>
    (orders.get(list) ?? [])
      .filter((key) => !used.has(key))
      .map((key) => {
        const step = sourceOf<RuleStep>(key)
        return step.do === 'decide' ? decideOf(step, key) : step
      })
  const decideOf = (decide: Decide, key: string): Decide => {
    const branches = (orders.get(`branches ${key}`) ?? []).map((branchKey) => {
      const branch = sourceOf<Branch>(branchKey)
      return { ...branch, steps: stepsOf(`steps ${branchKey}`) }
    })
    const otherwise = stepsOf(`otherwise ${key}`)
    const hasOtherwise = otherwise.length > 0 || decide.otherwise !== undefined
    return { ...decide, branches, ...(hasOtherwise ? { otherwise } : {}) }
  }

  const steps = stepsOf('root')
  const rest: Record<string, unknown> = {}
  const policy: Record<string, unknown> = {}
  const view: Record<string, unknown> = {}
  const pins: Record<string, unknown> = {}
  const notes: unknown[] = []
  for (const { part, source } of contents.values()) {
    if (part.kind === 'rule') rest[part.id] = source
    if (part.kind === 'policy') policy[part.id] = source
    if (part.kind === 'note') notes.push(source)
    if (part.kind === 'view' && part.id.startsWith(PIN)) pins[part.id.slice(PIN.length)] = source
    else if (part.kind === 'view') view[part.id] = source
  }
  const standing = [...contents.values()].filter(({ part }) => part.kind === 'step' || part.kind === 'branch')
  if (used.size !== standing.length) return null
  if (Object.keys(pins).length > 0) view.pins = pins
  // Every key stands for a part of a rule, so together they are one again.
  return { ...rest, policy, steps, notes, view } as unknown as RuleDocument
}

const PIN = 'pins '

type Add = (part: Part, compared: unknown) => void

function addKeys(kind: Part['kind'], value: object, add: Add): void {
  for (const [id, each] of Object.entries(value)) add({ kind, id }, each)
}

function addView({ pins, ...view }: RuleDocument['view'], add: Add): void {
  addKeys('view', view, add)
  if (typeof pins === 'object' && pins !== null && !Array.isArray(pins))
    for (const [id, pin] of Object.entries(pins)) add({ kind: 'view', id: `${PIN}${id}` }, pin)
  else if (pins !== undefined) add({ kind: 'view', id: 'pins' }, pins)
}

/** A note on a step is known by the step; any other by what it says. */
function addNotes(notes: RuleDocument['notes'], add: Add): void {
  for (const note of notes) {
    const isOnStep =
      typeof note === 'object' && note !== null && !Array.isArray(note) && typeof note.step === 'string'
    add({ kind: 'note', id: isOnStep ? `on ${note.step}` : JSON.stringify(note) }, note)
  }
}

function keyOf({ kind, id }: Part): string {
  return `${kind} ${id}`
}
