import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { mailTemplate as libraryMail, mailTemplateLanguages, mailTemplateNames } from '#rules-library/load.ts'
import type { Queryable } from '#server/database/database.ts'
import { mailTemplate } from '#server/database/mail-tables.ts'
import { languageCode } from './letter-words.ts'
import { mailSettingsOf, paymentLinkOf } from './mail-settings.ts'

/** The words of a letter in one language. */
export type LetterTemplate = {
  readonly name: string
  readonly language: string
  /** Of the company's own words; 0 for those that came with Dunlin. */
  readonly version: number
  readonly subject: string
  readonly body: string
  readonly attachStatement: boolean
  readonly invoiceCopies: (typeof INVOICE_COPIES)[number]
  readonly savedAt: Date | null
  readonly savedBy: string | null
  readonly why: string | null
}

export const INVOICE_COPIES = ['none', 'attach', 'wait', 'link'] as const

/** Every template a company can write with, in the languages there are. */
export type LetterTemplates = {
  /** In the order of the alphabet. */
  readonly names: readonly string[]
  /** The versions in force of a template, English first. */
  readonly versions: (name: string) => readonly LetterTemplate[]
  /**
   * The words for a customer: in their language, else in that of the legal entity, else in English, else in any there is. Null
   * when there is no template of the name.
   */
  readonly pick: (
    name: string,
    to: { readonly language?: string | undefined; readonly entityId: string | null },
  ) => LetterTemplate | null
  /** Where a customer pays; null where the company has set no payment link. */
  readonly paymentLink: (of: {
    readonly customerId: string
    readonly entityId: string | null
  }) => string | null
}

/** In which language a company, or one legal entity of it, writes to those whose own is not known. */
export const LanguageSettings = z.object({
  language: z.string().exactOptional(),
  entityLanguages: z.record(z.string(), z.string()).exactOptional(),
})

/** The language of a company as two letters, as in `de`; English where it has chosen none. */
export function companyLanguage(settings: Settings): string {
  return languageCode(LanguageSettings.parse(settings).language, ['en', 'de']) ?? 'en'
}

type Settings = Readonly<Record<string, unknown>>

/** The templates of a company over those that come with Dunlin, as they are in this transaction. */
export async function readTemplates(
  db: Queryable,
  { id, settings }: { readonly id: string; readonly settings: Settings },
): Promise<LetterTemplates> {
  const own = await db
    .selectDistinctOn([mailTemplate.name, mailTemplate.language])
    .from(mailTemplate)
    .where(and(eq(mailTemplate.companyId, id), isNull(mailTemplate.removedAt)))
    .orderBy(mailTemplate.name, mailTemplate.language, desc(mailTemplate.version))
  return templatesOf(own, settings)
}

/** The same from the company's own versions in force; with none, the templates that come with Dunlin. */
export function templatesOf(own: readonly LetterTemplate[], settings: Settings = {}): LetterTemplates {
  const languages = LanguageSettings.parse(settings)
  const mail = mailSettingsOf(settings)
  const names = [...new Set([...mailTemplateNames(), ...own.map(({ name }) => name)])].sort()
  const known = new Map<string, readonly LetterTemplate[]>()
  const versions = (name: string): readonly LetterTemplate[] => {
    const found = known.get(name) ?? versionsOf(name, own)
    known.set(name, found)
    return found
  }
  return {
    names,
    versions,
    paymentLink: (of) => paymentLinkOf(mail, of),
    pick(name, { language, entityId }) {
      const found = versions(name)
      const inLanguage = (written: string | undefined) => {
        const code = languageCode(
          written,
          found.map((each) => each.language),
        )
        return found.find((each) => each.language === code)
      }
      return (
        inLanguage(language) ??
        inLanguage(languages.entityLanguages?.[entityId ?? '']) ??
        inLanguage(languages.language) ??
        found[0] ??
        null
      )
    },
  }
}

function versionsOf(name: string, own: readonly LetterTemplate[]): LetterTemplate[] {
  const ours = own.filter((each) => each.name === name)
  const library = mailTemplateLanguages(name)
    .filter((language) => !ours.some((each) => each.language === language))
    .flatMap((language) => libraryVersion(name, language) ?? [])
  const place = ({ language }: LetterTemplate) => (language === 'en' ? '' : language)
  return [...ours, ...library].sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** Every version a company has saved of a template, in all languages or in one, the latest first. */
export async function templateVersions(
  db: Queryable,
  { companyId, name, language }: { companyId: string; name: string; language?: string },
): Promise<(LetterTemplate & { readonly removedAt: Date | null })[]> {
  return db
    .select()
    .from(mailTemplate)
    .where(
      and(
        eq(mailTemplate.companyId, companyId),
        eq(mailTemplate.name, name),
        language === undefined ? undefined : eq(mailTemplate.language, language),
      ),
    )
    .orderBy(mailTemplate.language, desc(mailTemplate.version))
}

/** The words that come with Dunlin, in exactly this language; null when there are none. */
export function libraryVersion(name: string, language: string): LetterTemplate | null {
  if (!mailTemplateLanguages(name).includes(language)) return null
  const mail = libraryMail(name, language)
  return (
    mail && {
      ...mail,
      language,
      version: 0,
      attachStatement: false,
      invoiceCopies: 'none',
      savedAt: null,
      savedBy: null,
      why: null,
    }
  )
}
