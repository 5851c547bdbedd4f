import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { RuleView } from '#server/client.ts'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { graphOf } from '../canvas/graph.ts'
import { faceOf } from '../canvas/node-specs.tsx'
import { RuleCanvas } from '../canvas/rule-canvas.tsx'
import { companyQuery, ruleQuery } from '../data/queries.ts'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { messages } from '../messages.ts'
import { RuleStateMark } from '../status/state-mark.tsx'
import { Matches } from './matches.tsx'
import { Outline } from './outline.tsx'
import { PauseRule } from './pause-rule.tsx'

const text = messages.rule

type Props = {
  readonly id: string
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** One rule: its sentence, its outline, its drawing, the values of the chosen step, and whom it matched and why. */
export function RulePage({ id, selected, onSelect }: Props) {
  const rule = useQuery(ruleQuery(id))
  return (
    <Loaded query={rule} rows={12}>
      {(found) => <Whole view={found} selected={selected} onSelect={onSelect} />}
    </Loaded>
  )
}

function Whole({ view, selected, onSelect }: { view: RuleView } & Omit<Props, 'id'>) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const drawn = useMemo(
    (): DrawnRule => ({
      rule: view.document,
      trigger: view.trigger,
      catalogue: catalogueOf({ customFields: view.customFacts }),
    }),
    [view],
  )
  return (
    <>
      <PageTitle title={view.name}>
        <RuleStateMark state={view.state} />
        <span className="dimmed">
          {view.version === null ? text.neverPublished : text.version(view.version)}
        </span>
        <PauseRule key={view.state} id={view.id} state={view.state} />
        <span className="top-bar-gap" />
        <Link to="/rules">{messages.rules.all}</Link>
      </PageTitle>
      <section className="sentence" aria-label={text.sentence}>
        {view.sentence}
      </section>
      <div className="rule-grid">
        <Outline drawn={drawn} selected={selected} onSelect={onSelect} />
        <RuleCanvas
          drawn={drawn}
          counts={view.edgeCounts}
          evaluated={view.lastRun?.counts.evaluated ?? null}
          selected={selected}
          onSelect={onSelect}
        />
        <Inspector drawn={drawn} selected={selected} />
      </div>
      <Matches ruleId={view.id} drawn={drawn} />
      <section className="panel">
        <h2>{text.versions}</h2>
        {view.versions.length === 0 && <p className="empty">{text.neverPublished}</p>}
        <dl className="facts">
          {view.versions.map((version) => (
            <div key={version.version} className="fact-row">
              <dt>{text.version(version.version)}</dt>
              <dd>
                {text.publishedBy(readableInstant(version.publishedAt, timeZone), version.publishedBy)}
                {version.reason !== null && <div className="dimmed">{version.reason}</div>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  )
}

/** The values of the chosen step in words. */
function Inspector({ drawn, selected }: { drawn: DrawnRule; selected: string | null }) {
  const face = useMemo(() => {
    const node = graphOf(drawn.rule).nodes.find((each) => each.id === selected)
    return node === undefined ? null : faceOf(node, drawn)
  }, [drawn, selected])
  return (
    <section className="inspector" aria-label={text.inspector} aria-live="polite">
      <h2>{face === null ? text.inspector : face.title}</h2>
      {face === null ? <p className="dimmed">{text.pick}</p> : face.details}
    </section>
  )
}
