import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Charges } from './charges.tsx'
import { CustomerActs } from './customer-acts.tsx'
import { customerQuery } from './customer-data.ts'
import { CustomerHead } from './customer-head.tsx'
import { Accounts, Contacts, InForce, OpenInvoices, OpenTasks } from './customer-side.tsx'
import './customers.css'
import { Standing } from './standing.tsx'
import { Timeline } from './timeline.tsx'
import type { TimelineSearch } from './timeline-search.ts'
import { WhyToday } from './why-today.tsx'
import { customers as customerWords } from './words.ts'

const text = customerWords.page

type Props = {
  readonly id: string
  readonly search: TimelineSearch
  readonly onSearch: (search: TimelineSearch) => void
}

/** One customer: where they stand, what comes next, everything that happened and why, and what a person can do. */
export function CustomerPage({ id, search, onSearch }: Props) {
  const found = useQuery(customerQuery(id))
  return (
    <Loaded query={found} rows={14}>
      {(customer) => (
        <>
          <PageTitle title={customer.name}>
            <span className="dimmed">{customer.id}</span>
            <Standing row={customer} />
            <span className="top-bar-gap" />
            <Link to="/customers">{text.back}</Link>
          </PageTitle>
          <CustomerHead customer={customer} />
          <WhyToday id={id} />
          <CustomerActs customer={customer} />
          <div className="customer-columns">
            <Timeline id={id} search={search} onSearch={onSearch} />
            <div className="customer-side">
              <InForce id={id} />
              <OpenInvoices id={id} />
              <Charges id={id} />
              <Contacts customer={customer} />
              <OpenTasks id={id} />
              <Accounts id={id} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  )
}
