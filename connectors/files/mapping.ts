import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { isCurrency } from '#engine/money.ts'
import { LedgerFileError } from './errors.ts'
import { suggestNames } from './nearest.ts'
import { findTarget, RECORD_KINDS, REQUIRED, type RecordKind, TARGETS } from './targets.ts'

/** How the columns of a file become records. A mapping is complete: what it leaves out is not looked for. */
export const FileMapping = z
  .strictObject({
    records: z.enum(RECORD_KINDS),
    /** Target to header of the file. */
    columns: z.record(z.string(), z.string().min(1)),
    /** Target to value, where the file has no such column or the cell is blank. */
    constants: z.record(z.string(), z.string().min(1)).exactOptional(),
    /** Forms of dates, tried in order; ISO dates and timestamps need none. */
    dates: z.array(z.string().refine(isDateForm, { error: explainDateForm })).exactOptional(),
    numbers: z
      .strictObject({ decimal: z.enum(['.', ',']), group: z.enum([',', '.', ' ', "'", '']) })
      .refine(({ decimal, group }) => decimal !== group, {
        error: 'The decimal mark and the group mark must differ.',
      })
      .exactOptional(),
    /** Header to values: only rows with one of the values are taken. */
    where: z.record(z.string(), z.array(z.string()).min(1)).exactOptional(),
    /** Whether the file names every open invoice, or only those that changed. */
    lists: z.enum(['all-open', 'changes']).exactOptional(),
    /** The day on which the file was written; the `open` column holds from this day. */
    exportedOn: CalendarDate.exactOptional(),
    /** What a negative amount in a file of invoices is: a credit memo (the default) or a payment, as in journals. */
    negatives: z.enum(['credit-notes', 'payments']).exactOptional(),
    /** The sheet of a workbook; the first one whose columns fit when absent. */
    sheet: z.string().exactOptional(),
  })
  .superRefine((mapping, context) => {
    const complain = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message, input: mapping })
    for (const part of ['columns', 'constants'] as const)
      for (const name of Object.keys(mapping[part] ?? {}))
        if (!findTarget(mapping.records, name)) complain([part, name], explainTarget(mapping.records, name))
    for (const [name, value] of Object.entries(mapping.constants ?? {})) {
      if (findTarget(mapping.records, name)?.kind === 'currency' && !isCurrency(value.toUpperCase()))
        complain(
          ['constants', name],
          `found "${value}". Use an active ISO 4217 code such as USD, EUR or JPY.`,
        )
    }
    for (const group of missingTargets(mapping)) complain(['columns'], explainMissing(mapping.records, group))
  })
export type FileMapping = z.infer<typeof FileMapping>

/** A mapping read from a file or a request body; throws `LedgerFileError` with every place, value found and what would be right. */
export function parseFileMapping(value: unknown, source = 'The mapping'): FileMapping {
  const parsed = FileMapping.safeParse(value)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'the mapping'}: ${issue.message}`,
  )
  throw new LedgerFileError(`${source} cannot be used:\n${lines.join('\n')}`)
}

/** Groups of targets of which one is needed and none is given. */
export function missingTargets(mapping: {
  records: RecordKind
  columns: Readonly<Record<string, string>>
  constants?: Readonly<Record<string, string>>
}): (readonly string[])[] {
  const has = (name: string) =>
    Object.hasOwn(mapping.columns, name) || Object.hasOwn(mapping.constants ?? {}, name)
  return REQUIRED[mapping.records].filter((group) => !group.some(has))
}

/** Throws `LedgerFileError` when the mapping names a header the file lacks or has twice. */
export function checkMappedHeaders(mapping: FileMapping, headers: readonly string[], file: string): void {
  const wanted = [
    ...Object.entries(mapping.columns).map(([name, header]) => ({ place: `columns.${name}`, header })),
    ...Object.keys(mapping.where ?? {}).map((header) => ({ place: `where.${header}`, header })),
  ]
  const wrong = wanted.flatMap(({ place, header }) => {
    const times = headers.filter((other) => other === header.trim()).length
    if (times === 1) return []
    if (times > 1)
      return [`  ${place}: the column "${header}" stands ${times} times in the file. Rename the others.`]
    return [
      `  ${place}: the file has no column "${header}". ${suggestNames(header, headers.filter(Boolean))}`,
    ]
  })
  if (wrong.length > 0) throw new LedgerFileError(`The mapping does not fit ${file}:\n${wrong.join('\n')}`)
}

/** What to add when none of a group of targets is given. */
export function explainMissing(records: RecordKind, group: readonly string[]): string {
  const names = group.map((name) => `"${name}" (${TARGETS[records][name]?.meaning})`)
  return `${records} need a column for ${names.join(' or ')}.`
}

function explainTarget(records: RecordKind, name: string): string {
  return `"${name}" is not something ${records} have. ${suggestNames(name, Object.keys(TARGETS[records]))}`
}

function isDateForm(form: string): boolean {
  const tokens = form.match(/YYYY|YY|MMM|MM|M|DD|D|[A-Za-z]+/g) ?? []
  const count = (pattern: RegExp) => tokens.filter((token) => pattern.test(token)).length
  return count(/^Y/) === 1 && count(/^M/) === 1 && count(/^D/) === 1 && tokens.length === 3
}

function explainDateForm(issue: { input?: unknown }): string {
  return `found ${JSON.stringify(issue.input)}. Write a form of YYYY or YY, MMM, MM or M, DD or D, such as M/D/YYYY or DD.MM.YYYY.`
}
