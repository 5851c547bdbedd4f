import { z } from 'zod'
import { SUBJECTS } from '#engine/fact-spec.ts'

const Instant = z.iso.datetime()

export const SegmentView = z.strictObject({
  id: z.string(),
  name: z.string(),
  subject: z.enum(SUBJECTS),
  version: z.int().min(1),
  condition: z.unknown(),
})
export type SegmentView = z.infer<typeof SegmentView>
export const SegmentsView = z.strictObject({ segments: z.array(SegmentView) })
export type SegmentsView = z.infer<typeof SegmentsView>
export const SegmentVersionsView = z.strictObject({
  versions: z.array(
    z.strictObject({
      version: z.int().min(1),
      condition: z.unknown(),
      savedAt: Instant,
      savedBy: z.string(),
      why: z.string().nullable(),
    }),
  ),
})
export type SegmentVersionsView = z.infer<typeof SegmentVersionsView>
/** A segment that was saved, and the rules that got a draft by that. */
export const SegmentSavedView = z.strictObject({ version: z.int().min(1), drafts: z.array(z.string()) })
