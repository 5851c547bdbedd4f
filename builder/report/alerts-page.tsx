import './report.css'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AlertView } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { PageTabs } from './page-tabs.tsx'
import { alertsQuery, markSeen } from './report-data.ts'
import { text } from './words.ts'

export type AlertsShown = 'open' | 'all'
type Props = { readonly show: AlertsShown; readonly onShow: (show: AlertsShown) => void }

const SHOWN = [
  ['open', text.openAlerts],
  ['all', text.allAlerts],
] as const

/** What somebody has to look at, the latest first. */
export function AlertsPage({ show, onShow }: Props) {
  const alerts = useInfiniteQuery(alertsQuery(show))
  return (
    <>
      <PageTitle title={text.alerts} />
      <PageTabs />
      <fieldset className="filter" aria-label={text.show}>
        {SHOWN.map(([value, label]) => (
          <button
            key={value}
            type="button"
            className="filter-button"
            aria-pressed={show === value}
            onClick={() => onShow(value)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <Loaded query={alerts} rows={4}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.alerts)
          if (rows.length === 0) return <p className="empty">{text.noAlerts}</p>
          return (
            <>
              <ul className="plain-list alerts">
                {rows.map((alert) => (
                  <Alert key={alert.id} alert={alert} />
                ))}
              </ul>
              <MoreRows list={alerts} />
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function Alert({ alert }: { alert: AlertView }) {
  const role = useRole()
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const seen = useChange(markSeen)
  const { id, kind, raisedAt, rule, run } = alert
  const title = text.kinds[kind] ?? kind
  return (
    <li className={alert.seen === null ? 'alert' : 'alert alert-seen'}>
      <div>
        <strong>{title}</strong> <span className="dimmed">{readableInstant(raisedAt, timeZone)}</span>
        <p>{alert.text}</p>
        <div className="alert-ways">
          {rule !== null && (
            <Link to="/rules/$ruleId" params={{ ruleId: rule }}>
              {text.toRule}
            </Link>
          )}
          {run !== null && (
            <Link to="/runs/$runId" params={{ runId: run }}>
              {text.toRun}
            </Link>
          )}
          {alert.customer !== null && (
            <Link to="/customers/$customerId" params={{ customerId: alert.customer }}>
              {text.toCustomer}
            </Link>
          )}
          {alert.seen !== null && (
            <span className="dimmed">
              {text.seenBy(alert.seen.by, readableInstant(alert.seen.at, timeZone))}
            </span>
          )}
        </div>
        <Refusal error={seen.error} />
      </div>
      {alert.seen === null && isOffered(role, 'work-customers') && (
        <Button
          size="xs"
          variant="default"
          aria-label={text.seenOf(title)}
          loading={seen.isPending}
          onClick={() => seen.mutate(id)}
        >
          {text.seen}
        </Button>
      )}
    </li>
  )
}
