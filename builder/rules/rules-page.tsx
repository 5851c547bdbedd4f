import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RuleRow } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery, rulesQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { openRequestsQuery, type PublishRequest } from '../publish/publish-data.ts'
import { RuleStateMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { passes, RULE_FILTERS, type RuleFilter, type RulesSearch, searched } from './rules-search.ts'
import './rules.css'

const text = words.ruleList.table
const own = words.ruleList

type Props = { readonly search: RulesSearch; readonly onSearch: (search: RulesSearch) => void }

/** Every rule in words, with its state, what it did last, whether somebody is changing it, and what waits for a second person. */
export function RulesPage({ search, onSearch }: Props) {
  const rules = useQuery(rulesQuery)
  const requests = useQuery(openRequestsQuery).data?.requests ?? []
  const mayEdit = isOffered(useRole(), 'edit-rules')
  return (
    <>
      <PageTitle title={text.title}>
        <span className="top-bar-gap" />
        {mayEdit && (
          <Link to="/rules/new" className="main-link">
            {words.gallery.newRule}
          </Link>
        )}
      </PageTitle>
      <Loaded query={rules} rows={6}>
        {({ rules: all }) =>
          all.length === 0 ? (
            <p className="empty">
              {own.empty} {mayEdit && <Link to="/rules/new">{own.start}</Link>}
            </p>
          ) : (
            <Found {...{ all, requests, search, onSearch }} />
          )
        }
      </Loaded>
    </>
  )
}

type FoundProps = Props & { readonly all: readonly RuleRow[]; readonly requests: readonly PublishRequest[] }

function Found({ all, requests, search, onSearch }: FoundProps) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const waiting = new Set(requests.map(({ rule }) => rule))
  const shown = searched(all, search, waiting)
  return (
    <>
      <Filters {...{ all, search, onSearch, waiting }} />
      {shown.length === 0 ? (
        <p className="empty">{own.none}</p>
      ) : (
        <div className="scroll-x">
          <table className="table rules-table">
            <thead>
              <tr>
                <th>{text.state}</th>
                <th>{text.rule}</th>
                <th>{text.lastRun}</th>
                <th className="number">{text.matched}</th>
                <th className="number">{text.actions}</th>
                <th className="number">{text.heldBack}</th>
                <th className="number">{text.missing}</th>
                <th>{text.nextDue}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((rule) => (
                <Row
                  key={rule.id}
                  rule={rule}
                  request={requests.find((each) => each.rule === rule.id)}
                  timeZone={timeZone}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

/** By state, by draft, by what waits; each says how many there are. */
function Filters({
  all,
  search,
  onSearch,
  waiting,
}: Omit<FoundProps, 'requests'> & { waiting: ReadonlySet<string> }) {
  const nameOf = (filter: RuleFilter) =>
    filter === 'with-draft' ? own.withDraft : filter === 'waiting' ? own.waiting : own.states[filter]
  const button = (filter: RuleFilter | undefined, name: string) => {
    const count = all.filter((rule) => passes(rule, filter, waiting)).length
    if (filter !== undefined && count === 0 && search.show !== filter) return null
    return (
      <button
        key={name}
        type="button"
        className="filter-button"
        aria-pressed={search.show === filter}
        onClick={() => onSearch({ ...search, show: filter })}
      >
        {name} {readableCount(count)}
      </button>
    )
  }
  return (
    <div className="rules-filter">
      <fieldset className="filter">
        <legend className="visually-hidden">{own.filter}</legend>
        {button(undefined, own.all)}
        {RULE_FILTERS.map((filter) => button(filter, nameOf(filter)))}
      </fieldset>
      <TextInput
        size="xs"
        type="search"
        aria-label={own.search}
        placeholder={own.search}
        value={search.find ?? ''}
        onChange={(event) => {
          const find = event.currentTarget.value
          onSearch({ ...search, find: find === '' ? undefined : find })
        }}
      />
    </div>
  )
}

function Row({
  rule,
  request,
  timeZone,
}: {
  rule: RuleRow
  request: PublishRequest | undefined
  timeZone: string
}) {
  const counts = rule.lastRun?.counts
  const figure = (count: number | undefined) =>
    count === undefined ? words.frame.none : readableCount(count)
  return (
    <tr>
      <td>
        <RuleStateMark state={rule.state} />
      </td>
      <td className="wrap">
        <Link to="/rules/$ruleId" params={{ ruleId: rule.id }} className="rule-name">
          {rule.name}
        </Link>
        <div className="dimmed">{rule.sentence}</div>
        {rule.draft !== null && (
          <div>
            <Link to="/rules/$ruleId/preview" params={{ ruleId: rule.id }} className="draft-mark">
              {rule.draft.at === null
                ? own.draft
                : own.draftBy(rule.draft.by ?? words.frame.none, readableInstant(rule.draft.at, timeZone))}
            </Link>
          </div>
        )}
        {request !== undefined && (
          <div>
            <Link to="/rules/$ruleId/publish" params={{ ruleId: rule.id }}>
              {own.request(request.requestedBy)}
            </Link>
          </div>
        )}
      </td>
      <td>{rule.lastRun === null ? text.never : readableDay(rule.lastRun.asOf)}</td>
      <td className="number">{figure(counts?.matched)}</td>
      <td className="number">{figure(counts?.actions)}</td>
      <td className="number">{figure(counts?.heldBack)}</td>
      <td className="number">{figure(counts?.unknown)}</td>
      <td>{rule.nextDueAt === null ? text.notDue : readableInstant(rule.nextDueAt, timeZone)}</td>
    </tr>
  )
}
