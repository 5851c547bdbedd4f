import { Autocomplete, MultiSelect, TagsInput } from '@mantine/core'
import type { FactSpec, Subject } from '#engine/fact-spec.ts'
import type { FactValuesView } from '#server/client.ts'
import { readableCount } from '../format/count.ts'
import { words } from '../words/words.ts'
import type { DraftLeaf } from './draft-condition.ts'
import { isFilled, valueType } from './draft-leaf.ts'
import { useFactValues } from './fact-values.ts'
import { useProblemAt } from './field-problems.ts'
import { keepEscape } from './keep-escape.ts'

const text = words.inspect.condition
const NO_MOTION = { transitionProps: { duration: 0 } }
const IN_ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

type Props = {
  readonly leaf: DraftLeaf
  readonly spec: FactSpec
  readonly path: string
  readonly subject: Subject
}

/** Several values: chosen among those there are, each with how many have it, or written where any text will do. */
export function SeveralValues({
  leaf,
  spec,
  path,
  subject,
  onChange,
}: Props & { readonly onChange: (leaf: DraftLeaf, isTyping: boolean) => void }) {
  const problem = useProblemAt(`${path}.value`)
  const found = useFactValues(leaf, spec, subject)
  const given = Array.isArray(leaf.value) ? leaf.value.filter(isFilled) : []
  const items = given.map(String)
  const type = valueType(spec)
  const shared = {
    size: 'xs',
    className: 'several',
    'data-path': `${path}.value`,
    'aria-label': text.list,
    error: problem,
    description: [text.listCount(items.length), ...missing(found)].join(' · '),
    inputWrapperOrder: IN_ORDER,
    value: items,
    onKeyDown: keepEscape,
    comboboxProps: NO_MOTION,
    renderOption: countedOption(found),
  } as const
  if (type === 'enum')
    return (
      <MultiSelect
        {...shared}
        searchable
        {...(items.length === 0 && { placeholder: words.inspect.act.choose })}
        data={[...(spec.values ?? [])]}
        onChange={(value) => onChange({ ...leaf, value }, false)}
      />
    )
  return (
    <TagsInput
      {...shared}
      splitChars={[',', ';', '\n']}
      {...(items.length === 0 && { placeholder: text.listHelp })}
      acceptValueOnBlur
      data={valuesOf(found)}
      maxDropdownHeight={240}
      onChange={(value) => onChange({ ...leaf, value: value.map((item) => ofType(item, type)) }, false)}
    />
  )
}

/** One text: written, or taken from those there are, each with how many have it. */
export function ListedValue({
  leaf,
  spec,
  path,
  subject,
  label,
  value,
  onChange,
  onLeave,
}: Props & {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onLeave: () => void
}) {
  const problem = useProblemAt(path)
  const found = useFactValues(leaf, spec, subject)
  return (
    <Autocomplete
      size="xs"
      className="several"
      data-path={path}
      aria-label={label}
      error={problem}
      {...(found !== null && found.unknown > 0 && { description: missing(found).join(' ') })}
      inputWrapperOrder={IN_ORDER}
      value={value}
      data={valuesOf(found)}
      maxDropdownHeight={240}
      comboboxProps={NO_MOTION}
      renderOption={countedOption(found)}
      onKeyDown={keepEscape}
      onBlur={onLeave}
      onChange={onChange}
    />
  )
}

/** The words of a choice with how many have it: `USD (3,102)`. */
export function countedWords(value: string, found: FactValuesView | null): string {
  return found === null ? value : `${value} (${readableCount(countOf(value, found))})`
}

function countedOption(found: FactValuesView | null) {
  return ({ option }: { option: { value: string; label?: string } }) => (
    <div className="counted-option">
      <span>{option.label ?? option.value}</span>
      {found !== null && <span className="number dimmed">{readableCount(countOf(option.value, found))}</span>}
    </div>
  )
}

function countOf(value: string, { values }: FactValuesView): number {
  return values.find((each) => each.value === value)?.count ?? 0
}

function valuesOf(found: FactValuesView | null): string[] {
  return found === null ? [] : found.values.map(({ value }) => value)
}

function missing(found: FactValuesView | null): string[] {
  return found === null || found.unknown === 0 ? [] : [text.unknown(readableCount(found.unknown))]
}

/** Numbers stay numbers when their list is typed as text. */
function ofType(item: string, type: FactSpec['type']): string | number {
  const isNumber = (type === 'number' || type === 'days') && /^-?\d+(\.\d+)?$/.test(item)
  return isNumber ? Number(item) : item
}
