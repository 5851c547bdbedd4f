import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CustomerView, InvoiceRow } from '#server/client.ts'
import { rulesQuery } from '../data/queries.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Figure, Figures } from '../table/figures.tsx'
import { words } from '../words/words.ts'
import { inForceQuery, openInvoicesQuery, todayQuery } from './customer-data.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.page

/** Where a customer stands: balance, what is overdue and how long, holds and pauses with whose they are, and what comes next. */
export function CustomerHead({ customer }: { customer: CustomerView }) {
  const { id, open, overdue, daysOverdue, creditLimit, owner, terms } = customer
  return (
    <Figures>
      <Figure title={customerWords.open}>
        <Link to="/invoices" search={{ customer: id }}>
          <Amounts money={open} />
        </Link>
      </Figure>
      <Figure title={customerWords.overdue}>
        {overdue.length === 0 ? (
          text.notOverdue
        ) : (
          <Link to="/invoices" search={{ customer: id, bucket: 'overdue' }}>
            <Amounts money={overdue} />
          </Link>
        )}
        {daysOverdue > 0 && <div className="dimmed">{text.oldest(readableCount(daysOverdue))}</div>}
      </Figure>
      <Figure title={text.aging}>
        <Aging id={id} />
      </Figure>
      <Figure title={text.next}>
        <Next id={id} />
      </Figure>
      <Figure title={customerWords.status}>
        <Holds id={id} />
      </Figure>
      {creditLimit !== null && (
        <Figure title={text.limit}>
          <span className="number">{exactMoney(creditLimit)}</span>
        </Figure>
      )}
      {owner !== null && (
        <Figure title={customerWords.owner}>
          <Link to="/customers" search={{ owner }}>
            {owner}
          </Link>
        </Figure>
      )}
      {terms !== null && <Figure title={text.terms}>{terms}</Figure>}
    </Figures>
  )
}

const BUCKETS = ['current', '1-30', '31-60', '61-90', 'over-90'] as const

/** What is open by days past due. A picture of the shares; the words beside it say the same, bucket by bucket. */
function Aging({ id }: { id: string }) {
  const found = useQuery(openInvoicesQuery(id)).data
  if (found === undefined) return null
  const documents = found.invoices.filter(({ type, open }) => type !== 'credit-memo' && open !== null)
  if (documents.length === 0) return text.nothingOpen
  const byBucket = Map.groupBy(documents, ({ daysOverdue }) => bucketOf(daysOverdue))
  return (
    <>
      <span className="aging-bar wide" aria-hidden="true">
        {BUCKETS.map((bucket) => (
          <span
            key={bucket}
            className={`aging-${bucket}`}
            style={{ flexGrow: sizeOf(byBucket.get(bucket) ?? []) }}
          />
        ))}
      </span>
      <div className="aging-words">
        {BUCKETS.filter((bucket) => byBucket.has(bucket)).map((bucket) => (
          <Link key={bucket} to="/invoices" search={{ customer: id, bucket }}>
            {words.home.bucket[bucket]}: {readableCount(byBucket.get(bucket)?.length ?? 0)}
          </Link>
        ))}
      </div>
    </>
  )
}

/** The share of a bucket in the picture. Widths may be rough, and a customer rarely owes in two currencies. */
function sizeOf(documents: readonly InvoiceRow[]): number {
  return documents.reduce((sum, { open }) => sum + Math.max(0, Number(open?.amount ?? 0)), 0)
}

function bucketOf(days: number): (typeof BUCKETS)[number] {
  if (days <= 0) return 'current'
  if (days <= 30) return '1-30'
  if (days <= 60) return '31-60'
  return days <= 90 ? '61-90' : 'over-90'
}

/** The next thing a rule does, and when. */
function Next({ id }: { id: string }) {
  const today = useQuery(todayQuery(id)).data
  if (today === undefined) return words.frame.loading
  const acts = today.rules.flatMap(({ acts: own }) => own).filter(({ heldBack }) => heldBack === null)
  const pending = acts.find(({ status }) => status === 'pending')
  if (pending !== undefined) return text.nextPending(pending.title)
  const due = acts.find(({ status }) => status === 'due')
  if (due !== undefined) return text.nextDue(due.title)
  const [waiting] = acts
    .flatMap(({ status, day, title }) => (status === 'waiting' && day !== null ? [{ title, day }] : []))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
  return waiting === undefined ? text.nextNone : text.nextWaits(waiting.title, readableDay(waiting.day))
}

function Holds({ id }: { id: string }) {
  const found = useQuery(inForceQuery(id)).data
  const rules = useQuery(rulesQuery).data?.rules
  if (found === undefined) return words.frame.loading
  const ruleName = (rule: string | null) => rules?.find((each) => each.id === rule)?.name ?? rule ?? ''
  return (
    <>
      {found.holds.length === 0 && <div>{text.noHold}</div>}
      {found.holds.map((hold) => (
        <div key={hold.id}>
          {text.hold(
            hold.placedBy === 'rule'
              ? text.byRule(ruleName(hold.rule))
              : hold.placedBy === 'person'
                ? text.byPerson(hold.actor)
                : text.bySystem,
            readableDay(hold.placedOn),
          )}
        </div>
      ))}
      {found.blocks
        .filter(({ document }) => document === null)
        .map((block) => (
          <div key={block.id}>
            {text.paused(
              block.kind === 'pause' ? text.pause : text.block,
              block.until === null ? null : readableDay(block.until),
            )}
          </div>
        ))}
    </>
  )
}
