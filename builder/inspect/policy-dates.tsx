import { Button } from '@mantine/core'
import { X } from 'lucide-react'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { words } from '../words/words.ts'
import { DayField, TextField } from './fields.tsx'
import type { PolicyProps } from './policy-change.ts'

const text = words.inspect.policy

/** From when until when a rule runs, on which days it rests, and who looks after it. */
export function PolicyDates({ policy, onChange, onLeave }: PolicyProps) {
  const spans = policy.blackout ?? []
  // Days are checked with the rest of the rule; a field for days gives days only.
  const asDay = (day: string | null) => (day ?? undefined) as CalendarDate | undefined
  const setSpans = (next: typeof spans) =>
    onChange({ blackout: next.length === 0 ? undefined : next }, text.changed(text.blackout))
  return (
    <>
      <div className="params">
        <DayField
          label={text.from}
          path="policy.from"
          value={policy.from}
          onChange={(day) => onChange({ from: asDay(day) }, text.changed(text.from))}
        />
        <DayField
          label={text.until}
          path="policy.until"
          value={policy.until}
          onChange={(day) => onChange({ until: asDay(day) }, text.changed(text.until))}
        />
      </div>
      {spans.map((span, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have no name of their own, and two may be alike.
        <div className="params" key={at}>
          {(['from', 'until'] as const).map((key) => (
            <DayField
              key={key}
              label={key === 'from' ? text.blackout : text.until}
              path={`policy.blackout[${at}].${key}`}
              value={span[key]}
              onChange={(day) =>
                setSpans(
                  spans.map((each, number) =>
                    number === at ? { ...each, [key]: asDay(day) ?? each[key] } : each,
                  ),
                )
              }
            />
          ))}
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={text.removeBlackout(span.from)}
            onClick={() => setSpans(spans.filter((_, number) => number !== at))}
          >
            <X size={12} aria-hidden />
          </Button>
        </div>
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setSpans([...spans, { from: '' as CalendarDate, until: '' as CalendarDate }])}
        >
          {text.addBlackout}
        </Button>
      </div>
      <TextField
        label={text.owner}
        path="policy.owner"
        value={policy.owner ?? ''}
        placeholder={text.usual(text.ownerUsual)}
        onChange={(owner) =>
          onChange({ owner: owner === '' ? undefined : owner }, text.changed(text.owner), 'policy.owner')
        }
        onLeave={onLeave}
      />
    </>
  )
}
