import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleView } from '#server/client.ts'
import { drawnRule } from '../canvas/drawn-rule.ts'
import { graphOf } from '../canvas/graph.ts'
import { faceOf } from '../canvas/node-specs.tsx'
import { RuleCanvas } from '../canvas/rule-canvas.tsx'
import { chosenCompany } from '../data/company-choice.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery, ruleQuery } from '../data/queries.ts'
import { membershipOf, sessionQuery, useRole } from '../data/session.ts'
import { useEditor } from '../edit/editor.ts'
import { editorQuery, NotDrawableError, type Opened } from '../edit/open-editor.ts'
import { type OtherHere, useOthersHere } from '../edit/others-here.ts'
import { OthersMark } from '../edit/others-mark.tsx'
import { readRule } from '../edit/read-rule.ts'
import { RuleEditor } from '../edit/rule-editor.tsx'
import { RenameRule } from '../edit/rule-name.tsx'
import { SavedFirst } from '../edit/saved-first.tsx'
import { SavedStateMark } from '../edit/saved-state.tsx'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { catalogueWith } from '../inspect/catalogue.ts'
import { RuleStateMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { PHONE } from './begin-rule.ts'
import { DraftChanges } from './draft-changes.tsx'
import { Matches } from './matches.tsx'
import { Outline } from './outline.tsx'
import { PauseRule } from './pause-rule.tsx'

const text = words.rule

type Props = {
  readonly id: string
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** One rule: to be edited by those who may, to be read by everybody; below, whom it matched and why. */
export function RulePage({ id, selected, onSelect }: Props) {
  const rule = useQuery(ruleQuery(id))
  const role = useRole()
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false })
  return (
    <Loaded query={rule} rows={12}>
      {(found) =>
        isOffered(role, 'edit-rules') && found.state !== 'retired' && !isPhone ? (
          <Edited view={found} selected={selected} onSelect={onSelect} />
        ) : (
          <Read view={found} selected={selected} onSelect={onSelect} />
        )
      }
    </Loaded>
  )
}

type Viewed = { view: RuleView } & Omit<Props, 'id'>

function Edited({ view, selected, onSelect }: Viewed) {
  const owner = useQuery(sessionQuery).data?.user?.email ?? ''
  const opened = useQuery(editorQuery({ ruleId: view.id, owner, company: chosenCompany() ?? '' }))
  if (opened.error instanceof NotDrawableError) return <NotDrawable view={view} error={opened.error} />
  return (
    <Loaded query={opened} rows={12}>
      {(found) => <Open key={view.id} view={view} opened={found} selected={selected} onSelect={onSelect} />}
    </Loaded>
  )
}

function Open({ view, opened, selected, onSelect }: Viewed & { opened: Opened }) {
  const others = useOthersHere(opened)
  const { editor } = opened
  const catalogue = catalogueWith(view.customFacts)
  return (
    <>
      <EditedTitle view={view} opened={opened} catalogue={catalogue} others={others} />
      <RuleEditor editor={editor} catalogue={catalogue} selected={selected} onSelect={onSelect} />
      <Below view={view} />
    </>
  )
}

function EditedTitle({
  view,
  opened,
  catalogue,
  others,
}: {
  view: RuleView
  opened: Opened
  catalogue: FactCatalogue
  others: readonly OtherHere[]
}) {
  const { editor } = opened
  const name = useEditor(editor, ({ document }) => document.name)
  return (
    <Title
      view={view}
      name={name}
      version={<DraftChanges editor={editor} id={view.id} version={view.version} />}
    >
      <RenameRule editor={editor} />
      <SavedStateMark editor={editor} />
      <OthersMark editor={editor} catalogue={catalogue} others={others} />
      <span className="top-bar-gap" />
      <SavedFirst opened={opened} ruleId={view.id} to="/rules/$ruleId/preview">
        {words.preview.preview}
      </SavedFirst>
      <SavedFirst opened={opened} ruleId={view.id} to="/rules/$ruleId/publish" className="main-link">
        {words.preview.publish}
      </SavedFirst>
    </Title>
  )
}

function Title({
  view,
  name,
  version,
  children,
}: {
  view: RuleView
  name: string
  /** Which version runs, where more is to be said of it than its number. */
  version?: ReactNode
  children: ReactNode
}) {
  return (
    <PageTitle title={name}>
      <RuleStateMark state={view.state} />
      {version ?? (
        <span className="dimmed">
          {view.version === null ? text.neverPublished : text.version(view.version)}
        </span>
      )}
      {children}
      <PauseRule key={view.state} id={view.id} state={view.state} />
      <Link to="/rules/$ruleId/versions" params={{ ruleId: view.id }}>
        {text.versions}
      </Link>
      <Link to="/rules">{words.ruleList.table.all}</Link>
    </PageTitle>
  )
}

/** The pages of a rule nobody edits here, so there is nothing to be saved first. */
function ReadLinks({ ruleId }: { ruleId: string }) {
  return (
    <>
      <span className="top-bar-gap" />
      <Link to="/rules/$ruleId/preview" params={{ ruleId }}>
        {words.preview.preview}
      </Link>
      <Link to="/rules/$ruleId/publish" params={{ ruleId }} className="main-link">
        {words.preview.publish}
      </Link>
    </>
  )
}

/** For those who may not change it: the live version, or the draft of a rule that never ran, to be looked at. */
function Read({ view, selected, onSelect }: Viewed) {
  const membership = useQuery(sessionQuery).data
  const role = membership === undefined ? null : (membershipOf(membership)?.role ?? null)
  const drawn = useMemo(() => {
    const read = readRule(view.document, view.id)
    return read.ok ? drawnRule(read.rule, catalogueWith(view.customFacts)) : null
  }, [view])
  return (
    <>
      <Title view={view} name={view.name}>
        <ReadLinks ruleId={view.id} />
      </Title>
      <section className="sentence" aria-label={text.sentence}>
        {view.sentence}
      </section>
      {role !== null && !isOffered(role, 'edit-rules') && (
        <p className="dimmed">{words.editing.page.mayNotEdit(words.people.roles[role])}</p>
      )}
      {drawn !== null && (
        <div className="rule-grid">
          <Outline drawn={drawn} selected={selected} onSelect={onSelect} />
          <RuleCanvas drawn={drawn} selected={selected} onSelect={onSelect} />
          <Details drawn={drawn} selected={selected} />
        </div>
      )}
      <Below view={view} />
    </>
  )
}

/** The values of the chosen step in words. */
function Details({ drawn, selected }: { drawn: ReturnType<typeof drawnRule>; selected: string | null }) {
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

function NotDrawable({ view, error }: { view: RuleView; error: NotDrawableError }) {
  return (
    <>
      <Title view={view} name={view.name}>
        <ReadLinks ruleId={view.id} />
      </Title>
      <section className="notice" role="alert">
        <p>{words.editing.page.notDrawable}</p>
        <ul>
          {error.problems.map(({ path, expected }) => (
            <li key={`${path} ${expected}`}>
              <code>{path}</code> {expected}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** What the rule has done, and its versions. */
function Below({ view }: { view: RuleView }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const drawn = useMemo(() => {
    const read = readRule(view.document, view.id)
    return read.ok ? drawnRule(read.rule, catalogueWith(view.customFacts)) : null
  }, [view])
  return (
    <>
      {drawn !== null && <Matches ruleId={view.id} drawn={drawn} />}
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
