import { z } from 'zod'
import { type RuleDocument, RuleShape } from '#engine/rule.ts'

/** Something a document lacks to be drawn; `path` names the place, as in `steps[0].branches`. */
export type ShapeProblem = { readonly path: string; readonly expected: string }

export type ReadRule =
  | { readonly ok: true; readonly rule: RuleDocument }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] }

const Id = z.string().min(1)
const Step: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('do', [
    z.looseObject({
      id: Id,
      do: z.literal('act'),
      action: z.string(),
      params: z.record(z.string(), z.unknown()).default({}),
    }),
    z.looseObject({
      id: Id,
      do: z.literal('wait'),
      days: z.number(),
      calendar: z.enum(['calendar', 'business']).default('calendar'),
    }),
    z.looseObject({
      id: Id,
      do: z.literal('decide'),
      label: z.string().optional(),
      branches: z
        .array(
          z.looseObject({
            id: Id,
            label: z.string().optional(),
            when: z.record(z.string(), z.unknown()),
            steps: z.array(Step).default([]),
          }),
        )
        .min(1),
      otherwise: z.array(Step).optional(),
    }),
  ]),
)

/**
 * What a document needs to be drawn and edited: its tree, with ids. Everything else may be unfinished or unknown and is kept as
 * it is; whether the rule could be published is another question, which the check answers.
 */
const Drawable = z.looseObject({
  dunlin: RuleShape.shape.dunlin,
  name: z.string(),
  subject: RuleShape.shape.subject,
  trigger: z.union([
    z.looseObject({ schedule: z.string() }),
    z.looseObject({ businessDays: z.union([z.literal('every'), z.array(z.int())]), at: z.string() }),
    z.looseObject({ on: z.string() }),
  ]),
  policy: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(Step).default([]),
  tests: z.array(z.unknown()).default([]),
  notes: z.array(z.unknown()).default([]),
  view: z.record(z.string(), z.unknown()).default({}),
})

/** Reads a draft, finished or not. Keys nobody knows stay, and what is left out gets what it means when it is left out. */
export function readRule(written: unknown, ruleId: string): ReadRule {
  const read = Drawable.safeParse(written)
  if (!read.success)
    return {
      ok: false,
      problems: read.error.issues.map(({ path, message }) => ({ path: pathText(path), expected: message })),
    }
  // The tree has just been looked at; what is in its leaves may be unfinished, and whoever reads those checks them.
  const rule = { ...read.data, id: ruleId } as unknown as RuleDocument
  const twice = twiceNamed(rule)
  return twice.length === 0 ? { ok: true, rule } : { ok: false, problems: twice }
}

/** Steps and branches are known by their ids, so no two may share one. */
function twiceNamed(rule: RuleDocument): ShapeProblem[] {
  const seen = new Set<string>()
  const problems: ShapeProblem[] = []
  const look = (id: string, path: string) => {
    if (seen.has(id))
      problems.push({
        path: `${path}.id`,
        expected: `"${id}" is the id of another step or branch. Give each its own.`,
      })
    seen.add(id)
  }
  const lookThrough = (steps: RuleDocument['steps'], path: string) =>
    steps.forEach((step, at) => {
      const here = `${path}[${at}]`
      look(step.id, here)
      if (step.do !== 'decide') return
      step.branches.forEach((branch, n) => {
        look(branch.id, `${here}.branches[${n}]`)
        lookThrough(branch.steps, `${here}.branches[${n}].steps`)
      })
      lookThrough(step.otherwise ?? [], `${here}.otherwise`)
    })
  lookThrough(rule.steps, 'steps')
  return problems
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  )
}
