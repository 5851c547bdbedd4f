import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Choice } from '../table/choice.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { AccountLine } from './account-line.tsx'
import { accountsQuery } from './customer-data.ts'
import './customers.css'
import { customers as customerWords } from './words.ts'

const text = customerWords.account

type Props = { readonly isAll: boolean; readonly onAll: (isAll: boolean) => void }

/** The queue of what a person has to decide: which accounts of several systems are the same customer. */
export function AccountsPage({ isAll, onAll }: Props) {
  const found = useInfiniteQuery(accountsQuery(isAll ? {} : { match: 'doubtful' }))
  return (
    <>
      <PageTitle title={text.title}>
        <span className="top-bar-gap" />
        <Link to="/customers">{customerWords.page.back}</Link>
      </PageTitle>
      <p className="sentence">{text.sentence}</p>
      <Choice
        label={customerWords.filter}
        chosen={isAll ? 'all' : null}
        options={[
          [null, text.doubtful],
          ['all', text.all],
        ]}
        onChoose={(next) => onAll(next === 'all')}
      />
      <Loaded query={found} rows={6}>
        {({ pages }) => {
          const accounts = pages.flatMap((page) => page.accounts)
          if (accounts.length === 0) return <p className="empty">{text.empty}</p>
          return (
            <div className="scroll-x">
              <table className="table">
                <thead>
                  <tr>
                    <th>{text.account}</th>
                    <th>{text.bookedTo}</th>
                  </tr>
                </thead>
                <tbody>
                  {accounts.map((account) => (
                    <tr key={`${account.connection} ${account.id}`}>
                      <td className="wrap">
                        <AccountLine account={account} />
                      </td>
                      <td className="named">
                        <Link to="/customers/$customerId" params={{ customerId: account.customer.id }}>
                          {account.customer.name}
                        </Link>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={found} />
    </>
  )
}
