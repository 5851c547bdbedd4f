import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import type { DraftView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { ruleQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { checkQuery, documentOf, draftQuery } from '../preview/preview-data.ts'
import { WhatIsMissing } from '../preview/what-is-missing.tsx'
import { Changes } from './changes.tsx'
import { OverlapsAndHolds, WhoAndHowMuch } from './impact.tsx'
import { OpenRequest } from './open-request.tsx'
import './publish.css'
import { impactQuery, openRequestsQuery, removeTest } from './publish-data.ts'
import { PublishForm } from './publish-form.tsx'
import { publish as text } from './words.ts'

/** One page from what publishing would change to the decision: who, how much at once, what changed, why, and who else looks. */
export function PublishPage({ id }: { id: string }) {
  const draft = useQuery(draftQuery(id))
  return (
    <Loaded query={draft} rows={14}>
      {(found) => <Whole id={id} draft={found} document={documentOf(found)} />}
    </Loaded>
  )
}

type WholeProps = { readonly id: string; readonly draft: DraftView; readonly document: RuleDocument }

function Whole({ id, draft, document }: WholeProps) {
  const requests = useQuery(openRequestsQuery).data?.requests ?? []
  const request = requests.find(({ rule }) => rule === id)
  const [done, setDone] = useState<string | null>(null)
  return (
    <div className="publish-page">
      <PageTitle title={text.title(document.name)}>
        <span className="top-bar-gap" />
        <Link to="/rules/$ruleId" params={{ ruleId: id }}>
          {text.toEdit}
        </Link>
        <Link to="/rules/$ruleId/preview" params={{ ruleId: id }}>
          {text.toPreview}
        </Link>
        <Link to="/rules/$ruleId/versions" params={{ ruleId: id }}>
          {text.versions}
        </Link>
      </PageTitle>
      {done !== null && (
        <p role="status" className="notice-good">
          {done}{' '}
          <Link to="/rules/$ruleId" params={{ ruleId: id }}>
            {text.toRule}
          </Link>
        </p>
      )}
      {request !== undefined && <OpenRequest request={request} />}
      {draft.isDraft || request !== undefined ? (
        <Checked {...{ id, draft, document }} isAsked={request !== undefined} onDone={setDone} />
      ) : (
        done === null && <p className="empty">{text.noDraft}</p>
      )}
    </div>
  )
}

type CheckedProps = WholeProps & {
  readonly isAsked: boolean
  readonly onDone: (what: string) => void
}

/** What cannot be published says why; what can, goes on. */
function Checked(props: CheckedProps) {
  const { id, document } = props
  const check = useQuery(checkQuery(id, document))
  return (
    <Loaded query={check} rows={10}>
      {({ ok, problems, tests }) => {
        const failing = tests.filter(({ passed }) => !passed)
        if (ok) return <Decided {...props} />
        return (
          <div className="notice" role="alert">
            <strong>{text.cannotYet}</strong>
            <WhatIsMissing id={id} document={document} problems={problems} />
            {failing.length > 0 && (
              <>
                <p>{text.failingTests}</p>
                <ul>
                  {failing.map(({ name, problem }) => (
                    <li key={name}>
                      {name}
                      {problem !== null && `: ${problem}`}
                      <Explained
                        label={text.removeTest(name)}
                        sentence={text.removeTestSentence}
                        change={(why) => removeTest({ id, name, why })}
                      />
                    </li>
                  ))}
                </ul>
              </>
            )}
            <Link to="/rules/$ruleId" params={{ ruleId: id }}>
              {text.toProblems}
            </Link>
          </div>
        )
      }}
    </Loaded>
  )
}

function Decided({ id, draft, document, isAsked, onDone }: CheckedProps) {
  const rule = useQuery(ruleQuery(id))
  // What a second person has to look at is a question of going live; nothing else differs with the target.
  const impact = useQuery(impactQuery(id, document, 'live'))
  const mayPublish = isOffered(useRole(), 'publish-rules')
  return (
    <Loaded query={impact} rows={12}>
      {(found) => (
        <>
          <WhoAndHowMuch id={id} impact={found} subject={document.subject} />
          <Loaded query={rule} rows={8}>
            {(view) => {
              const known = (
                <>
                  <Changes id={id} version={view.version} document={document} sentence={view.sentence} />
                  <OverlapsAndHolds impact={found} />
                </>
              )
              if (isAsked || !mayPublish)
                return (
                  <>
                    {known}
                    {!mayPublish && <p className="empty">{text.notForYou}</p>}
                  </>
                )
              return (
                <PublishForm
                  id={id}
                  name={document.name}
                  revision={draft.revision}
                  impact={found}
                  isFirst={view.version === null}
                  state={view.state}
                  onDone={onDone}
                >
                  {known}
                </PublishForm>
              )
            }}
          </Loaded>
        </>
      )}
    </Loaded>
  )
}
