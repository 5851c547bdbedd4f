import { z } from 'zod'

/** Something that happened: a run, new actions, somebody else's edit. `subject.id` is null for what is not this reader's to see. */
export const EventView = z.strictObject({
  id: z.int().min(0),
  at: z.iso.datetime(),
  actor: z.string(),
  act: z.string(),
  subject: z.strictObject({ type: z.string(), id: z.string().nullable() }),
})
export type EventView = z.infer<typeof EventView>

/** Who else has a rule open to edit: in which step or branch they are, and whether it is oneself in another tab. */
export const PresenceView = z.strictObject({
  others: z.array(z.strictObject({ name: z.string(), isSamePerson: z.boolean(), at: z.string().nullable() })),
})
export type PresenceView = z.infer<typeof PresenceView>
