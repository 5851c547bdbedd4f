import { z } from 'zod'
import { HOLD_RELEASES } from './ledger.ts'
import { Currency, WrittenAmount } from './money.ts'

/** Kinds of act by what they do to the customer; the guards of arbitration are written per kind (`semantics.md` 5.2). */
export const ACT_KINDS = ['chase-message', 'statement', 'credit-hold', 'hold-release', 'internal'] as const
export type ActKind = (typeof ACT_KINDS)[number]

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, { error: 'must be lower-case words joined by hyphens' })
const Sentence = z.string().min(1).max(500)

export const RECIPIENT_ROLES = ['billing', 'escalation', 'executive', 'account-owner'] as const

/** The closed list of acts: their params as a strict schema, their kind, and how they read in a sentence. */
export const ACTS = {
  'send-email': {
    kind: 'chase-message',
    title: 'Send an e-mail',
    params: z.strictObject({ template: Name, to: z.enum(RECIPIENT_ROLES).default('billing') }),
  },
  'place-credit-hold': {
    kind: 'credit-hold',
    title: 'Place a credit hold',
    params: z.strictObject({
      reason: Sentence,
      release: z.enum(HOLD_RELEASES).default('cleared'),
      /** The hold also ends once the balance is below this. */
      releaseBelow: z.record(Currency, WrittenAmount).exactOptional(),
    }),
  },
  'release-credit-hold': {
    kind: 'hold-release',
    title: 'Release the credit hold',
    params: z.strictObject({ reason: Sentence }),
  },
  'create-task': {
    kind: 'internal',
    title: 'Create a task',
    params: z.strictObject({ title: Sentence, dueInDays: z.int().min(0).max(365).default(0) }),
  },
  'add-note': {
    kind: 'internal',
    title: 'Add a note',
    params: z.strictObject({ text: Sentence }),
  },
  'emit-event': {
    kind: 'internal',
    title: 'Report an event',
    params: z.strictObject({ type: z.string().min(1).max(100), params: z.json().exactOptional() }),
  },
} as const satisfies Record<string, { kind: ActKind; title: string; params: z.ZodType }>

export type ActName = keyof typeof ACTS
export const ACT_NAMES = Object.keys(ACTS) as ActName[]

/** True for an act of the closed list. */
export function isActName(name: string): name is ActName {
  return Object.hasOwn(ACTS, name)
}
