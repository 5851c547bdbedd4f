import { z } from 'zod'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import type { ActionState } from '#server/client.ts'
import type { ActionsAsked } from '../data/queries.ts'
import { words } from '../words/words.ts'

const isTab = (text: string): text is ActionState | 'held-back' =>
  text === 'held-back' || Object.hasOwn(words.outbox.states, text)
const Id = z.string().max(200).optional().catch(undefined)

/** What the outbox shows is part of its address: a state, or what is held back; of one rule, run or customer. */
export const OutboxSearch = z.object({
  state: z.string().refine(isTab).optional().catch(undefined),
  reason: z.enum(HELD_BACK_REASONS).optional().catch(undefined),
  rule: Id,
  run: Id,
  customer: Id,
  action: Id,
  /** True while its letter is being edited. */
  edit: z.boolean().optional().catch(undefined),
})
export type OutboxSearch = z.infer<typeof OutboxSearch>

/** What the server is asked for an address. */
export function actionsOf({ state, rule, run, customer }: OutboxSearch): ActionsAsked {
  return {
    ...(state !== undefined && state !== 'held-back' && { state }),
    ...(rule !== undefined && { rule }),
    ...(run !== undefined && { run }),
    ...(customer !== undefined && { customer }),
    limit: '200',
  }
}
