import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { countable } from './countable.ts'
import { type DraftCondition, type DraftLeaf, isRecord } from './draft-condition.ts'

/** The act by which the rows behind a figure are found; no author gives such an id. */
export const SHOWN = 'rows-behind-a-figure'

/**
 * A rule that reaches one act exactly for those who came to a branch and of whom a condition is true: the rows behind the
 * figure that stands beside that condition.
 */
export function rowsQuestion(
  rule: RuleDocument,
  {
    branchId,
    condition,
    catalogue,
  }: { branchId: string; condition: DraftCondition; catalogue: FactCatalogue },
): Readonly<Record<string, unknown>> {
  const { document } = countable(rule, catalogue)
  const replace = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(replace)
    if (!isRecord(json)) return json
    if (json.id === branchId && 'when' in json)
      return {
        id: branchId,
        when: condition,
        steps: [{ id: SHOWN, do: 'act', action: 'add-note', params: { text: '-' } }],
      }
    return { ...json, ...(json.steps !== undefined && { steps: replace(json.steps) }), ...decideParts(json) }
  }
  const decideParts = (json: Readonly<Record<string, unknown>>) => ({
    ...(json.branches !== undefined && { branches: replace(json.branches) }),
    ...(json.otherwise !== undefined && { otherwise: replace(json.otherwise) }),
  })
  return { ...document, steps: replace(document.steps) }
}

/** The condition of those of whom a leaf cannot be decided: one of the facts it looks at is missing. */
export function missingData({ fact, params, value }: DraftLeaf): DraftCondition {
  const asked = { fact, ...(params !== undefined && { params }), operator: 'isUnknown', value: true }
  return isRecord(value) ? { any: [asked, { ...value, operator: 'isUnknown', value: true }] } : asked
}
