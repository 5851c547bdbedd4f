import { type ComboboxItem, type ComboboxParsedItem, type OptionsFilter, Select } from '@mantine/core'
import { useMemo } from 'react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { FactSpec, Subject } from '#engine/fact-spec.ts'
import { words } from '../words/words.ts'
import { factFamilies, factTitle } from './condition-words.ts'
import { useProblemAt } from './field-problems.ts'
import { keepEscape } from './keep-escape.ts'

const text = words.inspect.condition

type Props = {
  readonly label?: string
  readonly path: string
  readonly value: string
  readonly catalogue: FactCatalogue
  readonly subject: Subject
  /** Narrows what is offered, as to figures that can be compared with another. */
  readonly isOffered?: (spec: FactSpec) => boolean
  readonly onChange: (spec: FactSpec) => void
}

/** Chooses a fact from the catalogue: by family, by typing a word of its name or of its meaning. */
export function FactPicker({
  label = text.fact,
  path,
  value,
  catalogue,
  subject,
  isOffered = () => true,
  onChange,
}: Props) {
  const problem = useProblemAt(path)
  const data = useMemo(
    () =>
      factFamilies(catalogue, subject)
        .map(({ title, facts }) => ({
          group: title,
          items: facts.filter(isOffered).map((spec) => ({ value: spec.name, label: factTitle(spec) })),
        }))
        .filter(({ items }) => items.length > 0),
    [catalogue, subject, isOffered],
  )
  const meaningOf = (name: string) => {
    const spec = catalogue.spec(name)
    return spec === undefined ? '' : words.engine.factMeaning(spec)
  }
  const isKnown = value === '' || data.some(({ items }) => items.some((item) => item.value === value))
  return (
    <Select
      size="xs"
      className="fact-picker"
      data-path={path}
      aria-label={label}
      placeholder={text.choose}
      error={problem}
      searchable
      onKeyDown={keepEscape}
      selectFirstOptionOnChange
      allowDeselect={false}
      maxDropdownHeight={320}
      nothingFoundMessage={text.noFact}
      comboboxProps={{ width: 340, position: 'bottom-start', transitionProps: { duration: 0 } }}
      data={isKnown ? data : [{ group: '', items: [{ value, label: text.other(value) }] }, ...data]}
      value={value === '' ? null : value}
      filter={byNameOrMeaning(meaningOf)}
      renderOption={({ option }) => (
        <div className="fact-option">
          <div>{option.label}</div>
          <div className="dimmed">{meaningOf(option.value)}</div>
        </div>
      )}
      onChange={(name) => {
        const spec = name === null ? undefined : catalogue.spec(name)
        if (spec !== undefined) onChange(spec)
      }}
    />
  )
}

/** Facts whose name begins with what was typed first, then those that have it in their name, then in their meaning. */
function byNameOrMeaning(meaningOf: (name: string) => string): OptionsFilter {
  return ({ options, search }) => {
    const wanted = search.trim().toLowerCase()
    if (wanted === '') return options
    const rank = ({ label, value }: ComboboxItem) => {
      const name = label.toLowerCase()
      if (name.startsWith(wanted)) return 0
      if (name.includes(wanted) || value.toLowerCase().includes(wanted)) return 1
      return meaningOf(value).toLowerCase().includes(wanted) ? 2 : 3
    }
    const items = options.flatMap((option: ComboboxParsedItem) =>
      'items' in option ? option.items : [option],
    )
    return items.filter((item) => rank(item) < 3).toSorted((a, b) => rank(a) - rank(b))
  }
}
