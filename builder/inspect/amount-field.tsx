import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { LOCALE } from '../format/locale.ts'
import { useProblemAt } from './field-problems.ts'
import { readAmount, writtenForReading } from './read-amount.ts'

type Props = {
  readonly label: string
  readonly path: string
  readonly value: unknown
  readonly currency: string
  readonly onChange: (written: number | string | null) => void
  readonly onLeave?: () => void
}

/** An amount as people type and paste it. It is put in order when they leave the field: `5k` becomes `5,000`. */
export function AmountField({ label, path, value, currency, onChange, onLeave }: Props) {
  const problem = useProblemAt(path)
  const [typed, setTyped] = useState<string | null>(null)
  const shown = writtenForReading(value, currency, LOCALE)
  return (
    <TextInput
      size="xs"
      className="number-field"
      data-path={path}
      inputMode="decimal"
      aria-label={label}
      error={problem}
      value={typed ?? shown}
      onChange={(event) => {
        const text = event.currentTarget.value
        setTyped(text)
        onChange(amountOf(text, currency))
      }}
      onBlur={() => {
        setTyped(null)
        onLeave?.()
      }}
    />
  )
}

/** What a rule keeps of a typed amount. What cannot be read is kept as typed; the check then says what would be right. */
function amountOf(text: string, currency: string): number | string | null {
  if (text.trim() === '') return null
  const read = readAmount(text, currency, LOCALE)
  return 'written' in read ? read.written : text
}
