import type { Wait } from '#engine/rule.ts'
import { waitSentence } from '#engine/sentence.ts'
import { words } from '../words/words.ts'
import { ChoiceField, NumberField } from './fields.tsx'

const text = words.inspect.wait

type Props = {
  readonly step: Wait
  readonly path: string
  readonly onChange: (next: Wait, name: string, joins?: string) => void
  readonly onLeave: () => void
}

/** How long a rule waits, and in which days. */
export function WaitForm({ step, path, onChange, onLeave }: Props) {
  const change = (next: Wait, joins?: string) =>
    onChange(next, text.changed(waitSentence(next, words.engine)), joins)
  return (
    <div className="form">
      <NumberField
        label={text.days}
        path={`${path}.days`}
        value={step.days}
        numbersOnly={words.inspect.problems.valueDays}
        onChange={(days) => {
          if (typeof days === 'number') change({ ...step, days }, `${path}.days`)
        }}
        onLeave={onLeave}
      />
      <ChoiceField
        label={text.calendar}
        path={`${path}.calendar`}
        help={text.help}
        value={step.calendar}
        values={[
          ['calendar', text.calendars.calendar],
          ['business', text.calendars.business],
        ]}
        onChange={(calendar) =>
          change({ ...step, calendar: calendar === 'business' ? 'business' : 'calendar' })
        }
      />
    </div>
  )
}
