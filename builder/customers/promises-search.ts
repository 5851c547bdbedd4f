import { z } from 'zod'

/** Which promises are shown is part of the address. */
export const PromisesSearch = z.object({
  past: z.boolean().optional().catch(undefined),
  /** Only what is promised until this day. */
  until: z.iso.date().optional().catch(undefined),
})
export type PromisesSearch = z.infer<typeof PromisesSearch>
