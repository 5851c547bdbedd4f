import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ActionRow, ActionState, ActionsView } from '#server/client.ts'
import { actionsQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { ActionStateMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { ActionPane } from './action-pane.tsx'

const text = words.outbox

type Props = {
  readonly state: ActionState | undefined
  readonly selected: string | null
  readonly onState: (state: ActionState | undefined) => void
  readonly onSelect: (id: string | null) => void
}

/** What was decided to be done, with the letter and the reasons of the chosen one beside it. */
export function OutboxPage({ state, selected, onState, onSelect }: Props) {
  const actions = useInfiniteQuery(actionsQuery(state))
  return (
    <>
      <PageTitle title={text.title} />
      <Loaded query={actions} rows={10}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.actions)
          return (
            <>
              <StateFilter state={state} byState={pages[0]?.byState ?? {}} onState={onState} />
              {rows.length === 0 ? (
                <p className="empty">{state === undefined ? text.empty : text.emptyState}</p>
              ) : (
                <div className={selected === null ? 'with-pane' : 'with-pane open'}>
                  <div className="scroll-x">
                    <ActionTable rows={rows} selected={selected} onSelect={onSelect} />
                    {actions.hasNextPage && (
                      <Button
                        mt="sm"
                        size="xs"
                        variant="default"
                        onClick={() => void actions.fetchNextPage()}
                      >
                        {words.frame.more}
                      </Button>
                    )}
                  </div>
                  {selected !== null && <ActionPane id={selected} onClose={() => onSelect(null)} />}
                </div>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function StateFilter({
  state,
  byState,
  onState,
}: {
  state: ActionState | undefined
  byState: ActionsView['byState']
  onState: Props['onState']
}) {
  const total = Object.values(byState).reduce((sum, count) => sum + count, 0)
  const states = (Object.keys(text.states) as ActionState[]).filter(
    (each) => each === state || (byState[each] ?? 0) > 0,
  )
  return (
    <fieldset className="filter">
      <legend className="visually-hidden">{text.filter}</legend>
      <FilterButton on={state === undefined} onClick={() => onState(undefined)} count={total}>
        {text.all}
      </FilterButton>
      {states.map((each) => (
        <FilterButton key={each} on={each === state} onClick={() => onState(each)} count={byState[each] ?? 0}>
          {text.states[each]}
        </FilterButton>
      ))}
    </fieldset>
  )
}

function FilterButton({
  on,
  count,
  onClick,
  children,
}: {
  on: boolean
  count: number
  onClick: () => void
  children: string
}) {
  return (
    <button type="button" className="filter-button" aria-pressed={on} onClick={onClick}>
      {children} <span className="number">{readableCount(count)}</span>
    </button>
  )
}

function ActionTable({
  rows,
  selected,
  onSelect,
}: {
  rows: readonly ActionRow[]
  selected: string | null
  onSelect: (id: string) => void
}) {
  return (
    <table className="table outbox-table">
      <thead>
        <tr>
          <th>{text.customer}</th>
          <th>{text.act}</th>
          <th className="number">{text.amount}</th>
          <th className="spare">{text.when}</th>
          <th>{text.state}</th>
          <th className="spare">{text.why}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={row.id === selected ? 'chosen' : undefined}>
            <td>
              <button
                type="button"
                className="row-button"
                aria-expanded={row.id === selected}
                onClick={() => onSelect(row.id)}
              >
                {row.customer.name}
              </button>
            </td>
            <td>{row.act.title}</td>
            <td className="number">
              {row.amounts.length === 0
                ? words.frame.none
                : row.amounts.map((amount) => <div key={amount.currency}>{exactMoney(amount)}</div>)}
            </td>
            <td className="spare">{readableDay(row.plannedOn)}</td>
            <td>
              <ActionStateMark state={row.state} />
            </td>
            <td className="wrap spare">{row.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
