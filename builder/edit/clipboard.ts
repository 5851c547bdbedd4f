import { z } from 'zod'
import { isActName } from '#engine/acts.ts'
import { type Condition, isLeaf } from '#engine/condition.ts'
import type { Branch, RuleDocument, RuleStep } from '#engine/rule.ts'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { words } from '../words/words.ts'
import { pasteBranch } from './branch-commands.ts'
import { type Command, pasteSteps } from './commands.ts'
import { decideOfOtherwise, placeAfter } from './gestures.ts'
import { readRule } from './read-rule.ts'
import { findBranch, findStep } from './step-tree.ts'

const text = words.editing.clipboard

/** What is copied: text, so that it goes to another rule, another tab, another company or into an e-mail. */
export type Copied = {
  readonly 'dunlin-copy': 1
  readonly subject: RuleDocument['subject']
  readonly steps?: readonly RuleStep[]
  readonly branch?: Branch
}

const Written = z.object({
  'dunlin-copy': z.literal(1),
  subject: z.enum(['customer', 'invoice']),
  steps: z.array(z.unknown()).optional(),
  branch: z.unknown().optional(),
})

/** The text of a step or branch; null for what cannot be copied. */
export function copied(id: string, rule: RuleDocument): string | null {
  const step = findStep(rule, id)?.step
  const branch = findBranch(rule, id)?.branch
  if (step === undefined && branch === undefined) return null
  const copy: Copied = {
    'dunlin-copy': 1,
    subject: rule.subject,
    ...(step === undefined ? {} : { steps: [step] }),
    ...(branch === undefined ? {} : { branch }),
  }
  return JSON.stringify(copy, null, 2)
}

/** The text of several steps, in the order in which they are given. */
export function copiedSteps(steps: readonly RuleStep[], { subject }: RuleDocument): string {
  const copy: Copied = { 'dunlin-copy': 1, subject, steps }
  return JSON.stringify(copy, null, 2)
}

/** What a paste would do: its command, and what this rule or company lacks for it. */
export type Paste = { readonly command: Command; readonly lacks: readonly string[] }

/** Reads copied text for pasting after what is chosen. Null when it is no text of ours. */
export function pasting(
  written: string,
  {
    drawn,
    chosen,
    templates,
  }: { drawn: DrawnRule; chosen: string | null; templates: readonly string[] | null },
): Paste | null {
  const copy = readCopy(written)
  if (copy === null) return null
  const { rule } = drawn
  const steps = copy.steps ?? [branchAsDecide(copy.branch)]
  const lacks = lacking(steps, { copy, drawn, templates })
  if (copy.branch !== undefined) {
    const beside = chosen === null ? null : findBranch(rule, chosen)
    const step = chosen === null ? null : findStep(rule, chosen)?.step
    const decide =
      beside?.decide.id ??
      (step?.do === 'decide' ? step.id : chosen === null ? null : decideOfOtherwise(rule, chosen))
    if (decide !== null)
      return {
        command: pasteBranch(decide, beside === null ? Number.MAX_SAFE_INTEGER : beside.at + 1, copy.branch),
        lacks,
      }
  }
  // A branch where there is no decide to take it becomes a decide of its own.
  return { command: pasteSteps(placeAfter(rule, chosen), steps), lacks }
}

function readCopy(
  written: string,
): { subject: RuleDocument['subject']; steps?: readonly RuleStep[]; branch?: Branch } | null {
  if (!written.includes('dunlin-copy')) return null
  let json: unknown
  try {
    json = JSON.parse(written)
  } catch (error) {
    // Text that only speaks of our format is somebody's prose, and nothing to paste.
    if (error instanceof SyntaxError) return null
    throw error
  }
  const read = Written.safeParse(json)
  if (!read.success) return null
  const { subject, steps, branch } = read.data
  // The same check as for a whole document: what cannot be drawn is not pasted.
  const decide = { id: 'pasted-decide', do: 'decide', branches: [branch] }
  const whole = { dunlin: 1, name: 'x', subject, trigger: { schedule: '' }, steps: steps ?? [decide] }
  const rule = readRule(whole, 'pasted')
  if (!rule.ok) return null
  if (steps !== undefined) return { subject, steps: rule.rule.steps }
  const [first] = rule.rule.steps
  return first?.do === 'decide' && first.branches[0] !== undefined
    ? { subject, branch: first.branches[0] }
    : null
}

function branchAsDecide(branch: Branch | undefined): RuleStep {
  return { id: 'pasted-decide', do: 'decide', branches: branch === undefined ? [] : [branch] }
}

function lacking(
  steps: readonly RuleStep[],
  {
    copy,
    drawn,
    templates,
  }: { copy: Pick<Copied, 'subject'>; drawn: DrawnRule; templates: readonly string[] | null },
): string[] {
  const lacks = new Set<string>()
  if (copy.subject !== drawn.rule.subject) lacks.add(text.otherSubject(copy.subject))
  const look = (step: RuleStep) => {
    if (step.do === 'act') {
      if (!isActName(step.action)) lacks.add(text.noAct(step.action))
      const { template } = step.params
      if (typeof template === 'string' && templates !== null && !templates.includes(template))
        lacks.add(text.noTemplate(template))
    }
    if (step.do !== 'decide') return
    for (const branch of step.branches) {
      for (const fact of factsOf(branch.when))
        if (drawn.catalogue.spec(fact) === undefined) lacks.add(text.noFact(fact))
      branch.steps.forEach(look)
    }
    step.otherwise?.forEach(look)
  }
  steps.forEach(look)
  return [...lacks]
}

/** The facts a condition asks for; what is still to be chosen asks for none. */
function factsOf(condition: Condition): string[] {
  if (typeof condition !== 'object' || condition === null) return []
  if (isLeaf(condition)) return condition.fact === '' ? [] : [condition.fact]
  if ('not' in condition) return factsOf(condition.not)
  const parts: unknown = 'all' in condition ? condition.all : condition.any
  return Array.isArray(parts) ? parts.flatMap((part: Condition) => factsOf(part)) : []
}
