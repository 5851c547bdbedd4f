import './report.css'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { TomorrowView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { OutcomeMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { PageTabs } from './page-tabs.tsx'
import { removeFromTomorrow, type TomorrowAct, type TomorrowCustomer, tomorrowQuery } from './report-data.ts'
import { text } from './words.ts'

export const TOMORROW_FILTERS = ['going', 'held-back', 'all'] as const
export type TomorrowFilter = (typeof TOMORROW_FILTERS)[number]
type Props = { readonly show: TomorrowFilter; readonly onShow: (show: TomorrowFilter) => void }

/** So many customers are drawn at once; more on request. */
const SHOWN = 50

/** What the rules would do on the next business day, customer by customer; any act of it can be taken out. */
export function TomorrowPage({ show, onShow }: Props) {
  const tomorrow = useQuery(tomorrowQuery)
  return (
    <>
      <PageTitle title={text.tomorrow} />
      <PageTabs />
      <Loaded query={tomorrow} rows={10}>
        {(view) => <Digest view={view} show={show} onShow={onShow} />}
      </Loaded>
    </>
  )
}

function Digest({ view: { day, customers }, show, onShow }: Props & { view: TomorrowView }) {
  const queries = useQueryClient()
  const role = useRole()
  const [why, setWhy] = useState('')
  const [most, setMost] = useState(SHOWN)
  const [removed, setRemoved] = useState<string | null>(null)
  const remove = useMutation({
    mutationFn: removeFromTomorrow,
    onSuccess: async (left) => {
      queries.setQueryData(tomorrowQuery.queryKey, left)
      await queries.invalidateQueries({ queryKey: ['actions'] })
    },
  })
  const acts = customers.flatMap((each) => each.acts)
  const rows = customers.flatMap((each) => {
    const shown = each.acts.filter((act) => passes(act, show))
    return shown.length === 0 ? [] : [{ ...each, acts: shown }]
  })
  if (acts.length === 0) return <p className="empty">{text.nobody}</p>
  const takeOut = ({ customer }: TomorrowCustomer, act: TomorrowAct) =>
    remove.mutate(
      {
        rule: act.rule.id,
        step: act.step,
        subject: act.subject.id,
        why: why.trim() === '' ? text.noReason : why.trim(),
      },
      { onSuccess: () => setRemoved(text.removed(actWords(act), customer.name)) },
    )
  return (
    <>
      <p className="form-width">{text.comes(readableDay(day))}</p>
      <div className="field-row">
        <fieldset className="filter" aria-label={text.show}>
          {TOMORROW_FILTERS.map((filter) => (
            <button
              key={filter}
              type="button"
              className="filter-button"
              aria-pressed={show === filter}
              onClick={() => onShow(filter)}
            >
              {text.filters[filter]} ({readableCount(acts.filter((act) => passes(act, filter)).length)})
            </button>
          ))}
        </fieldset>
        {isOffered(role, 'work-customers') && (
          <TextInput
            size="xs"
            className="why-remove"
            label={text.whyRemove}
            maxLength={500}
            value={why}
            onChange={({ currentTarget }) => setWhy(currentTarget.value)}
          />
        )}
      </div>
      <div role="status">{removed !== null && <p className="removed">{removed}</p>}</div>
      <Refusal error={remove.error} />
      {rows.length === 0 ? (
        <p className="empty">{text.nobodyHere}</p>
      ) : (
        <div className="scroll-x">
          <table className="table tomorrow-table">
            <thead>
              <tr>
                <th>{text.customer}</th>
                <th className="number">{text.overdue}</th>
                <th>{text.act}</th>
                <th>{text.why}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, most).flatMap((each) =>
                each.acts.map((act, at) => (
                  <tr key={`${act.rule.id} ${act.step} ${act.subject.id}`} className={at > 0 ? 'same' : ''}>
                    <td className="named">
                      {at === 0 && (
                        <Link to="/customers/$customerId" params={{ customerId: each.customer.id }}>
                          {each.customer.name}
                        </Link>
                      )}
                    </td>
                    <td className="number">{at === 0 && <Amounts money={each.overdue} />}</td>
                    <td>
                      <Act act={act} />
                    </td>
                    <td className="wrap">
                      {act.heldBack === null ? (
                        act.why
                      ) : (
                        <>
                          <OutcomeMark outcome="held-back" word={text.heldBack} /> {act.heldBack}
                        </>
                      )}
                    </td>
                    <td>
                      {isOffered(role, 'work-customers') && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={text.removeOf(actWords(act), each.customer.name)}
                          disabled={remove.isPending}
                          onClick={() => takeOut(each, act)}
                        >
                          {text.remove}
                        </Button>
                      )}
                    </td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > most && (
        <Button size="xs" mt="xs" variant="default" onClick={() => setMost(most + SHOWN)}>
          {words.frame.more}
        </Button>
      )}
    </>
  )
}

function Act({ act }: { act: TomorrowAct }) {
  return (
    <>
      <strong>{actWords(act)}</strong> {act.subject.type === 'invoice' && `${act.subject.name} `}
      {act.recipient !== null && text.to(act.recipient)}
      <br />
      <Link to="/rules/$ruleId" params={{ ruleId: act.rule.id }} search={{ step: act.step }}>
        {act.rule.name}
      </Link>
      {act.status === 'pending' && <span className="dimmed"> {text.inOutbox}</span>}
    </>
  )
}

function actWords({ kind }: TomorrowAct): string {
  return text.acts[kind] ?? kind
}

function passes({ heldBack }: TomorrowAct, show: TomorrowFilter): boolean {
  return show === 'all' || (heldBack !== null) === (show === 'held-back')
}
