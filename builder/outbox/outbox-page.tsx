import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ActionState } from '#server/client.ts'
import { actionsQuery, rulesQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { CsvLink } from '../table/csv-link.tsx'
import '../table/table.css'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { ActionList } from './action-list.tsx'
import { ActionPane } from './action-pane.tsx'
import { HeldBackList } from './held-back.tsx'
import './outbox.css'
import { actionsOf, type OutboxSearch } from './outbox-search.ts'

const text = words.outbox

type Props = {
  readonly search: OutboxSearch
  readonly onSearch: (search: OutboxSearch) => void
}

/** What was decided to be done, by day and kind, with the letter and the reasons of the chosen one beside it. */
export function OutboxPage({ search, onSearch }: Props) {
  const asked = actionsOf(search)
  const actions = useInfiniteQuery(actionsQuery(asked))
  const { state, action: selected = null } = search
  const change = (next: OutboxSearch) => onSearch({ ...search, ...next })
  const { limit: _, ...exported } = asked
  return (
    <>
      <PageTitle title={text.title}>
        <Narrowed search={search} onSearch={onSearch} />
        <span className="top-bar-gap" />
        <CsvLink
          path={state === 'held-back' ? '/api/v1/decisions' : '/api/v1/actions'}
          query={
            state === 'held-back'
              ? { heldBack: search.reason ?? 'any', latest: 'true', rule: search.rule }
              : exported
          }
        >
          {text.csv}
        </CsvLink>
      </PageTitle>
      <Loaded query={actions} rows={10}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.actions)
          return (
            <>
              <StateFilter
                state={state}
                byState={pages[0]?.byState ?? {}}
                onState={(next) => change({ state: next, reason: undefined, action: undefined })}
              />
              {state === 'held-back' ? (
                <HeldBackList
                  reason={search.reason}
                  rule={search.rule}
                  onReason={(reason) => change({ reason })}
                />
              ) : rows.length === 0 ? (
                <p className="empty">{state === undefined ? text.empty : text.emptyState}</p>
              ) : (
                <div className={selected === null ? 'with-pane' : 'with-pane open'}>
                  <div>
                    <ActionList
                      rows={rows}
                      opened={selected}
                      onOpen={(id, edit) => change({ action: id ?? undefined, edit: edit || undefined })}
                    />
                    <MoreRows list={actions} />
                  </div>
                  {selected !== null && (
                    <ActionPane
                      id={selected}
                      edits={search.edit === true}
                      onEdit={(edit) => change({ edit: edit || undefined })}
                      onClose={() => change({ action: undefined, edit: undefined })}
                    />
                  )}
                </div>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

/** To whose actions the list is narrowed, each with the way back to all. */
function Narrowed({ search, onSearch }: Props) {
  const rules = useQuery(rulesQuery).data?.rules
  const { rule, run, customer } = search
  const name = rules?.find(({ id }) => id === rule)?.name ?? rule
  return (
    <>
      {rule !== undefined && (
        <Narrow label={text.ofRule(name ?? rule)} onClear={() => onSearch({ ...search, rule: undefined })} />
      )}
      {run !== undefined && (
        <Narrow label={text.ofRun} onClear={() => onSearch({ ...search, run: undefined })} />
      )}
      {customer !== undefined && (
        <Narrow
          label={text.ofCustomer(customer)}
          onClear={() => onSearch({ ...search, customer: undefined })}
        />
      )}
    </>
  )
}

function Narrow({ label, onClear }: { label: string; onClear: () => void }) {
  return (
    <button type="button" className="filter-button" onClick={onClear}>
      {label} ×
    </button>
  )
}

function StateFilter({
  state,
  byState,
  onState,
}: {
  state: OutboxSearch['state']
  byState: Readonly<Record<string, number>>
  onState: (state: OutboxSearch['state']) => void
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
      <FilterButton on={state === 'held-back'} onClick={() => onState('held-back')} count={null}>
        {text.heldBack}
      </FilterButton>
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
  count: number | null
  onClick: () => void
  children: string
}) {
  return (
    <button type="button" className="filter-button" aria-pressed={on} onClick={onClick}>
      {children} {count !== null && <span className="number">{readableCount(count)}</span>}
    </button>
  )
}
