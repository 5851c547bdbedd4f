import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Choice } from '../table/choice.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import '../table/table.css'
import { promisesQuery } from './customer-data.ts'
import type { PromisesSearch } from './promises-search.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.promise

type Props = { readonly search: PromisesSearch; readonly onSearch: (search: PromisesSearch) => void }

/** The promises to pay that are open, or past ones with what became of them. */
export function PromisesPage({ search: { past: isPast = false, until }, onSearch }: Props) {
  const found = useInfiniteQuery(
    promisesQuery({ state: isPast ? 'ended' : 'current', ...(until !== undefined && { until }) }),
  )
  return (
    <>
      <PageTitle title={text.title}>
        <span className="top-bar-gap" />
        <Link to="/customers">{customerWords.page.back}</Link>
      </PageTitle>
      <Choice
        label={customerWords.filter}
        chosen={isPast ? 'ended' : null}
        options={[
          [null, text.shown.current],
          ['ended', text.shown.ended],
        ]}
        onChoose={(next) => onSearch(next === 'ended' ? { past: true } : {})}
      />
      {until !== undefined && (
        <button type="button" className="filter-button" onClick={() => onSearch({})}>
          {text.until(readableDay(until))} ×
        </button>
      )}
      <Loaded query={found} rows={6}>
        {({ pages }) => {
          const promises = pages.flatMap((page) => page.promises)
          const totals = pages[0]?.totals ?? null
          if (promises.length === 0) return <p className="empty">{text.empty}</p>
          return (
            <div className="scroll-x">
              <table className="table stacked">
                <thead>
                  <tr>
                    <th>{customerWords.name}</th>
                    <th className="number">{text.amount}</th>
                    <th>{text.day}</th>
                    <th>{text.made}</th>
                    <th>{text.state}</th>
                  </tr>
                </thead>
                <tbody>
                  {promises.map((each) => (
                    <tr key={each.id}>
                      <td className="named">
                        <Link to="/customers/$customerId" params={{ customerId: each.customer.id }}>
                          {each.customer.name}
                        </Link>
                      </td>
                      <td className="number">{exactMoney(each.amount)}</td>
                      <td>{readableDay(each.promisedFor)}</td>
                      <td className="spare">{readableDay(each.madeOn)}</td>
                      <td>{each.status === null ? words.frame.none : text.statuses[each.status]}</td>
                    </tr>
                  ))}
                </tbody>
                {totals !== null && (
                  <tfoot>
                    <tr className="total">
                      <td>{text.total(readableCount(totals.count), totals.count)}</td>
                      <td className="number">
                        <Amounts money={totals.promised} />
                      </td>
                      <td colSpan={3} />
                    </tr>
                  </tfoot>
                )}
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={found} />
    </>
  )
}
