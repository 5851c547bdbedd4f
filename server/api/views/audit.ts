import { z } from 'zod'

const Instant = z.iso.datetime()

/** One line of the audit. `before` and `after` hold what was changed, as far as it is kept. */
export const AuditLineView = z.strictObject({
  sequence: z.int().min(1),
  at: Instant,
  actor: z.string(),
  act: z.string(),
  subject: z.strictObject({ type: z.string(), id: z.string() }),
  before: z.unknown(),
  after: z.unknown(),
  why: z.string().nullable(),
  hash: z.string(),
})
export type AuditLineView = z.infer<typeof AuditLineView>
export const AuditView = z.strictObject({ lines: z.array(AuditLineView), next: z.string().nullable() })
export type AuditView = z.infer<typeof AuditView>

export const VerifiedView = z.strictObject({
  lines: z.int().min(0),
  lastHash: z.string(),
  /** Lines whose words about a person were erased, by law; their hashes still hold. */
  erased: z.int().min(0),
  /** The first line that was changed, is missing or was put in between; null when there is none. */
  broken: z.strictObject({ sequence: z.int(), found: z.string() }).nullable(),
})
export type VerifiedView = z.infer<typeof VerifiedView>
