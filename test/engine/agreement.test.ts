import fc from 'fast-check'
import { Engine, type RuleProperties } from 'json-rules-engine'
import { expect, test } from 'vitest'
import { checkCondition } from '#engine/check-condition.ts'
import { compileCondition } from '#engine/compile-condition.ts'
import { columnId, leavesOf } from '#engine/condition.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import { createExplainer, explainedLeaves } from '#engine/explain.ts'
import type { Truth } from '#engine/leaf-truth.ts'
import { hasBit } from '#engine/mask.ts'
import { DECORATORS, OPERATORS, OWN_OPERATORS } from '#engine/operators.ts'
import { internalOf, tableOf } from './facts-of-rows.ts'
import { naiveTruth } from './naive-truth.ts'
import { catalogue, REFS, randomCondition, randomRow, specOf, valuesOf } from './random-conditions.ts'

// A failing run is replayed with DUNLIN_SEED; DUNLIN_CASES makes it longer.
const seed = Number(process.env.DUNLIN_SEED ?? 20261121)
const cases = Number(process.env.DUNLIN_CASES ?? 2000)

test(`on ${cases} random conditions (seed ${seed}) the columns, json-rules-engine and the definition say the same of every subject`, {
  timeout: 60_000 + cases * 30,
}, async () => {
  console.info(`agreement: seed ${seed}, ${cases} conditions; replay with DUNLIN_SEED and DUNLIN_CASES`)
  const seen = { true: 0, false: 0, null: 0 }
  const operators = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      randomCondition(4),
      fc.array(randomRow, { minLength: 1, maxLength: 19 }),
      async (condition, rows) => {
        const accepted = checkCondition(condition, { catalogue, subject: 'customer', path: 'when' })
        expect(accepted.problems).toEqual([])
        const mask = createColumnEvaluator(tableOf(rows)).evaluate(compileCondition(condition, catalogue))
        const explainer = createExplainer(condition, catalogue)
        for (const [row, facts] of rows.entries()) {
          const wanted = naiveTruth(condition, facts)
          const inColumns: Truth = hasBit(mask.yes, row) ? true : hasBit(mask.no, row) ? false : null
          const explained = await explainer.explain((ref) => internalOf(ref, facts[columnId(ref)] ?? null))
          expect({ inColumns, explained: explained.result }).toEqual({ inColumns: wanted, explained: wanted })
          expect(explainedLeaves(explained).map((leaf) => leaf.result)).toEqual(
            leavesOf(condition).map((leaf) => naiveTruth(leaf, facts)),
          )
          seen[`${wanted}`] += 1
        }
        for (const leaf of leavesOf(condition)) operators.add(leaf.operator)
      },
    ),
    { seed, numRuns: cases },
  )
  // The agreement means something only when all three answers and every operator came up.
  expect(Math.min(seen.true, seen.false, seen.null)).toBeGreaterThan(cases / 4)
  for (const operator of OPERATORS) expect([...operators]).toContain(operator)
  for (const decorator of DECORATORS)
    expect([...operators].some((operator) => operator.startsWith(`${decorator}:`))).toBe(true)
})

test.each([1, 31, 32, 33, 63, 64, 65, 97])(
  'with %i subjects, whole words of 32 or not, no subject is forgotten and none invented',
  (count) => {
    const [condition] = fc.sample(randomCondition(3), { seed, numRuns: 1 })
    const rows = fc.sample(randomRow, { seed, numRuns: count })
    if (!condition) throw new TypeError('No condition was generated.')
    const mask = createColumnEvaluator(tableOf(rows)).evaluate(compileCondition(condition, catalogue))
    expect(
      rows.map((_, row) => (hasBit(mask.yes, row) ? true : hasBit(mask.no, row) ? false : null)),
    ).toEqual(rows.map((facts) => naiveTruth(condition, facts)))
  },
)

const junkScalar = fc.oneof(
  fc.constantFrom(null, true, false, '', 'a', '2026-01-31', '5.005', '__proto__', -1, 0, 30, 2.5, 1e21),
  fc.constantFrom(...REFS.flatMap(valuesOf)),
)
const junkValue = fc.oneof(
  { weight: 4, arbitrary: junkScalar },
  { weight: 2, arbitrary: fc.array(junkScalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(...REFS, { fact: 'nobody' }, { fact: 'tags', path: '$.x' }, {}) },
)
const junkOperator = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...OPERATORS) },
  { weight: 1, arbitrary: fc.constantFrom('', 'greater', 'not:', ':equal', 'Not:equal', 'toString') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...DECORATORS), fc.constantFrom(...OPERATORS))
      .map((parts) => parts.join(':')),
  },
)
const junkLeaf = fc
  .tuple(fc.constantFrom(...REFS, { fact: 'nobody' }, { fact: 'toString' }), junkOperator, junkValue)
  .chain(([ref, operator, value]) =>
    fc.constantFrom<Record<string, unknown>>(
      { ...ref, operator, value },
      { ...ref, operator, value },
      { ...ref, operator, value },
      { ...ref, operator },
      { fact: ref.fact, value },
      { ...ref, operator, value, path: '$..[?(@)]' },
      { ...ref, operator, value, priority: 0.5 },
    ),
  )
const junkTree = fc.oneof(
  { weight: 5, arbitrary: junkLeaf },
  { weight: 1, arbitrary: fc.array(junkLeaf, { maxLength: 2 }).map((any) => ({ any })) },
  { weight: 1, arbitrary: junkLeaf.map((not) => ({ not })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({}, { all: {} }, { not: [] }, { condition: 'nobody' }, null, 'all'),
  },
)

/** What json-rules-engine, knowing our operators and every fact, makes of a condition: an answer, or it throws. */
async function throwsInTheLibrary(condition: unknown): Promise<boolean> {
  const engine = new Engine()
  for (const operator of OWN_OPERATORS) engine.addOperator(operator, () => true)
  const facts = Object.fromEntries(
    REFS.map((ref) => [ref.fact, specOf(ref).type === 'list' ? ['a'] : (valuesOf(ref)[0] ?? null)]),
  )
  try {
    engine.addRule({ conditions: { all: [condition] }, event: { type: 'found' } } as RuleProperties)
    await engine.run(facts)
    return false
  } catch {
    return true
  }
}

test('whatever json-rules-engine would throw on is refused when the rule is saved', async () => {
  let thrown = 0
  await fc.assert(
    fc.asyncProperty(junkTree, async (junk) => {
      if (!(await throwsInTheLibrary(junk))) return
      thrown += 1
      const { condition, problems } = checkCondition(junk, { catalogue, subject: 'customer', path: 'when' })
      expect({ accepted: condition, problems: problems.length > 0 }).toEqual({
        accepted: null,
        problems: true,
      })
    }),
    { seed, numRuns: 3000 },
  )
  expect(thrown).toBeGreaterThan(100)
})
