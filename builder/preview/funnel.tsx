import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PREVIEW_CHANGES, PREVIEW_OUTCOMES } from '#engine/preview-outcome.ts'
import type { RuleStep } from '#engine/rule.ts'
import type { MoneyView } from '#server/client.ts'
import { branchName, type DrawnRule } from '../canvas/drawn-rule.ts'
import type { Tally } from '../canvas/tally.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { OutcomeMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import type { Door, Preview } from './preview-data.ts'
import type { PreviewSearch } from './preview-search.ts'

const text = words.preview

type Props = {
  readonly id: string
  readonly search: PreviewSearch
  /** Of everybody; undefined while it is being asked for. */
  readonly preview: Preview | undefined
  readonly drawn: DrawnRule
  /** Those for whom something else would happen; null while nobody looks at them. */
  readonly changed: Tally | null
  readonly isStale: boolean
}

/** From everybody to how each ends. Every figure opens onto its records. */
export function Funnel({ preview, drawn, changed, isStale, ...place }: Props) {
  if (preview === undefined) return <nav className="funnel" aria-label={text.funnel} />
  const { counts, totals, heldBack, samples } = preview
  const names = namesOf(drawn.rule.steps, drawn)
  return (
    <nav className={`funnel${isStale ? ' stale' : ''}`} aria-label={text.funnel}>
      <ul className="plain-list">
        <Figure {...place} door={{}} count={counts.evaluated}>
          {text.everybody}
        </Figure>
      </ul>
      <h2>{text.branches}</h2>
      <ul className="plain-list">
        {counts.branches.map(({ id, taken }) => (
          <Figure key={id} {...place} door={{ branch: id }} count={taken.count} open={taken.open}>
            {names.get(id) ?? id}
          </Figure>
        ))}
        {counts.otherwise.map(({ id, count, open }) => (
          <Figure key={id} {...place} door={{ otherwise: id }} count={count} open={open}>
            {text.otherwise}
          </Figure>
        ))}
      </ul>
      <h2>{text.ends}</h2>
      <ul className="plain-list">
        {PREVIEW_OUTCOMES.map((outcome) => (
          <Figure
            key={outcome}
            {...place}
            door={{ outcome }}
            count={totals[outcome].count}
            open={totals[outcome].open}
            below={
              outcome === 'held-back' && heldBack.length > 0 ? (
                <ul className="plain-list funnel-inner">
                  {heldBack.map(({ reason, count, open }) => (
                    <Figure key={reason} {...place} door={{ heldBack: reason }} count={count} open={open}>
                      {text.heldBack[reason]}
                    </Figure>
                  ))}
                </ul>
              ) : null
            }
          >
            <OutcomeMark outcome={outcome} word={text.outcomes[outcome]} />
          </Figure>
        ))}
      </ul>
      <p className="dimmed">{text.together(readableCount(counts.evaluated))}</p>
      {counts.delta !== null && (
        <>
          <h2>{text.beside}</h2>
          <ul className="plain-list">
            {PREVIEW_CHANGES.map((change) => {
              const figure = change === 'changed' ? changed : counts.delta?.[change]
              return figure === undefined || figure === null ? null : (
                <Figure key={change} {...place} door={{ change }} count={figure.count} open={figure.open}>
                  {text.changes[change]}
                </Figure>
              )
            })}
          </ul>
        </>
      )}
      {samples.length > 0 && (
        <>
          <h2>{text.samples}</h2>
          <ul className="plain-list">
            {samples.map(({ kind, subject, condition, reason }) => (
              <li key={subject.id} className="sample">
                <Link
                  to="/rules/$ruleId/preview"
                  params={{ ruleId: place.id }}
                  search={{ ...place.search, subject: subject.id }}
                  aria-current={place.search.subject === subject.id ? 'true' : undefined}
                >
                  {subject.name}
                </Link>
                <div className="dimmed">
                  {text.sampleKinds[kind]}
                  {condition !== null && `: ${condition}`}
                  {reason !== null && `: ${text.heldBack[reason]}`}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  )
}

/** One figure, which is a door to its records. */
function Figure({
  id,
  search,
  door,
  count,
  open = [],
  below = null,
  children,
}: Pick<Props, 'id' | 'search'> & {
  door: Door
  count: number
  open?: readonly MoneyView[]
  below?: ReactNode
  children: ReactNode
}) {
  const isOpen = DOOR_KEYS.every((key) => search[key] === door[key])
  return (
    <li>
      <Link
        to="/rules/$ruleId/preview"
        params={{ ruleId: id }}
        search={{ ...(search.asOf !== undefined && { asOf: search.asOf }), ...door }}
        className="figure"
        // Left to itself the router takes everybody's address for a part of every other.
        activeOptions={{ exact: true }}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span>{children}</span>
        <span className="number">{readableCount(count)}</span>
        {open.length > 0 && (
          <span className="figure-money number">
            <Amounts money={open} />
          </span>
        )}
      </Link>
      {below}
    </li>
  )
}

const DOOR_KEYS = ['outcome', 'heldBack', 'branch', 'otherwise', 'step', 'change'] as const

/** What each branch is called, by its id. */
export function namesOf(steps: readonly RuleStep[], drawn: DrawnRule): Map<string, string> {
  return new Map(
    steps.flatMap((step) =>
      step.do === 'decide'
        ? [
            ...step.branches.flatMap((branch): [string, string][] => [
              [branch.id, branchName(branch, drawn)],
              ...namesOf(branch.steps, drawn),
            ]),
            ...namesOf(step.otherwise ?? [], drawn),
          ]
        : [],
    ),
  )
}
