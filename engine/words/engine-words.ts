import type { ActName } from '../acts.ts'
import type { CalendarDate } from '../calendar-date.ts'
import type { Condition, FactRef, Leaf } from '../condition.ts'
import type { FactSpec, Subject } from '../fact-spec.ts'
import type { Act, RuleDocument, RulePolicy, Wait } from '../rule.ts'
import type { ChangeWords } from './change-words.ts'
import type { Phrases } from './phrase-book.ts'

/** The languages the engine speaks. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** How a condition stands in a sentence: by itself, behind "each customer" (`whose ...`), or behind "if" (`its ...`). */
export type ClauseForm = 'plain' | 'relative' | 'conditional'

/** A checked leaf and the place it is said in. */
export type LeafInPlace = {
  readonly leaf: Leaf
  readonly spec: FactSpec
  readonly subject: Subject
  readonly form: ClauseForm
}

/**
 * Everything the engine says, in one language. Whole sentences are functions of what they name, so that each language keeps its
 * own order of words and its own cases. Rules of different logic read differently in each of them.
 *
 * Whoever puts something into words is handed the table and not the name of the language: so the pages fetch only the one that
 * is read. English is what everybody speaks who is handed none.
 */
export type EngineWords = {
  readonly language: Language
  readonly values: {
    /** A text of the author's, in quotation marks that cannot be taken for the end of it. */
    readonly quoted: (text: string) => string
    readonly list: (items: readonly string[], word: 'and' | 'or') => string
    readonly days: (count: number) => string
    readonly day: (day: CalendarDate) => string
    /** An amount as it is written in a rule, as people read it. */
    readonly amount: (written: string | number, currency: string) => string
    readonly yesNo: (is: boolean) => string
  }
  /** What a fact is called in a sentence, with its params. */
  readonly fact: (ref: FactRef) => string
  /** What a fact is called where somebody chooses it. */
  readonly factTitle: (name: string) => string
  /** What a fact means, in one sentence. */
  readonly factMeaning: (spec: FactSpec) => string
  readonly leaf: (leaf: LeafInPlace) => string
  readonly groups: {
    readonly and: string
    readonly or: string
    /** The form in which the part of a `not` is said. */
    readonly insideNot: (form: ClauseForm) => ClauseForm
    readonly not: (part: string, place: { readonly form: ClauseForm; readonly subject: Subject }) => string
  }
  readonly trigger: (trigger: RuleDocument['trigger']) => string
  readonly act: (act: Act) => string
  /** Titles of the acts, as where one is chosen. */
  readonly acts: Readonly<Record<ActName, string>>
  /** What a mail template is called. */
  readonly letter: (template: string) => string
  readonly wait: (wait: Wait) => string
  readonly rule: {
    /** When and for whom: `Every day at 9:00, for each customer`. */
    readonly start: (trigger: string, rule: Pick<RuleDocument, 'trigger' | 'subject'>) => string
    /** What is said of each customer, as it stands behind "each customer". */
    readonly clause: (said: string) => string
    readonly nothing: string
    /** Between two steps of a list, when one of them is a wait and when none is. */
    readonly aroundWait: string
    readonly together: string
    /** Before the condition of the first branch of a decide, of a later one, and before what is done otherwise. */
    readonly ifFirst: string
    readonly ifNext: string
    readonly otherwise: string
  }
  /** What is said of a draft that cannot be read yet. */
  readonly unfinished: { readonly rule: string; readonly trigger: string }
  /** A sentence for each key of a policy that is set; `clause` says a condition of each customer. */
  readonly policy: (
    policy: RulePolicy,
    clause: (condition: Condition) => string,
  ) => readonly (string | false | undefined)[]
  readonly reason: {
    readonly none: string
    readonly unknown: (noun: string) => string
    readonly is: (noun: string, value: string) => string
    /** What was found, behind what was asked. */
    readonly found: (value: string) => string
  }
  readonly changes: ChangeWords
  /** How what the engine writes down in English, and what it finds wrong with rules, is said in this language. */
  readonly written: Phrases
}
