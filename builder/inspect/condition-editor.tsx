import { useEffect, useMemo, useRef } from 'react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { useCurrencies } from './catalogue.ts'
import { ConditionContext, type ConditionEditing } from './condition-context.ts'
import { ConditionPart } from './condition-group.tsx'
import { asDraft, type DraftCondition } from './draft-condition.ts'
import type { At } from './edit-condition.ts'
import { controlOf } from './field-problems.ts'
import { conditionKey, type LiveCounts } from './live-counts.ts'
import { rowsQuestion } from './rows-question.ts'

type Props = {
  readonly label?: string
  readonly value: unknown
  /** Where the condition stands in the document. */
  readonly path: string
  readonly catalogue: FactCatalogue
  readonly subject: RuleDocument['subject']
  readonly onChange: (next: DraftCondition, name: string, joins?: string) => void
  readonly onLeave: () => void
  /** What is counted beside the conditions of a branch; conditions elsewhere are not counted. */
  readonly counted?: { readonly rule: RuleDocument; readonly branchId: string; readonly counts: LiveCounts }
}

/** A condition with its groups, to be read and changed: what to look at, how it is compared, with what. */
export function ConditionEditor(props: Props) {
  const { label, value, path, catalogue, subject, onChange, onLeave, counted } = props
  const [currency = 'USD'] = useCurrencies()
  const root = useMemo(() => asDraft(value), [value])
  const frame = useRef<HTMLFieldSetElement>(null)
  const focusAt = useRef<At | null>(null)
  const editing = useMemo(
    (): ConditionEditing => ({
      root,
      catalogue,
      subject,
      currency,
      edit: (next, name, { joins, focus } = {}) => {
        focusAt.current = focus ?? null
        onChange(next, name, joins)
      },
      leave: onLeave,
      tallyOf: (place) => counted?.counts.conditions[conditionKey(counted.branchId, place)] ?? null,
      isStale: counted?.counts.state === 'stale',
      rowsOf:
        counted === undefined
          ? null
          : (condition) => rowsQuestion(counted.rule, { branchId: counted.branchId, condition, catalogue }),
    }),
    [root, catalogue, subject, currency, onChange, onLeave, counted],
  )
  // What was added or moved has the cursor, so that somebody at the keyboard can go on there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cursor moves when the condition has changed.
  useEffect(() => {
    const at = focusAt.current
    focusAt.current = null
    if (at === null) return
    const part = frame.current?.querySelector<HTMLElement>(`[data-at="${at.join('.')}"]`)
    if (part) controlOf(part)?.focus()
  }, [root])
  return (
    <ConditionContext value={editing}>
      <fieldset className="condition-editor" ref={frame} data-path={path}>
        <legend className={label === undefined ? 'visually-hidden' : ''}>
          {label ?? words.inspect.condition.label}
        </legend>
        <ConditionPart condition={root} at={[]} path={path} place="" />
      </fieldset>
    </ConditionContext>
  )
}
