import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TimelineRow } from '#server/client.ts'
import { rulesQuery } from '../data/queries.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { ActionDetails } from '../outbox/action-pane.tsx'
import { Reasons } from '../rules/reasons.tsx'
import { PlainSelect } from '../table/choice.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { decisionsQuery, timelineQuery } from './customer-data.ts'
import { TIMELINE_KINDS as KINDS, type TimelineSearch } from './timeline-search.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.page

type Props = {
  readonly id: string
  readonly search: TimelineSearch
  readonly onSearch: (search: TimelineSearch) => void
}

/** Everything that happened with a customer, newest first; letters and decisions open onto their reasons. */
export function Timeline({ id, search: { kind, row: opened }, onSearch }: Props) {
  const found = useInfiniteQuery(timelineQuery(id, kind ?? null))
  const with_ = (row: string | undefined) => ({ ...(kind && { kind }), ...(row && { row }) })
  return (
    <section aria-label={text.timeline}>
      <div className="table-tools">
        <h2>{text.timeline}</h2>
        <PlainSelect
          label={customerWords.filter}
          chosen={kind ?? ''}
          options={[['', text.everything], ...KINDS.map((each) => [each, text.kinds[each]] as const)]}
          onChoose={(next) => {
            const known = KINDS.find((each) => each === next)
            onSearch(known === undefined ? {} : { kind: known })
          }}
        />
      </div>
      <Loaded query={found} rows={10}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.timeline)
          if (rows.length === 0) return <p className="empty">{text.timelineEmpty}</p>
          return (
            <ol className="timeline">
              {rows.map((row) => {
                const key = `${row.kind} ${row.id}`
                return (
                  <Happened
                    key={key}
                    row={row}
                    customer={id}
                    isOpen={key === opened}
                    onToggle={() => onSearch(with_(key === opened ? undefined : key))}
                  />
                )
              })}
            </ol>
          )
        }}
      </Loaded>
      <MoreRows list={found} />
    </section>
  )
}

function Happened({
  row,
  customer,
  isOpen,
  onToggle,
}: {
  row: TimelineRow
  customer: string
  isOpen: boolean
  onToggle: () => void
}) {
  const title = useTitle(row)
  const hasReasons = row.action !== null || row.kind === 'decision'
  return (
    <li>
      <time dateTime={row.on} className="dimmed">
        {readableDay(row.on)}
      </time>
      <span className="dimmed">{text.kinds[row.kind]}</span>
      <span className="wrap">
        {hasReasons ? (
          <button type="button" className="row-button" aria-expanded={isOpen} onClick={onToggle}>
            {title}
          </button>
        ) : row.kind === 'document' ? (
          <Link to="/invoices" search={{ customer, document: row.id }}>
            {title}
          </Link>
        ) : (
          title
        )}
      </span>
      <span className="number">{row.amount === null ? '' : exactMoney(row.amount)}</span>
      <span className="dimmed">
        {row.state !== null && row.kind !== 'contact' && row.kind !== 'decision'
          ? (text.said[row.state] ?? row.state)
          : ''}
      </span>
      {isOpen && (
        <div className="timeline-open">
          {row.action !== null ? (
            <ActionDetails id={row.action} />
          ) : (
            <DecisionReasons row={row} customer={customer} />
          )}
        </div>
      )}
    </li>
  )
}

/** A title in the language of the page, where it is made of words and not written by people. */
function useTitle({ kind, title, state, on }: TimelineRow): string {
  const rules = useQuery(rulesQuery).data?.rules
  if (kind === 'document') {
    const [type = '', ...number] = title.split(' ')
    return isDocumentType(type) ? `${words.invoices.types[type]} ${number.join(' ')}` : title
  }
  if (kind === 'promise') return text.promised(readableDay(/\d{4}-\d\d-\d\d$/.exec(title)?.[0] ?? on))
  if (kind === 'contact' || kind === 'block') return text.said[title] ?? title
  if (kind !== 'decision') return title
  const id = title.replace(/^Rule /, '')
  const name = rules?.find((each) => each.id === id)?.name ?? id
  return text.decidedBy(name, text.said[state ?? ''] ?? state ?? '')
}

function isDocumentType(type: string): type is keyof typeof words.invoices.types {
  return Object.hasOwn(words.invoices.types, type)
}

function DecisionReasons({ row, customer }: { row: TimelineRow; customer: string }) {
  const [run = '', rule = '', ...subject] = row.id.split(' ')
  const found = useQuery(decisionsQuery({ run, rule, customer }))
  return (
    <Loaded query={found} rows={3}>
      {({ decisions }) =>
        decisions
          .filter((each) => each.subject.id === subject.join(' '))
          .map((decision) => (
            <div key={decision.subject.id}>
              {decision.acts.map(({ step, title, heldBack }) => (
                <p key={step}>
                  {title}
                  {heldBack !== null && `: ${words.rule.matchTable.heldBack(heldBack)}`}
                </p>
              ))}
              <Reasons because={decision.because} />
              <Link to="/runs/$runId" params={{ runId: run }} search={{ rule }}>
                {words.rule.matchesOf(readableDay(decision.asOf))}
              </Link>
            </div>
          ))
      }
    </Loaded>
  )
}
