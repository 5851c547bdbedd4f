import { z } from 'zod'
import { FileMapping } from '#connectors/files/mapping.ts'
import { RECORD_KINDS } from '#connectors/files/targets.ts'
import { CalendarDate } from '#engine/calendar-date.ts'
import { LEDGER_STREAMS } from '#engine/ledger.ts'

const Count = z.int().min(0)
const Instant = z.iso.datetime()
export const LISTS = ['all-open', 'changes'] as const

/** Something in a file that could not be taken over: where, what was found, what would be right. */
const ProblemLine = z.strictObject({
  line: z.int().nullable(),
  column: z.string().nullable(),
  value: z.string(),
  message: z.string(),
})

/** What a column of a file can be, by kind of records; of each group of `needed` a file has at least one. */
const ColumnTargets = z.record(
  z.enum(RECORD_KINDS),
  z.strictObject({
    targets: z.array(z.strictObject({ name: z.string(), meaning: z.string() })),
    needed: z.array(z.array(z.string())),
  }),
)

/** A file that was sent: how its columns are understood, to be looked at and corrected before anything is imported. */
export const UploadView = z.strictObject({
  id: z.string(),
  fileName: z.string(),
  size: Count,
  rows: Count,
  headers: z.array(z.string()),
  /** What stands first in each column, in the order of the headers. */
  samples: z.array(z.array(z.string())),
  canBe: ColumnTargets,
  /** How the columns are read, as a mapping; null for a ledger in our own JSON, which needs none, and for unknown columns. */
  mapping: FileMapping.nullable(),
  /** What is missing when nobody can tell what the columns are: the file is imported with a mapping then. */
  unknownColumns: z.string().nullable(),
  exportedOn: CalendarDate,
  notices: z.array(z.string()),
  problems: z.array(ProblemLine),
  problemCount: Count,
})
export type UploadView = z.infer<typeof UploadView>

const Totals = { added: Count, changed: Count, unchanged: Count, closed: Count }
const Streams = z.partialRecord(z.enum(LEDGER_STREAMS), z.strictObject(Totals))

/** What importing a file would do. Nothing has been done yet. */
export const ImportPreview = z.strictObject({
  ...Totals,
  openBefore: Count,
  needsConfirmation: z.boolean(),
  streams: Streams,
  notices: z.array(z.string()),
  problems: z.array(ProblemLine),
  problemCount: Count,
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportRow = z.strictObject({
  id: z.string(),
  fileName: z.string(),
  source: z.string(),
  lists: z.enum(LISTS),
  exportedOn: CalendarDate,
  rows: Count,
  ...Totals,
  problemCount: Count,
  state: z.enum(['committed', 'undone']),
  createdAt: Instant,
  createdBy: z.string(),
  undoneAt: Instant.nullable(),
  undoneBy: z.string().nullable(),
})
export type ImportRow = z.infer<typeof ImportRow>
export const ImportsView = z.strictObject({ imports: z.array(ImportRow), next: z.string().nullable() })
export type ImportsView = z.infer<typeof ImportsView>

export const ImportView = ImportRow.extend({
  mapping: z.unknown(),
  streams: Streams,
  problems: z.array(ProblemLine),
})
export type ImportView = z.infer<typeof ImportView>
