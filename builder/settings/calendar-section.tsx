import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { SettingsView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { peopleQuery } from '../data/people.ts'
import { useRole } from '../data/session.ts'
import { readSchedule, withKind, writeSchedule } from '../inspect/draft-schedule.ts'
import { useProblemAt } from '../inspect/field-problems.ts'
import { TextField } from '../inspect/fields.tsx'
import { NextScheduleTimes } from './next-schedule-times.tsx'
import { changeSettings } from './settings-data.ts'
import { SettingsForm } from './settings-form.tsx'
import { text } from './words.ts'

/** On which days and at what times the company works, sends, decides and reports. */
export function CalendarSection({ settings: { limits, timeZone } }: { settings: SettingsView }) {
  const { businessDays, country, sendWindow, schedule, morningReport } = limits
  const saved = { businessDays, country, sendWindow, schedule, morningReport }
  return (
    <SettingsForm
      key={JSON.stringify(saved)}
      title={text.sections.calendar}
      saved={saved}
      save={(draft, why) => changeSettings({ ...draft, why })}
    >
      {(draft, change) => (
        <>
          <BusinessDays value={draft.businessDays} onChange={(days) => change({ businessDays: days })} />
          <TextField
            label={text.holidays}
            help={text.holidaysHelp}
            path="country"
            value={draft.country ?? ''}
            onChange={(next) => change({ country: next.trim() === '' ? null : next.trim().toUpperCase() })}
          />
          <div className="field-row">
            <TimeField
              label={text.windowFrom}
              path="sendWindow"
              value={draft.sendWindow.from}
              onChange={(from) => change({ sendWindow: { ...draft.sendWindow, from } })}
            />
            <TimeField
              label={text.windowTo}
              path="sendWindow.to"
              value={draft.sendWindow.to}
              onChange={(to) => change({ sendWindow: { ...draft.sendWindow, to } })}
            />
          </div>
          <p className="dimmed">{text.windowHelp}</p>
          <Schedule value={draft.schedule} onChange={(next) => change({ schedule: next })} />
          <NextScheduleTimes schedule={draft.schedule} timeZone={timeZone} />
          <TimeField
            label={text.report}
            path="morningReport.at"
            value={draft.morningReport.at}
            onChange={(at) => change({ morningReport: { ...draft.morningReport, at } })}
          />
          <ReportReaders
            value={draft.morningReport.to}
            onChange={(to) => change({ morningReport: { ...draft.morningReport, to } })}
          />
        </>
      )}
    </SettingsForm>
  )
}

function BusinessDays({ value, onChange }: { value: readonly number[]; onChange: (days: number[]) => void }) {
  const problem = useProblemAt('businessDays')
  return (
    <fieldset className="plain-fieldset" data-path="businessDays">
      <legend>{text.businessDays}</legend>
      <div className="field-row">
        {text.days.map((name, at) => {
          const day = at + 1
          return (
            <Checkbox
              key={name}
              size="xs"
              label={name}
              checked={value.includes(day)}
              onChange={({ currentTarget }) => {
                const others = value.filter((each) => each !== day)
                onChange((currentTarget.checked ? [...others, day] : others).toSorted((a, b) => a - b))
              }}
            />
          )
        })}
      </div>
      {problem !== null && <p className="field-problem">{problem}</p>}
    </fieldset>
  )
}

/** To whom the morning report is mailed. Who there is only administrators may see; for others the list stays away. */
function ReportReaders({ value, onChange }: { value: readonly string[]; onChange: (to: string[]) => void }) {
  const mayAsk = isOffered(useRole(), 'manage-users')
  const users = useQuery({ ...peopleQuery, enabled: mayAsk }).data?.users ?? []
  if (users.length === 0) return null
  return (
    <fieldset className="plain-fieldset" data-path="morningReport.to">
      <legend>{text.reportTo}</legend>
      {users.map(({ id, name, email }) => (
        <Checkbox
          key={id}
          size="xs"
          label={`${name} <${email}>`}
          checked={value.includes(id)}
          onChange={({ currentTarget: { checked } }) => {
            const others = value.filter((each) => each !== id)
            onChange(checked ? [...others, id] : others)
          }}
        />
      ))}
      <p className="dimmed">{text.reportToHelp}</p>
    </fieldset>
  )
}

function TimeField({
  label,
  path,
  value,
  onChange,
}: {
  label: string
  path: string
  value: string
  onChange: (time: string) => void
}) {
  const problem = useProblemAt(path)
  return (
    <TextInput
      size="xs"
      type="time"
      className="time-field"
      data-path={path}
      label={label}
      error={problem}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

const KINDS = ['monday-to-friday', 'every-day', 'other'] as const

/** When rules run that say nothing else; what was written by hand is kept as it is. */
function Schedule({ value, onChange }: { value: string; onChange: (schedule: string) => void }) {
  const problem = useProblemAt('schedule')
  const draft = readSchedule(value)
  const isUsual = draft.kind === 'monday-to-friday' || draft.kind === 'every-day'
  return (
    <div className="field-row" data-path="schedule">
      <NativeSelect
        size="xs"
        label={text.schedule}
        data={KINDS.map((kind) => ({ value: kind, label: text.scheduleKinds[kind] }))}
        value={isUsual ? draft.kind : 'other'}
        onChange={({ currentTarget: { value: kind } }) => {
          if (kind === 'monday-to-friday' || kind === 'every-day')
            onChange(writeSchedule(withKind(draft, kind)))
          // A few times a day is what people mean by other times; it is theirs to change.
          else onChange('0 9,14 * * 1-5')
        }}
      />
      {isUsual ? (
        <TextInput
          size="xs"
          type="time"
          className="time-field"
          label={text.scheduleAt}
          error={problem}
          value={draft.time}
          onChange={({ currentTarget: { value: time } }) => {
            if (time !== '') onChange(writeSchedule({ ...draft, time }))
          }}
        />
      ) : (
        <TextInput
          size="xs"
          label={text.scheduleText}
          error={problem}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </div>
  )
}
