import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RuleView, VersionsView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery, ruleQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Diff } from './changes.tsx'
import './publish.css'
import { bringBack, impactQuery, type Target, versionQuery, versionsQuery } from './publish-data.ts'
import { publish as text } from './words.ts'

type Version = VersionsView['versions'][number]

/** Every version of a rule with what it changed, and the way back to one. */
export function VersionsPage({
  id,
  compared,
  onCompare,
}: {
  id: string
  compared: number | null
  onCompare: (version: number | null) => void
}) {
  const rule = useQuery(ruleQuery(id))
  const versions = useQuery(versionsQuery(id))
  return (
    <Loaded query={rule} rows={8}>
      {(view) => (
        <>
          <PageTitle title={text.versionsTitle(view.name)}>
            <span className="top-bar-gap" />
            <Link to="/rules/$ruleId" params={{ ruleId: id }}>
              {text.toRule}
            </Link>
          </PageTitle>
          {view.draft !== null && view.version !== null && (
            <section className="panel">
              <h2>{text.draftNow}</h2>
              <p className="dimmed">{text.compareTo(view.version)}</p>
              <Diff id={id} from={view.version} to="draft" />
            </section>
          )}
          <Loaded query={versions} rows={6}>
            {(found) =>
              found.versions.length === 0 ? (
                <p className="empty">{text.none}</p>
              ) : (
                <ol className="versions" reversed>
                  {found.versions.map((version) => (
                    <li key={version.version} className="panel">
                      <OneVersion
                        rule={view}
                        version={version}
                        isCompared={compared === version.version}
                        onCompare={onCompare}
                      />
                    </li>
                  ))}
                </ol>
              )
            }
          </Loaded>
        </>
      )}
    </Loaded>
  )
}

function OneVersion({
  rule,
  version: { version, isLive, publishedAs, publishedAt, publishedBy, approvedBy, reason },
  isCompared,
  onCompare,
}: {
  rule: RuleView
  version: Version
  isCompared: boolean
  onCompare: (version: number | null) => void
}) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const mayPublish = isOffered(useRole(), 'publish-rules')
  return (
    <>
      <h2>
        {text.version(version)}{' '}
        <span className="dimmed">{isLive ? text.current : text.publishedAs[publishedAs]}</span>
      </h2>
      <p>
        {text.byWhom(publishedBy, readableInstant(publishedAt, timeZone))}
        {approvedBy !== null && `, ${text.approvedBy(approvedBy)}`}
      </p>
      {reason !== null && <p className="dimmed">{reason}</p>}
      <div className="buttons">
        {version > 1 && (
          <Button
            size="xs"
            variant="default"
            aria-expanded={isCompared}
            onClick={() => onCompare(isCompared ? null : version)}
          >
            {text.compare}
          </Button>
        )}
        {!isLive && mayPublish && <BringBack rule={rule} version={version} />}
      </div>
      {isCompared && version > 1 && (
        <>
          <p className="dimmed">{text.compareTo(version - 1)}</p>
          <Diff id={rule.id} from={version - 1} to={version} />
        </>
      )}
    </>
  )
}

/** Brings a version back in two clicks from here: the button, and the same after a reason. */
function BringBack({ rule, version }: { rule: RuleView; version: number }) {
  const target: Target = rule.state === 'live' ? 'live' : 'monitor'
  const document = useQuery(versionQuery(rule.id, version)).data
  const impact = useQuery({
    ...impactQuery(rule.id, document ?? rule.document, target),
    enabled: document !== undefined,
  }).data
  const needsApproval = (impact?.approval.length ?? 0) > 0
  return (
    <Explained
      label={text.bringBack(version)}
      sentence={needsApproval ? `${text.bringBackSentence} ${text.bringBackAsk}` : text.bringBackSentence}
      change={(why) => bringBack({ id: rule.id, toVersion: version, target, why, needsApproval })}
    />
  )
}
