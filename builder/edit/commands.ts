import { isActName } from '#engine/acts.ts'
import type { RuleDocument, RulePolicy, RuleStep } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { filledCondition, withoutEmptyGroups } from './conditions.ts'
import { newSeed, withFreshIds } from './new-step.ts'
import { withoutTraces } from './notes-and-pins.ts'
import { listKey, type Place, stepsIn } from './place.ts'
import { findStep, idsOf, withList, withStep } from './step-tree.ts'

const names = words.editing.commands

/**
 * One change of a rule, as undo knows it. `apply` is pure and gives the same rule where there is nothing to change, so a
 * command that comes too late (its step is gone) does no harm. Commands only touch what they name: keys they do not know stay.
 */
export type Command = {
  /** What undo shows, in the language of the page: `Changed amount to $5,000`. */
  readonly name: string
  readonly apply: (rule: RuleDocument) => RuleDocument
  /** The step, branch or `$trigger` that is chosen afterwards; without it the choice stays. */
  readonly selects?: string
  /** Commands that follow one another with the same `joins`, such as the keystrokes in one field, are undone as one. */
  readonly joins?: string
}

/** What a step is called in the names of commands. */
export function stepName(step: RuleStep): string {
  if (step.do === 'decide') return quoted(step.label ?? words.editing.kinds.decide)
  if (step.do === 'wait') return quoted(words.editing.kinds.wait)
  return quoted(isActName(step.action) ? words.engine.acts[step.action] : step.action)
}

/** Adds a step (see `new-step.ts`) and chooses it. */
export function insertStep(at: Place, step: RuleStep): Command {
  return {
    name: names.added(stepName(step)),
    apply: (rule) =>
      findStep(rule, step.id) === null
        ? withList(rule, at.list, (steps) => put(steps, at.at, [filled(step)]))
        : rule,
    selects: step.id,
  }
}

/** Deletes a step with all that is in it. `what` is what undo calls it. */
export function removeStep(id: string, what: string = words.editing.step): Command {
  return {
    name: names.removed(what),
    apply: (rule) => {
      const found = findStep(rule, id)
      if (found === null) return rule
      return withoutTraces(
        withStep(rule, id, () => []),
        idsOf([found.step]),
      )
    },
  }
}

/** Moves a step to another place, as the places are counted before it moves. Into itself it does not go. */
export function moveStep(id: string, at: Place, what: string = words.editing.step): Command {
  return { name: names.moved(what), apply: (rule) => moved(rule, id, at), selects: id }
}

/** Puts another version of a step in its place; its id stays, so what it has done for anybody stays done. */
export function replaceStep(id: string, step: RuleStep, name: string, joins?: string): Command {
  return {
    name,
    apply: (rule) => withStep(rule, id, () => [filled({ ...step, id })]),
    ...(joins === undefined ? {} : { joins }),
  }
}

/** Puts a copy behind a step, under ids of its own. */
export function duplicateStep(id: string, what: string = words.editing.step): Command {
  const seed = newSeed()
  return {
    name: names.duplicated(what),
    apply: (rule) => withStep(rule, id, (step) => [step, ...withFreshIds([step], seed)]),
  }
}

/** Adds copies of steps under ids of their own: pasted is new, whoever had the original (`semantics.md` 3.4). */
export function pasteSteps(at: Place, steps: readonly RuleStep[]): Command {
  const fresh = withFreshIds(steps, newSeed()).map(filled)
  const [first] = fresh
  return {
    name: names.pasted(steps.length),
    apply: (rule) => withList(rule, at.list, (there) => put(there, at.at, fresh)),
    ...(first === undefined ? {} : { selects: first.id }),
  }
}

export function setTrigger(trigger: RuleDocument['trigger'], name: string = names.trigger): Command {
  return { name, apply: (rule) => ({ ...rule, trigger }) }
}

export function setSubject(subject: RuleDocument['subject'], name: string = names.subject): Command {
  return { name, apply: (rule) => ({ ...rule, subject }) }
}

/** Sets keys of the policy; `undefined` takes a key away, and its default holds again. */
export function setPolicy(
  changes: { readonly [K in keyof RulePolicy]?: RulePolicy[K] | undefined },
  name: string = names.policy,
  joins?: string,
): Command {
  return {
    name,
    apply: (rule) => {
      const policy: Record<string, unknown> = { ...rule.policy, ...changes }
      for (const key of ['audience', 'exclude'] as const) {
        const condition = changes[key]
        if (condition !== undefined) policy[key] = withoutEmptyGroups(condition) ?? undefined
      }
      // A key without a value and an absent key mean the same, and only the latter can be written to a file.
      const kept = Object.entries(policy).filter(([, value]) => value !== undefined)
      return { ...rule, policy: Object.fromEntries(kept) as RulePolicy }
    },
    ...(joins === undefined ? {} : { joins }),
  }
}

export function rename(name: string): Command {
  return { name: names.renamed(name), apply: (rule) => ({ ...rule, name }), joins: 'name' }
}

/** Keeps what a preview found as a test of the rule. */
export function addTest(test: RuleDocument['tests'][number]): Command {
  return {
    name: names.test(test.name),
    apply: (rule) => ({ ...rule, tests: [...rule.tests, test] }),
  }
}

/** Puts a whole document in the place of the rule, as the text editor does. The id of a rule never changes. */
export function replaceRule(document: RuleDocument, name: string = names.text): Command {
  return { name, apply: (rule) => ({ ...document, id: rule.id }) }
}

function moved(rule: RuleDocument, id: string, to: Place): RuleDocument {
  const found = findStep(rule, id)
  if (found === null || stepsIn(rule, to.list) === null) return rule
  const isInside = to.list !== 'root' && idsOf([found.step]).includes(to.list.decide)
  if (isInside) return rule
  const isSameList = listKey(to.list) === listKey(found.place.list)
  if (isSameList && (to.at === found.place.at || to.at === found.place.at + 1)) return rule
  // Taken out, the steps behind it stand one place further up.
  const at = isSameList && to.at > found.place.at ? to.at - 1 : to.at
  return withList(
    withStep(rule, id, () => []),
    to.list,
    (steps) => put(steps, at, [found.step]),
  )
}

function put(steps: readonly RuleStep[], at: number, added: readonly RuleStep[]): RuleStep[] {
  return [...steps.slice(0, at), ...added, ...steps.slice(at)]
}

/** The step without empty groups in its conditions, however deep. */
function filled(step: RuleStep): RuleStep {
  if (step.do !== 'decide') return step
  return {
    ...step,
    branches: step.branches.map((branch) => ({
      ...branch,
      when: filledCondition(branch.when),
      steps: branch.steps.map(filled),
    })),
    ...(step.otherwise === undefined ? {} : { otherwise: step.otherwise.map(filled) }),
  }
}

function quoted(text: string): string {
  return `“${text}”`
}
