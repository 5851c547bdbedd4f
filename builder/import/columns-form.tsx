import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ownField, targetOf, withColumn, withConstant, withRecords } from './edit-mapping.ts'
import type { Mapping, RecordKind, SentFile } from './import-data.ts'
import { targetWords } from './target-words.ts'
import { text } from './words.ts'

type Props = {
  readonly sent: SentFile
  readonly mapping: Mapping
  readonly onChange: (mapping: Mapping) => void
}

const KINDS = Object.keys(text.kindsOf).filter((kind): kind is RecordKind =>
  Object.hasOwn(text.kindsOf, kind),
)
const OWN_FIELDS: readonly RecordKind[] = ['customers', 'invoices', 'credit-notes']

/** What each column of a file is, with its first values beside it. */
export function ColumnsForm({ sent, mapping, onChange }: Props) {
  const { headers, samples, canBe } = sent
  const options = canBe[mapping.records].targets.map(({ name }) => name)
  return (
    <>
      <h3>{text.columns}</h3>
      <p>{text.columnsSentence}</p>
      <NativeSelect
        size="xs"
        className="narrow"
        label={text.records}
        data={KINDS.map((value) => ({ value, label: text.kindsOf[value] }))}
        value={mapping.records}
        onChange={({ currentTarget: { value } }) =>
          onChange(withRecords(mapping, KINDS.find((kind) => kind === value) ?? mapping.records, canBe))
        }
      />
      <div className="scroll-x">
        <table className="table columns-table">
          <thead>
            <tr>
              <th>{text.header}</th>
              <th>{text.samples}</th>
              <th>{text.means}</th>
            </tr>
          </thead>
          <tbody>
            {headers.map((header, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file may have a header twice, and its columns never move.
              <tr key={at}>
                <td>{header === '' ? <span className="dimmed">{text.unnamed(at + 1)}</span> : header}</td>
                <td className="samples">{(samples[at] ?? []).join(' · ')}</td>
                <td>
                  {header !== '' && <ColumnTarget header={header} {...{ mapping, options, onChange }} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <SameForEveryRow {...{ mapping, options, onChange }} />
    </>
  )
}

type Choosing = Pick<Props, 'mapping' | 'onChange'> & { readonly options: readonly string[] }

function ColumnTarget({ header, mapping, options, onChange }: Choosing & { header: string }) {
  const now = targetOf(mapping, header)
  const own = OWN_FIELDS.includes(mapping.records) ? ownField(header) : null
  const known = [...options, ...(own === null ? [] : [own])]
  const all = now === null || known.includes(now) ? known : [...known, now]
  return (
    <NativeSelect
      size="xs"
      aria-label={text.meansOf(header)}
      value={now ?? ''}
      onChange={({ currentTarget: { value } }) =>
        onChange(withColumn(mapping, header, value === '' ? null : value))
      }
    >
      <option value="">{text.leftOut}</option>
      {all.map((target) => (
        <option key={target} value={target}>
          {targetWords(target)}
        </option>
      ))}
    </NativeSelect>
  )
}

function SameForEveryRow({ mapping, options, onChange }: Choosing) {
  const constants = Object.entries(mapping.constants ?? {})
  const free = options.filter((name) => !Object.hasOwn(mapping.columns, name))
  const [chosen, setChosen] = useState('currency')
  const [value, setValue] = useState('')
  const target = free.includes(chosen) ? chosen : (free[0] ?? '')
  return (
    <details open={constants.length > 0}>
      <summary>{text.same}</summary>
      <p className="dimmed">{text.sameSentence}</p>
      <ul className="plain-list">
        {constants.map(([name, same]) => (
          <li key={name}>
            {targetWords(name)}: <strong>{same}</strong>{' '}
            <button
              type="button"
              className="row-button"
              onClick={() => onChange(withConstant(mapping, name, null))}
            >
              {text.sameRemove(targetWords(name))}
            </button>
          </li>
        ))}
      </ul>
      <div className="field-row">
        <NativeSelect
          size="xs"
          label={text.sameField}
          data={free.map((name) => ({ value: name, label: targetWords(name) }))}
          value={target}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={text.sameValue}
          value={value}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          disabled={value.trim() === '' || target === ''}
          onClick={() => {
            onChange(withConstant(mapping, target, value.trim()))
            setValue('')
          }}
        >
          {text.sameAdd}
        </Button>
      </div>
    </details>
  )
}
