import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument, RulePolicy } from '#engine/rule.ts'

/** Keys of a policy that change; `undefined` takes one away. */
export type PolicyChange = { readonly [K in keyof RulePolicy]?: RulePolicy[K] | undefined }

/** What every part of the policy panel is given. */
export type PolicyProps = {
  readonly policy: RulePolicy
  readonly subject: RuleDocument['subject']
  readonly catalogue: FactCatalogue
  readonly onChange: (changes: PolicyChange, name: string, joins?: string) => void
  readonly onLeave: () => void
}
