import type { RuleDocument, RuleStep } from '#engine/rule.ts'
import { TRIGGER_ID } from '../canvas/graph.ts'

/** The step, branch or trigger a problem's path leads to: `steps[0].branches[1].when.all[0].value` to that branch. */
export function placeOfPath(rule: RuleDocument, path: string): string {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '')
  let steps: readonly RuleStep[] = rule.steps
  let found = TRIGGER_ID
  for (let at = 0; at < parts.length; at++) {
    const number = Number(parts[at + 1])
    if (parts[at] === 'steps' || parts[at] === 'otherwise') {
      const step: RuleStep | undefined = steps[number]
      if (step === undefined) return found
      found = step.id
      if (step.do !== 'decide') return found
      const next = parts[at + 2]
      if (next === 'branches') {
        const branch = step.branches[Number(parts[at + 3])]
        if (branch === undefined) return found
        found = branch.id
        steps = branch.steps
        at += 3
      } else if (next === 'otherwise') {
        steps = step.otherwise ?? []
        at += 1
      } else return found
    }
  }
  return found
}

/** The path of every step and branch, as the engine's checks write it. */
export function pathsById(rule: RuleDocument): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  const walk = (steps: readonly RuleStep[], path: string) => {
    steps.forEach((step, at) => {
      const here = `${path}[${at}]`
      paths.set(step.id, here)
      if (step.do !== 'decide') return
      step.branches.forEach((branch, number) => {
        const inside = `${here}.branches[${number}]`
        paths.set(branch.id, inside)
        walk(branch.steps, `${inside}.steps`)
      })
      walk(step.otherwise ?? [], `${here}.otherwise`)
    })
  }
  walk(rule.steps, 'steps')
  return paths
}
