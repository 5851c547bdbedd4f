import type { Branch, RuleDocument, RuleStep } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import type { Command } from './commands.ts'
import { filledCondition } from './conditions.ts'
import { branchWithFreshIds, newBranch, newSeed } from './new-step.ts'
import { withoutTraces } from './notes-and-pins.ts'
import { findBranch, idsOf, withDecide, withStep } from './step-tree.ts'

const { commands: names, branch: branchWord } = words.editing

/** Adds a branch to a decide, at its end where no place is named, and chooses it. */
export function addBranch(
  decide: string,
  { branch = newBranch(), at }: { branch?: Branch; at?: number } = {},
): Command {
  return {
    name: names.added(branch.label ?? words.editing.newBranch),
    apply: (rule) =>
      withBranches(rule, decide, (branches) => put(branches, at ?? branches.length, filled(branch))),
    selects: branch.id,
  }
}

/**
 * Deletes a branch with its steps. A decide without branches decides nothing, so with its only branch it goes too, and what
 * happened otherwise happens in its place.
 */
export function removeBranch(id: string, what: string = branchWord): Command {
  return {
    name: names.removed(what),
    apply: (rule) => {
      const found = findBranch(rule, id)
      if (found === null) return rule
      const { decide, branch } = found
      const gone = [branch.id, ...idsOf(branch.steps)]
      if (decide.branches.length === 1)
        return withoutTraces(
          withStep(rule, decide.id, () => decide.otherwise ?? []),
          [decide.id, ...gone],
        )
      return withoutTraces(
        withBranches(rule, decide.id, (branches) => branches.filter((each) => each.id !== id)),
        gone,
      )
    },
  }
}

/** Moves a branch to another place of its decide: the first that applies is taken, so the order matters. */
export function moveBranch(id: string, to: number, what: string = branchWord): Command {
  return {
    name: names.moved(what),
    apply: (rule) => {
      const found = findBranch(rule, id)
      if (found === null || found.at === to || to < 0 || to >= found.decide.branches.length) return rule
      return withBranches(rule, found.decide.id, (branches) =>
        put(
          branches.filter((each) => each.id !== id),
          to,
          found.branch,
        ),
      )
    },
    selects: id,
  }
}

/** Puts another version of a branch in its place; its id stays. */
export function replaceBranch(id: string, branch: Branch, name: string, joins?: string): Command {
  return {
    name,
    apply: (rule) => {
      const found = findBranch(rule, id)
      if (found === null) return rule
      return withBranches(rule, found.decide.id, (branches) =>
        branches.map((each) => (each.id === id ? filled({ ...branch, id }) : each)),
      )
    },
    ...(joins === undefined ? {} : { joins }),
  }
}

/** Puts a copy behind a branch, under ids of its own. */
export function duplicateBranch(id: string, what: string = branchWord): Command {
  const seed = newSeed()
  return {
    name: names.duplicated(what),
    apply: (rule) => {
      const found = findBranch(rule, id)
      if (found === null) return rule
      return withBranches(rule, found.decide.id, (branches) =>
        put(branches, found.at + 1, branchWithFreshIds(found.branch, seed)),
      )
    },
  }
}

/** Adds a copy of a branch to a decide, under ids of its own. */
export function pasteBranch(decide: string, at: number, branch: Branch): Command {
  const fresh = filled(branchWithFreshIds(branch, newSeed()))
  return {
    name: names.pastedBranch(branch.label ?? branchWord),
    apply: (rule) => withBranches(rule, decide, (branches) => put(branches, at, fresh)),
    selects: fresh.id,
  }
}

/** Sets the steps of a decide for when no branch applies; none takes them away. */
export function setOtherwise(decide: string, steps: readonly RuleStep[]): Command {
  return {
    name: names.otherwise,
    apply: (rule) =>
      withDecide(rule, decide, ({ otherwise: _, ...rest }) =>
        steps.length === 0 ? rest : { ...rest, otherwise: steps },
      ),
  }
}

function withBranches(
  rule: RuleDocument,
  decide: string,
  change: (branches: readonly Branch[]) => readonly Branch[],
): RuleDocument {
  return withDecide(rule, decide, (found) => ({ ...found, branches: change(found.branches) }))
}

function put(branches: readonly Branch[], at: number, added: Branch): Branch[] {
  return [...branches.slice(0, at), added, ...branches.slice(at)]
}

function filled(branch: Branch): Branch {
  return { ...branch, when: filledCondition(branch.when) }
}
