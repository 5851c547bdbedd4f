import { CalendarClock, GitBranch, Hourglass, type LucideIcon, Mail, Octagon, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import { ACTS, type ActKind } from '#engine/acts.ts'
import type { Act, RuleDocument } from '#engine/rule.ts'
import { messages } from '../messages.ts'
import { DecideDetails } from '../rules/decide-details.tsx'
import { conditionWords } from './condition-words.ts'
import type { GraphNode, NodeKind, StepOfKind } from './graph.ts'

const text = messages.rule

/** What a step is drawn from. The trigger has no step of its own and reads the rule. */
export type Drawn<K extends NodeKind> = {
  readonly step: StepOfKind<K>
  readonly rule: RuleDocument
  /** When the rule runs, in words; the server says it. */
  readonly trigger: string
}

/** How one kind of node looks and reads: everything the canvas, the outline and the inspector need to know about it. */
export type NodeSpec<K extends NodeKind> = {
  readonly icon: (drawn: Drawn<K>) => LucideIcon
  readonly title: (drawn: Drawn<K>) => string
  /** One line of what it does, with its values. */
  readonly line: (drawn: Drawn<K>) => string
  /** What the inspector shows of it. */
  readonly Details: (drawn: Drawn<K>) => ReactNode
}

export const NODE_SPECS = {
  trigger: {
    icon: ({ rule }) => ('schedule' in rule.trigger ? CalendarClock : Zap),
    title: ({ trigger }) => trigger,
    line: ({ rule }) => text.subject[rule.subject].toLowerCase(),
    Details: ({ rule, trigger }) => (
      <Values
        values={[
          [text.when, trigger],
          [text.subjectName, text.subject[rule.subject]],
        ]}
      />
    ),
  },
  decide: {
    icon: () => GitBranch,
    title: ({ step }) => step.label ?? text.decide,
    line: ({ step }) =>
      step.branches.map((branch) => branch.label ?? conditionWords(branch.when)).join(' · '),
    Details: DecideDetails,
  },
  act: {
    icon: ({ step }) => ACT_ICONS[ACTS[step.action].kind],
    title: ({ step }) => ACTS[step.action].title,
    line: ({ step }) => [...paramWords(step), ...ruleOfAct(step)].join(', '),
    Details: ({ step }) => (
      <Values
        values={[
          ...Object.entries(step.params).map(([key, value]): [string, string] => [paramName(key), String(value)]),
          ...ruleOfAct(step).map((words): [string, string] => ['', words]),
        ]}
      />
    ),
  },
  wait: {
    icon: () => Hourglass,
    title: ({ step }) => text.wait(step.days, step.calendar),
    line: () => text.waitLine,
    Details: ({ step }) => <Values values={[[text.wait(step.days, step.calendar), text.waitLine]]} />,
  },
} as const satisfies { [K in NodeKind]: NodeSpec<K> }

const ACT_ICONS: Record<ActKind, LucideIcon> = {
  'chase-message': Mail,
  statement: Mail,
  'credit-hold': Octagon,
  'hold-release': Octagon,
  internal: Zap,
}

export type NodeFace = {
  readonly icon: LucideIcon
  readonly title: string
  readonly line: string
  /** The node as one sentence: its accessible name. */
  readonly sentence: string
  readonly details: ReactNode
}

/** The face of a node, whatever its kind. */
export function faceOf(node: GraphNode, rule: RuleDocument, trigger: string): NodeFace {
  switch (node.kind) {
    case 'trigger':
      return face(NODE_SPECS.trigger, { step: node.step, rule, trigger })
    case 'decide':
      return face(NODE_SPECS.decide, { step: node.step, rule, trigger })
    case 'act':
      return face(NODE_SPECS.act, { step: node.step, rule, trigger })
    case 'wait':
      return face(NODE_SPECS.wait, { step: node.step, rule, trigger })
  }
}

function face<K extends NodeKind>(spec: NodeSpec<K>, drawn: Drawn<K>): NodeFace {
  const title = spec.title(drawn)
  const line = spec.line(drawn)
  return {
    icon: spec.icon(drawn),
    title,
    line,
    sentence: line === '' ? title : `${title}: ${line}`,
    details: <spec.Details {...drawn} />,
  }
}

function Values({ values }: { values: readonly (readonly [string, string])[] }) {
  if (values.length === 0) return <p className="dimmed">{text.noParams}</p>
  return (
    <dl className="facts">
      {values.map(([name, value]) => (
        <div key={`${name} ${value}`} className="fact-row">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const paramNames: Readonly<Record<string, string>> = text.takes
const paramName = (key: string) => paramNames[key] ?? key

function paramWords(act: Act): string[] {
  return Object.entries(act.params).map(([key, value]) => `${paramName(key)} ${String(value)}`)
}

function ruleOfAct(act: Act): string[] {
  return [
    ...(act.approval === undefined ? [] : [text.approval.toLowerCase()]),
    ...(act.every === undefined ? [] : [text.repeat(act.every.days).toLowerCase()]),
    ...(act.times === undefined ? [] : [text.times(act.times).toLowerCase()]),
  ]
}
