import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { decision } from './rule-tables.ts'

type DecisionRow = Pick<
  typeof decision.$inferSelect,
  'ruleId' | 'ruleVersion' | 'subjectType' | 'subjectId' | 'customerId'
> & {
  readonly outcome: string
  readonly branch?: string | null | undefined
  readonly heldBack?: string | null | undefined
  readonly because?: unknown
  readonly acts?: unknown
}

/** Texts that rules and the engine wrote, and that name nobody. */
const OWN_WORDS: ReadonlySet<string> = new Set(['fact', 'operator', 'step', 'action', 'is', 'day', 'reason'])

/**
 * One digest of all decisions of a run, for the line of the audit that tells of the run: a decision that is changed, added or taken
 * away later shows. It covers figures, days and outcomes and no other text, so it also holds after a person's data was erased.
 */
export function decisionsDigest(rows: readonly DecisionRow[]): string {
  const lines = rows.map((row) =>
    canonicalJson([
      ...[row.ruleId, row.ruleVersion, row.subjectType, row.subjectId, row.customerId],
      ...[row.outcome, row.branch ?? null, row.heldBack ?? null],
      figuresOf(row.because),
      figuresOf(row.acts),
    ]),
  )
  const digest = createHash('sha256')
  for (const line of lines.sort()) digest.update(line).update('\n')
  return digest.digest('hex')
}

function figuresOf(value: unknown, key = ''): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean') return value
  // Days and amounts are texts of digits.
  if (typeof value === 'string') return OWN_WORDS.has(key) || /^-?\d[\d.,-]*$/.test(value) ? value : null
  if (Array.isArray(value)) return value.map((each) => figuresOf(each))
  if (typeof value !== 'object' || value === null) return null
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      each === undefined ? [] : [[name, figuresOf(each, name)]],
    ),
  )
}
