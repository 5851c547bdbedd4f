import { AGAIN, POLICY_DEFAULTS } from '#engine/policy.ts'
import type { RulePolicy } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { ChoiceField, NumberField, YesNoField } from './fields.tsx'
import { FormField } from './form-field.tsx'
import type { PolicyProps } from './policy-change.ts'
import { PolicyDates } from './policy-dates.tsx'
import { PolicyWhom } from './policy-whom.tsx'

const text = words.inspect.policy

/** Who a rule may touch, how often and how much, in plain words; what is not set says what is usual instead. */
export function PolicyPanel(props: PolicyProps) {
  return (
    <div className="form policy">
      <p className="dimmed">{text.help}</p>
      <PolicyWhom {...props} which="audience" />
      <PolicyWhom {...props} which="exclude" />
      <HowOften {...props} />
      <HowMuch {...props} />
      <PolicyDates {...props} />
    </div>
  )
}

function HowOften({ policy, subject, onChange, onLeave }: PolicyProps) {
  const { contactLimit } = policy
  const usualLimit = POLICY_DEFAULTS.contactLimit
  const number = numberSetter(onChange)
  return (
    <>
      <ChoiceField
        label={text.again}
        path="policy.again"
        value={policy.again ?? ''}
        values={[
          ['', text.usual(text.againUsual[subject])],
          ...AGAIN.map((each) => [each, text.agains[each]] as const),
        ]}
        onChange={(next) =>
          onChange({ again: AGAIN.find((each) => each === next) }, text.changed(text.again))
        }
      />
      <YesNoField
        label={`${text.contactLimit}: ${text.contactOwn}`}
        path="policy.contactLimit"
        value={contactLimit !== undefined}
        onChange={(isOwn) =>
          onChange({ contactLimit: isOwn ? { ...usualLimit } : undefined }, text.changed(text.contactLimit))
        }
      />
      {contactLimit === undefined ? (
        <p className="dimmed">{text.usual(text.contactUsual)}</p>
      ) : (
        <div className="params">
          {(['messages', 'businessDays'] as const).map((key) => (
            <NumberField
              key={key}
              label={key === 'messages' ? text.contactMessages : text.contactDays}
              path={`policy.contactLimit.${key}`}
              value={contactLimit[key]}
              onLeave={onLeave}
              // What is no number is kept as typed, for the check to say what would be right.
              onChange={(next) =>
                onChange(
                  { contactLimit: { ...contactLimit, [key]: next as number } },
                  text.changed(text.contactLimit),
                  'policy.contactLimit',
                )
              }
            />
          ))}
        </div>
      )}
      <ChoiceField
        label={text.group}
        path="policy.group"
        value={policy.group ?? ''}
        values={[
          ['', text.usual(text.groups[POLICY_DEFAULTS.group])],
          ['customer', text.groups.customer],
          ['entity', text.groups.entity],
          ['contact', text.groups.contact],
        ]}
        onChange={(next) =>
          onChange(
            { group: (['customer', 'entity', 'contact'] as const).find((each) => each === next) },
            text.changed(text.group),
          )
        }
      />
      <NumberField
        label={text.priority}
        path="policy.priority"
        value={policy.priority}
        placeholder={text.usual(String(POLICY_DEFAULTS.priority))}
        onChange={number('priority', text.priority)}
        onLeave={onLeave}
      />
      <ChoiceField
        label={text.catchUp}
        path="policy.catchUp"
        value={policy.catchUp ?? ''}
        values={[
          ['', text.usual(text.catchUps[POLICY_DEFAULTS.catchUp])],
          ['once', text.catchUps.once],
          ['skip', text.catchUps.skip],
        ]}
        onChange={(next) =>
          onChange(
            { catchUp: (['once', 'skip'] as const).find((each) => each === next) },
            text.changed(text.catchUp),
          )
        }
      />
    </>
  )
}

function HowMuch({ policy, onChange, onLeave }: PolicyProps) {
  const number = numberSetter(onChange)
  const caps = policy.caps ?? {}
  const setCap = (key: 'firstRun' | 'holdsPerDay', label: string) => (next: number | string | null) => {
    const { [key]: _, ...rest } = caps
    // What is no number is kept as typed, for the check to say what would be right.
    const changed = next === null ? rest : { ...rest, [key]: next as number }
    const isEmpty = Object.keys(changed).length === 0
    onChange({ caps: isEmpty ? undefined : changed }, text.changed(label), `policy.caps.${key}`)
  }
  return (
    <>
      <NumberField
        label={text.grace}
        path="policy.grace"
        value={policy.grace}
        placeholder={text.usual(String(POLICY_DEFAULTS.grace))}
        onChange={number('grace', text.grace)}
        onLeave={onLeave}
      />
      <FormField
        field={{ key: 'minimum', required: false, kind: 'amounts' }}
        label={text.minimum}
        path="policy.minimum"
        value={policy.minimum}
        onLeave={onLeave}
        onChange={(next, isTyping) =>
          // The check says of every amount whether it is right; a draft may hold others.
          onChange(
            { minimum: next as RulePolicy['minimum'] },
            text.changed(text.minimum),
            isTyping ? 'policy.minimum' : undefined,
          )
        }
      />
      <ChoiceField
        label={text.firstRun}
        path="policy.firstRun"
        value={policy.firstRun ?? ''}
        values={[
          ['', text.usual(text.firstRuns[POLICY_DEFAULTS.firstRun])],
          ['from-now-on', text.firstRuns['from-now-on']],
          ['act-now', text.firstRuns['act-now']],
        ]}
        onChange={(next) =>
          onChange(
            { firstRun: (['from-now-on', 'act-now'] as const).find((each) => each === next) },
            text.changed(text.firstRun),
          )
        }
      />
      <NumberField
        label={text.capFirstRun}
        path="policy.caps.firstRun"
        value={caps.firstRun}
        placeholder={text.usual(String(POLICY_DEFAULTS.caps.firstRun))}
        onChange={setCap('firstRun', text.capFirstRun)}
        onLeave={onLeave}
      />
      <NumberField
        label={text.capHolds}
        path="policy.caps.holdsPerDay"
        value={caps.holdsPerDay}
        placeholder={text.usual(String(POLICY_DEFAULTS.caps.holdsPerDay))}
        onChange={setCap('holdsPerDay', text.capHolds)}
        onLeave={onLeave}
      />
    </>
  )
}

function numberSetter(onChange: PolicyProps['onChange']) {
  return (key: 'priority' | 'grace', label: string) => (next: number | string | null) =>
    // What is no number is kept as typed, for the check to say what would be right.
    onChange({ [key]: next === null ? undefined : (next as number) }, text.changed(label), `policy.${key}`)
}
