import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { RuleProblem } from '#engine/errors.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { isNestedDeeper, MAX_JSON_DEPTH } from '#engine/json-depth.ts'
import type { Queryable } from '#server/database/database.ts'
import { segment, segmentVersion } from '#server/database/segment-tables.ts'

/** A document with its segments written out, and the version of each. */
export type Inlined = { readonly document: unknown; readonly segments: Readonly<Record<string, number>> }

/**
 * Writes out every segment a document refers to by `{ "condition": ID }`, as it is now. Throws `RuleInvalidError` with the path
 * of each that is not there.
 */
export async function inlineSegments(
  db: Queryable,
  { companyId, ruleId, document }: { companyId: string; ruleId: string; document: unknown },
): Promise<Inlined> {
  const named = segmentsNamed(document)
  if (named.length === 0) return { document, segments: {} }
  const found = await db
    .select({
      id: segment.id,
      version: segment.version,
      condition: segmentVersion.condition,
    })
    .from(segment)
    .innerJoin(
      segmentVersion,
      and(
        eq(segmentVersion.companyId, segment.companyId),
        eq(segmentVersion.segmentId, segment.id),
        eq(segmentVersion.version, segment.version),
      ),
    )
    .where(and(eq(segment.companyId, companyId), inArray(segment.id, named), isNull(segment.removedAt)))
  const known = new Map(found.map((each) => [each.id, each]))
  const problems: RuleProblem[] = []
  const inlined = replaced(document, '', (id, path) => {
    const one = known.get(id)
    if (one) return one.condition
    problems.push({
      path,
      found: JSON.stringify(id),
      expected: 'There is no such segment. Choose one that is there, or write the condition out.',
    })
    return null
  })
  if (problems.length > 0) throw new RuleInvalidError(`The rule "${ruleId}"`, problems)
  return { document: inlined, segments: Object.fromEntries(found.map(({ id, version }) => [id, version])) }
}

/** The ids of the segments a document refers to. */
export function segmentsNamed(document: unknown): string[] {
  // What is nested too deep to be walked is refused when it is parsed.
  if (isNestedDeeper(document, MAX_JSON_DEPTH)) return []
  const named = new Set<string>()
  replaced(document, '', (id) => {
    named.add(id)
    return null
  })
  return [...named].sort()
}

/** Keys under which conditions stand; a segment named anywhere else (in a note, in the view) is no reference. */
const CONDITIONS = new Set(['when', 'audience', 'exclude'])

function replaced(
  json: unknown,
  path: string,
  conditionOf: (id: string, path: string) => unknown,
  inCondition = false,
): unknown {
  if (Array.isArray(json))
    return json.map((each, at) => replaced(each, `${path}[${at}]`, conditionOf, inCondition))
  if (typeof json !== 'object' || json === null) return json
  if (inCondition && 'condition' in json && typeof json.condition === 'string')
    return conditionOf(json.condition, path)
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const at = path === '' ? key : `${path}.${key}`
      const isOutside = path === '' && (key === 'notes' || key === 'view' || key === 'tests')
      if (isOutside || key === 'params') return [key, value]
      return [key, replaced(value, at, conditionOf, inCondition || CONDITIONS.has(key))]
    }),
  )
}
