import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import type { SettingsView } from '#server/client.ts'
import { RequiredNumber } from './number-fields.tsx'
import { changeSettings } from './settings-data.ts'
import { SettingsForm } from './settings-form.tsx'
import { text } from './words.ts'

/** Where books begin to age again after somebody has said that they do not. */
const USUAL_HOURS = 24

/** What keeps a mistake small: how old books may be, how often anybody is written to, where a rule stops by itself. */
export function LimitsSection({ settings: { limits } }: { settings: SettingsView }) {
  const { staleAfterHours, contactLimit, firstRun, growth } = limits
  const { holdsPerDay, releaseGraceDays, approvalExpiry, actionExpiry } = limits
  const saved = {
    ...{ staleAfterHours, contactLimit, firstRun, growth },
    ...{ holdsPerDay, releaseGraceDays, approvalExpiry, actionExpiry },
  }
  return (
    <SettingsForm
      key={JSON.stringify(saved)}
      title={text.sections.limits}
      sentence={text.limitsSentence}
      saved={saved}
      save={(draft, why) => changeSettings({ ...draft, why })}
    >
      {(draft, change) => (
        <>
          <Group title={text.books}>
            {draft.staleAfterHours !== null && (
              <RequiredNumber
                label={text.staleAfter}
                help={text.staleHelp}
                path="staleAfterHours"
                value={draft.staleAfterHours}
                onChange={(next) => change({ staleAfterHours: next })}
              />
            )}
            <Checkbox
              size="xs"
              label={text.neverStale}
              checked={draft.staleAfterHours === null}
              onChange={({ currentTarget }) =>
                change({ staleAfterHours: currentTarget.checked ? null : (staleAfterHours ?? USUAL_HOURS) })
              }
            />
          </Group>
          <Group title={text.contact}>
            <RequiredNumber
              label={text.contactMessages}
              path="contactLimit.messages"
              value={draft.contactLimit.messages}
              onChange={(messages) => change({ contactLimit: { ...draft.contactLimit, messages } })}
            />
            <RequiredNumber
              label={text.contactDays}
              path="contactLimit.businessDays"
              value={draft.contactLimit.businessDays}
              onChange={(businessDays) => change({ contactLimit: { ...draft.contactLimit, businessDays } })}
            />
          </Group>
          <Group title={text.firstRun}>
            <RequiredNumber
              label={text.firstRunCustomers}
              path="firstRun.customers"
              value={draft.firstRun.customers}
              onChange={(customers) => change({ firstRun: { ...draft.firstRun, customers } })}
            />
            <RequiredNumber
              label={text.firstRunPercent}
              path="firstRun.percentOfReceivables"
              value={draft.firstRun.percentOfReceivables}
              onChange={(percentOfReceivables) =>
                change({ firstRun: { ...draft.firstRun, percentOfReceivables } })
              }
            />
          </Group>
          <Group title={text.growth}>
            <RequiredNumber
              label={text.growthFactor}
              path="growth.factor"
              value={draft.growth.factor}
              onChange={(factor) => change({ growth: { ...draft.growth, factor } })}
            />
            <RequiredNumber
              label={text.growthFrom}
              path="growth.from"
              value={draft.growth.from}
              onChange={(from) => change({ growth: { ...draft.growth, from } })}
            />
          </Group>
          <Group title={text.holds}>
            <RequiredNumber
              label={text.holdsPerDay}
              path="holdsPerDay"
              value={draft.holdsPerDay}
              onChange={(next) => change({ holdsPerDay: next })}
            />
            <RequiredNumber
              label={text.releaseGrace}
              path="releaseGraceDays"
              value={draft.releaseGraceDays}
              onChange={(next) => change({ releaseGraceDays: next })}
            />
          </Group>
          <Group title={text.expiry}>
            <RequiredNumber
              label={text.approvalExpiry}
              path="approvalExpiry"
              value={draft.approvalExpiry}
              onChange={(next) => change({ approvalExpiry: next })}
            />
            <RequiredNumber
              label={text.actionExpiry}
              path="actionExpiry"
              value={draft.actionExpiry}
              onChange={(next) => change({ actionExpiry: next })}
            />
          </Group>
        </>
      )}
    </SettingsForm>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="plain-fieldset limits-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}
