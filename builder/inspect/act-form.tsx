import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ACT_NAMES, type ActName, isActName } from '#engine/acts.ts'
import type { Act } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { type ActField, fieldsOfAct } from './act-fields.ts'
import { templatesQuery } from './catalogue.ts'
import { textOf } from './draft-condition.ts'
import { ChoiceField, NumberField, YesNoField } from './fields.tsx'
import { FormField, fieldLabel, withKey } from './form-field.tsx'

const text = words.inspect.act

type Props = {
  readonly step: Act
  readonly path: string
  readonly onChange: (next: Act, name: string, joins?: string) => void
  readonly onLeave: () => void
}

/** What an act does, with the params its schema asks for, whether somebody approves it, and how often it repeats. */
export function ActForm({ step, path, onChange, onLeave }: Props) {
  const action: string = step.action
  const setParam = (key: string, value: unknown, isTyping: boolean) =>
    onChange(
      // The check says of every param whether it is right; a draft may hold others.
      { ...step, params: withKey(step.params, key, value) as Act['params'] },
      text.changed(fieldLabel(key)),
      isTyping ? `${path}.params.${key}` : undefined,
    )
  return (
    <div className="form">
      <ChoiceField
        label={text.what}
        path={`${path}.action`}
        value={action}
        values={ACT_NAMES.map((name) => [name, words.engine.acts[name]] as const)}
        onChange={(name) => {
          if (isActName(name)) onChange(withAction(step, name), text.changedAct(words.engine.acts[name]))
        }}
      />
      {!isActName(action) && <p className="field-problem">{text.unknown(action)}</p>}
      {fieldsOfAct(action).map((field) =>
        field.key === 'template' ? (
          <TemplateField
            key={field.key}
            path={`${path}.params.template`}
            value={textOf(step.params.template)}
            onChange={(template) => setParam('template', template, false)}
          />
        ) : (
          <FormField
            key={`${action} ${field.key}`}
            field={field}
            path={`${path}.params.${field.key}`}
            value={step.params[field.key]}
            onChange={(value, isTyping) => setParam(field.key, value, isTyping)}
            onLeave={onLeave}
          />
        ),
      )}
      <YesNoField
        label={text.approval}
        path={`${path}.approval`}
        value={step.approval === 'required'}
        onChange={(isRequired) => {
          const { approval: _, ...rest } = step
          onChange(isRequired ? { ...rest, approval: 'required' } : rest, text.changed(text.approval))
        }}
      />
      <Repeats step={step} path={path} onChange={onChange} onLeave={onLeave} />
    </div>
  )
}

function Repeats({ step, path, onChange, onLeave }: Props) {
  const { every, times, ...once } = step
  const repeats = every !== undefined || times !== undefined
  const change = (next: Act, joins?: string) => onChange(next, text.changed(text.repeats), joins)
  return (
    <>
      <YesNoField
        label={text.repeats}
        path={`${path}.every`}
        value={repeats}
        onChange={(isOn) => change(isOn ? { ...once, every: { days: 7 }, times: 3 } : once)}
      />
      {repeats && (
        <div className="params">
          <NumberField
            label={text.every}
            path={`${path}.every.days`}
            value={every?.days}
            // What is no number of days is kept as typed, for the check to say what would be right.
            onChange={(days) => change({ ...step, every: { days: days as number } }, `${path}.every`)}
            onLeave={onLeave}
          />
          <NumberField
            label={text.times}
            path={`${path}.times`}
            help={text.repeatHelp}
            value={times}
            onChange={(next) => change({ ...step, times: next as number }, `${path}.times`)}
            onLeave={onLeave}
          />
        </div>
      )}
    </>
  )
}

type TemplateProps = {
  readonly path: string
  readonly value: string
  readonly onChange: (template: string) => void
}

function TemplateField({ path, value, onChange }: TemplateProps) {
  const templates = useQuery(templatesQuery).data?.templates ?? []
  const [isOpen, setOpen] = useState(false)
  const chosen = templates.find(({ name }) => name === value)
  return (
    <>
      <ChoiceField
        label={fieldLabel('template')}
        path={path}
        value={value}
        values={[
          ...(value === '' ? [['', text.choose] as const] : []),
          ...templates.map(
            ({ name, subject }) => [name, `${words.engine.letter(name)}: ${subject}`] as const,
          ),
        ]}
        onChange={onChange}
      />
      {chosen !== undefined && (
        <div>
          <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? text.previewHide : text.preview}
          </Button>
          {isOpen && (
            <section className="letter-text" aria-label={fieldLabel('template')}>
              <p className="dimmed">{text.previewHelp}</p>
              <p>
                <strong>{chosen.subject}</strong>
              </p>
              <pre>{chosen.body}</pre>
            </section>
          )}
        </div>
      )}
    </>
  )
}

/** Another act in the place of one; what both have by the same name is kept. */
function withAction(step: Act, action: ActName): Act {
  const keys = new Set(fieldsOfAct(action).map(({ key }: ActField) => key))
  const kept = Object.entries(step.params).filter(([key]) => keys.has(key))
  return { ...step, action, params: Object.fromEntries(kept) }
}
