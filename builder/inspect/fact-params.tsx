import { useQuery } from '@tanstack/react-query'
import type { FactSpec, ParamSpec, Subject } from '#engine/fact-spec.ts'
import { companyQuery } from '../data/queries.ts'
import { words } from '../words/words.ts'
import { CurrencyField } from './currency-field.tsx'
import { textOf } from './draft-condition.ts'
import { ChoiceField, NumberField, TextField, YesNoField } from './fields.tsx'

const text = words.inspect

type Params = Readonly<Record<string, unknown>>
type Props = {
  readonly spec: FactSpec
  readonly subject: Subject
  readonly path: string
  readonly params: Params
  /** Params that are chosen elsewhere. */
  readonly without?: readonly string[]
  readonly onChange: (params: Params) => void
}

/** What narrows a fact down: the days of a window, an aging bucket, one entity. What is not needed stays folded. */
export function FactParams({ spec, subject, path, params, without = [], onChange }: Props) {
  const offered = Object.entries(spec.params ?? {}).filter(
    ([key]) => !without.includes(key) && !(key === 'scope' && subject === 'invoice'),
  )
  if (offered.length === 0) return null
  const set = (key: string, value: unknown) => {
    const { [key]: _, ...rest } = params
    onChange(value === null || value === '' || value === false ? rest : { ...rest, [key]: value })
  }
  const field = ([key, param]: (typeof offered)[number]) => (
    <Param key={key} name={key} param={param} path={`${path}.${key}`} value={params[key]} onSet={set} />
  )
  const needed = offered.filter(([, { required }]) => required)
  const spare = offered.filter(([, { required }]) => !required)
  const used = spare.flatMap(([key]) => (params[key] === undefined ? [] : [said(key, params[key])]))
  return (
    <>
      {needed.length > 0 && <div className="params">{needed.map(field)}</div>}
      {spare.length > 0 && (
        <details className="params-spare">
          <summary>
            {used.length === 0 ? text.condition.narrow : text.condition.narrowed(used.join(', '))}
          </summary>
          <div className="params">{spare.map(field)}</div>
        </details>
      )}
    </>
  )
}

/** A param that is set, in few words: "USD", "In the last days 90". */
function said(key: string, value: unknown): string {
  if (key === 'currency') return String(value)
  const name = text.params[key] ?? key
  return value === true ? name : `${name} ${text.paramValues[String(value)] ?? String(value)}`
}

type ParamProps = {
  readonly name: string
  readonly param: ParamSpec
  readonly path: string
  readonly value: unknown
  readonly onSet: (key: string, value: unknown) => void
}

function Param({ name, param, path, value, onSet }: ParamProps) {
  const label = text.params[name] ?? name
  const entities = useQuery(companyQuery).data?.entities ?? []
  switch (param.kind) {
    case 'currency':
      return (
        <CurrencyField
          label={label}
          hidesLabel={false}
          path={path}
          value={textOf(value)}
          isOptional={!param.required}
          onChange={(next) => onSet(name, next)}
        />
      )
    case 'days':
      return (
        <NumberField
          label={label}
          path={path}
          value={value}
          placeholder={text.condition.notNarrowed}
          onChange={(next) => onSet(name, next)}
        />
      )
    case 'boolean':
      return (
        <YesNoField label={label} path={path} value={value === true} onChange={(next) => onSet(name, next)} />
      )
    case 'choice':
      return (
        <ChoiceField
          label={label}
          path={path}
          value={textOf(value)}
          values={[
            ['', param.required ? text.act.choose : text.condition.notNarrowed],
            ...param.values.map((each) => [each, text.paramValues[each] ?? each] as const),
          ]}
          onChange={(next) => onSet(name, next)}
        />
      )
    case 'text':
      return name === 'entity' && entities.length > 0 ? (
        <ChoiceField
          label={label}
          path={path}
          value={textOf(value)}
          values={[
            ['', text.condition.notNarrowed],
            ...entities.map((entity) => [entity.id, entity.name] as const),
          ]}
          onChange={(next) => onSet(name, next)}
        />
      ) : (
        <TextField label={label} path={path} value={textOf(value)} onChange={(next) => onSet(name, next)} />
      )
  }
}
