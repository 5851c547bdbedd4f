import { z } from 'zod'
import { isActName } from '#engine/acts.ts'
import type { Operand } from '#engine/condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { FactType, Subject } from '#engine/fact-spec.ts'
import { reasonOf } from '#engine/reason.ts'
import { conditionSentence } from '#engine/sentence.ts'
import { valueInWords } from '#engine/sentence-words.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import { english } from '#engine/words/english.ts'
import { sayWritten } from '#server/words/say-written.ts'
import type { BecauseLeaf, MatchRow } from '../views.ts'

/*
 * Runs store reasons and acts in the form in which a plan prints them (`engine/plan-report.ts`), or as the explanation's tree.
 * Rows written by older versions are read as well, so everything not needed here may be absent.
 */

const Scalar = z.union([z.string(), z.number(), z.boolean()])
type Scalar = z.infer<typeof Scalar>
const Written = z.union([Scalar, z.array(Scalar), z.null()])
type Written = z.infer<typeof Written>
const Params = z.record(z.string(), Scalar)
const Reference = z.object({
  fact: z.string(),
  params: Params.exactOptional(),
  actual: Written.exactOptional(),
})

const StoredLeaf = z.object({
  fact: z.string(),
  params: Params.exactOptional(),
  operator: z.string(),
  value: z.union([Written, Reference]),
  actual: Written,
  result: z.boolean().nullable(),
})
type StoredLeaf = z.infer<typeof StoredLeaf>

type StoredNode = StoredNode[] | { parts: StoredNode[] } | StoredLeaf
const StoredNode: z.ZodType<StoredNode> = z.lazy(() =>
  z.union([z.array(StoredNode), z.object({ parts: z.array(StoredNode) }), StoredLeaf]),
)

type Said = {
  readonly catalogue: FactCatalogue
  readonly subject: Subject
  /** In which language. */
  readonly words: EngineWords
}

/** The comparisons behind a decision in reading order, whatever groups they stood in, each in words. */
export function readLeaves(stored: unknown, said: Said): BecauseLeaf[] {
  return leavesOf(StoredNode.parse(stored)).map((leaf) => ({
    fact: leaf.fact,
    operator: leaf.operator,
    value: operandText(leaf.value),
    actual: leaf.actual === null ? null : writtenText(leaf.actual),
    result: leaf.result,
    words: leafWords(leaf, said),
  }))
}

/**
 * Why an action was decided, in one sentence. It is stored in English; another language says it anew from the comparisons, or
 * where none led to it, as what is written down is said.
 */
export function reasonInWords(
  { reason, because }: { reason: string; because: unknown },
  { catalogue, words }: Pick<Said, 'catalogue' | 'words'>,
): string {
  if (words.language === 'en') return reason
  const leaves = leavesOf(StoredNode.parse(because)).filter(({ result }) => result === true)
  if (leaves.length === 0) return sayWritten(reason, words)
  const said = reasonOf(leaves, catalogue, words)
  // Behind the comparisons stands what whoever looks at it should know, such as what a letter leaves out.
  const compared = reasonOf(leaves, catalogue, english)
  const more = reason.startsWith(compared) ? reason.slice(compared.length).trim() : ''
  return [said, ...more.split('\n').map((line) => sayWritten(line, words))].join(' ').trim()
}

function leavesOf(node: StoredNode): StoredLeaf[] {
  if (Array.isArray(node)) return node.flatMap(leavesOf)
  return 'parts' in node ? node.parts.flatMap(leavesOf) : [node]
}

function leafWords(leaf: StoredLeaf, { catalogue, subject, words }: Said): string {
  const { fact, params, operator, value, actual } = leaf
  const spec = catalogue.spec(fact)
  const written = isReference(value)
    ? { fact: value.fact, ...(value.params && { params: value.params }) }
    : value
  // A fact that has since been renamed has no words of its own; its reasons are then shown as they were written.
  if (spec === undefined || written === null)
    return withFound(`${fact} ${operator} ${operandText(value)}`, actual, words)
  const asked = { fact, ...(params && { params }), operator, value: written as Operand }
  const found =
    typeof actual === 'object'
      ? actual
      : foundInWords(actual, spec.type, { currency: params?.currency, words })
  return withFound(conditionSentence(asked, catalogue, subject, words), found, words)
}

function foundInWords(
  actual: Scalar,
  type: FactType,
  { currency, words }: { currency: Scalar | undefined; words: EngineWords },
): string {
  return valueInWords(actual, type, currency === undefined ? undefined : String(currency), words)
}

function withFound(asked: string, found: Written, { reason }: EngineWords): string {
  return found === null ? asked : `${asked} (${reason.found(writtenText(found))})`
}

function isReference(value: StoredLeaf['value']): value is z.infer<typeof Reference> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function operandText(value: StoredLeaf['value']): string {
  if (!isReference(value)) return writtenText(value)
  return value.actual === undefined ? value.fact : `${value.fact} (${writtenText(value.actual)})`
}

function writtenText(value: Written): string {
  if (value === null) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}

const StoredAct = z.object({
  step: z.string(),
  action: z.string(),
  heldBack: z.object({ sentence: z.string() }).nullish(),
})

type ActOfMatch = Omit<MatchRow['actions'][number], 'id' | 'state'>

/** The acts a decision reached, as a plan prints them. */
export function readActs(stored: unknown, words: EngineWords): ActOfMatch[] {
  return z
    .array(StoredAct)
    .parse(stored)
    .map(({ step, action, heldBack }) => ({
      step,
      title: isActName(action) ? words.acts[action] : action,
      heldBack: heldBack ? sayWritten(heldBack.sentence, words) : null,
    }))
}
