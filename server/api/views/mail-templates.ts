import { z } from 'zod'
import { INVOICE_COPIES } from '#server/mail/templates.ts'

const Instant = z.iso.datetime()

/** A mail template in one language: plain text with fields of a closed list. */
export const TemplateView = z.strictObject({
  name: z.string(),
  language: z.string(),
  /** Of the company's own words; 0 for those that came with Dunlin. */
  version: z.int().min(0),
  subject: z.string(),
  body: z.string(),
  attachStatement: z.boolean(),
  invoiceCopies: z.enum(INVOICE_COPIES),
  savedAt: Instant.nullable(),
  savedBy: z.string().nullable(),
  why: z.string().nullable(),
  /** The languages the template is there in. */
  languages: z.array(z.string()),
})
export type TemplateView = z.infer<typeof TemplateView>
export const TemplatesView = z.strictObject({
  templates: z.array(TemplateView),
  /** What a template can name between double braces. */
  fields: z.array(z.string()),
})
export type TemplatesView = z.infer<typeof TemplatesView>
export const TemplateVersionsView = z.strictObject({
  versions: z.array(TemplateView.omit({ languages: true }).extend({ removedAt: Instant.nullable() })),
})
export type TemplateVersionsView = z.infer<typeof TemplateVersionsView>
export const LetterPreview = z.strictObject({
  to: z.strictObject({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  language: z.string(),
})
export type LetterPreview = z.infer<typeof LetterPreview>
