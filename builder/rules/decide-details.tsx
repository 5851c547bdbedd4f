import { type Condition, isLeaf } from '#engine/condition.ts'
import type { Decide } from '#engine/rule.ts'
import { conditionSentence } from '#engine/sentence.ts'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { words } from '../words/words.ts'

const text = words.rule

/** The branches of a decide in the order in which they are tried, each with its condition. */
export function DecideDetails({ step, ...rule }: DrawnRule & { readonly step: Decide }) {
  return (
    <>
      <ol className="branches">
        {step.branches.map((branch) => (
          <li key={branch.id}>
            <strong>{branch.label ?? text.unnamedBranch}</strong>
            <ConditionTree condition={branch.when} {...rule} />
          </li>
        ))}
      </ol>
      <p className="dimmed">
        {step.otherwise === undefined || step.otherwise.length === 0 ? text.otherwiseOn : text.otherwiseSteps}
      </p>
    </>
  )
}

function ConditionTree({ condition, ...rule }: DrawnRule & { readonly condition: Condition }) {
  if (isLeaf(condition))
    return <div>{conditionSentence(condition, rule.catalogue, rule.rule.subject, words.engine)}</div>
  const [title, parts] =
    'not' in condition
      ? [text.not, [condition.not]]
      : 'all' in condition
        ? [text.all, condition.all]
        : [text.any, condition.any]
  return (
    <div className="condition">
      <span className="dimmed">{title}</span>
      <ul>
        {parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition may stand twice in a group, and the list never changes.
          <li key={at}>
            <ConditionTree condition={part} {...rule} />
          </li>
        ))}
      </ul>
    </div>
  )
}
