import { MultiSelect, TagsInput } from '@mantine/core'
import { words } from '../words/words.ts'
import { useProblemAt } from './field-problems.ts'

type Props = {
  readonly label: string
  readonly path: string
  readonly value: unknown
  /** `undefined` takes the value away. */
  readonly onChange: (value: readonly string[] | undefined) => void
}

/** Some of the values there are. */
export function ChoicesField({
  label,
  path,
  value,
  choices,
  onChange,
}: Props & { readonly choices: { value: string; label: string }[] }) {
  return (
    <MultiSelect
      size="xs"
      label={label}
      data-path={path}
      error={useProblemAt(path)}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      data={choices}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(chosen) => onChange(chosen.length === 0 ? undefined : chosen)}
    />
  )
}

/** Texts of one's own, one after the other. */
export function TextsField({ label, path, value, onChange }: Props) {
  return (
    <TagsInput
      size="xs"
      label={label}
      data-path={path}
      error={useProblemAt(path)}
      placeholder={words.inspect.act.addText}
      acceptValueOnBlur
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(items) => onChange(items.length === 0 ? undefined : items)}
    />
  )
}
