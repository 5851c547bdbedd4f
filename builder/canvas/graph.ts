import type { Branch, Decide, RuleDocument, RuleStep } from '#engine/rule.ts'

/** The canvas is a projection of the rule's tree: nothing drawn here is stored, so it can never disagree with the rule. */
export type NodeKind = 'trigger' | RuleStep['do']

export type StepOfKind<K extends NodeKind> = K extends 'trigger' ? null : Extract<RuleStep, { do: K }>

export type GraphNode = { [K in NodeKind]: { id: string; kind: K; step: StepOfKind<K> } }[NodeKind]

/** Why an edge leaves a decide: one of its branches applied, or none did. */
export type EdgeCase =
  | { readonly is: 'branch'; readonly branch: Branch }
  | { readonly is: 'otherwise'; readonly decide: Decide }

export type GraphEdge = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly case: EdgeCase | null
}

export type RuleGraph = {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** Where the flow runs out: from the last steps, and from decides that lead nowhere. Each leads to `END_ID`. */
  readonly ends: readonly GraphEdge[]
}

/** No step can have this id, since `$` is not allowed in one. */
export const TRIGGER_ID = '$trigger'
/** Where the whole rule ends, and a step can be added. */
export const END_ID = '$end'

/** A way out of what has been drawn so far that still waits for its next step. */
type Loose = { readonly from: string; readonly case: EdgeCase | null }

/**
 * The graph of a rule: the trigger, one node for every step, and edges in the direction of the flow. Nodes stand in reading
 * order, which is also the order of the keyboard. After a decide the list goes on, so its branches meet again at the next step.
 */
export function graphOf(rule: RuleDocument): RuleGraph {
  const nodes: GraphNode[] = [{ id: TRIGGER_ID, kind: 'trigger', step: null }]
  const edges: GraphEdge[] = []

  const drawList = (steps: readonly RuleStep[], incoming: readonly Loose[]): readonly Loose[] =>
    steps.reduce<readonly Loose[]>((loose, step) => {
      edges.push(...loose.map((each) => edgeTo(step.id, each)))
      nodes.push(nodeOf(step))
      return step.do === 'decide' ? drawDecide(step) : [{ from: step.id, case: null }]
    }, incoming)

  const drawDecide = (decide: Decide): readonly Loose[] => [
    ...decide.branches.flatMap((branch) =>
      drawList(branch.steps, [{ from: decide.id, case: { is: 'branch', branch } }]),
    ),
    ...drawList(decide.otherwise ?? [], [{ from: decide.id, case: { is: 'otherwise', decide } }]),
  ]

  const loose = drawList(rule.steps, [{ from: TRIGGER_ID, case: null }])
  return { nodes, edges, ends: loose.map((each) => edgeTo(END_ID, each)) }
}

function edgeTo(to: string, { from, case: reason }: Loose): GraphEdge {
  return { id: `${from}>${to}${caseSuffix(reason)}`, from, to, case: reason }
}

function nodeOf(step: RuleStep): GraphNode {
  switch (step.do) {
    case 'act':
      return { id: step.id, kind: 'act', step }
    case 'wait':
      return { id: step.id, kind: 'wait', step }
    case 'decide':
      return { id: step.id, kind: 'decide', step }
  }
}

function caseSuffix(reason: EdgeCase | null): string {
  if (reason === null) return ''
  return reason.is === 'branch' ? `#${reason.branch.id}` : '#$otherwise'
}

/** The key under which the last run counted an edge that leaves a decide. */
export function countKey(reason: EdgeCase): string {
  return reason.is === 'branch' ? reason.branch.id : `${reason.decide.id}:otherwise`
}
