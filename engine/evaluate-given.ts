import { MONDAY_TO_FRIDAY } from './calendar-date.ts'
import { compileRule } from './compile-rule.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import { type FactCatalogue, factSpec } from './fact-catalogue.ts'
import { CUSTOM_PREFIX } from './fact-catalogue-custom.ts'
import type { FactSpec, FactType } from './fact-spec.ts'
import { GivenFactInvalidError } from './facts/errors.ts'
import { type GivenRecord, readGivenFacts } from './facts/given-fact.ts'
import { givenFactTable } from './facts/given-fact-table.ts'
import type { Truth } from './leaf-truth.ts'
import { hasBit } from './mask.ts'
import { matchRule } from './match-rule.ts'
import type { Branch, RuleDocument } from './rule.ts'
import { type ReachedAct, walkRule } from './walk.ts'

export type { GivenRecord }

/** What a rule comes to for one record of given facts: `null` where missing data keeps it from being decided. */
export type GivenResult = {
  readonly id: string
  readonly result: Truth
  /** The branch of the first act reached; null at the top of the rule, and when none is reached. */
  readonly branch: string | null
  readonly acts: readonly ReachedAct[]
}

/**
 * A rule ready to be asked about records whose facts are written down. It has no history: every cycle begins, so an act behind a
 * wait is reached and waits. Throws `GivenFactInvalidError` for a fact that cannot be read.
 */
export function givenEvaluator(
  rule: RuleDocument,
  catalogue: FactCatalogue,
): (records: readonly GivenRecord[]) => GivenResult[] {
  const compiled = compileRule(rule, catalogue)
  return (records) => {
    const table = givenFactTable({ records, catalogue, subject: rule.subject })
    const match = matchRule(compiled, {
      evaluator: createColumnEvaluator(table),
      rows: table.rows,
      // A record stands for its customer too: the audience of a rule about invoices is asked of the same facts.
      customers: null,
    })
    const truthOf = (row: number) => (branch: Branch) => {
      const mask = match.branches.get(branch.id)
      return mask && hasBit(mask.yes, row) ? true : mask && hasBit(mask.no, row) ? false : null
    }
    return records.map(({ id }, row): GivenResult => {
      if (!hasBit(match.matched, row))
        return { id, result: hasBit(match.unknown, row) ? null : false, branch: null, acts: [] }
      // Given facts are of no day; the walk only needs some day to begin its cycle on.
      const { acts } = walkRule({
        steps: rule.steps,
        truthOf: truthOf(row),
        cycle: null,
        asOf: 0,
        calendar: MONDAY_TO_FRIDAY,
      })
      return { id, result: true, branch: acts[0]?.branch?.id ?? null, acts }
    })
  }
}

/** Parts records that can be read from those that cannot, each of these with what is wrong and what would be right. */
export function partReadable(
  records: readonly GivenRecord[],
  reading: { readonly catalogue: FactCatalogue; readonly subject: RuleDocument['subject'] },
): { readable: GivenRecord[]; problems: string[] } {
  const readable: GivenRecord[] = []
  const problems: string[] = []
  for (const record of records) {
    try {
      readGivenFacts(record, reading)
      readable.push(record)
    } catch (error) {
      if (!(error instanceof GivenFactInvalidError)) throw error
      problems.push(error.message)
    }
  }
  return { readable, problems }
}

/** How one of the tests kept in a rule came out. */
export type RuleTestResult = {
  readonly name: string
  readonly passed: boolean
  /** Ids of the acts expected and of those reached, in the order of the rule. */
  readonly expected: readonly string[]
  readonly reached: readonly string[]
  /** Why the test cannot be run at all; null when it could. */
  readonly problem: string | null
}

/** Runs the tests kept in a rule: from the given facts, exactly the expected acts are to be reached. */
export function runRuleTests(rule: RuleDocument, catalogue: FactCatalogue): RuleTestResult[] {
  const evaluate = givenEvaluator(rule, catalogue)
  return rule.tests.map(({ name, given, expect: expected }): RuleTestResult => {
    try {
      const [result] = evaluate([{ id: name, facts: given }])
      const reached = result?.acts.map(({ act }) => act.id) ?? []
      const passed = reached.length === expected.length && reached.every((step) => expected.includes(step))
      return { name, passed, expected, reached, problem: null }
    } catch (error) {
      if (!(error instanceof GivenFactInvalidError)) throw error
      return { name, passed: false, expected, reached: [], problem: error.message }
    }
  })
}

/**
 * The `custom.<field>` facts that given records name, typed by their values as they are in a snapshot: a field whose values are
 * of different types is text. They may be asked of customers and invoices alike.
 */
export function customFieldsOfGiven(records: Iterable<GivenRecord>): FactSpec[] {
  const types = new Map<string, FactType>()
  for (const { facts } of records)
    for (const [key, value] of Object.entries(facts)) {
      if (!key.startsWith(CUSTOM_PREFIX) || value === null || factSpec(key)) continue
      const type = givenType(value)
      const known = types.get(key)
      types.set(key, known === undefined || known === type ? type : 'text')
    }
  return [...types].map(([name, type]) => ({
    name,
    type,
    unit: type,
    subjects: ['customer', 'invoice'],
    nullable: true,
    meaning: `The field "${name.slice(CUSTOM_PREFIX.length)}" as it was given; unknown where it is left out.`,
    example: 'Whatever the records say.',
  }))
}

function givenType(value: unknown): FactType {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return Array.isArray(value) ? 'list' : 'text'
}
