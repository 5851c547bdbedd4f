import { Button } from '@mantine/core'
import { X } from 'lucide-react'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Condition } from '#engine/condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { AGAIN, POLICY_DEFAULTS } from '#engine/policy.ts'
import type { RuleDocument, RulePolicy } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { blankLeaf, type DraftCondition } from './draft-condition.ts'
import { ChoiceField, DayField, NumberField, TextField, YesNoField } from './fields.tsx'
import { FormField } from './form-field.tsx'

const text = words.inspect.policy

export type PolicyChange = { readonly [K in keyof RulePolicy]?: RulePolicy[K] | undefined }

type Props = {
  readonly policy: RulePolicy
  readonly subject: RuleDocument['subject']
  readonly catalogue: FactCatalogue
  readonly onChange: (changes: PolicyChange, name: string, joins?: string) => void
  readonly onLeave: () => void
}

/** Who a rule may touch, how often and how much, in plain words; what is not set says what is usual instead. */
export function PolicyPanel(props: Props) {
  return (
    <div className="form policy">
      <p className="dimmed">{text.help}</p>
      <Whom {...props} which="audience" />
      <Whom {...props} which="exclude" />
      <HowOften {...props} />
      <HowMuch {...props} />
      <Dates {...props} />
    </div>
  )
}

function Whom({
  which,
  policy,
  catalogue,
  onChange,
  onLeave,
}: Props & { readonly which: 'audience' | 'exclude' }) {
  const condition = policy[which]
  const set = (next: DraftCondition | undefined, name: string, joins?: string) =>
    // A draft may hold a condition that is not filled in yet; the check keeps it from being published.
    onChange({ [which]: next as Condition | undefined }, name, joins)
  const none = which === 'audience' ? text.audienceNone : text.excludeNone
  return (
    <section className="policy-whom" aria-label={text[which]}>
      <h3>{text[which]}</h3>
      {condition === undefined ? (
        <div className="policy-none">
          <span className="dimmed">{none}</span>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${text[which]}: ${text.narrow}`}
            onClick={() => set({ all: [blankLeaf('c1')] }, text.changed(text[which]))}
          >
            {text.narrow}
          </Button>
        </div>
      ) : (
        <>
          <ConditionEditor
            label={text[which]}
            value={condition}
            path={`policy.${which}`}
            catalogue={catalogue}
            subject="customer"
            onChange={set}
            onLeave={onLeave}
          />
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<X size={12} aria-hidden />}
            onClick={() => set(undefined, text.changed(text[which]))}
          >
            {none}
          </Button>
        </>
      )}
    </section>
  )
}

function HowOften({ policy, subject, onChange, onLeave }: Props) {
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

function HowMuch({ policy, onChange, onLeave }: Props) {
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

function Dates({ policy, onChange, onLeave }: Props) {
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

function numberSetter(onChange: Props['onChange']) {
  return (key: 'priority' | 'grace', label: string) => (next: number | string | null) =>
    // What is no number is kept as typed, for the check to say what would be right.
    onChange({ [key]: next === null ? undefined : (next as number) }, text.changed(label), `policy.${key}`)
}
