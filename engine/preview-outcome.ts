import { OUTCOMES } from './outcome.ts'

/** How every subject of a preview ends: exactly one of these. */
export const PREVIEW_OUTCOMES = [...OUTCOMES, 'not-matched', 'unknown'] as const
export type PreviewOutcome = (typeof PREVIEW_OUTCOMES)[number]

/** How publishing would change whom a rule touches, beside the version that acts now; those who stay and for whom it does something else are `changed`. */
export const PREVIEW_CHANGES = ['entering', 'leaving', 'staying', 'changed'] as const
export type PreviewChange = (typeof PREVIEW_CHANGES)[number]
