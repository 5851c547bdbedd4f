import { useQuery } from '@tanstack/react-query'
import type { ActionsView, SettingsView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { isOffered } from '../data/may.ts'
import { rulesQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { Explained } from '../frame/explained.tsx'
import { YesNoField } from '../inspect/fields.tsx'
import { changeSettings, mailSettingsQuery, sendersQuery, setMode } from './settings-data.ts'
import { SettingsForm } from './settings-form.tsx'
import { text } from './words.ts'

const WAITING = ['planned', 'awaiting-approval', 'queued'] as const

/** Whether anything leaves, what would come of changing that, and whether one person may publish alone. */
export function ModeSection({ settings }: { settings: SettingsView }) {
  const role = useRole()
  const { mode, soloMode } = settings
  const next = mode === 'test' ? 'live' : 'test'
  return (
    <>
      <section className="settings-block" aria-label={text.sections.mode}>
        <h2>{text.sections.mode}</h2>
        <p>{text.modeNow[mode]}</p>
        <h3>{next === 'live' ? text.goLive : text.goTest}</h3>
        <p className="dimmed">{text.consequences}:</p>
        <Consequences settings={settings} />
        {isOffered(role, 'manage-settings') ? (
          <Explained
            key={mode}
            label={next === 'live' ? text.goLive : text.goTest}
            change={(why: string) => setMode({ mode: next, why })}
          />
        ) : (
          <p className="empty">{text.notForYou}</p>
        )}
      </section>
      <SettingsForm
        key={String(soloMode)}
        title={text.solo}
        sentence={text.soloSentence}
        saved={{ soloMode }}
        save={(draft, why) => changeSettings({ ...draft, why })}
      >
        {(draft, change) => (
          <YesNoField
            label={text.soloOn}
            path="soloMode"
            value={draft.soloMode}
            onChange={(value) => change({ soloMode: value })}
          />
        )}
      </SettingsForm>
    </>
  )
}

/** What changing the mode would do, said before anybody does it. */
function Consequences({ settings: { mode, limits } }: { settings: SettingsView }) {
  const waiting = useQuery({
    queryKey: ['actions', 'waiting'],
    queryFn: () => read<ActionsView>(client.api.v1.actions.$get({ query: { limit: '1' } }, inCompany())),
    select: ({ byState }) => WAITING.reduce((sum, state) => sum + (byState[state] ?? 0), 0),
  }).data
  const live = useQuery(rulesQuery).data?.rules.filter(({ state }) => state === 'live').length
  const senders = useQuery(sendersQuery).data?.senders
  const override = useQuery(mailSettingsQuery).data?.override
  if (waiting === undefined || live === undefined || senders === undefined || override === undefined)
    return null
  const of = mode === 'test' ? text.toLive : text.toTest
  const outbox = waiting === 0 ? text.nothingWaits : of.waiting(readableCount(waiting), waiting)
  const { toLive, toTest } = text
  const sentences =
    mode === 'live'
      ? [toTest.nothingLeaves, outbox, toTest.holds]
      : [
          live === 0 ? toLive.noRules : toLive.rules(readableCount(live), live),
          outbox,
          senders.length === 0
            ? toLive.noSender
            : toLive.sender([...new Set(senders.map(({ from }) => from.address))].join(', ')),
          ...(override === null ? [] : [toLive.override(override)]),
          toLive.window(limits.sendWindow.from, limits.sendWindow.to),
          toLive.firstRun(readableCount(limits.firstRun.customers)),
        ]
  return (
    <ul className="consequences">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
