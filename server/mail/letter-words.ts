import { decimalAmount, readableAmount } from '#engine/money.ts'

/** What Dunlin itself writes into a letter, around the words of its template. */
export type LetterWords = {
  /** The heads of the columns of the table. */
  readonly headings: readonly [what: string, issued: string, due: string, late: string, amount: string]
  readonly total: string
  readonly credit: (number: string) => string
  readonly received: (number: string) => string
  /** Joins amounts of several currencies. */
  readonly and: string
  /** Whom a letter is addressed to when the contact has no name. */
  readonly nobodyNamed: (customer: string) => string
  readonly amount: (minor: number, currency: string) => string
  /** A day as people of the language write it. */
  readonly day: (isoDay: string) => string
}

const ENGLISH: LetterWords = {
  headings: ['Document', 'Issued', 'Due', 'Days overdue', 'Amount'],
  total: 'Total',
  credit: (number) => `Credit ${number}`,
  received: (number) => `Received ${number}`,
  and: ' and ',
  nobodyNamed: (customer) => `Accounts payable of ${customer}`,
  amount: readableAmount,
  day: (isoDay) => isoDay,
}

const GERMAN: LetterWords = {
  headings: ['Beleg', 'Datum', 'Fällig am', 'Tage überfällig', 'Betrag'],
  total: 'Summe',
  credit: (number) => `Gutschrift ${number}`,
  received: (number) => `Zahlung ${number}`,
  and: ' und ',
  nobodyNamed: (customer) => `Buchhaltung ${customer}`,
  amount: (minor, currency) => {
    const [whole = '', fraction] = decimalAmount(minor, currency).split('.')
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.')
    return `${grouped}${fraction === undefined ? '' : `,${fraction}`} ${currency}`
  },
  day: (isoDay) => isoDay.split('-').reverse().join('.'),
}

/** Dunlin's own words in a language; in English where it does not speak it. */
export function letterWords(language: string): LetterWords {
  return language === 'de' ? GERMAN : ENGLISH
}

/**
 * The code of two letters for a language as books write it: `de-AT`, `deu`, `German` and `Deutsch` are all `de`. Names are
 * looked for among the languages given; null for what names none.
 */
export function languageCode(written: string | undefined, known: readonly string[]): string | null {
  const text = written?.trim().replace('_', '-').toLowerCase() ?? ''
  if (text === '') return null
  const named = known.find((code) =>
    [nameOf(code, 'en'), nameOf(code, code)].some((name) => name.toLowerCase() === text),
  )
  if (named !== undefined) return named
  if (!/^[a-z]{2,3}(-|$)/.test(text)) return null
  // Three letters become the two that mean the same where there are such.
  const [code = ''] = new Intl.Locale(text.slice(0, text.search(/-|$/))).toString().split('-')
  return code.length === 2 ? code : null
}

function nameOf(code: string, inLanguage: string): string {
  return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(code) ?? code
}
