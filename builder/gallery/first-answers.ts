import { defaultAnswers, type TemplateAnswers } from '#engine/rule-template.ts'
import type { Template } from './gallery-data.ts'

/** What a template is asked with first: its own answers, in the company's currency. */
export function firstAnswers(template: Template, currency: string | undefined): TemplateAnswers {
  const asked = template.questions.find(({ kind }) => kind === 'currency')
  const own = defaultAnswers(template)
  return asked === undefined || currency === undefined ? own : { ...own, [asked.id]: currency }
}
