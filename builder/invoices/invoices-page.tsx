import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { InvoiceRow } from '#server/client.ts'
import { customerQuery } from '../customers/customer-data.ts'
import { companyQuery } from '../data/queries.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Choice, PlainSelect } from '../table/choice.tsx'
import { CsvLink } from '../table/csv-link.tsx'
import { type Column, LongTable } from '../table/long-table.tsx'
import { SearchBox } from '../table/search-box.tsx'
import { words } from '../words/words.ts'
import {
  askedOf,
  DOCUMENT_TYPES,
  INVOICE_BUCKETS,
  INVOICE_SORTS,
  type InvoicesSearch,
  invoicesQuery,
} from './invoice-data.ts'
import { InvoicePane } from './invoice-pane.tsx'

const text = words.invoices

const COLUMNS: readonly Column<InvoiceRow>[] = [
  {
    key: 'number',
    title: text.number,
    width: 'minmax(110px, 1.2fr)',
    sort: 'number',
    cell: ({ number }) => number,
  },
  {
    key: 'customer',
    title: text.customer,
    width: 'minmax(150px, 2.4fr)',
    isSpare: true,
    cell: ({ customer }) => (
      <Link
        to="/customers/$customerId"
        params={{ customerId: customer.id }}
        tabIndex={-1}
        title={customer.name}
      >
        {customer.name}
      </Link>
    ),
  },
  {
    key: 'type',
    title: text.type,
    width: 'minmax(90px, 1fr)',
    isSpare: true,
    cell: ({ type }) => text.types[type],
  },
  {
    key: 'issued',
    title: text.issued,
    width: '110px',
    isSpare: true,
    sort: 'issued',
    cell: ({ issuedOn }) => readableDay(issuedOn),
  },
  {
    key: 'due',
    title: text.due,
    width: '110px',
    sort: 'due',
    cell: ({ dueOn }) => (dueOn === null ? words.frame.none : readableDay(dueOn)),
  },
  {
    key: 'late',
    title: text.late,
    width: '90px',
    isNumber: true,
    isSpare: true,
    cell: ({ daysOverdue }) => (daysOverdue === 0 ? words.frame.none : readableCount(daysOverdue)),
  },
  {
    key: 'total',
    title: text.total,
    width: 'minmax(120px, 1fr)',
    isNumber: true,
    isSpare: true,
    sort: 'largest',
    cell: ({ total }) => exactMoney(total),
  },
  {
    key: 'open',
    title: text.open,
    width: 'minmax(120px, 1fr)',
    isNumber: true,
    sort: 'open',
    cell: ({ open, closedBy }) =>
      open === null ? text.unknownOpen : closedBy !== null ? text.closings[closedBy] : exactMoney(open),
  },
]

type Props = {
  readonly search: InvoicesSearch
  readonly onSearch: (search: InvoicesSearch) => void
}

/** Every document; what is shown and in which order stands in the address, and adds up to the figure that led here. */
export function InvoicesPage({ search, onSearch }: Props) {
  const found = useInfiniteQuery(invoicesQuery(search))
  const company = useQuery(companyQuery).data
  const change = useCallback((next: InvoicesSearch) => onSearch({ ...search, ...next }), [search, onSearch])
  const searchFor = useCallback(
    (typed: string) => change({ search: typed === '' ? undefined : typed }),
    [change],
  )
  const { document = null, bucket, state, covered } = search
  const entities = company?.entities ?? []
  const currencies = [...new Set(entities.map(({ currency }) => currency))].sort()
  const sort = search.sort ?? 'due'
  return (
    <>
      <PageTitle title={text.title}>
        {search.customer !== undefined && (
          <OfCustomer id={search.customer} onAll={() => change({ customer: undefined })} />
        )}
        {covered === 'no' && (
          <button
            type="button"
            className="filter-button"
            onClick={() => change({ covered: undefined, bucket: undefined })}
          >
            {text.uncovered} ×
          </button>
        )}
        <span className="top-bar-gap" />
        <CsvLink path="/api/v1/invoices" query={askedOf(search)}>
          {text.csv}
        </CsvLink>
      </PageTitle>
      <div className="table-tools">
        <SearchBox label={text.search} value={search.search ?? ''} onSearch={searchFor} />
        <Choice<(typeof INVOICE_BUCKETS)[number] | 'all' | 'closed'>
          label={text.filter}
          chosen={bucket ?? state ?? null}
          options={[
            [null, text.any],
            ...INVOICE_BUCKETS.map(
              (each) => [each, each === 'overdue' ? text.overdue : words.home.bucket[each]] as const,
            ),
            ['closed', text.closed],
            ['all', text.all],
          ]}
          onChoose={(next) =>
            change({
              covered: undefined,
              state: next === 'closed' || next === 'all' ? next : undefined,
              bucket: next === 'closed' || next === 'all' || next === null ? undefined : next,
            })
          }
        />
        <PlainSelect
          label={text.type}
          chosen={search.type ?? ''}
          options={[
            ['', `${text.type}: ${text.all}`],
            ...DOCUMENT_TYPES.map((each) => [each, text.types[each]] as const),
          ]}
          onChoose={(next) => change({ type: DOCUMENT_TYPES.find((each) => each === next) })}
        />
        <PlainSelect
          label={text.currency}
          chosen={search.currency ?? ''}
          options={[['', text.anyCurrency], ...currencies.map((each) => [each, each] as const)]}
          onChoose={(next) => change({ currency: next === '' ? undefined : next })}
        />
        {entities.length > 1 && (
          <PlainSelect
            label={text.entity}
            chosen={search.entity ?? ''}
            options={[['', text.anyEntity], ...entities.map(({ id, name }) => [id, name] as const)]}
            onChoose={(next) => change({ entity: next === '' ? undefined : next, noEntity: undefined })}
          />
        )}
      </div>
      <Loaded query={found} rows={14}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.invoices)
          const totals = pages[0]?.totals
          return (
            <div className={found.isPlaceholderData ? 'stale' : undefined}>
              <p className="found-line" role="status">
                <strong>{text.found(readableCount(totals?.count ?? 0), totals?.count ?? 0)}</strong>
                <span className="figures">
                  {text.open}: <Amounts money={totals?.open ?? []} isInline />
                </span>
                {totals !== undefined && totals !== null && totals.credited.length > 0 && (
                  <span className="figures">
                    {words.home.creditMemos}: <Amounts money={totals.credited} isInline />
                  </span>
                )}
              </p>
              <div className={document === null ? 'with-pane' : 'with-pane open'}>
                {rows.length === 0 ? (
                  <p className="empty">{text.none}</p>
                ) : (
                  <LongTable
                    label={text.title}
                    columns={document === null ? COLUMNS : COLUMNS.filter(({ isSpare }) => !isSpare)}
                    rows={rows}
                    total={totals?.count ?? rows.length}
                    keyOf={({ id }) => id}
                    sort={sort}
                    chosen={document}
                    onSort={(next) => change({ sort: INVOICE_SORTS.find((each) => each === next) })}
                    onOpen={({ id }) => change({ document: id })}
                    onEnd={() => {
                      if (found.hasNextPage && !found.isFetching) void found.fetchNextPage()
                    }}
                  />
                )}
                {document !== null && (
                  <InvoicePane id={document} onClose={() => change({ document: undefined })} />
                )}
              </div>
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

function OfCustomer({ id, onAll }: { id: string; onAll: () => void }) {
  const name = useQuery(customerQuery(id)).data?.name ?? id
  return (
    <>
      <Link to="/customers/$customerId" params={{ customerId: id }}>
        {name}
      </Link>
      <button type="button" className="filter-button" onClick={onAll}>
        {text.customer}: {name} ×
      </button>
    </>
  )
}
