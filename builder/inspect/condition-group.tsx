import { Button, NativeSelect } from '@mantine/core'
import { Plus } from 'lucide-react'
import { words } from '../words/words.ts'
import { useCondition } from './condition-context.ts'
import { ConditionMenu } from './condition-menu.tsx'
import { ConditionRow } from './condition-row.tsx'
import {
  childPath,
  type DraftCondition,
  GROUP_KINDS,
  type GroupKind,
  groupKind,
  orUnknown,
  partsOf,
  textOf,
} from './draft-condition.ts'
import { type At, addTo, moveBy, neighbourAt, regroup, replaceAt } from './edit-condition.ts'

const text = words.inspect.condition

export type PartProps = {
  readonly condition: DraftCondition
  readonly at: At
  /** Where it stands in the document. */
  readonly path: string
  /** Where it stands in the whole condition, as counts are keyed. */
  readonly place: string
}

/** A leaf, a group, or a group that reads as one leaf ("… or unknown"). */
export function ConditionPart(props: PartProps) {
  const { condition } = props
  if (groupKind(condition) === null)
    return 'condition' in condition ? <Segment {...props} /> : <ConditionRow {...props} leaf={condition} />
  const leaf = orUnknown(condition)
  return leaf === null ? <ConditionGroup {...props} /> : <ConditionRow {...props} leaf={leaf} isOrUnknown />
}

function ConditionGroup({ condition, at, path, place }: PartProps) {
  const { root, edit } = useCondition()
  const kind = groupKind(condition) ?? 'all'
  const parts = partsOf(condition)
  const name = text.group(text.kinds[kind], parts.length)
  const keys = keysOf(parts)
  const add = (what: 'condition' | GroupKind) => {
    const inner = kind === 'not' ? [...at, 1] : [...at, parts.length]
    edit(addTo(root, at, what), what === 'condition' ? text.added : text.addedGroup, {
      focus: what === 'condition' ? inner : [...inner, 0],
    })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset inside a fieldset is read out as a ladder of legends.
    <div
      className="condition-group"
      role="group"
      aria-label={name}
      onKeyDown={(event) => moveByKeyboard(event, { root, at, edit })}
    >
      <div className="condition-head">
        <NativeSelect
          size="xs"
          aria-label={text.groupKind}
          value={kind}
          onChange={(event) => {
            const next = GROUP_KINDS.find((each) => each === event.currentTarget.value) ?? 'all'
            edit(replaceAt(root, at, regroup(condition, next)), text.kindChanged(text.kinds[next]))
          }}
        >
          {GROUP_KINDS.map((each) => (
            <option key={each} value={each}>
              {text.kinds[each]}
            </option>
          ))}
        </NativeSelect>
        <span className="dimmed">{text.kindsHelp[kind]}</span>
        {at.length > 0 && <ConditionMenu condition={condition} at={at} />}
      </div>
      <ul className="condition-parts">
        {parts.map((part, number) => (
          <li key={keys[number]} data-at={[...at, number].join('.')}>
            <ConditionPart
              condition={part}
              at={[...at, number]}
              path={childPath(path, kind, number)}
              place={childPath(place, kind, number)}
            />
          </li>
        ))}
      </ul>
      <div className="condition-add">
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Plus size={12} aria-hidden />}
          aria-label={text.addTo(text.kinds[kind])}
          onClick={() => add('condition')}
        >
          {text.add}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Plus size={12} aria-hidden />}
          aria-label={text.addGroupTo(text.kinds[kind])}
          // A group of the same kind within a group says nothing new.
          onClick={() => add(kind === 'any' ? 'all' : 'any')}
        >
          {text.addGroup}
        </Button>
      </div>
    </div>
  )
}

/** Alt with an arrow moves what the cursor is in, as on the canvas. */
export function moveByKeyboard(
  event: React.KeyboardEvent,
  { root, at, edit }: { root: DraftCondition; at: At } & Pick<ReturnType<typeof useCondition>, 'edit'>,
): void {
  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
  const by = event.key === 'ArrowUp' ? -1 : 1
  const to = neighbourAt(root, at, by)
  event.preventDefault()
  event.stopPropagation()
  if (to !== null) edit(moveBy(root, at, by), text.moved(text.label), { focus: to })
}

function Segment({ condition, at }: PartProps) {
  return (
    <div className="condition-head">
      <span>{text.segment(textOf(condition.condition))}</span>
      <ConditionMenu condition={condition} at={at} />
    </div>
  )
}

/** Leaves are known by their names, so that one that moves keeps its field; groups, and leaves named alike, by their place. */
function keysOf(parts: readonly DraftCondition[]): string[] {
  const seen = new Set<string>()
  return parts.map((part, number) => {
    const name = textOf((orUnknown(part) ?? part).name)
    const key = name === '' || seen.has(name) ? `at ${number}` : name
    seen.add(key)
    return key
  })
}
