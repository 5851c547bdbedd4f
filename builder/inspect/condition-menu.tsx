import { ActionIcon, Menu } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import { words } from '../words/words.ts'
import { useCondition } from './condition-context.ts'
import { conditionTitle } from './condition-words.ts'
import { type DraftCondition, partsOf } from './draft-condition.ts'
import {
  type At,
  canLeave,
  conditionAt,
  duplicateAt,
  leaveGroup,
  moveBy,
  neighbourAt,
  removeAt,
  wrapAt,
} from './edit-condition.ts'
import { keepEscape } from './keep-escape.ts'

const text = words.inspect.condition

type Props = {
  readonly condition: DraftCondition
  readonly at: At
  /** Compares with a fact instead of a value, or the other way round; absent where that makes no sense. */
  readonly exchange?: { readonly label: string; readonly onExchange: () => void }
}

/** Everything that can be done with a condition or group besides filling it in. */
export function ConditionMenu({ condition, at, exchange }: Props) {
  const editing = useCondition()
  const { root, edit } = editing
  const title = conditionTitle(condition, editing)
  const up = neighbourAt(root, at, -1)
  const down = neighbourAt(root, at, 1)
  return (
    <Menu position="bottom-end" width={220} transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={words.inspect.more(title)}>
          <Ellipsis size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onKeyDown={keepEscape}>
        {exchange !== undefined && <Menu.Item onClick={exchange.onExchange}>{exchange.label}</Menu.Item>}
        {up !== null && (
          <Menu.Item
            rightSection={<kbd>Alt ↑</kbd>}
            onClick={() => edit(moveBy(root, at, -1), text.moved(title), { focus: up })}
          >
            {text.up}
          </Menu.Item>
        )}
        {down !== null && (
          <Menu.Item
            rightSection={<kbd>Alt ↓</kbd>}
            onClick={() => edit(moveBy(root, at, 1), text.moved(title), { focus: down })}
          >
            {text.down}
          </Menu.Item>
        )}
        <Menu.Item
          onClick={() => edit(duplicateAt(root, at), text.duplicated(title), { focus: copyAt(root, at) })}
        >
          {text.duplicate}
        </Menu.Item>
        <Menu.Item onClick={() => edit(wrapAt(root, at, 'any'), text.grouped, { focus: [...at, 0] })}>
          {text.wrap}
        </Menu.Item>
        {canLeave(root, at) && (
          <Menu.Item onClick={() => edit(leaveGroup(root, at), text.left)}>{text.leave}</Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          color="red"
          onClick={() => edit(removeAt(root, at), text.removed(title), { focus: afterRemoval(root, at) })}
        >
          {text.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function copyAt(root: DraftCondition, at: At): At {
  const number = at.at(-1)
  return number === undefined || conditionAt(root, at.slice(0, -1)) === undefined
    ? [1]
    : [...at.slice(0, -1), number + 1]
}

/** The cursor goes to what stands there now, or to what stood before it. */
function afterRemoval(root: DraftCondition, at: At): At {
  const number = at.at(-1) ?? 0
  const left = partsOf(conditionAt(root, at.slice(0, -1)) ?? root).length - 1
  return left <= 0 ? [0] : [...at.slice(0, -1), Math.min(number, left - 1)]
}
