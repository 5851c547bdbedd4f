import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import { PREVIEW_CHANGES, PREVIEW_OUTCOMES } from '#engine/preview-outcome.ts'

/** What a preview shows is part of its address: which figure was opened, as of which day, and which record is looked at. */
export const PreviewSearch = z.object({
  outcome: z.enum(PREVIEW_OUTCOMES).optional().catch(undefined),
  heldBack: z.enum(HELD_BACK_REASONS).optional().catch(undefined),
  branch: z.string().max(200).optional().catch(undefined),
  otherwise: z.string().max(200).optional().catch(undefined),
  step: z.string().max(200).optional().catch(undefined),
  change: z.enum(PREVIEW_CHANGES).optional().catch(undefined),
  asOf: CalendarDate.optional().catch(undefined),
  subject: z.string().max(200).optional().catch(undefined),
})
export type PreviewSearch = z.infer<typeof PreviewSearch>
