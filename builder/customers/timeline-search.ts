import { z } from 'zod'
import type { TimelineRow } from '#server/client.ts'

export const TIMELINE_KINDS = [
  'document',
  'payment',
  'message',
  'decision',
  'promise',
  'dispute',
  'hold',
  'block',
  'task',
  'note',
  'contact',
] as const satisfies readonly TimelineRow['kind'][]

/** What a timeline shows, and which of its rows is open, is part of the address. */
export const TimelineSearch = z.object({
  kind: z.enum(TIMELINE_KINDS).optional().catch(undefined),
  row: z.string().max(500).optional().catch(undefined),
})
export type TimelineSearch = z.infer<typeof TimelineSearch>
