import { z } from 'zod'

/** A mail template: plain text with fields of a closed list. */
export const TemplateView = z.strictObject({ name: z.string(), subject: z.string(), body: z.string() })
export type TemplateView = z.infer<typeof TemplateView>
export const TemplatesView = z.strictObject({ templates: z.array(TemplateView) })
export type TemplatesView = z.infer<typeof TemplatesView>
export const LetterPreview = z.strictObject({
  to: z.strictObject({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
})
export type LetterPreview = z.infer<typeof LetterPreview>
