import { EVENTS } from '#engine/ledger-event.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { ChoiceField } from './fields.tsx'
import { triggerPhrase } from './sentence-phrases.ts'
import { TimesForm } from './times-form.tsx'

const text = words.inspect.trigger

type Trigger = RuleDocument['trigger']
type Props = {
  readonly trigger: Trigger
  readonly subject: RuleDocument['subject']
  /** The next times it comes due, as the server has worked them out; null while it has not. */
  readonly nextTimes: readonly string[] | null
  readonly onTrigger: (next: Trigger, name: string) => void
  readonly onSubject: (next: RuleDocument['subject'], name: string) => void
}

const DAILY: Trigger = { businessDays: 'every', at: '10:30' }

/** When a rule is looked at and whom it looks at, chosen in plain words. */
export function TriggerForm({ trigger, subject, nextTimes, onTrigger, onSubject }: Props) {
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
        <TimesForm trigger={trigger} nextTimes={nextTimes} onChange={set} />
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
