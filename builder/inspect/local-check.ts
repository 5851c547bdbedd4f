import { checkRule } from '#engine/check-rule.ts'
import { RuleInvalidError, type RuleProblem } from '#engine/errors.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'

/** What is wrong with a rule and what should be looked at again, as far as it can be told without the server. */
export type Findings = {
  readonly problems: readonly RuleProblem[]
  readonly warnings: readonly RuleProblem[]
}

/** Checks a rule in the browser, by the same code as the server; `templates` is null while nobody knows them. */
export function checkLocally(
  rule: RuleDocument,
  { catalogue, templates }: { catalogue: FactCatalogue; templates: readonly string[] | null },
): Findings {
  try {
    // Reading fills in defaults in place, and the document on the screen is nobody's to change.
    const parsed = parseRule(structuredClone(rule), rule.name, { catalogue, templates: templates ?? [] })
    return checkRule(parsed, catalogue)
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    const known = error.problems.filter(
      ({ path }) => templates !== null || !path.endsWith('.params.template'),
    )
    return { problems: known, warnings: [] }
  }
}
