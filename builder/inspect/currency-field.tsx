import { useMemo } from 'react'
import { isCurrency } from '#engine/money.ts'
import { words } from '../words/words.ts'
import { useCurrencies } from './catalogue.ts'
import { ChoiceField } from './fields.tsx'

const text = words.inspect.condition

type Props = {
  readonly label?: string
  readonly path: string
  readonly value: string
  readonly onChange: (currency: string) => void
  /** True where no currency means any. */
  readonly isOptional?: boolean
  readonly hidesLabel?: boolean
  readonly without?: readonly string[]
}

/** A currency, the company's own first. */
export function CurrencyField({
  label = text.currency,
  path,
  value,
  onChange,
  isOptional = false,
  hidesLabel = true,
  without = [],
}: Props) {
  const own = useCurrencies()
  const taken = without.join()
  const values = useMemo(() => {
    const others = allCurrencies().filter((code) => !own.includes(code))
    const offered = [...own, ...others].filter((code) => code === value || !taken.split(',').includes(code))
    const codes = offered.map((code) => [code, code] as const)
    return isOptional ? [['', text.anyCurrency] as const, ...codes] : codes
  }, [own, value, taken, isOptional])
  return (
    <ChoiceField
      label={label}
      hidesLabel={hidesLabel}
      path={path}
      value={value}
      values={values}
      onChange={onChange}
    />
  )
}

let known: readonly string[] | null = null

/** Every currency the browser and the engine both know. */
export function allCurrencies(): readonly string[] {
  known ??= Intl.supportedValuesOf('currency').filter(isCurrency)
  return known
}
