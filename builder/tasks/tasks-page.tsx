import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { TaskRow } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { rulesQuery } from '../data/queries.ts'
import { sessionQuery, useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { Choice } from '../table/choice.tsx'
import '../table/table.css'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { changeTask, TASK_STATES, type TasksSearch, tasksQuery } from './task-data.ts'

const text = words.tasks

type Props = { readonly search: TasksSearch; readonly onSearch: (search: TasksSearch) => void }

/** What people are asked to do, the most at stake first, each with what speaks for its place. */
export function TasksPage({ search, onSearch }: Props) {
  const me = useQuery(sessionQuery).data?.user?.name ?? null
  const tasks = useInfiniteQuery(tasksQuery({ ...search, assignee: search.mine ? me : null }))
  const { state = 'open', sort, mine } = search
  const with_ = (next: TasksSearch) => onSearch({ ...search, task: undefined, ...next })
  return (
    <>
      <PageTitle title={text.title} />
      <div className="table-tools">
        <Choice
          label={text.state}
          chosen={state}
          options={TASK_STATES.map((each) => [each, text.states[each]] as const)}
          onChoose={(next) => with_({ state: next === null || next === 'open' ? undefined : next })}
        />
        <Choice
          label={text.assignee}
          chosen={mine ? 'mine' : null}
          options={[
            [null, text.everyone],
            ['mine', text.mine],
          ]}
          onChoose={(next) => with_({ mine: next === null ? undefined : true })}
        />
        <Choice
          label={text.sort}
          chosen={sort ?? null}
          options={[
            [null, text.byUrgency],
            ['due', text.byDue],
          ]}
          onChoose={(next) => with_({ sort: next ?? undefined })}
        />
      </div>
      <p className="dimmed">{sort === 'due' ? text.orderDue : text.order}</p>
      <Loaded query={tasks} rows={8}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.tasks)
          if (rows.length === 0) return <p className="empty">{text.empty}</p>
          return (
            <div className="scroll-x">
              <table className="table stacked">
                <thead>
                  <tr>
                    <th>{text.what}</th>
                    <th>{text.customer}</th>
                    <th>{text.why}</th>
                    <th>{text.due}</th>
                    <th>{text.assignee}</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {rows.map((task) => (
                    <Row key={task.id} task={task} me={me} isChosen={task.id === search.task} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={tasks} />
    </>
  )
}

function Row({ task, me, isChosen }: { task: TaskRow; me: string | null; isChosen: boolean }) {
  const rules = useQuery(rulesQuery).data?.rules
  const by =
    task.rule === null
      ? text.by(task.createdBy)
      : text.byRule(rules?.find(({ id }) => id === task.rule)?.name ?? task.rule)
  return (
    <tr className={isChosen ? 'chosen' : undefined}>
      <td className="wrap">
        <strong>{task.title}</strong>
        {task.detail !== null && <div>{task.detail}</div>}
        <div className="dimmed">{by}</div>
      </td>
      <td className="named">
        {task.customer === null ? (
          text.general
        ) : (
          <Link to="/customers/$customerId" params={{ customerId: task.customer.id }}>
            {task.customer.name}
          </Link>
        )}
      </td>
      <td className="figures">
        {reasonsOf(task).map((reason) => (
          <div key={reason}>{reason}</div>
        ))}
      </td>
      <td>{task.dueOn === null ? words.frame.none : readableDay(task.dueOn)}</td>
      <td>{task.assignee ?? <span className="dimmed">{text.nobody}</span>}</td>
      <td>{task.state === 'open' && <Doings task={task} me={me} />}</td>
    </tr>
  )
}

/** What speaks for a task's place in the order. */
function reasonsOf({ atStake }: TaskRow): readonly string[] {
  if (atStake === null) return []
  const { overdue, daysOverdue, brokenPromises } = atStake
  if (overdue.length === 0 && brokenPromises === 0) return [text.nothing]
  return [
    ...overdue.map((each) => text.overdue(exactMoney(each))),
    ...(daysOverdue > 0 ? [text.late(readableCount(daysOverdue))] : []),
    ...(brokenPromises > 0 ? [text.broken(brokenPromises)] : []),
  ]
}

function Doings({ task: { id, assignee }, me }: { task: TaskRow; me: string | null }) {
  const mayWork = isOffered(useRole(), 'work-customers')
  const change = useChange(changeTask)
  const [assigns, setAssigns] = useState(false)
  if (!mayWork) return null
  const assign = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('assignee') ?? '').trim()
    change.mutate({ id, assignee: name }, { onSuccess: () => setAssigns(false) })
  }
  return (
    <>
      <div className="buttons">
        <Button size="xs" loading={change.isPending} onClick={() => change.mutate({ id, state: 'done' })}>
          {text.done}
        </Button>
        {me !== null && assignee !== me && (
          <Button size="xs" variant="default" onClick={() => change.mutate({ id, assignee: me })}>
            {text.take}
          </Button>
        )}
        <Button size="xs" variant="default" aria-expanded={assigns} onClick={() => setAssigns(!assigns)}>
          {text.assign}
        </Button>
        <Explained
          label={text.drop}
          sentence={text.dropSentence}
          change={(why) => changeTask({ id, state: 'dropped', why })}
        />
      </div>
      {assigns && (
        <form className="buttons" onSubmit={assign}>
          <TextInput size="xs" name="assignee" aria-label={text.whose} required autoFocus maxLength={200} />
          <Button size="xs" type="submit">
            {text.save}
          </Button>
        </form>
      )}
      <Refusal error={change.error} />
    </>
  )
}
