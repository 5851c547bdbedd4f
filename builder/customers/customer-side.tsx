import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CustomerView } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { AccountLine } from './account-line.tsx'
import { END, removeContact } from './customer-changes.ts'
import { accountsQuery, inForceQuery, openInvoicesQuery, openTasksQuery } from './customer-data.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.page

/** How many open invoices stand beside the timeline; the others are a click away. */
const SHOWN = 12

/** What is open, the oldest first. */
export function OpenInvoices({ id }: { id: string }) {
  const found = useQuery(openInvoicesQuery(id))
  return (
    <section>
      <h2>{text.invoices}</h2>
      <Loaded query={found} rows={4}>
        {({ invoices }) =>
          invoices.length === 0 ? (
            <p className="empty">{text.nothingOpen}</p>
          ) : (
            <>
              <ul className="side-list">
                {invoices.slice(0, SHOWN).map((invoice) => (
                  <li key={invoice.id}>
                    <Link to="/invoices" search={{ customer: id, document: invoice.id }}>
                      {invoice.number}
                    </Link>
                    {invoice.dueOn !== null && <span>{readableDay(invoice.dueOn)}</span>}
                    {invoice.daysOverdue > 0 && (
                      <span className="tone-red">{text.daysLate(readableCount(invoice.daysOverdue))}</span>
                    )}
                    <span className="number">
                      {invoice.open === null ? words.invoices.unknownOpen : exactMoney(invoice.open)}
                    </span>
                  </li>
                ))}
              </ul>
              <Link to="/invoices" search={{ customer: id }}>
                {text.allInvoices}
              </Link>
            </>
          )
        }
      </Loaded>
    </section>
  )
}

/** Promises, disputes, pauses, blocks and holds that are in force, each with the way out of it. */
export function InForce({ id }: { id: string }) {
  const found = useQuery(inForceQuery(id)).data
  const role = useRole()
  if (found === undefined) return null
  const { promises, disputes, blocks, holds } = found
  if (promises.length + disputes.length + blocks.length + holds.length === 0) return null
  const mayWork = isOffered(role, 'work-customers')
  return (
    <section>
      <h2>{text.records}</h2>
      <ul className="side-list">
        {promises.map((each) => (
          <Line
            key={each.id}
            end={mayWork && each.source === 'by-hand' ? 'promise' : null}
            id={each.id}
            label={text.promiseLine(exactMoney(each.amount), readableDay(each.promisedFor))}
          />
        ))}
        {disputes.map((each) => (
          <Line
            key={each.id}
            end={mayWork && each.source === 'by-hand' ? 'dispute' : null}
            id={each.id}
            label={text.disputeLine(each.document)}
          >
            {each.reason}
          </Line>
        ))}
        {blocks.map((each) => (
          <Line
            key={each.id}
            end={mayWork && each.source === 'by-hand' ? 'block' : null}
            id={each.id}
            label={text.paused(
              each.kind === 'pause' ? text.pause : text.block,
              each.until === null ? null : readableDay(each.until),
            )}
          >
            {each.reason}
          </Line>
        ))}
        {holds.map((each) => (
          <Line
            key={each.id}
            end={isOffered(role, 'approve-actions') ? 'hold' : null}
            id={each.id}
            label={customerWords.onHold}
          >
            {each.reason}
          </Line>
        ))}
      </ul>
    </section>
  )
}

function Line({
  id,
  end,
  label,
  children,
}: {
  id: string
  end: keyof typeof END | null
  label: string
  children?: ReactNode
}) {
  return (
    <li>
      <span>{label}</span>
      <span className="dimmed">{children}</span>
      {end !== null && <Explained label={text.end[end]} change={(why) => END[end](id, why)} />}
    </li>
  )
}

/** Whom letters go to, by role. */
export function Contacts({ customer: { contacts } }: { customer: CustomerView }) {
  const mayWork = isOffered(useRole(), 'work-customers')
  const remove = useChange(removeContact)
  return (
    <section>
      <h2>{text.contacts}</h2>
      {contacts.length === 0 && <p className="empty">{text.noContacts}</p>}
      <ul className="side-list">
        {contacts.map((contact) => (
          <li key={contact.id}>
            <strong>{contact.name ?? contact.email ?? contact.phone}</strong>
            <span className="dimmed">{customerWords.act.roles[contact.role]}</span>
            {contact.name !== null && contact.email !== null && <span>{contact.email}</span>}
            {contact.phone !== null && <span>{contact.phone}</span>}
            {mayWork && contact.source === 'by-hand' && (
              <Button size="compact-xs" variant="default" onClick={() => remove.mutate(contact.id)}>
                {text.remove(contact.name ?? contact.email ?? '')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={remove.error} />
    </section>
  )
}

export function OpenTasks({ id }: { id: string }) {
  const found = useQuery(openTasksQuery(id)).data
  return (
    <section>
      <h2>{text.tasks}</h2>
      {found?.tasks.length === 0 && <p className="empty">{text.noTasks}</p>}
      <ul className="side-list">
        {found?.tasks.map((task) => (
          <li key={task.id}>
            <Link to="/tasks" search={{ task: task.id }}>
              {task.title}
            </Link>
            {task.dueOn !== null && <span>{readableDay(task.dueOn)}</span>}
            <span className="dimmed">{task.assignee}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The customer as each system knows them; what was matched can be split again. */
export function Accounts({ id }: { id: string }) {
  const found = useInfiniteQuery(accountsQuery({ customer: id })).data
  const accounts = found?.pages.flatMap((page) => page.accounts) ?? []
  if (accounts.length === 0) return null
  return (
    <section>
      <h2>{text.accounts}</h2>
      <ul className="side-list">
        {accounts.map((account) => (
          <li key={`${account.connection} ${account.id}`}>
            <AccountLine account={account} />
          </li>
        ))}
      </ul>
    </section>
  )
}
