import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { addDays, type CalendarDate } from '#engine/calendar-date.ts'
import { promiseTotalsQuery } from '../customers/customer-data.ts'
import { companyQuery } from '../data/queries.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { invoiceTotalsQuery } from '../invoices/invoice-data.ts'
import { Figure, Figures } from '../table/figures.tsx'
import { words } from '../words/words.ts'

const text = words.home

/** What is overdue, what is promised for the coming days, and what is overdue without a rule that would ask for it. */
export function TodaysFigures() {
  const overdue = useQuery(invoiceTotalsQuery({ bucket: 'overdue' })).data
  const uncovered = useQuery(invoiceTotalsQuery({ bucket: 'overdue', covered: 'no' })).data
  return (
    <Figures>
      <Figure title={text.overdue}>
        {overdue !== undefined &&
          (overdue.count === 0 ? (
            text.nothingOverdue
          ) : (
            <Link to="/invoices" search={{ bucket: 'overdue' }}>
              <Amounts money={overdue.open} />
              {text.overdueDocuments(readableCount(overdue.count), overdue.count)}
            </Link>
          ))}
      </Figure>
      <PromisesDue />
      <Figure title={text.uncovered}>
        {uncovered !== undefined &&
          overdue !== undefined &&
          (uncovered.count === 0 ? (
            overdue.count === 0 ? (
              text.nothingOverdue
            ) : (
              text.covered
            )
          ) : (
            <>
              <Link to="/invoices" search={{ bucket: 'overdue', covered: 'no' }}>
                <Amounts money={uncovered.open} />
                {text.overdueDocuments(readableCount(uncovered.count), uncovered.count)}
              </Link>
              <div className="dimmed">{text.uncoveredSentence}</div>
            </>
          ))}
      </Figure>
    </Figures>
  )
}

const DAYS_AHEAD = 7

function PromisesDue() {
  const company = useQuery(companyQuery).data
  return (
    <Figure title={text.promisesDue}>
      {company !== undefined && <PromisesUntil day={addDays(company.asOf, DAYS_AHEAD)} />}
    </Figure>
  )
}

function PromisesUntil({ day }: { day: CalendarDate }) {
  const totals = useQuery(promiseTotalsQuery(day)).data
  if (totals === undefined) return null
  if (totals.count === 0) return text.nothingPromised
  return (
    <Link to="/promises" search={{ until: day }}>
      <Amounts money={totals.promised} />
      {text.promises(readableCount(totals.count), totals.count)}
    </Link>
  )
}
