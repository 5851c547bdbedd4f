import { Button } from '@mantine/core'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { FactSpec, Subject } from '#engine/fact-spec.ts'
import { words } from '../words/words.ts'
import { AmountField } from './amount-field.tsx'
import { factTitle } from './condition-words.ts'
import { type DraftLeaf, isRecord, textOf } from './draft-condition.ts'
import { RELATIVE, valueShape, valueType } from './draft-leaf.ts'
import { FactParams } from './fact-params.tsx'
import { FactPicker } from './fact-picker.tsx'
import { useFactValues } from './fact-values.ts'
import { ChoiceField, DayField, NumberField, TextField } from './fields.tsx'
import { countedWords, ListedValue, SeveralValues } from './listed-values.tsx'

const text = words.inspect.condition

type Props = {
  readonly leaf: DraftLeaf
  readonly spec: FactSpec
  readonly path: string
  readonly catalogue: FactCatalogue
  readonly subject: Subject
  readonly onChange: (leaf: DraftLeaf, isTyping: boolean) => void
  readonly onFact: (spec: FactSpec) => void
  readonly onLeave: () => void
}

/** The right side of a condition, as its fact's type asks for it. */
export function ValueEditor(props: Props) {
  const { leaf, spec, path, catalogue, subject, onChange } = props
  const shape = valueShape(textOf(leaf.operator))
  if (shape === 'none') return null
  if (isRecord(leaf.value)) return <OtherFact {...props} />
  if (shape === 'several') return <SeveralValues {...props} />
  if (shape === 'two') {
    const [low, high] = Array.isArray(leaf.value) ? (leaf.value as readonly unknown[]) : [leaf.value]
    return (
      <>
        <OneValue
          {...props}
          label={text.from}
          path={`${path}.value[0]`}
          value={low}
          onValue={(next) => onChange({ ...leaf, value: [next, high ?? null] }, true)}
        />
        <OneValue
          {...props}
          label={text.to}
          path={`${path}.value[1]`}
          value={high}
          onValue={(next) => onChange({ ...leaf, value: [low ?? null, next] }, true)}
        />
      </>
    )
  }
  const relative = catalogue.spec(RELATIVE[spec.name] ?? '')
  return (
    <>
      <OneValue
        {...props}
        label={labelOf(spec)}
        path={`${path}.value`}
        value={leaf.value}
        onValue={(value) => onChange({ ...leaf, value }, true)}
      />
      {relative?.subjects.includes(subject) && (
        <Button size="compact-xs" variant="subtle" onClick={() => props.onFact(relative)}>
          {text.relative}
        </Button>
      )}
    </>
  )
}

type OneProps = Props & {
  readonly label: string
  readonly value: unknown
  readonly onValue: (value: unknown) => void
}

function OneValue({ leaf, spec, subject, label, path, value, onValue, onLeave }: OneProps) {
  const found = useFactValues(leaf, spec, subject)
  switch (valueType(spec)) {
    case 'money': {
      const currency = isRecord(leaf.params) ? textOf(leaf.params.currency) : ''
      return (
        <AmountField
          label={label}
          path={path}
          value={value}
          currency={currency === '' ? 'USD' : currency}
          onChange={onValue}
          onLeave={onLeave}
        />
      )
    }
    case 'number':
    case 'days':
      return (
        <NumberField
          label={label}
          hidesLabel
          path={path}
          value={value === '' ? null : value}
          onChange={onValue}
          onLeave={onLeave}
        />
      )
    case 'day':
      return <DayField label={label} hidesLabel path={path} value={value} onChange={onValue} />
    case 'boolean':
      return (
        <ChoiceField
          label={label}
          hidesLabel
          path={path}
          value={value === false ? 'no' : 'yes'}
          values={[
            ['yes', text.yes],
            ['no', text.no],
          ]}
          onChange={(chosen) => onValue(chosen === 'yes')}
        />
      )
    case 'enum':
      return (
        <ChoiceField
          label={label}
          hidesLabel
          path={path}
          value={textOf(value)}
          values={[
            ['', words.inspect.act.choose],
            ...(spec.values ?? []).map((each) => [each, countedWords(each, found)] as const),
          ]}
          onChange={onValue}
        />
      )
    default:
      // Of a part of a text no list of whole ones is of use.
      return WHOLE.test(textOf(leaf.operator)) ? (
        <ListedValue
          leaf={leaf}
          spec={spec}
          path={path}
          subject={subject}
          label={label}
          value={textOf(value)}
          onChange={onValue}
          onLeave={onLeave}
        />
      ) : (
        <TextField
          label={label}
          hidesLabel
          path={path}
          value={textOf(value)}
          onChange={onValue}
          onLeave={onLeave}
        />
      )
  }
}

function OtherFact({ leaf, spec, path, catalogue, subject, onChange }: Props) {
  const value = isRecord(leaf.value) ? leaf.value : {}
  const other = catalogue.spec(textOf(value.fact))
  const params = isRecord(value.params) ? value.params : {}
  const currency = isRecord(leaf.params) ? textOf(leaf.params.currency) : ''
  return (
    <>
      <FactPicker
        label={text.otherFact}
        path={`${path}.value.fact`}
        value={textOf(value.fact)}
        catalogue={catalogue}
        subject={subject}
        isOffered={({ type }) => comparable(spec, type)}
        onChange={(next) => {
          const own = next.params?.currency?.required && currency !== '' ? { currency } : {}
          onChange(
            {
              ...leaf,
              value: { fact: next.name, ...(Object.keys(own).length > 0 && { params: own }) },
            },
            false,
          )
        }}
      />
      {other !== undefined && (
        <FactParams
          spec={other}
          subject={subject}
          path={`${path}.value.params`}
          params={params}
          // Two amounts are only compared in one currency, so the other side has no choice of its own.
          without={['currency']}
          onChange={(next) => onChange({ ...leaf, value: { ...value, params: next } }, true)}
        />
      )}
    </>
  )
}

const WHOLE = /^(.*:)?(equal|notEqual|contains|doesNotContain)$/
const TEXTS: readonly FactSpec['type'][] = ['text', 'enum']

function comparable(spec: FactSpec, type: FactSpec['type']): boolean {
  if (spec.type === 'list' || TEXTS.includes(spec.type)) return TEXTS.includes(type)
  return type === spec.type
}

function labelOf(spec: FactSpec): string {
  if (spec.type === 'money') return text.amount
  if (spec.type === 'days') return text.days
  return spec.type === 'day' ? text.day : `${text.value}: ${factTitle(spec)}`
}
