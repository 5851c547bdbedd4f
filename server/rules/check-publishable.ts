import { checkRule } from '#engine/check-rule.ts'
import type { RuleProblem } from '#engine/errors.ts'
import { type RuleTestResult, runRuleTests } from '#engine/evaluate-given.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Queryable } from '#server/database/database.ts'
import { RuleNotPublishableError } from './errors.ts'
import { inlineSegments } from './inline-segments.ts'
import { type RuleKey, referencesIn } from './rule-row.ts'

/** A document that may run: checked, with nothing left to look up. */
export type Publishable = {
  readonly document: RuleDocument
  /** As it was written, where segments have been written out in `document`; else null. */
  readonly source: unknown
  readonly segments: Readonly<Record<string, number>>
  readonly warnings: readonly RuleProblem[]
  readonly tests: readonly RuleTestResult[]
}

/**
 * Makes of what somebody wrote a document that may run. Throws `RuleInvalidError` for what cannot be read, and
 * `RuleNotPublishableError` for what contradicts itself or fails its own tests.
 */
export async function checkPublishable(
  db: Queryable,
  { companyId, ruleId, written, catalogue }: RuleKey & { written: unknown; catalogue: FactCatalogue },
): Promise<Publishable> {
  const document = await readWritten(db, { companyId, ruleId, written, catalogue })
  const { problems, warnings } = checkRule(document.document, catalogue)
  const tests = runRuleTests(document.document, catalogue)
  const failingTests = tests.filter(({ passed }) => !passed)
  if (problems.length > 0 || failingTests.length > 0)
    throw new RuleNotPublishableError(ruleId, { problems, failingTests })
  return { ...document, warnings, tests }
}

/** What somebody wrote as a document that can be walked, be it fit to be published or not. Throws `RuleInvalidError`. */
export async function readWritten(
  db: Queryable,
  { companyId, ruleId, written, catalogue }: RuleKey & { written: unknown; catalogue: FactCatalogue },
): Promise<Pick<Publishable, 'document' | 'source' | 'segments'>> {
  const { document: inlined, segments } = await inlineSegments(db, { companyId, ruleId, document: written })
  const named = typeof inlined === 'object' && inlined !== null ? { ...inlined, id: ruleId } : inlined
  const references = await referencesIn(db, { companyId, catalogue })
  const document = parseRule(named, `The rule "${ruleId}"`, references)
  return { document, source: Object.keys(segments).length === 0 ? null : written, segments }
}
