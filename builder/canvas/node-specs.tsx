import { CalendarClock, GitBranch, Hourglass, type LucideIcon, Mail, Octagon, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import { ACTS, type ActKind, isActName } from '#engine/acts.ts'
import type { Act } from '#engine/rule.ts'
import { waitSentence } from '#engine/sentence.ts'
import { DecideDetails } from '../rules/decide-details.tsx'
import { actTitle } from '../words/act-title.ts'
import { words } from '../words/words.ts'
import { actWords, branchName, type DrawnRule } from './drawn-rule.ts'
import type { GraphNode, NodeKind, StepOfKind } from './graph.ts'

const text = words.rule

/** What a node is drawn from. The trigger has no step of its own and reads the rule. */
export type Drawn<K extends NodeKind> = DrawnRule & { readonly step: StepOfKind<K> }

/** How one kind of node looks and reads: everything the canvas, the outline and the inspector need to know about it. */
export type NodeSpec<K extends NodeKind> = {
  readonly icon: (drawn: Drawn<K>) => LucideIcon
  readonly title: (drawn: Drawn<K>) => string
  /** One line of what it does, with its values. */
  readonly line: (drawn: Drawn<K>) => string
  /** All of it in one sentence, which is the node's accessible name. */
  readonly sentence: (drawn: Drawn<K>) => string
  /** What the inspector shows of it. */
  readonly Details: (drawn: Drawn<K>) => ReactNode
}

export const NODE_SPECS = {
  trigger: {
    icon: ({ rule }) => ('on' in rule.trigger ? Zap : CalendarClock),
    title: ({ trigger }) => trigger,
    line: ({ rule }) => text.subject[rule.subject],
    sentence: ({ rule, trigger }) => `${trigger}, ${text.subject[rule.subject].toLowerCase()}`,
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
    line: (drawn) => drawn.step.branches.map((branch) => branchName(branch, drawn)).join(' · '),
    sentence: (drawn) => text.decideSentence(drawn.step.branches.map((branch) => branchName(branch, drawn))),
    Details: DecideDetails,
  },
  act: {
    icon: ({ step }) => actIcon(step.action),
    title: ({ step }) => actTitle(step.action),
    line: ({ step }) => capital(actWords(step)),
    sentence: ({ step }) => capital(actWords(step)),
    Details: ({ step }) => <Values values={[...paramsOf(step), ...limitsOf(step)]} />,
  },
  wait: {
    icon: () => Hourglass,
    title: ({ step }) => capital(waitSentence(step, words.engine)),
    line: () => text.waitLine,
    sentence: ({ step }) => `${capital(waitSentence(step, words.engine))}, ${text.waitLine.toLowerCase()}`,
    Details: ({ step }) => <Values values={[[capital(waitSentence(step, words.engine)), text.waitLine]]} />,
  },
} as const satisfies { [K in NodeKind]: NodeSpec<K> }

const ACT_ICONS: Record<ActKind, LucideIcon> = {
  'chase-message': Mail,
  statement: Mail,
  'credit-hold': Octagon,
  'hold-release': Octagon,
  receipt: Mail,
  'finance-charge': Zap,
  outside: Zap,
  internal: Zap,
}

/** The picture of an act; one nobody knows here gets that of what happens inside. */
export function actIcon(action: string): LucideIcon {
  return isActName(action) ? ACT_ICONS[ACTS[action].kind] : Zap
}

export type NodeFace = {
  readonly icon: LucideIcon
  readonly title: string
  readonly line: string
  readonly sentence: string
  readonly details: ReactNode
}

/** The face of a node, whatever its kind. */
export function faceOf(node: GraphNode, rule: DrawnRule): NodeFace {
  switch (node.kind) {
    case 'trigger':
      return face(NODE_SPECS.trigger, { ...rule, step: node.step })
    case 'decide':
      return face(NODE_SPECS.decide, { ...rule, step: node.step })
    case 'act':
      return face(NODE_SPECS.act, { ...rule, step: node.step })
    case 'wait':
      return face(NODE_SPECS.wait, { ...rule, step: node.step })
  }
}

function face<K extends NodeKind>(spec: NodeSpec<K>, drawn: Drawn<K>): NodeFace {
  return {
    icon: spec.icon(drawn),
    title: spec.title(drawn),
    line: spec.line(drawn),
    sentence: spec.sentence(drawn),
    details: <spec.Details {...drawn} />,
  }
}

type NamedValue = readonly [name: string, value: string]

function Values({ values }: { values: readonly NamedValue[] }) {
  return (
    <dl className="facts">
      {values.map(([name, value]) => (
        <div key={name} className="fact-row">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const paramNames: Readonly<Record<string, string>> = text.params

function paramsOf(act: Act): NamedValue[] {
  return Object.entries(act.params).map(([key, value]) => [paramNames[key] ?? key, paramInWords(key, value)])
}

function paramInWords(key: string, value: unknown): string {
  if (key === 'template') return words.engine.letter(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function limitsOf(act: Act): NamedValue[] {
  return [
    ...(act.approval === undefined ? [] : [[text.approval, text.approvalRequired] as const]),
    ...(act.every === undefined ? [] : [[text.repeats, text.everyDays(act.every.days)] as const]),
    ...(act.times === undefined ? [] : [[text.atMost, text.times(act.times)] as const]),
  ]
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
