import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { InvoiceView } from '#server/client.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { words } from '../words/words.ts'
import { invoiceQuery } from './invoice-data.ts'

const text = words.invoices

/** One document: what is open on it, what was applied to it, and what is disputed. */
export function InvoicePane({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(invoiceQuery(id))
  const pane = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another pane, and its reader starts at its top.
  useEffect(() => pane.current?.focus(), [id])
  return (
    <aside className="pane" aria-label={text.detail} ref={pane} tabIndex={-1}>
      <ActionIcon
        className="pane-close"
        variant="subtle"
        color="gray"
        aria-label={text.close}
        onClick={onClose}
      >
        <X size={16} />
      </ActionIcon>
      <Loaded query={found} rows={8}>
        {(invoice) => <Whole invoice={invoice} />}
      </Loaded>
    </aside>
  )
}

function Whole({ invoice }: { invoice: InvoiceView }) {
  const facts: readonly (readonly [string, string | null])[] = [
    [text.total, exactMoney(invoice.total)],
    [text.open, invoice.open === null ? text.unknownOpen : exactMoney(invoice.open)],
    [text.issued, readableDay(invoice.issuedOn)],
    [text.due, invoice.dueOn === null ? null : readableDay(invoice.dueOn)],
    [text.state, invoice.closedBy === null ? null : text.closings[invoice.closedBy]],
    [text.order, invoice.purchaseOrder],
    [text.terms, invoice.terms],
  ]
  return (
    <>
      <h2>
        {text.types[invoice.type]} {invoice.number}
      </h2>
      <p>
        <Link to="/customers/$customerId" params={{ customerId: invoice.customer.id }}>
          {invoice.customer.name}
        </Link>
      </p>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="fact-row">
              <dt>{name}</dt>
              <dd className="figures">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {invoice.instalments.length > 0 && (
        <>
          <h3>{text.instalments}</h3>
          <ul className="plain-list">
            {invoice.instalments.map(({ dueOn, amount }) => (
              <li key={dueOn} className="figures">
                {readableDay(dueOn)}: {exactMoney(amount)}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{text.applied}</h3>
      {invoice.applied.length === 0 && <p className="dimmed">{text.nothingApplied}</p>}
      <ul className="plain-list">
        {invoice.applied.map(({ from, fromId, on, amount }) => (
          <li key={`${from} ${fromId} ${on}`} className="figures">
            {readableDay(on)}, {text.from[from]} {fromId}: {exactMoney(amount)}
          </li>
        ))}
      </ul>
      {invoice.disputes.length > 0 && (
        <>
          <h3>{text.disputes}</h3>
          <ul className="plain-list">
            {invoice.disputes.map((each) => (
              <li key={each.id}>
                {readableDay(each.openedOn)}
                {each.closedOn !== null && `–${readableDay(each.closedOn)}`}: {each.reason}{' '}
                {each.amount !== null && exactMoney(each.amount)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
