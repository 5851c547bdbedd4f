import { z } from 'zod'

/**
 * A plain json-rules-engine rule, as its users keep it in a file: conditions and an event. Strict, since that library drops
 * what it does not know without a word and we promise not to.
 */
export const PlainRule = z.strictObject({
  name: z.string().min(1).max(200).exactOptional(),
  priority: z.number().exactOptional(),
  conditions: z.json(),
  event: z.strictObject({
    type: z.string().min(1).max(100),
    params: z.record(z.string(), z.json()).exactOptional(),
  }),
})
export type PlainRule = z.infer<typeof PlainRule>

/** A file of plain rules with the facts they ask for and the conditions they share. */
export const PlainRuleFile = z.strictObject({
  facts: z.record(z.string(), z.json()).exactOptional(),
  conditions: z.record(z.string(), z.json()).exactOptional(),
  rules: z.array(z.json()),
})
export type PlainRuleFile = z.infer<typeof PlainRuleFile>

/** The event of a rule that was exported from here. It carries the acts of a branch, which a single event type could not. */
export const ACTS_EVENT = 'acts-reached'

export const ActsEventParams = z.strictObject({
  rule: z.string(),
  subject: z.enum(['customer', 'invoice']),
  /** The branch the acts stand in, null at the top of the rule. */
  branch: z.string().nullable(),
  acts: z.array(
    z.strictObject({
      id: z.string(),
      action: z.string(),
      params: z.record(z.string(), z.json()),
      approval: z.literal('required').exactOptional(),
    }),
  ),
  trigger: z.json(),
  policy: z.record(z.string(), z.json()),
  /** What each fact is counted in, by the name it has in the conditions. */
  units: z.record(z.string(), z.string()),
  /** A fact that is not known is handed to the engine as null; left out, the engine would stop. */
  missing: z.literal('null'),
})
export type ActsEventParams = z.infer<typeof ActsEventParams>
