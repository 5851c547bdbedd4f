/** The letters that come with Dunlin, by the name under which rules have them. */
export const LETTERS_OF_THE_LIBRARY = [
  'hold-warning',
  'invoice-copy',
  'overdue-30',
  'promise-broken',
  'promise-request',
  'receipt',
  'reminder-final',
  'reminder-first',
  'reminder-second',
  'statement',
] as const

export type LetterNames = Readonly<Record<(typeof LETTERS_OF_THE_LIBRARY)[number], string>>

/** What a letter is called where people read of it. One that a company wrote is called what somebody there named it. */
export function letterName(names: LetterNames, template: string): string {
  return Object.entries(names).find(([name]) => name === template)?.[1] ?? template
}
