import { Chip, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { EVENTS } from '#engine/ledger-event.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { companyQuery } from '../data/queries.ts'
import { useAtRest } from '../frame/at-rest.ts'
import { words } from '../words/words.ts'
import {
  type DraftSchedule,
  readSchedule,
  SCHEDULE_KINDS,
  withKind,
  writeSchedule,
} from './draft-schedule.ts'
import { useProblemAt } from './field-problems.ts'
import { ChoiceField, TextField } from './fields.tsx'
import { triggerPhrase } from './sentence-phrases.ts'

const text = words.inspect.trigger

// Reading schedules ahead needs a library of its own, which the first drawing of the page can do without.
const NextTimes = lazy(() => import('./next-times.tsx').then(({ NextTimes }) => ({ default: NextTimes })))

type Trigger = RuleDocument['trigger']
type Props = {
  readonly trigger: Trigger
  readonly subject: RuleDocument['subject']
  readonly onTrigger: (next: Trigger, name: string) => void
  readonly onSubject: (next: RuleDocument['subject'], name: string) => void
}

const DAILY: Trigger = { schedule: '30 10 * * 1-5' }
/** Monday first, as people in finance see the week. */
const WEEK = [1, 2, 3, 4, 5, 6, 0]

/** When a rule is looked at and whom it looks at, chosen in plain words. */
export function TriggerForm({ trigger, subject, onTrigger, onSubject }: Props) {
  const set = (next: Trigger) => onTrigger(next, `${text.changed}: ${triggerPhrase(next)}`)
  return (
    <div className="form">
      <ChoiceField
        label={text.how}
        path="trigger"
        value={'on' in trigger ? 'event' : 'schedule'}
        values={[
          ['schedule', text.schedule],
          ['event', text.event],
        ]}
        onChange={(how) => set(how === 'event' ? { on: 'payment-received' } : DAILY)}
      />
      {'on' in trigger ? (
        <ChoiceField
          label={text.onEvent}
          path="trigger.on"
          value={trigger.on}
          values={EVENTS.map((event) => [event, text.events[event] ?? event] as const)}
          onChange={(on) => set({ on: EVENTS.find((event) => event === on) ?? 'payment-received' })}
        />
      ) : (
        <ScheduleForm schedule={trigger.schedule} onChange={(schedule) => set({ schedule })} />
      )}
      <ChoiceField
        label={text.subject}
        path="subject"
        value={subject}
        values={[
          ['customer', text.subjects.customer],
          ['invoice', text.subjects.invoice],
        ]}
        onChange={(next) => onSubject(next === 'invoice' ? 'invoice' : 'customer', text.subject)}
      />
    </div>
  )
}

function ScheduleForm({ schedule, onChange }: { schedule: string; onChange: (schedule: string) => void }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const problem = useProblemAt('trigger.schedule')
  const isAtRest = useAtRest()
  const draft = readSchedule(schedule)
  const set = (next: DraftSchedule) => onChange(writeSchedule(next))
  return (
    <>
      <ChoiceField
        label={text.days}
        path="trigger.schedule"
        value={draft.kind}
        values={SCHEDULE_KINDS.map((kind) => [kind, text.kinds[kind]] as const).concat(
          draft.kind === 'other' ? [['other', text.kinds.other] as never] : [],
        )}
        onChange={(chosen) => {
          const kind = SCHEDULE_KINDS.find((each) => each === chosen)
          if (kind !== undefined) set(withKind(draft, kind))
        }}
      />
      {draft.kind === 'weekdays' && (
        <Chip.Group
          multiple
          value={draft.weekdays.map(String)}
          onChange={(days) => {
            // Without a single day it would never come due, so the last one stays.
            if (days.length > 0) set({ ...draft, weekdays: days.map(Number) })
          }}
        >
          <Group gap={4} role="group" aria-label={text.weekdays}>
            {WEEK.map((day) => (
              <Chip key={day} value={String(day)} size="xs" radius="sm">
                {text.weekdayNames[day]}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      {draft.kind === 'month-days' && (
        <MonthDays days={draft.days} onChange={(days) => set({ ...draft, days })} />
      )}
      {draft.kind === 'other' ? (
        <TextField
          label={text.byHand}
          help={text.byHandHelp}
          path="trigger.schedule.text"
          value={draft.text}
          onChange={(byHand) => set({ kind: 'other', text: byHand })}
        />
      ) : (
        <TimeField
          time={draft.time}
          onChange={(time) => set({ ...draft, time })}
          help={text.zone(timeZone)}
        />
      )}
      {problem === null && (
        <Suspense fallback={<div className="next-times" />}>
          {isAtRest ? <NextTimes schedule={schedule} timeZone={timeZone} /> : <div className="next-times" />}
        </Suspense>
      )}
    </>
  )
}

function MonthDays({
  days,
  onChange,
}: {
  days: readonly number[]
  onChange: (days: readonly number[]) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const read = readMonthDays(typed ?? days.join(', '))
  return (
    <TextField
      label={text.monthDays}
      path="trigger.schedule.days"
      help={read === null ? text.monthDaysWrong : undefined}
      value={typed ?? days.join(', ')}
      onChange={(next) => {
        setTyped(next)
        const found = readMonthDays(next)
        if (found !== null) onChange(found)
      }}
      onLeave={() => setTyped(null)}
    />
  )
}

function TimeField({
  time,
  onChange,
  help,
}: {
  time: string
  onChange: (time: string) => void
  help: string
}) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextField
      label={text.time}
      path="trigger.schedule.time"
      help={help}
      value={typed ?? time}
      onChange={(next) => {
        setTyped(next)
        const read = readTime(next)
        if (read !== null) onChange(read)
      }}
      onLeave={() => setTyped(null)}
    />
  )
}

function readMonthDays(typed: string): readonly number[] | null {
  const days = typed.split(/[,;\s]+/).filter((part) => part !== '')
  const read = days.map(Number)
  return read.length > 0 && read.every((day) => Number.isInteger(day) && day >= 1 && day <= 31) ? read : null
}

/** `9`, `9:30`, `9.30`, `0930`, `4pm`. */
export function readTime(typed: string): string | null {
  const match = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|uhr)?$/i.exec(typed.trim())
  if (match?.[1] === undefined) return null
  const half = match[3]?.toLowerCase()
  const written = Number(match[1])
  const hour = half === 'pm' && written < 12 ? written + 12 : half === 'am' && written === 12 ? 0 : written
  const minute = Number(match[2] ?? 0)
  if (hour > 23 || minute > 59) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
