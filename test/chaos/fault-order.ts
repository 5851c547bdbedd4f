import { z } from 'zod'

/** The places at which a worker may be struck, as dispatch names them. */
export const FAULT_POINTS = [
  'before-claim',
  'after-claim',
  'before-freeze',
  'after-freeze',
  'before-send',
  'after-send',
  'before-record',
  'after-record',
] as const

/** What a worker under test is told by its environment, in `DUNLIN_CHAOS`. */
export const FaultOrder = z.strictObject({
  booksUrl: z.url(),
  /** Strikes when the point is passed for so many times. `freeze` until somebody thaws it, `kill` at once. */
  fault: z
    .strictObject({ point: z.enum(FAULT_POINTS), nth: z.int().min(1), act: z.enum(['kill', 'freeze']) })
    .nullable(),
})
export type FaultOrder = z.infer<typeof FaultOrder>
export type Fault = NonNullable<FaultOrder['fault']>

/** What a worker writes before it is frozen, so that somebody knows to thaw it. */
export const FROZEN = 'frozen'
/** What it writes once it works. */
export const READY = 'ready'
