import { readdirSync, readFileSync } from 'node:fs'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRuleText } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'

const rulesDirectory = new URL('./rules/', import.meta.url)
const mailsDirectory = new URL('./mails/', import.meta.url)

/** A mail template: plain text with placeholders from a closed list (`server/mail/compose-mail.ts`). */
export type MailTemplate = { readonly name: string; readonly subject: string; readonly body: string }

/** The names of the mail templates that come with Dunlin. */
export function mailTemplateNames(): string[] {
  // `overdue-30.de.txt` is a version of `overdue-30.txt` in another language, and no template of its own.
  return namesIn(mailsDirectory, '.txt').filter((name) => !name.includes('.'))
}

/** A mail template by its name, in a language where there is a version in it, else in English; null when there is none. */
export function mailTemplate(name: string, language = 'en'): MailTemplate | null {
  if (!mailTemplateNames().includes(name)) return null
  const own = `${name}.${language}.txt`
  const isTranslated = readdirSync(mailsDirectory).includes(own)
  const text = readFileSync(new URL(isTranslated ? own : `${name}.txt`, mailsDirectory), 'utf8')
  const [first = '', ...rest] = text.split('\n')
  return { name, subject: first.replace(/^Subject: /, ''), body: rest.join('\n').trim() }
}

/** The languages in which a mail template comes with Dunlin, English first; none for a name that is not there. */
export function mailTemplateLanguages(name: string): string[] {
  if (!mailTemplateNames().includes(name)) return []
  const others = namesIn(mailsDirectory, '.txt').filter((file) => file.startsWith(`${name}.`))
  return ['en', ...others.map((file) => file.slice(name.length + 1))]
}

/** The rules that come with Dunlin, checked against a catalogue. Throws `RuleInvalidError` if one is broken. */
export function libraryRules(catalogue: FactCatalogue): RuleDocument[] {
  const references = { catalogue, templates: mailTemplateNames() }
  return namesIn(rulesDirectory, '.json').map((name) =>
    parseRuleText(
      readFileSync(new URL(`${name}.json`, rulesDirectory), 'utf8'),
      `rules-library/rules/${name}.json`,
      references,
    ),
  )
}

function namesIn(directory: URL, ending: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort()
}
