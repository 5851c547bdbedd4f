import { Chip, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { MOST_BUSINESS_DAYS } from '#engine/rule.ts'
import { companyQuery } from '../data/queries.ts'
import { words } from '../words/words.ts'
import {
  type DraftTimes,
  readTimes,
  TIMES_KINDS,
  type TimeTrigger,
  timesWithKind,
  writeTimes,
} from './draft-times.ts'
import { ChoiceField, TextField } from './fields.tsx'
import { NextTimes } from './next-times.tsx'
import { readTime } from './read-time.ts'

const text = words.inspect.trigger

/** Monday first, as people in finance see the week. */
const WEEK = [1, 2, 3, 4, 5, 6, 0]

type Props = {
  readonly trigger: TimeTrigger
  readonly nextTimes: readonly string[] | null
  readonly onChange: (trigger: TimeTrigger) => void
}

/** On which days and at what time a rule runs, and when that is next. */
export function TimesForm({ trigger, nextTimes, onChange }: Props) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const draft = readTimes(trigger)
  const set = (next: DraftTimes) => onChange(writeTimes(next))
  return (
    <>
      <ChoiceField
        label={text.days}
        path="trigger.schedule"
        value={draft.kind}
        values={TIMES_KINDS.map((kind) => [kind, text.kinds[kind]] as const).concat(
          draft.kind === 'other' ? [['other', text.kinds.other] as never] : [],
        )}
        onChange={(chosen) => {
          const kind = TIMES_KINDS.find((each) => each === chosen)
          if (kind !== undefined) set(timesWithKind(draft, kind))
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
        <DaysField
          days={draft.days}
          label={text.monthDays}
          wrong={text.monthDaysWrong}
          isDay={(day) => day >= 1 && day <= 31}
          onChange={(days) => set({ ...draft, days })}
        />
      )}
      {draft.kind === 'month-business-days' && (
        <DaysField
          days={draft.days}
          label={text.monthBusinessDays}
          help={text.monthBusinessDaysHelp}
          wrong={text.monthBusinessDaysWrong(MOST_BUSINESS_DAYS)}
          isDay={(day) => day !== 0 && Math.abs(day) <= MOST_BUSINESS_DAYS}
          onChange={(days) => set({ ...draft, days })}
        />
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
      {nextTimes === null ? (
        <div className="next-times" />
      ) : (
        <NextTimes times={nextTimes.map((time) => new Date(time))} timeZone={timeZone} />
      )}
    </>
  )
}

type DaysProps = {
  readonly days: readonly number[]
  readonly label: string
  readonly help?: string
  /** What is said of text that is no list of days. */
  readonly wrong: string
  readonly isDay: (day: number) => boolean
  readonly onChange: (days: readonly number[]) => void
}

function DaysField({ days, label, help, wrong, isDay, onChange }: DaysProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? days.join(', ')
  return (
    <TextField
      label={label}
      path="trigger.schedule.days"
      help={readDays(shown, isDay) === null ? wrong : help}
      value={shown}
      onChange={(next) => {
        setTyped(next)
        const found = readDays(next, isDay)
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

function readDays(typed: string, isDay: (day: number) => boolean): readonly number[] | null {
  const days = typed.split(/[,;\s]+/).filter((part) => part !== '')
  const read = days.map(Number)
  return read.length > 0 && read.every((day) => Number.isInteger(day) && isDay(day)) ? read : null
}
