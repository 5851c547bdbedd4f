/**
 * A German noun with all that its cases need. The adjective is written without its ending: `überfällig` stands for
 * `überfälliger Saldo`, `der überfällige Saldo`, `dem überfälligen Saldo`.
 */
export type GermanNoun = {
  readonly gender: 'm' | 'f' | 'n'
  readonly adjective?: string
  readonly noun: string
}

/** A noun with what follows it, in the cases in which sentences need it. */
export type GermanCases = {
  /** Behind `dessen` and where it stands alone: `überfälliger Saldo in USD`. */
  readonly bare: string
  readonly nominative: string
  readonly dative: string
  readonly accusative: string
}

const ARTICLES = {
  m: { nominative: 'der', dative: 'dem', accusative: 'den', ending: 'er' },
  f: { nominative: 'die', dative: 'der', accusative: 'die', ending: 'e' },
  n: { nominative: 'das', dative: 'dem', accusative: 'das', ending: 'es' },
} as const

/** The cases of a noun, with words behind it that have none (` in USD`). */
export function casesOf({ gender, adjective, noun }: GermanNoun, behind: string): GermanCases {
  const { ending, ...articles } = ARTICLES[gender]
  const declined = (end: string) => `${adjective === undefined ? '' : `${adjective}${end} `}${noun}${behind}`
  return {
    bare: declined(ending),
    nominative: `${articles.nominative} ${declined('e')}`,
    dative: `${articles.dative} ${declined('en')}`,
    accusative: `${articles.accusative} ${declined(gender === 'm' ? 'en' : 'e')}`,
  }
}
