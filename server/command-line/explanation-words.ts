import type { Condition } from '#engine/condition.ts'
import { type Explanation, explainedLeaves } from '#engine/explain.ts'
import type { SubjectExplanation } from '#engine/explain-subject.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Subject } from '#engine/fact-spec.ts'
import type { Truth } from '#engine/leaf-truth.ts'
import { leafReports, matchReport } from '#engine/plan-report.ts'
import { actSentence, conditionSentence, ruleSentence } from '#engine/sentence.ts'
import { statusInWords } from '#engine/walk.ts'
import { whyNot } from '#engine/why-not.ts'
import { actualInWords } from './leaf-words.ts'
import type { Paint } from './paint.ts'
import { oneLine, wrap } from './terminal-table.ts'

/** The form in which `explain --json` prints: the plan's match of the subject, and the tree of every condition asked. */
export function explanationReport(explained: SubjectExplanation) {
  const { rule, asOf, subject, outcome, admission, asked, decision, isBlocked } = explained
  const match = decision && matchReport(decision)
  return {
    asOf,
    rule: rule.id,
    subject,
    outcome,
    branch: match?.branch ?? null,
    actions: match?.actions ?? [],
    because: match?.because ?? asked.flatMap(({ explanation }) => leafReports(explanation)),
    policy: admission.map(({ of, explanation }) => ({ of, result: explanation.result, tree: explanation })),
    conditions: asked.map(({ branch, explanation }) => ({
      branch: branch.id,
      ...(branch.label !== undefined && { label: branch.label }),
      result: explanation.result,
      tree: explanation,
      // The fewest conditions that would have to change for the branch to be taken.
      wouldHaveToChange: explanation.result === true ? [] : whyNot(explanation).flatMap(leafReports),
    })),
    ...(isBlocked && { blocked: true }),
  }
}

type Look = { readonly paint: Paint; readonly width: number }
type Words = Look & { readonly catalogue: FactCatalogue; readonly subject: Subject }

const OUTCOMES = {
  matched: 'the rule matches',
  notMatched: 'the rule does not match',
  unknown: 'it cannot be decided, because data is missing',
} as const

/** An explanation for a person: the rule, the outcome, each condition leaf by leaf, and what is done or held back. */
export function explanationInWords(
  explained: SubjectExplanation,
  catalogue: FactCatalogue,
  look: Look,
): string {
  const { rule, asOf, subject, outcome, admission, asked, decision, isBlocked } = explained
  const { paint, width } = look
  const words: Words = { ...look, catalogue, subject: rule.subject }
  const lines = [
    `${paint.strong(rule.name)} ${paint.faint(`(${rule.id})`)}`,
    ...wrap(ruleSentence(rule, catalogue), Math.min(width, 100) - 2).map((line) => `  ${line}`),
    '',
    `${paint.strong(oneLine(subject.name))} ${paint.faint(`(${oneLine(subject.id)})`)} on ${asOf}: ${outcomePaint(outcome, paint)}`,
  ]
  for (const { of, explanation } of admission) {
    lines.push('', of === 'audience' ? 'Only for a customer for which' : 'Never for a customer for which')
    lines.push(...treeLines(explanation, '  ', { ...words, subject: 'customer' }))
  }
  for (const { branch, explanation } of asked) {
    lines.push('', `${mark(explanation.result, paint)} ${branch.label ?? branch.id}`)
    lines.push(...treeLines(explanation, '  ', words))
    const changes = explanation.result === true ? [] : whyNot(explanation)
    if (changes.length > 0 && changes.length < explainedLeaves(explanation).length) {
      lines.push('  It would be enough if')
      for (const leaf of changes) lines.push(...treeLines(leaf, '    ', words))
    }
  }
  if (isBlocked)
    lines.push('', paint.bad('The two evaluations of this rule differ, so it may not act. Please report it.'))
  if (decision) lines.push('', 'What it does', ...decision.acts.map((act) => actLine(act, paint)))
  return `${lines.join('\n')}\n`
}

function actLine(act: NonNullable<SubjectExplanation['decision']>['acts'][number], paint: Paint): string {
  const standing = act.heldBack
    ? paint.doubtful(`held back: ${oneLine(act.heldBack.sentence)}`)
    : act.status === 'due'
      ? paint.good(statusInWords(act))
      : statusInWords(act)
  return `  ${act.act.id}: ${oneLine(actSentence(act.act))}: ${standing}`
}

function outcomePaint(outcome: SubjectExplanation['outcome'], paint: Paint): string {
  const words = OUTCOMES[outcome]
  if (outcome === 'unknown') return paint.doubtful(words)
  return outcome === 'matched' ? paint.good(words) : paint.strong(words)
}

function mark(result: Truth, paint: Paint): string {
  if (result === null) return paint.doubtful('?')
  return result ? paint.good('✓') : paint.bad('✗')
}

const GROUPS = { all: 'all of these', any: 'at least one of these', not: 'not' } as const

function treeLines(node: Explanation, indent: string, words: Words): string[] {
  const { paint, catalogue, subject } = words
  const head = `${indent}${mark(node.result, paint)} `
  if (node.kind !== 'leaf')
    return [
      `${head}${GROUPS[node.kind]}`,
      ...node.parts.flatMap((part) => treeLines(part, `${indent}  `, words)),
    ]
  const { fact, params, operator, value } = node
  const reference = otherFact(value)
  const asked = conditionSentence(
    { fact, ...(params && { params }), operator, value: reference?.ref ?? value } as Condition,
    catalogue,
    subject,
  )
  const found = actualInWords(node, catalogue)
  const other = reference
    ? `, compared with ${actualInWords({ ...reference.ref, actual: reference.actual }, catalogue)}`
    : ''
  return [`${head}${oneLine(asked)} ${paint.faint(`(it is ${oneLine(found)}${other})`)}`]
}

type FactOperand = {
  readonly fact: string
  readonly params?: Readonly<Record<string, string | number | boolean>>
}

/** A fact on the right side of a leaf, apart from the value that was found for it. */
function otherFact(value: unknown): { ref: FactOperand; actual: unknown } | null {
  if (typeof value !== 'object' || value === null || !('fact' in value)) return null
  const { actual, ...ref } = value as FactOperand & { actual: unknown }
  return { ref, actual }
}
