import { NumberField } from '../inspect/fields.tsx'
import { text } from './words.ts'

type Props = { readonly label: string; readonly path: string; readonly help?: string }

/** A number that has to be there. */
export function RequiredNumber({
  onChange,
  ...field
}: Props & { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <NumberField
      {...field}
      numbersOnly={text.number}
      onChange={(next) => {
        if (typeof next === 'number') onChange(next)
      }}
    />
  )
}

/** A number, or nothing. What is no number is not taken. */
export function OptionalNumber({
  onChange,
  ...field
}: Props & { readonly value: number | null; readonly onChange: (value: number | null) => void }) {
  return (
    <NumberField
      {...field}
      onChange={(next) => {
        if (typeof next !== 'string') onChange(next)
      }}
    />
  )
}
