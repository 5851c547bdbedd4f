import { z } from 'zod'
import { FinanceChargeTerms } from './finance-charge.ts'
import { HOLD_RELEASES } from './ledger.ts'
import { Currency, WrittenAmount } from './money.ts'

/** Kinds of act by what they do to the customer; the guards of arbitration are written per kind (`semantics.md` 5.2). */
export const ACT_KINDS = [
  'chase-message',
  'statement',
  'receipt',
  'credit-hold',
  'hold-release',
  'finance-charge',
  /** Reaches a system of somebody else's, who may do anything with it. */
  'outside',
  /** Stays with the company's own people. */
  'internal',
] as const
export type ActKind = (typeof ACT_KINDS)[number]

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, { error: 'must be lower-case words joined by hyphens' })
const Sentence = z.string().min(1).max(500)
const Words = z.string().min(1).max(5000)
const Days = z.int().min(0).max(365)

export const RECIPIENT_ROLES = ['billing', 'escalation', 'executive', 'account-owner'] as const

/** The roles people have in a company, which is how a rule names somebody without naming a person. */
export const STAFF_ROLES = ['viewer', 'collector', 'author', 'approver', 'admin'] as const

const Letter = z.strictObject({ template: Name, to: z.enum(RECIPIENT_ROLES).default('billing') })
/** A letter that is what its act says, so that a rule need not name the words that come with Dunlin. */
const letterIn = (template: string) => Letter.extend({ template: Name.default(template) })

/** Somebody of the company: the owner of the customer, a role, or a person by their e-mail address. */
export const Colleague = z.union(
  [z.literal('owner'), z.strictObject({ role: z.enum(STAFF_ROLES) }), z.strictObject({ person: z.email() })],
  { error: 'must be "owner", {"role": "collector"} or {"person": "ann@example.com"}' },
)
export type Colleague = z.infer<typeof Colleague>

const HttpsAddress = z
  .string()
  .max(1000)
  .refine((url) => URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).username === '', {
    error: 'must be an address that begins with https:// and names no user',
  })

/** The closed list of acts: their params as a strict schema, their kind, and how they read in a sentence. */
export const ACTS = {
  'send-email': {
    kind: 'chase-message',
    title: 'Send an e-mail',
    params: Letter,
  },
  'request-promise': {
    kind: 'chase-message',
    title: 'Ask for a promise to pay',
    /** The letter asks for a day; the task is to enter the answer. */
    params: letterIn('promise-request').extend({ dueInDays: Days.default(3) }),
  },
  'send-statement': { kind: 'statement', title: 'Send a statement', params: letterIn('statement') },
  'send-invoice': { kind: 'receipt', title: 'Send the invoice', params: letterIn('invoice-copy') },
  'send-receipt': { kind: 'receipt', title: 'Send a receipt', params: letterIn('receipt') },
  'send-internal-mail': {
    kind: 'internal',
    title: 'Send a mail to colleagues',
    params: z.strictObject({ to: z.array(Colleague).min(1).max(20), subject: Sentence, text: Words }),
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
    params: z.strictObject({
      title: Sentence,
      dueInDays: Days.default(0),
      assignee: Colleague.exactOptional(),
    }),
  },
  'add-note': {
    kind: 'internal',
    title: 'Add a note',
    params: z.strictObject({ text: Sentence }),
  },
  'log-call': {
    kind: 'internal',
    title: 'Log a call',
    params: z.strictObject({ text: Sentence }),
  },
  'open-dispute': {
    kind: 'internal',
    title: 'Open a dispute',
    params: z.strictObject({ reason: Sentence }),
  },
  'pause-chasing': {
    kind: 'internal',
    title: 'Pause chasing',
    params: z.strictObject({ days: z.int().min(1).max(365), reason: Sentence }),
  },
  'assign-owner': {
    kind: 'internal',
    title: 'Assign an owner',
    params: z.strictObject({ owner: z.string().min(1).max(200) }),
  },
  'assign-segment': {
    kind: 'internal',
    title: 'Assign a segment',
    params: z.strictObject({ segment: z.string().min(1).max(200) }),
  },
  'finance-charge': {
    kind: 'finance-charge',
    title: 'Charge interest or a late fee',
    params: FinanceChargeTerms,
  },
  'call-webhook': {
    kind: 'outside',
    title: 'Call a webhook',
    params: z.strictObject({ url: HttpsAddress, data: z.json().exactOptional() }),
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
