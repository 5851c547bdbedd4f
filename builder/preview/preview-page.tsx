import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { drawnRule } from '../canvas/drawn-rule.ts'
import type { Tally } from '../canvas/tally.ts'
import { readRule } from '../edit/read-rule.ts'
import { Failure } from '../frame/failure.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { useCatalogue } from '../inspect/catalogue.ts'
import { unfilledProblems } from '../inspect/problems.ts'
import { words } from '../words/words.ts'
import { DaySlider } from './day-slider.tsx'
import { Funnel } from './funnel.tsx'
import { OneRecord } from './one-record.tsx'
import './preview.css'
import { checkQuery, documentOf, draftQuery, type Preview, previewQuery } from './preview-data.ts'
import type { PreviewSearch } from './preview-search.ts'
import { Records } from './records.tsx'
import { WhatIsMissing } from './what-is-missing.tsx'

const text = words.preview

type Props = {
  readonly id: string
  readonly search: PreviewSearch
  readonly onSearch: (search: PreviewSearch) => void
}

/** What a draft would do to everybody: a funnel whose figures open onto their records, and one record in full. Looking writes nothing. */
export function PreviewPage(props: Props) {
  const draft = useQuery(draftQuery(props.id))
  return (
    <Loaded query={draft} rows={14}>
      {(found) => <Whole {...props} document={documentOf(found)} />}
    </Loaded>
  )
}

function Whole({ id, search, onSearch, document }: Props & { document: RuleDocument }) {
  const catalogue = useCatalogue(id)
  const drawn = useMemo(() => drawnRule(document, catalogue), [document, catalogue])
  const { asOf, subject, ...door } = search
  const asked = { id, document, asOf }
  // What is not filled in yet cannot be decided, and nobody need be asked about it.
  const enabled = useMemo(() => isFilledIn(document, id, catalogue), [document, id, catalogue])
  const preview = useInfiniteQuery({ ...previewQuery({ ...asked, door }), enabled })
  // The figures are of everybody; only the list is of those behind the one that was opened.
  const whole = useInfiniteQuery({
    ...previewQuery({ ...asked, door: {} }),
    placeholderData: keepPreviousData,
    enabled,
  })
  const funnel = whole.data?.pages[0]
  return (
    <>
      <PageTitle title={text.title(document.name)}>
        <span className="dimmed">{text.nothingDone}</span>
        <span className="top-bar-gap" />
        <Link to="/rules/$ruleId" params={{ ruleId: id }}>
          {text.edit}
        </Link>
        <Link to="/rules/$ruleId/publish" params={{ ruleId: id }} className="main-link">
          {text.publish}
        </Link>
      </PageTitle>
      {!enabled || (whole.error !== null && funnel === undefined) ? (
        <NotShown id={id} document={document} error={whole.error} onRetry={() => void whole.refetch()} />
      ) : (
        <>
          <section className="sentence">{funnel?.sentence}</section>
          <DaySlider asOf={asOf} onDay={(day) => onSearch({ ...search, asOf: day })} />
          {funnel !== undefined && funnel.disagreements.length > 0 && (
            <p className="refusal" role="alert">
              {text.disagree(funnel.disagreements.join(', '))}
            </p>
          )}
          <div className={`preview-grid${subject === undefined ? '' : ' with-record'}`}>
            <Funnel
              id={id}
              search={search}
              preview={funnel}
              drawn={drawn}
              changed={search.change === 'changed' ? behindDoor(preview.data?.pages[0]) : null}
              isStale={whole.isPlaceholderData}
            />
            <Records
              preview={preview}
              drawn={drawn}
              chosen={subject ?? null}
              onChoose={(next) => onSearch({ ...search, subject: next })}
            />
            {subject !== undefined && (
              <OneRecord
                key={subject}
                {...asked}
                subject={subject}
                drawn={drawn}
                onClose={() => onSearch({ ...search, subject: undefined })}
              />
            )}
          </div>
        </>
      )}
    </>
  )
}

type NotShownProps = {
  readonly id: string
  readonly document: RuleDocument
  readonly error: Error | null
  readonly onRetry: () => void
}

/** Why there is nothing to see: mostly because the draft is not finished, and then what it lacks. */
function NotShown({ id, document, error, onRetry }: NotShownProps) {
  const check = useQuery(checkQuery(id, document))
  if (check.isPending) return null
  if (error !== null && !check.data?.problems.length) return <Failure error={error} onRetry={onRetry} />
  return (
    <div className="notice" role="alert">
      <strong>{text.unfinished}</strong>
      <WhatIsMissing id={id} document={document} problems={check.data?.problems ?? []} />
    </div>
  )
}

function isFilledIn(document: RuleDocument, id: string, catalogue: FactCatalogue): boolean {
  const read = readRule(document, id)
  return read.ok && unfilledProblems(read.rule, catalogue).length === 0
}

/** How many stand behind the door that was opened. */
function behindDoor(page: Preview | undefined): Tally | null {
  return page === undefined ? null : { count: page.found, open: page.foundOpen }
}
