import type { EventKind } from './ledger-event.ts'

/** What a rule may be about: one evaluation is of one customer or of one invoice. */
export const SUBJECTS = ['customer', 'invoice'] as const
export type Subject = (typeof SUBJECTS)[number]

export const FACT_TYPES = ['number', 'money', 'days', 'day', 'text', 'enum', 'list', 'boolean'] as const
export type FactType = (typeof FACT_TYPES)[number]

/** One parameter of a fact. */
export type ParamSpec =
  | { readonly kind: 'currency'; readonly required: boolean; readonly meaning: string }
  | { readonly kind: 'days'; readonly required: boolean; readonly meaning: string }
  | { readonly kind: 'boolean'; readonly required: boolean; readonly meaning: string }
  | { readonly kind: 'text'; readonly required: boolean; readonly meaning: string }
  | {
      readonly kind: 'choice'
      readonly values: readonly string[]
      readonly required: boolean
      readonly meaning: string
    }

/** How a customer's fact is added up over a group of customers; absent: it has no meaning for a group. */
export type RollUp = 'sum' | 'max' | 'min' | 'any'

/** One entry of the fact catalogue. The documentation of facts is printed from these and written nowhere else. */
export type FactSpec = {
  readonly name: string
  readonly type: FactType
  /** In words: `minor units shown as an amount`, `calendar days`, `percent`. */
  readonly unit: string
  readonly subjects: readonly Subject[]
  /** True when the fact can be unknown for a subject. */
  readonly nullable: boolean
  readonly values?: readonly string[]
  readonly params?: Readonly<Record<string, ParamSpec>>
  readonly rollUp?: RollUp
  /** Of a fact about an event: the kinds of event that have it. Only rules that wait for one of them may ask. */
  readonly events?: readonly EventKind[]
  /** One sentence. */
  readonly meaning: string
  /** One worked example. */
  readonly example: string
}
