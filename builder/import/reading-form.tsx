import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ImportOrder, Lists, Mapping } from './import-data.ts'
import { text } from './words.ts'

type Props = { readonly order: ImportOrder; readonly onChange: (order: ImportOrder) => void }

const LISTS: readonly Lists[] = ['changes', 'all-open']
const NUMBERS = {
  point: { decimal: '.', group: ',' },
  comma: { decimal: ',', group: '.' },
  plain: { decimal: '.', group: '' },
} as const satisfies Record<string, NonNullable<Mapping['numbers']>>

/** How the values of a file are read, what it lists and as of which day. */
export function ReadingForm({ order, onChange }: Props) {
  const { mapping } = order
  return (
    <details>
      <summary>{text.more}</summary>
      <div className="field-row">
        <NativeSelect
          size="xs"
          label={text.lists}
          data={LISTS.map((value) => ({ value, label: text.listsOf[value] }))}
          value={order.lists}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...order, lists: value === 'all-open' ? 'all-open' : 'changes' })
          }
        />
        <TextInput
          size="xs"
          type="date"
          label={text.exportedOn}
          description={text.exportedOnHelp}
          value={order.exportedOn}
          onChange={({ currentTarget: { value } }) => {
            if (value !== '') onChange({ ...order, exportedOn: value })
          }}
        />
        <Left
          label={text.source}
          help={text.sourceHelp}
          value={order.source}
          onLeave={(source) => onChange({ ...order, source: source === '' ? 'files' : source })}
        />
        {mapping !== null && (
          <MappedValues mapping={mapping} onChange={(next) => onChange({ ...order, mapping: next })} />
        )}
      </div>
    </details>
  )
}

function MappedValues({ mapping, onChange }: { mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  const { numbers, dates, ...rest } = mapping
  const form = Object.entries(NUMBERS).find(
    ([, { decimal, group }]) => numbers?.decimal === decimal && numbers.group === group,
  )
  return (
    <>
      <Left
        label={text.dates}
        help={text.datesHelp}
        value={(dates ?? []).join(', ')}
        onLeave={(typed) => {
          const forms = typed.split(/\s*,\s*/).filter(Boolean)
          onChange({ ...rest, ...(numbers && { numbers }), ...(forms.length > 0 && { dates: forms }) })
        }}
      />
      <NativeSelect
        size="xs"
        label={text.decimal}
        data={Object.entries(text.decimals).map(([value, label]) => ({ value, label }))}
        value={form?.[0] ?? 'recognised'}
        onChange={({ currentTarget: { value } }) => {
          const chosen = Object.entries(NUMBERS).find(([name]) => name === value)?.[1]
          onChange({ ...rest, ...(dates && { dates }), ...(chosen && { numbers: chosen }) })
        }}
      />
    </>
  )
}

/** A text that counts once its field is left: half a word is no form of dates. */
function Left({
  label,
  help,
  value,
  onLeave,
}: {
  label: string
  help: string
  value: string
  onLeave: (value: string) => void
}) {
  const [typed, setTyped] = useState(value)
  return (
    <TextInput
      size="xs"
      label={label}
      description={help}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={() => {
        if (typed.trim() !== value) onLeave(typed.trim())
      }}
    />
  )
}
