import { checkCondition } from '#engine/check-condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { Policy } from '#engine/policy.ts'
import type { RuleDocument, RulePolicy, RuleStep } from '#engine/rule.ts'
import { keptByPart } from '../canvas/kept-by-part.ts'
import {
  asDraft,
  childPath,
  type DraftCondition,
  draftLeaves,
  groupKind,
  partsOf,
  withParts,
} from './draft-condition.ts'

/** As much of a rule as can be counted while somebody writes it. */
export type Countable = {
  /** A document the server can read; it does nothing, since acts change nothing of whom conditions are true of. */
  readonly document: Readonly<Record<string, unknown>>
  /** For each branch: where a counted condition stands in the rule as it is written. */
  readonly places: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** True when something was left out, because it is not filled in or is wrong. */
  readonly isPartial: boolean
}

/** Acts reach somebody as soon as they stand somewhere, so every act becomes one that is always right. */
const PLACEHOLDER = { do: 'act', action: 'add-note', params: { text: '-' } } as const
/** How long a wait is changes nothing of whom conditions are true of. */
const PAUSE = { do: 'wait', days: 1, calendar: 'calendar' } as const
/** An id no author gives: what is counted where a rule has no step yet. */
const NO_STEP = 'nothing-yet'

/**
 * What of a rule can be counted. Acts and labels are left out of it, so that changing them asks for no new count; conditions
 * that cannot be read are left out too, and `isPartial` then says so.
 */
export function countable(rule: RuleDocument, catalogue: FactCatalogue): Countable {
  const places: Record<string, Record<string, string>> = {}
  let isPartial = false

  const kept = (condition: DraftCondition, subject: RuleDocument['subject']) => {
    const pruned = prune(condition, '', (leaf) => isReadable(leaf, { catalogue, subject }))
    if (pruned.left < draftLeaves(condition).length) isPartial = true
    return pruned
  }
  const steps = (list: readonly RuleStep[]): unknown[] =>
    list.flatMap((step): unknown[] => {
      if (step.do === 'wait') return [{ ...PAUSE, id: step.id }]
      if (step.do !== 'decide') return [{ ...PLACEHOLDER, id: step.id }]
      const branches = step.branches.flatMap((branch) => {
        const pruned = kept(asDraft(branch.when), rule.subject)
        if (pruned.condition === null) return []
        places[branch.id] = pruned.places
        return [{ id: branch.id, when: pruned.condition, steps: steps(branch.steps) }]
      })
      if (branches.length === 0) return steps(step.otherwise ?? [])
      return [{ id: step.id, do: 'decide', branches, otherwise: steps(step.otherwise ?? []) }]
    })

  const policy = readablePolicy(rule.policy, (condition) => kept(asDraft(condition), 'customer').condition)
  const written = steps(rule.steps)
  return {
    document: {
      dunlin: 1,
      id: rule.id,
      name: 'count',
      subject: rule.subject,
      trigger: { schedule: '0 9 * * *' },
      policy,
      steps: written.length > 0 ? written : [{ ...PLACEHOLDER, id: NO_STEP }],
    },
    places,
    isPartial,
  }
}

/** Of the policy, what changes whom a rule looks at, as far as it can be read. */
function readablePolicy(
  policy: RulePolicy,
  kept: (condition: unknown) => DraftCondition | null,
): Record<string, unknown> {
  const { grace, minimum } = Policy.pick({ grace: true, minimum: true })
    .catch({})
    .parse({
      ...(policy.grace !== undefined && { grace: policy.grace }),
      ...(policy.minimum !== undefined && { minimum: policy.minimum }),
    })
  const audience = policy.audience && kept(policy.audience)
  const exclude = policy.exclude && kept(policy.exclude)
  return {
    ...(grace !== undefined && { grace }),
    ...(minimum !== undefined && { minimum }),
    ...(audience && { audience }),
    ...(exclude && { exclude }),
  }
}

/** True for a leaf the engine can evaluate. A shared condition is looked up by the server and taken as readable. */
export function isReadable(
  leaf: DraftCondition,
  { catalogue, subject }: { catalogue: FactCatalogue; subject: RuleDocument['subject'] },
): boolean {
  return 'condition' in leaf || isRight(leaf, catalogue, subject)
}

const isRight = keptByPart(
  (leaf: DraftCondition, catalogue: FactCatalogue, subject: Subject) =>
    checkCondition(leaf, { catalogue, subject, path: '' }).problems.length === 0,
)

type Pruned = {
  readonly condition: DraftCondition | null
  /** Where a leaf of the pruned condition stood before. */
  readonly places: Record<string, string>
  readonly left: number
}

function prune(root: DraftCondition, path: string, isKept: (leaf: DraftCondition) => boolean): Pruned {
  const stood: string[] = []
  const walk = (condition: DraftCondition, at: string): DraftCondition | null => {
    const kind = groupKind(condition)
    if (kind === null) {
      if (!isKept(condition)) return null
      stood.push(at)
      return condition
    }
    const parts = partsOf(condition)
      .map((part, number) => walk(part, childPath(at, kind, number)))
      .filter((part) => part !== null)
    return parts.length === 0 ? null : withParts(condition, parts)
  }
  const condition = walk(root, path)
  const places: Record<string, string> = {}
  if (condition !== null)
    draftLeaves(condition).forEach(({ path: now }, number) => {
      places[now] = stood[number] ?? now
    })
  return { condition, places, left: stood.length }
}
