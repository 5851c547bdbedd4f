import { type NodeHandle, Position } from '@xyflow/react'
import { noteOn } from '../edit/notes-and-pins.ts'
import { listKey, placeKey } from '../edit/place.ts'
import { words } from '../words/words.ts'
import { caseName, type DrawnRule } from './drawn-rule.ts'
import { type FlowItem, flowOrder, otherwiseId } from './flow-order.ts'
import { countKey, type EdgeCase, type GraphEdge, graphOf, type RuleGraph, TRIGGER_ID } from './graph.ts'
import { LANE_SIZE, type LaneNodeType } from './lane-node.tsx'
import { type Layout, layOut, PLUS } from './layout.ts'
import type { Line } from './lines.tsx'
import { faceOf, type NodeFace } from './node-specs.tsx'
import type { PlusNodeType } from './plus-node.tsx'
import { NODE_SIZE, type StepNodeType } from './step-node.tsx'
import { type DrawnCounts, drawnTally, edgeWeight, missingWords } from './tally.ts'

export type DrawnNode = StepNodeType | LaneNodeType | PlusNodeType

/** What is drawn besides the rule itself. */
export type Drawing = {
  readonly drawn: DrawnRule
  readonly counts: Omit<DrawnCounts, 'state'>
  /** True when steps can be added, and the drawing has a button wherever one can be. */
  readonly isEdited: boolean
  /** What is wrong with a step or branch, in a sentence. */
  readonly problems: ReadonlyMap<string, string>
}

const text = words.editing
const A_STEP = { 'aria-roledescription': text.step } as const

const PLUS_SIZE = { width: PLUS, height: PLUS }
// From here, one pixel wide, a line is drawn by hand to what comes next. Lines lead to no handle: where a step stands says it all.
const STEP_HANDLES: NodeHandle[] = [
  {
    type: 'source',
    position: Position.Bottom,
    x: NODE_SIZE.width / 2 - 0.5,
    y: NODE_SIZE.height,
    width: 1,
    height: 1,
  },
]
const NO_HANDLES: NodeHandle[] = []

/** The nodes and lines of a drawing. Nodes stand in the order of the flow, which is the order in which Tab visits them. */
export function draw(drawing: Drawing): { nodes: DrawnNode[]; lines: Line[]; layout: Layout } {
  const { drawn, isEdited } = drawing
  const layout = layOut(drawn.rule, () => NODE_SIZE, { isEdited })
  const graph = graphOf(drawn.rule)
  const faces = new Map(graph.nodes.map((node) => [node.id, { face: faceOf(node, drawn), kind: node.kind }]))
  const nodes = flowOrder(drawn.rule, { isEdited }).flatMap((item): DrawnNode[] => {
    if (item.kind === 'lane') return laneNode(item, { drawing, layout })
    if (item.kind === 'plus') return plusNode(item, { layout, faces, drawn })
    return stepNode(item.id, { drawing, layout, faces })
  })
  return { nodes, lines: linesOf(graph, { drawing, layout }), layout }
}

type Faces = ReadonlyMap<string, { readonly face: NodeFace; readonly kind: StepNodeType['data']['kind'] }>

function stepNode(
  id: string,
  { drawing, layout, faces }: { drawing: Drawing; layout: Layout; faces: Faces },
): StepNodeType[] {
  const { drawn, counts, problems, isEdited } = drawing
  const found = faces.get(id)
  const place = layout.nodes.get(id)
  if (found === undefined || place === undefined) return []
  const tally = drawnTally(counts.steps[id], drawn.rule.subject)
  const problem = problems.get(id) ?? null
  return [
    {
      id,
      type: 'step',
      position: { x: place.x, y: place.y },
      data: {
        icon: found.face.icon,
        title: found.face.title,
        line: found.face.line,
        kind: found.kind,
        tally,
        missing: missingWords(counts, id),
        problem,
        note: noteOn(drawn.rule, id),
      },
      domAttributes: A_STEP,
      ariaLabel: problem === null ? found.face.sentence : text.withProblem(found.face.sentence, problem),
      draggable: isEdited && id !== TRIGGER_ID,
      ...NODE_SIZE,
      // Known sizes and handles spare React Flow a round of measuring.
      measured: NODE_SIZE,
      handles: STEP_HANDLES,
    },
  ]
}

function laneNode(
  { id, list, decide, branch }: Extract<FlowItem, { kind: 'lane' }>,
  { drawing, layout }: { drawing: Drawing; layout: Layout },
): LaneNodeType[] {
  const { drawn, counts, problems } = drawing
  const place = layout.lanes.get(listKey(list))
  if (place === undefined) return []
  const reason = branch === null ? { is: 'otherwise' as const, decide } : { is: 'branch' as const, branch }
  return [
    {
      id,
      type: 'lane',
      position: { x: place.x - LANE_SIZE.width / 2, y: place.y },
      data: {
        label: caseName(reason, drawn),
        tally: drawnTally(counts.edges[countKey(reason)], drawn.rule.subject),
        problem: problems.get(id) ?? null,
      },
      focusable: false,
      draggable: false,
      ...LANE_SIZE,
      measured: LANE_SIZE,
      handles: NO_HANDLES,
    },
  ]
}

function plusNode(
  { id, place, after, branch }: Extract<FlowItem, { kind: 'plus' }>,
  { layout, faces, drawn }: { layout: Layout; faces: Faces; drawn: DrawnRule },
): PlusNodeType[] {
  const at = layout.places.get(placeKey(place))
  if (at === undefined) return []
  const start = branch === null ? null : caseName({ is: 'branch', branch }, drawn)
  const label =
    after !== null
      ? text.add.after(faces.get(after.id)?.face.title ?? text.step)
      : place.list === 'root'
        ? text.add.first
        : text.add.inBranch(start ?? text.otherwise)
  return [
    {
      id,
      type: 'plus',
      position: { x: at.x - PLUS / 2, y: at.y - PLUS / 2 },
      data: { place, label, isFirst: drawn.rule.steps.length === 0 },
      focusable: false,
      draggable: false,
      selectable: false,
      ...PLUS_SIZE,
      measured: PLUS_SIZE,
      handles: NO_HANDLES,
    },
  ]
}

function linesOf(graph: RuleGraph, { drawing, layout }: { drawing: Drawing; layout: Layout }): Line[] {
  const { counts, isEdited } = drawing
  const line = (edge: GraphEdge, kind: Line['kind']): Line => ({
    id: edge.id,
    from: edge.from,
    to: edge.to,
    lane: layout.laneOf(edge),
    kind,
    weight: edgeWeight(
      edge.case === null ? undefined : counts.edges[countKey(edge.case)],
      counts.steps[TRIGGER_ID],
    ),
  })
  return [
    ...graph.edges.map((each) => line(each, 'flow')),
    ...endsOf(graph, isEdited).map((each) => line(each, 'end')),
  ]
}

/**
 * Where the flow runs out: in the place where the next step would be added. A drawing that is only looked at has no such place;
 * there only a case without steps is drawn to its own label, so that no label hangs in the air.
 */
function endsOf({ ends }: RuleGraph, isEdited: boolean): GraphEdge[] {
  if (isEdited) return [...ends]
  return ends.flatMap((end) => (end.case === null ? [] : [{ ...end, to: laneIdOf(end.case) }]))
}

function laneIdOf(reason: EdgeCase): string {
  return reason.is === 'branch' ? reason.branch.id : otherwiseId(reason.decide.id)
}
