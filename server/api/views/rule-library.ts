import { z } from 'zod'
import { RuleTemplate, type TemplateDocument } from '#engine/rule-template.ts'
import { CheckView } from './rules.ts'

/** The templates of the gallery, each with the document it fills in. */
export const RuleTemplatesView = z.strictObject({
  templates: z.array(
    RuleTemplate.extend({
      document: z.custom<TemplateDocument>((value) => typeof value === 'object' && value !== null),
    }),
  ),
})
export type RuleTemplatesView = z.infer<typeof RuleTemplatesView>

/** Rules read from a file, ours or plain json-rules-engine ones, as documents that can be saved as drafts. */
export const ForeignRulesView = z.strictObject({
  rules: z.array(
    z.strictObject({
      document: z.record(z.string(), z.json()),
      /** Whether it could be published as it is, and what speaks against it. */
      check: CheckView,
      /** Facts it asks for that these books do not have. */
      missingFacts: z.array(z.string()),
    }),
  ),
})
export type ForeignRulesView = z.infer<typeof ForeignRulesView>
