import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RunView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { RunStateMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { discardRun, type RunSearch, releaseRun, runQuery } from './run-data.ts'
import { RunRule } from './run-rule.tsx'

const text = words.runs

type Props = {
  readonly id: string
  readonly search: RunSearch
  readonly onSearch: (search: RunSearch) => void
}

/** One run: what each rule came to, the rule drawn as it was then with who came through, and what stopped it. */
export function RunPage({ id, search, onSearch }: Props) {
  const found = useQuery(runQuery(id))
  return (
    <Loaded query={found} rows={12}>
      {(run) => <Whole run={run} search={search} onSearch={onSearch} />}
    </Loaded>
  )
}

function Whole({ run, search, onSearch }: Omit<Props, 'id'> & { run: RunView }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const starters: Readonly<Record<string, string>> = text.starters
  const chosen = run.rules.find(({ id }) => id === search.rule) ?? run.rules[0]
  return (
    <>
      <PageTitle title={text.open(readableDay(run.asOf))}>
        <RunStateMark state={run.state} />
        <span className="dimmed">
          {readableInstant(run.startedAt, timeZone)}, {starters[run.startedBy] ?? run.startedBy}
        </span>
        <span className="top-bar-gap" />
        <Link to="/outbox" search={{ run: run.id }}>
          {text.actions}
        </Link>
        <Link to="/runs">{text.back}</Link>
      </PageTitle>
      {run.problem !== null && <p className="notice">{run.problem}</p>}
      {run.staleSources.length > 0 && <p className="notice">{text.stale(run.staleSources.join(', '))}</p>}
      <Brake run={run} timeZone={timeZone} />
      <section className="panel">
        <h2>{text.rules}</h2>
        <div className="scroll-x">
          <table className="table">
            <thead>
              <tr>
                <th>{text.rule}</th>
                <th className="number">{words.ruleList.table.evaluated}</th>
                <th className="number">{words.ruleList.table.matched}</th>
                <th className="number">{words.ruleList.table.missing}</th>
                <th className="number">{words.ruleList.table.actions}</th>
                <th className="number">{words.ruleList.table.heldBack}</th>
              </tr>
            </thead>
            <tbody>
              {run.rules.map(({ id, name, counts }) => (
                <tr key={id} className={id === chosen?.id ? 'chosen' : undefined}>
                  <td>
                    <Link
                      to="/runs/$runId"
                      params={{ runId: run.id }}
                      search={{ rule: id }}
                      aria-current={id === chosen?.id ? 'true' : undefined}
                    >
                      {name}
                    </Link>
                  </td>
                  <td className="number">{readableCount(counts.evaluated)}</td>
                  <td className="number">{readableCount(counts.matched)}</td>
                  <td className="number">{readableCount(counts.unknown)}</td>
                  <td className="number">
                    <Link to="/outbox" search={{ run: run.id, rule: id }}>
                      {readableCount(counts.actions)}
                    </Link>
                  </td>
                  <td className="number">{readableCount(counts.heldBack)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="total">
                <td />
                <td className="number">{readableCount(run.counts.evaluated)}</td>
                <td className="number">{readableCount(run.counts.matched)}</td>
                <td className="number">{readableCount(run.counts.unknown)}</td>
                <td className="number">{readableCount(run.counts.actions)}</td>
                <td className="number">{readableCount(run.counts.heldBack)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      </section>
      {chosen !== undefined && (
        <RunRule
          key={chosen.id}
          run={run.id}
          rule={chosen}
          step={search.step ?? null}
          onStep={(step) => onSearch({ rule: chosen.id, ...(step !== null && { step }) })}
        />
      )}
    </>
  )
}

/** Why the run stopped, and the two ways on; or who let it go on. */
function Brake({ run, timeZone }: { run: RunView; timeZone: string }) {
  const mayDecide = isOffered(useRole(), 'approve-actions')
  const sentences = run.rules.flatMap(({ name, brakes }) => brakes.map((brake) => `${name}: ${brake}`))
  if (run.released !== null)
    return <p>{text.releasedBy(run.released.by, readableInstant(run.released.at, timeZone))}</p>
  if (run.state !== 'stopped') return null
  return (
    <section className="notice" role="alert">
      <strong>{text.stopped}</strong>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {mayDecide && (
        <div className="buttons">
          <Explained
            label={text.release}
            sentence={text.releaseSentence}
            change={(why) => releaseRun({ id: run.id, why })}
          />
          <Explained
            label={text.discard}
            sentence={text.discardSentence}
            change={(why) => discardRun({ id: run.id, why })}
          />
        </div>
      )}
    </section>
  )
}
