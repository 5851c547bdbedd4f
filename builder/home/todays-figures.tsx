import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { promisesQuery } from '../customers/customer-data.ts'
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
        {overdue !== undefined && (
          <Link to="/invoices" search={{ bucket: 'overdue' }}>
            <Amounts money={overdue.open} />
            {text.overdueDocuments(readableCount(overdue.count), overdue.count)}
          </Link>
        )}
      </Figure>
      <PromisesDue />
      <Figure title={text.uncovered}>
        {uncovered !== undefined &&
          (uncovered.count === 0 ? (
            text.covered
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
  const asOf = useQuery(companyQuery).data?.asOf
  const last =
    asOf === undefined
      ? undefined
      : new Date(Date.parse(`${asOf}T00:00:00Z`) + DAYS_AHEAD * 86_400_000).toISOString().slice(0, 10)
  const asked = { state: 'current' as const, ...(last !== undefined && { until: last }) }
  const found = useInfiniteQuery({ ...promisesQuery(asked), enabled: last !== undefined }).data?.pages[0]
    ?.found
  if (last === undefined || found === undefined) return <Figure title={text.promisesDue}>{null}</Figure>
  return (
    <Figure title={text.promisesDue}>
      <Link to="/promises" search={{ until: last }}>
        <Amounts money={found.promised} />
        {text.promises(readableCount(found.count), found.count)}
      </Link>
    </Figure>
  )
}
