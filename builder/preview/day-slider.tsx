import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type CalendarDate, calendarDate, fromEpochDay, toEpochDay } from '#engine/calendar-date.ts'
import { companyQuery } from '../data/queries.ts'
import { readableDay } from '../format/day.ts'
import { words } from '../words/words.ts'

const text = words.preview
const BACK = 30
const AHEAD = 60
/** How long the slider rests before the day is looked at. */
const PAUSE_MS = 150

/** Moves the day a preview is of: ahead, to see waits come due; back, to see who was where. */
export function DaySlider({
  asOf,
  onDay,
}: {
  asOf: CalendarDate | undefined
  onDay: (day: CalendarDate | undefined) => void
}) {
  const company = useQuery(companyQuery).data
  const today = company === undefined ? null : toEpochDay(calendarDate(company.asOf))
  const shown = asOf === undefined || today === null ? 0 : toEpochDay(asOf) - today
  const [offset, setOffset] = useState(shown)
  useEffect(() => setOffset(shown), [shown])
  const settle = useDebouncedCallback((next: number) => {
    if (today !== null) onDay(next === 0 ? undefined : fromEpochDay(today + next))
  }, PAUSE_MS)
  if (today === null) return <div className="day-slider" />
  const day = readableDay(fromEpochDay(today + offset))
  return (
    <div className="day-slider">
      <label htmlFor="preview-day">{text.day}</label>
      <input
        id="preview-day"
        type="range"
        min={-BACK}
        max={AHEAD}
        value={offset}
        aria-valuetext={day}
        aria-describedby="preview-day-help"
        onChange={(event) => {
          const next = Number(event.currentTarget.value)
          setOffset(next)
          settle(next)
        }}
      />
      <output htmlFor="preview-day" className="number">
        {day}
        {offset === 0 && ` (${text.today})`}
      </output>
      {offset !== 0 && (
        <button type="button" className="row-button" onClick={() => onDay(undefined)}>
          {text.today}
        </button>
      )}
      <span id="preview-day-help" className="dimmed">
        {text.dayHelp}
      </span>
    </div>
  )
}
