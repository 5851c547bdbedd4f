import { z } from 'zod'

/**
 * A backup is lines of JSON, compressed: a head, then for each thousand rows of a table a line that announces them and a line
 * with the rows as the database writes them, and an end with the digest of everything before it. The rows are never parsed on
 * their way, so that no number and no instant can change.
 */
export const BackupHead = z.strictObject({
  dunlin: z.literal('backup'),
  format: z.literal(1),
  version: z.string(),
  at: z.iso.datetime(),
  /** The digests of the migrations the database had, in order: what its tables look like. */
  migrations: z.array(z.string()),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()) })),
})
export type BackupHead = z.infer<typeof BackupHead>

export const RowsAhead = z.strictObject({ table: z.string(), rows: z.int().positive() })
export type RowsAhead = z.infer<typeof RowsAhead>

export const BackupEnd = z.strictObject({ end: z.literal(true), rows: z.int(), digest: z.string() })
export type BackupEnd = z.infer<typeof BackupEnd>

/**
 * What a backup leaves out. A copy of the database should sign nobody in and hold no file that somebody uploaded and did not
 * commit; nobody misses these rows, because each lives for minutes or days.
 */
export const TABLES_LEFT_OUT: readonly string[] = [
  'auth_session',
  'auth_verification',
  'password_link',
  'sign_in_attempts',
  'idempotency',
  'upload',
]

/** Proofs that another service gave for a person who signed in there; they get new ones at the next sign-in. */
export const COLUMNS_LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  auth_account: ['access_token', 'refresh_token', 'id_token'],
}
