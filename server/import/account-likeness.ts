import type { Contact, Customer } from '#engine/ledger.ts'
import { editDistance } from '#engine/nearest.ts'

/** What a source says by which a customer can be known again. */
export type AccountMarks = {
  readonly name: string | null
  readonly taxId: string | null
  /** The domain of its e-mail addresses. */
  readonly domain: string | null
}

const TAX_FIELDS: ReadonlySet<string> = new Set(
  'taxid taxno taxnumber vat vatid vatno vatnumber vatregno vatregistrationnumber ustid ustidnr uid ein gstin abn'.split(
    ' ',
  ),
)

/** Domains anybody can have an address in: they say nothing about whose it is. */
const FREE_MAIL: ReadonlySet<string> = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com gmx.de gmx.net web.de t-online.de proton.me protonmail.com mail.com'.split(
    ' ',
  ),
)

const LEGAL_FORMS: ReadonlySet<string> = new Set(
  'ab ag aps as bv co company corp corporation eg ek eu ev gbr gmbh inc incorporated kft kg kgaa kk limited llc llp lp ltd mbh nv ohg oy oyj plc pte pty pvt sa sarl sas se spa srl sro ug haftungsbeschraenkt'.split(
    ' ',
  ),
)

/** Reads from a customer's record and contacts by what it can be known again. */
export function marksOf(
  { id, name, custom = {} }: Pick<Customer, 'id' | 'name' | 'custom'>,
  contacts: readonly Pick<Contact, 'email'>[],
): AccountMarks {
  const taxes = Object.entries(custom).flatMap(([key, value]) =>
    TAX_FIELDS.has(key.toLowerCase().replace(/[^a-z]/g, '')) ? (plainTaxId(String(value)) ?? []) : [],
  )
  const domains = new Set(contacts.flatMap(({ email }) => domainOf(email) ?? []))
  return {
    // A file that has no name writes the id in its place.
    name: name === '' || name === id ? null : name,
    taxId: taxes[0] ?? null,
    // Addresses in several domains: nobody can say which one is the customer's.
    domain: domains.size === 1 ? ([...domains][0] ?? null) : null,
  }
}

/** A tax id without the signs people put between; null for what is none, such as `n/a` or `000000`. */
export function plainTaxId(written: string): string | null {
  const plain = written.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return plain.length >= 6 && /[1-9]/.test(plain) ? plain : null
}

function domainOf(email: string | undefined): string | null {
  const domain = email?.toLowerCase().split('@')[1]?.trim()
  return domain === undefined || !domain.includes('.') || FREE_MAIL.has(domain) ? null : domain
}

/** A name without what names are written with and without: case, accents, punctuation, legal forms. Never empty for a name. */
export function plainName(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[äöü]/g, (letter) => `${{ ä: 'a', ö: 'o', ü: 'u' }[letter]}e`)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[.'’]/g, '')
    .replaceAll('&', ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const kept = words.filter((word, at) => at === 0 || !LEGAL_FORMS.has(word))
  // "Heron GmbH & Co. KG" leaves its "and" behind.
  while (kept.length > 1 && kept.at(-1) === 'and') kept.pop()
  return kept.join(' ') || name
}

/** True for two plain names that differ by a slip of the pen: one letter in eight, and never in a short name. */
export function isNearName(a: string, b: string): boolean {
  const least = Math.min(a.length, b.length)
  const most = Math.floor(least / 8) + (least >= 6 ? 1 : 0)
  return Math.abs(a.length - b.length) <= most && editDistance(a, b) <= most
}

/** Names that may be near stand under one of the same keys: a slip at one end leaves the other as it was. */
export function nearKeys(plain: string): readonly string[] {
  return [`^${plain.slice(0, 4)}`, `${plain.slice(-4)}$`]
}
