import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { promisesQuery } from '../customers/customer-data.ts'
import { companyQuery } from '../data/queries.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { sumByCurrency } from '../format/sum-money.ts'
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
  const found = useInfiniteQuery(promisesQuery('current')).data
  if (asOf === undefined || found === undefined) return <Figure title={text.promisesDue}>{null}</Figure>
  const last = new Date(Date.parse(`${asOf}T00:00:00Z`) + DAYS_AHEAD * 86_400_000).toISOString().slice(0, 10)
  const due = found.pages.flatMap((page) => page.promises).filter(({ promisedFor }) => promisedFor <= last)
  return (
    <Figure title={text.promisesDue}>
      <Link to="/promises" search={{ until: last }}>
        <Amounts money={sumByCurrency(due.map(({ amount }) => amount))} />
        {text.promises(readableCount(due.length), due.length)}
      </Link>
    </Figure>
  )
}
