import { readdirSync, readFileSync } from 'node:fs'
import { RuleTemplate, type TemplateDocument } from '#engine/rule-template.ts'

const templatesDirectory = new URL('./templates/', import.meta.url)
const rulesDirectory = new URL('./rules/', import.meta.url)

/** A template with the document of its rule. */
export type LibraryTemplate = RuleTemplate & { readonly document: TemplateDocument }

/** The templates of the gallery, by the id of their rule. They come with the product, so a broken one is a fault of ours. */
export function libraryTemplates(): LibraryTemplate[] {
  return readdirSync(templatesDirectory)
    .sort()
    .map((file) => {
      const template = RuleTemplate.parse(JSON.parse(readFileSync(new URL(file, templatesDirectory), 'utf8')))
      // Every rule of the library is parsed in full by `load.ts`; here it is wanted as its file says it.
      const text = readFileSync(new URL(`${template.rule}.json`, rulesDirectory), 'utf8')
      return { ...template, document: JSON.parse(text) as TemplateDocument }
    })
}
