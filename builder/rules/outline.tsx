import type { RuleStep } from '#engine/rule.ts'
import { caseName, type DrawnRule } from '../canvas/drawn-rule.ts'
import { graphOf, TRIGGER_ID } from '../canvas/graph.ts'
import { faceOf, type NodeFace } from '../canvas/node-specs.tsx'
import { messages } from '../messages.ts'

const text = messages.rule

type Props = {
  readonly drawn: DrawnRule
  readonly selected: string | null
  readonly onSelect: (id: string) => void
}

type Shared = Props & { readonly faces: ReadonlyMap<string, NodeFace> }

/** The same tree as the drawing, as a list: the whole rule by keyboard and for those who cannot see the drawing. */
export function Outline(props: Props) {
  const faces = new Map(graphOf(props.drawn.rule).nodes.map((node) => [node.id, faceOf(node, props.drawn)]))
  const shared = { ...props, faces }
  return (
    <nav className="outline" aria-label={text.outline}>
      <h2>{text.outline}</h2>
      <ul>
        <Entry id={TRIGGER_ID} {...shared} />
        <Steps steps={props.drawn.rule.steps} {...shared} />
      </ul>
    </nav>
  )
}

function Steps({ steps, ...shared }: Shared & { readonly steps: readonly RuleStep[] }) {
  return steps.map((step) =>
    step.do === 'decide' ? (
      <li key={step.id}>
        <Pick id={step.id} {...shared} />
        <ul>
          {step.branches.map((branch) => (
            <li key={branch.id}>
              <span className="outline-case">{caseName({ is: 'branch', branch }, shared.drawn)}</span>
              <ul>
                <Steps steps={branch.steps} {...shared} />
              </ul>
            </li>
          ))}
          {step.otherwise !== undefined && step.otherwise.length > 0 && (
            <li>
              <span className="outline-case">{text.otherwise}</span>
              <ul>
                <Steps steps={step.otherwise} {...shared} />
              </ul>
            </li>
          )}
        </ul>
      </li>
    ) : (
      <Entry key={step.id} id={step.id} {...shared} />
    ),
  )
}

function Entry({ id, ...shared }: Shared & { readonly id: string }) {
  return (
    <li>
      <Pick id={id} {...shared} />
    </li>
  )
}

function Pick({ id, faces, selected, onSelect }: Shared & { readonly id: string }) {
  const face = faces.get(id)
  if (face === undefined) return null
  const Icon = face.icon
  return (
    <button
      type="button"
      className="outline-step"
      aria-current={id === selected ? 'true' : undefined}
      title={face.sentence}
      onClick={() => onSelect(id)}
    >
      <Icon size={14} aria-hidden />
      <span>{face.title}</span>
    </button>
  )
}
