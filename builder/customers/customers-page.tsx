import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { CustomerRow } from '#server/client.ts'
import { companyQuery } from '../data/queries.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Choice, PlainSelect } from '../table/choice.tsx'
import { CsvLink } from '../table/csv-link.tsx'
import { type Column, LongTable } from '../table/long-table.tsx'
import { SearchBox } from '../table/search-box.tsx'
import { words } from '../words/words.ts'
import {
  CUSTOMER_SORTS,
  CUSTOMER_STATES,
  type CustomersSearch,
  customersQuery,
  given,
} from './customer-data.ts'
import { Standing } from './standing.tsx'
import { customers as customerWords } from './words.ts'

const text = customerWords

const COLUMNS: readonly Column<CustomerRow>[] = [
  {
    key: 'name',
    title: text.name,
    width: 'minmax(150px, 3fr)',
    sort: 'name',
    cell: ({ id, name }) => (
      <Link to="/customers/$customerId" params={{ customerId: id }} tabIndex={-1} title={name}>
        {name}
      </Link>
    ),
  },
  {
    key: 'standing',
    title: text.status,
    width: 'minmax(110px, 1.4fr)',
    isSpare: true,
    cell: (row) => <Standing row={row} />,
  },
  { key: 'owner', title: text.owner, width: 'minmax(90px, 1fr)', isSpare: true, cell: ({ owner }) => owner },
  {
    key: 'country',
    title: text.country,
    width: '70px',
    isSpare: true,
    cell: ({ country }) => country,
  },
  {
    key: 'late',
    title: text.late,
    width: '100px',
    isNumber: true,
    isSpare: true,
    sort: 'late',
    cell: ({ daysOverdue }) => (daysOverdue === 0 ? words.frame.none : readableCount(daysOverdue)),
  },
  {
    key: 'overdue',
    title: text.overdue,
    width: 'minmax(130px, 1.2fr)',
    isNumber: true,
    sort: 'overdue',
    cell: ({ overdue }) => <Amounts money={overdue} />,
  },
  {
    key: 'open',
    title: text.open,
    width: 'minmax(130px, 1.2fr)',
    isNumber: true,
    isSpare: true,
    sort: 'open',
    cell: ({ open }) => <Amounts money={open} />,
  },
]

type Props = {
  readonly search: CustomersSearch
  readonly onSearch: (search: CustomersSearch) => void
  readonly onOpen: (id: string) => void
}

/** Every customer with what they owe; what is shown and in which order stands in the address. */
export function CustomersPage({ search, onSearch, onOpen }: Props) {
  const found = useInfiniteQuery(customersQuery(search))
  const company = useQuery(companyQuery).data
  const change = useCallback(
    (next: CustomersSearch) => onSearch(given({ ...search, ...next })),
    [search, onSearch],
  )
  const searchFor = useCallback((typed: string) => change({ search: typed }), [change])
  const currencies = [...new Set(company?.entities.map(({ currency }) => currency) ?? [])].sort()
  const sort = search.sort ?? 'name'
  return (
    <>
      <PageTitle title={text.title}>
        <span className="top-bar-gap" />
        <Link to="/promises">{text.promises}</Link>
        <Link to="/accounts">{text.queue}</Link>
        <CsvLink path="/api/v1/customers" query={search}>
          {text.csv}
        </CsvLink>
      </PageTitle>
      <div className="table-tools">
        <SearchBox label={text.search} value={search.search ?? ''} onSearch={searchFor} />
        <Choice
          label={text.filter}
          chosen={search.state ?? null}
          options={[
            [null, text.all],
            ...CUSTOMER_STATES.map((state) => [state, text.states[state]] as const),
          ]}
          onChoose={(state) => change({ state: state ?? undefined })}
        />
        <PlainSelect
          label={text.currency}
          chosen={search.currency ?? ''}
          options={[['', text.anyCurrency], ...currencies.map((each) => [each, each] as const)]}
          onChoose={(currency) => change({ currency })}
        />
        {search.owner !== undefined && (
          <button type="button" className="filter-button" onClick={() => change({ owner: undefined })}>
            {text.ownedBy(search.owner)} ×
          </button>
        )}
      </div>
      <Loaded query={found} rows={14}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.customers)
          const totals = pages[0]?.totals
          return (
            <div className={found.isPlaceholderData ? 'stale' : undefined}>
              <p className="found-line" role="status">
                <strong>{text.found(readableCount(totals?.count ?? 0), totals?.count ?? 0)}</strong>
                <span className="figures">
                  {text.open}: <Amounts money={totals?.open ?? []} isInline />
                </span>
                <span className="figures">
                  {text.overdue}: <Amounts money={totals?.overdue ?? []} isInline />
                </span>
                {sort !== 'name' && sort !== 'late' && company !== undefined && (
                  <span className="dimmed">{text.byCurrency(search.currency ?? company.currency)}</span>
                )}
              </p>
              {rows.length === 0 ? (
                <p className="empty">{Object.keys(given(search)).length === 0 ? text.empty : text.none}</p>
              ) : (
                <LongTable
                  label={text.title}
                  columns={COLUMNS}
                  rows={rows}
                  total={totals?.count ?? rows.length}
                  keyOf={({ id }) => id}
                  sort={sort}
                  onSort={(next) => {
                    const known = CUSTOMER_SORTS.find((each) => each === next)
                    if (known !== undefined) change({ sort: known })
                  }}
                  onOpen={({ id }) => onOpen(id)}
                  onEnd={() => {
                    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage()
                  }}
                />
              )}
            </div>
          )
        }}
      </Loaded>
    </>
  )
}
