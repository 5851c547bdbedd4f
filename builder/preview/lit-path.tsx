import { caseName, type DrawnRule } from '../canvas/drawn-rule.ts'
import { type GraphEdge, type GraphNode, graphOf, TRIGGER_ID } from '../canvas/graph.ts'
import { layOut } from '../canvas/layout.ts'
import { faceOf } from '../canvas/node-specs.tsx'
import { actTitle } from '../words/act-title.ts'
import { words } from '../words/words.ts'

const text = words.preview
const NODE = { width: 148, height: 36 }
const BEND = 14
const LABEL_LENGTH = 24

type Props = {
  readonly drawn: DrawnRule
  /** Ids of the branches that were taken. */
  readonly branches: readonly string[]
  /** Ids of the acts that were reached. */
  readonly steps: readonly string[]
}

/** The rule drawn small, with the path of one record lit: a thick line and filled boxes, not colour alone. */
export function LitPath({ drawn, branches, steps }: Props) {
  const { rule } = drawn
  const graph = graphOf(rule)
  const layout = layOut({ ...rule, view: {} }, () => NODE)
  const lit = litOf(graph, { branches, steps })
  const places = [...layout.nodes.values()]
  const width = Math.max(...places.map(({ x }) => x + NODE.width), 0) + 16
  const height = Math.max(...places.map(({ y }) => y + NODE.height), 0) + 16
  const names = graph.nodes
    .filter(({ id, kind }) => lit.has(id) && kind === 'act')
    .map((node) => titleOf(node, drawn))
  return (
    <svg
      className="lit-path"
      viewBox={`0 0 ${width} ${height}`}
      style={{ maxWidth: width }}
      role="img"
      aria-label={names.length === 0 ? text.pathNone : text.pathTaken(names.join(', '))}
    >
      {graph.edges.map((edge) => {
        const from = layout.nodes.get(edge.from)
        const to = layout.nodes.get(edge.to)
        if (from === undefined || to === undefined) return null
        const lane = layout.laneOf(edge)
        const isLit = lit.has(edge.from) && lit.has(edge.to) && isTaken(edge, branches)
        const start = { x: from.x + NODE.width / 2, y: from.y + NODE.height }
        const end = { x: to.x + NODE.width / 2, y: to.y }
        return (
          <g key={edge.id}>
            <path
              className={isLit ? 'lit-edge lit' : 'lit-edge'}
              d={`M ${start.x},${start.y} V ${start.y + BEND} H ${lane} V ${end.y - BEND} H ${end.x} V ${end.y}`}
            />
            {edge.case !== null && (
              <text className="lit-label" x={lane} y={end.y - BEND - 6} textAnchor="middle">
                {short(caseName(edge.case, drawn), LABEL_LENGTH)}
              </text>
            )}
          </g>
        )
      })}
      {graph.nodes.map((node) => {
        const place = layout.nodes.get(node.id)
        if (place === undefined) return null
        return (
          <g key={node.id} transform={`translate(${place.x} ${place.y})`}>
            <rect
              className={lit.has(node.id) ? 'lit-node lit' : 'lit-node'}
              width={NODE.width}
              height={NODE.height}
              rx="4"
            />
            <text x={NODE.width / 2} y={NODE.height / 2 + 4} textAnchor="middle">
              {short(titleOf(node, drawn), 22)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

function titleOf(node: GraphNode, drawn: DrawnRule): string {
  return node.kind === 'act' ? actTitle(node.step.action) : faceOf(node, drawn).title
}

/** The trigger, the acts reached, the decides whose branches were taken, and whatever stands on the way to a lit step. */
function litOf(
  { nodes, edges }: ReturnType<typeof graphOf>,
  { branches, steps }: Pick<Props, 'branches' | 'steps'>,
): ReadonlySet<string> {
  const lit = new Set([TRIGGER_ID, ...steps])
  for (const node of nodes)
    if (node.kind === 'decide' && node.step.branches.some(({ id }) => branches.includes(id))) lit.add(node.id)
  // A wait stands lit where the act behind it is.
  for (const { from, to, case: reason } of [...edges].reverse())
    if (lit.has(to) && (reason === null || (reason.is === 'branch' && branches.includes(reason.branch.id))))
      lit.add(from)
  return lit
}

function isTaken({ case: reason }: GraphEdge, branches: readonly string[]): boolean {
  if (reason === null) return true
  if (reason.is === 'branch') return branches.includes(reason.branch.id)
  return !reason.decide.branches.some(({ id }) => branches.includes(id))
}

function short(words: string, most: number): string {
  return words.length > most ? `${words.slice(0, most - 1)}…` : words
}
