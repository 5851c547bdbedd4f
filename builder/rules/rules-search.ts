import { z } from 'zod'
import type { RuleRow } from '#server/client.ts'

/** By what the list of rules can be narrowed; it is part of the address. */
export const RULE_FILTERS = [
  'draft',
  'monitor',
  'live',
  'paused',
  'retired',
  'with-draft',
  'waiting',
] as const
export type RuleFilter = (typeof RULE_FILTERS)[number]

export const RulesSearch = z.object({
  show: z.enum(RULE_FILTERS).optional().catch(undefined),
  find: z.string().max(200).optional().catch(undefined),
})
export type RulesSearch = z.infer<typeof RulesSearch>

/** The rules a search asks for. `waiting` holds the ids of those that wait for a second person. */
export function searched(
  rules: readonly RuleRow[],
  { show, find }: RulesSearch,
  waiting: ReadonlySet<string>,
): RuleRow[] {
  const words = (find ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return rules.filter((rule) => {
    const said = `${rule.name} ${rule.sentence}`.toLowerCase()
    return passes(rule, show, waiting) && words.every((word) => said.includes(word))
  })
}

/** True for a rule that a filter shows. */
export function passes(rule: RuleRow, show: RuleFilter | undefined, waiting: ReadonlySet<string>): boolean {
  if (show === undefined) return true
  if (show === 'with-draft') return rule.draft !== null
  if (show === 'waiting') return waiting.has(rule.id)
  return rule.state === show
}
