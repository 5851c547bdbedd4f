import type { RuleDocument, RuleStep } from '#engine/rule.ts'

/** A list of steps: that of the rule, of a branch, or of what happens otherwise. */
export type PlaceList =
  | 'root'
  | { readonly decide: string; readonly branch: string }
  | { readonly decide: string; readonly otherwise: true }

/** Where a step can stand: before the step that is `at`th in the list now, or at the list's end. */
export type Place = { readonly list: PlaceList; readonly at: number }

/** One text for one list, so that places can be compared and kept in maps. */
export function listKey(list: PlaceList): string {
  if (list === 'root') return 'root'
  return `${list.decide}#${'branch' in list ? list.branch : '$otherwise'}`
}

/** One text for one place. */
export function placeKey({ list, at }: Place): string {
  return `${listKey(list)}@${at}`
}

/** Every list of a rule with its steps, in reading order. */
export function listsOf(rule: RuleDocument): { list: PlaceList; steps: readonly RuleStep[] }[] {
  const inside = (list: PlaceList, steps: readonly RuleStep[]): ReturnType<typeof listsOf> => [
    { list, steps },
    ...steps.flatMap((step) =>
      step.do === 'decide'
        ? [
            ...step.branches.flatMap((branch) =>
              inside({ decide: step.id, branch: branch.id }, branch.steps),
            ),
            ...inside({ decide: step.id, otherwise: true }, step.otherwise ?? []),
          ]
        : [],
    ),
  ]
  return inside('root', rule.steps)
}

/** The steps of one list; null when the rule has no such list (any more). */
export function stepsIn(rule: RuleDocument, list: PlaceList): readonly RuleStep[] | null {
  const key = listKey(list)
  return listsOf(rule).find((each) => listKey(each.list) === key)?.steps ?? null
}
