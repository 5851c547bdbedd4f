import './report.css'
import { useQuery } from '@tanstack/react-query'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { MorningReport } from './morning-report.tsx'
import { PageTabs } from './page-tabs.tsx'
import { reportQuery, reportsQuery } from './report-data.ts'
import { text } from './words.ts'

type Props = { readonly day: string | null; readonly onDay: (day: string) => void }

/** The morning reports by day; the latest unless another was chosen. */
export function ReportsPage({ day, onDay }: Props) {
  const days = useQuery(reportsQuery)
  return (
    <>
      <PageTitle title={text.reports} />
      <PageTabs />
      <Loaded query={days} rows={8}>
        {({ reports }) => {
          const shown = day ?? reports[0]?.day ?? null
          if (shown === null) return <p className="empty">{text.noReports}</p>
          return (
            <div className="report-grid">
              <nav aria-label={text.days}>
                <ul className="plain-list">
                  {reports.map((report) => (
                    <li key={report.day}>
                      <button
                        type="button"
                        className="row-button"
                        aria-current={report.day === shown ? 'date' : undefined}
                        onClick={() => onDay(report.day)}
                      >
                        {readableDay(report.day)}
                      </button>
                    </li>
                  ))}
                </ul>
              </nav>
              <OneReport day={shown} />
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

function OneReport({ day }: { day: string }) {
  const report = useQuery(reportQuery(day))
  return (
    <Loaded query={report} rows={12}>
      {(content) => <MorningReport report={content} />}
    </Loaded>
  )
}
