import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { LOCALE } from '../format/locale.ts'
import { useProblemAt } from './field-problems.ts'
import { numbersOf } from './read-amount.ts'

type Labelled = {
  readonly label: string
  /** Where the value stands in the document; its problems are shown here and a problem's jump ends here. */
  readonly path: string
  readonly help?: ReactNode
  /** True where a heading beside it says the label already. */
  readonly hidesLabel?: boolean
  /** Leaving the field ends the joining of keystrokes into one undo. */
  readonly onLeave?: () => void
}

/** What a Mantine control gets for its label: shown, or said to a screen reader alone. */
function naming({ label, hidesLabel = false }: Pick<Labelled, 'label' | 'hidesLabel'>) {
  return hidesLabel ? { 'aria-label': label } : { label }
}

/** One of several. */
export function ChoiceField({
  value,
  values,
  onChange,
  path,
  help,
  ...labelled
}: Labelled & {
  readonly value: string
  readonly values: readonly (readonly [value: string, words: string])[]
  readonly onChange: (value: string) => void
}) {
  const problem = useProblemAt(path)
  // A list of currencies is long, and is drawn again only when it is another.
  const options = useMemo(() => {
    const isKnown = values.some(([each]) => each === value)
    return (isKnown ? values : [[value, value] as const, ...values]).map(([each, words]) => (
      <option key={each} value={each}>
        {words}
      </option>
    ))
  }, [values, value])
  return (
    <NativeSelect
      size="xs"
      data-path={path}
      {...naming(labelled)}
      description={help}
      error={problem}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options}
    </NativeSelect>
  )
}

/** A text; over several lines where it may be long. */
export function TextField({
  value,
  onChange,
  path,
  help,
  isLong = false,
  mostLetters,
  onLeave,
  placeholder,
  ...labelled
}: Labelled & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly isLong?: boolean
  readonly mostLetters?: number | null
  readonly placeholder?: string
}) {
  const problem = useProblemAt(path)
  const shared = {
    size: 'xs',
    'data-path': path,
    ...naming(labelled),
    description: help,
    error: problem,
    value,
    ...(mostLetters && { maxLength: mostLetters }),
    ...(onLeave && { onBlur: onLeave }),
    ...(placeholder !== undefined && { placeholder }),
  } as const
  return isLong ? (
    <Textarea {...shared} autosize minRows={2} onChange={(event) => onChange(event.currentTarget.value)} />
  ) : (
    <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
  )
}

/** A number as it is typed. What is no number is kept as it was typed, so that the check can say what would be right. */
export function NumberField({
  value,
  onChange,
  path,
  help,
  onLeave,
  placeholder,
  numbersOnly,
  ...labelled
}: Labelled & {
  readonly value: unknown
  readonly onChange: (value: number | string | null) => void
  readonly placeholder?: string
  /** What is said instead of passing on what is no number, where the document can hold nothing else. */
  readonly numbersOnly?: string
}) {
  const found = useProblemAt(path)
  const shown = written(value)
  const [typed, setTyped] = useState(shown)
  // Undo, or a jump to another step, changes the value from outside; what is being typed says the same in other letters.
  const isRefused = numbersOnly !== undefined && typeof readNumber(typed) !== 'number'
  const current = isRefused || readNumber(typed) === (value ?? null) ? typed : shown
  return (
    <TextInput
      size="xs"
      className="number-field"
      data-path={path}
      inputMode="decimal"
      {...naming(labelled)}
      description={help}
      error={isRefused ? numbersOnly : found}
      value={current}
      {...(placeholder !== undefined && { placeholder })}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        const read = readNumber(event.currentTarget.value)
        if (numbersOnly === undefined || typeof read === 'number') onChange(read)
      }}
      onBlur={() => {
        setTyped(shown)
        onLeave?.()
      }}
    />
  )
}

/** Yes or no. */
export function YesNoField({
  value,
  onChange,
  path,
  label,
}: Labelled & { readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <Checkbox
      size="xs"
      data-path={path}
      label={label}
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** A calendar day. */
export function DayField({
  value,
  onChange,
  path,
  ...labelled
}: Labelled & { readonly value: unknown; readonly onChange: (value: string | null) => void }) {
  const problem = useProblemAt(path)
  return (
    <TextInput
      size="xs"
      type="date"
      data-path={path}
      {...naming(labelled)}
      error={problem}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  )
}

/** A number as somebody typed it in their language; null for nothing, the text itself for what is no number. */
export function readNumber(typed: string): number | string | null {
  const text = typed.trim()
  if (text === '') return null
  const { decimal } = numbersOf(LOCALE)
  const plain = decimal === ',' ? text.replace(',', '.') : text
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}

function written(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value).replace('.', numbersOf(LOCALE).decimal)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
