import { Button, Textarea } from '@mantine/core'
import { X } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { words } from '../words/words.ts'
import type { ActField } from './act-fields.ts'
import { AmountField } from './amount-field.tsx'
import { useCurrencies } from './catalogue.ts'
import { allCurrencies, CurrencyField } from './currency-field.tsx'
import { isRecord, textOf } from './draft-condition.ts'
import { useProblemAt } from './field-problems.ts'
import { ChoiceField, NumberField, TextField, YesNoField } from './fields.tsx'

const text = words.inspect.act

// Fields of several values need a list that opens; most forms have none.
const ChoicesField = lazy(async () => ({ default: (await import('./list-fields.tsx')).ChoicesField }))
const TextsField = lazy(async () => ({ default: (await import('./list-fields.tsx')).TextsField }))

type Props = {
  readonly field: ActField
  /** What it is called, where the name of the field itself is not what people say. */
  readonly label?: string
  readonly path: string
  readonly value: unknown
  /** `undefined` takes the value away. */
  readonly onChange: (value: unknown, isTyping: boolean) => void
  readonly onLeave: () => void
}

/** One field of a form that was made from a schema, whatever its kind. */
export function FormField(props: Props) {
  const { field, path, value, onChange, onLeave } = props
  const label = props.label ?? fieldLabel(field.key)
  const given = value === undefined ? field.default : value
  switch (field.kind) {
    case 'choice':
      return (
        <ChoiceField
          label={label}
          path={path}
          value={textOf(given)}
          values={[
            ...(field.required && given === undefined ? [['', text.choose] as const] : []),
            ...(!field.required && field.default === undefined ? [['', text.ownDefault] as const] : []),
            ...field.values.map((each) => [each, text.values[each] ?? inWords(each)] as const),
          ]}
          onChange={(chosen) => onChange(chosen === '' ? undefined : chosen, false)}
        />
      )
    case 'number':
      return (
        <NumberField
          label={label}
          path={path}
          value={given}
          onChange={(next) => onChange(next ?? undefined, true)}
          onLeave={onLeave}
        />
      )
    case 'yes-no':
      return (
        <YesNoField
          label={label}
          path={path}
          value={given === true}
          onChange={(next) => onChange(next, false)}
        />
      )
    case 'text':
      return (
        <TextField
          label={label}
          path={path}
          value={textOf(given)}
          isLong={field.isLong || field.key === 'text' || field.key === 'body'}
          mostLetters={field.mostLetters}
          onChange={(next) => onChange(next === '' && !field.required ? undefined : next, true)}
          onLeave={onLeave}
        />
      )
    case 'choices':
      return (
        <Suspense fallback={<div className="field-room" aria-busy />}>
          <ChoicesField
            label={label}
            path={path}
            value={value}
            choices={field.values.map((each) => ({ value: each, label: text.values[each] ?? inWords(each) }))}
            onChange={(chosen) => onChange(chosen, false)}
          />
        </Suspense>
      )
    case 'texts':
      return (
        <Suspense fallback={<div className="field-room" aria-busy />}>
          <TextsField label={label} path={path} value={value} onChange={(items) => onChange(items, false)} />
        </Suspense>
      )
    case 'amounts':
      return <Amounts {...props} label={label} />
    case 'fields':
      return (
        <fieldset className="form nested">
          <legend>{label}</legend>
          {field.fields.map((inner) => {
            const inside = isRecord(value) ? value : {}
            return (
              <FormField
                key={inner.key}
                field={inner}
                path={`${path}.${inner.key}`}
                value={inside[inner.key]}
                onLeave={onLeave}
                onChange={(next, isTyping) => onChange(withKey(inside, inner.key, next), isTyping)}
              />
            )
          })}
        </fieldset>
      )
    case 'json':
      return <Json {...props} label={label} />
  }
}

/** An object with one key set, or without it. */
export function withKey(
  object: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): Readonly<Record<string, unknown>> {
  const { [key]: _, ...rest } = object
  return value === undefined ? rest : { ...object, [key]: value }
}

/** What a field is called: by our words where we have some, else by its own name taken apart. */
export function fieldLabel(key: string): string {
  return text.fields[key] ?? inWords(key)
}

function inWords(name: string): string {
  const apart = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
  return apart.charAt(0).toUpperCase() + apart.slice(1)
}

type Named = Props & { readonly label: string }

function Amounts({ label, path, value, onChange, onLeave }: Named): ReactNode {
  const own = useCurrencies()
  const problem = useProblemAt(path)
  const amounts = isRecord(value) ? value : {}
  const used = Object.keys(amounts)
  const next = [...own, ...allCurrencies()].find((code) => !used.includes(code))
  const set = (changed: Readonly<Record<string, unknown>>, isTyping: boolean) =>
    onChange(Object.keys(changed).length === 0 ? undefined : changed, isTyping)
  return (
    <fieldset className="form nested" data-path={path}>
      <legend>{label}</legend>
      {problem !== null && <p className="field-problem">{problem}</p>}
      {used.map((currency) => (
        <div className="amount-row" key={currency}>
          <AmountField
            label={`${label}, ${currency}`}
            path={`${path}.${currency}`}
            value={amounts[currency]}
            currency={currency}
            onChange={(written) => set({ ...amounts, [currency]: written }, true)}
            onLeave={onLeave}
          />
          <CurrencyField
            path={`${path}.${currency}.currency`}
            value={currency}
            without={used}
            onChange={(code) =>
              set(
                Object.fromEntries(
                  Object.entries(amounts).map(([key, each]) => [key === currency ? code : key, each]),
                ),
                false,
              )
            }
          />
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={text.removeCurrency(currency)}
            onClick={() => set(withKey(amounts, currency, undefined), false)}
          >
            <X size={12} aria-hidden />
          </Button>
        </div>
      ))}
      {next !== undefined && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${text.addCurrency}: ${label}`}
          onClick={() => set({ ...amounts, [next]: null }, false)}
        >
          {text.addCurrency}
        </Button>
      )}
    </fieldset>
  )
}

function Json({ label, path, value, onChange, onLeave }: Named) {
  const problem = useProblemAt(path)
  const [typed, setTyped] = useState<string | null>(null)
  const isWrong = typed !== null && typed.trim() !== '' && readJson(typed) === undefined
  return (
    <Textarea
      size="xs"
      label={label}
      description={text.json}
      data-path={path}
      autosize
      minRows={2}
      error={isWrong ? text.jsonWrong : problem}
      value={typed ?? (value === undefined ? '' : JSON.stringify(value, null, 2))}
      onChange={(event) => {
        const written = event.currentTarget.value
        setTyped(written)
        const read = readJson(written)
        if (written.trim() === '' || read !== undefined) onChange(read, true)
      }}
      onBlur={() => {
        if (!isWrong) setTyped(null)
        onLeave()
      }}
    />
  )
}

/** The value of JSON text; undefined for what is none, which the field says. */
function readJson(written: string): unknown {
  try {
    return JSON.parse(written) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
