import { useQuery } from '@tanstack/react-query'
import type { RuleDocument } from '#engine/rule.ts'
import { Loaded } from '../frame/loaded.tsx'
import { checkQuery } from '../preview/preview-data.ts'
import { diffQuery } from './diff-query.ts'
import { publish as text } from './words.ts'

/** What a draft changes against the version that runs, in words; of a first version, all of it. */
export function Changes({
  id,
  version,
  document,
  sentence,
}: {
  id: string
  version: number | null
  document: RuleDocument
  sentence: string
}) {
  const inWords = useQuery(checkQuery(id, document)).data?.sentence ?? sentence
  return (
    <section className="panel">
      <h2>{text.changes}</h2>
      {version === null ? (
        <>
          <p className="dimmed">{text.firstVersion}</p>
          <p>{inWords}</p>
        </>
      ) : (
        <Diff id={id} from={version} to="draft" />
      )}
    </section>
  )
}

/** What changed between two versions, in sentences; what decides comes before what does not. */
export function Diff({ id, from, to }: { id: string; from: number; to: number | 'draft' }) {
  const diff = useQuery(diffQuery(id, from, to))
  return (
    <Loaded query={diff} rows={3}>
      {({ changes }) => {
        const sorted = [...changes].sort((a, b) => Number(b.decides) - Number(a.decides))
        return (
          <>
            {!changes.some(({ decides }) => decides) && <p className="dimmed">{text.noChanges}</p>}
            <ul className="changes">
              {sorted.map((change, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two changes may read alike, and the list never changes.
                <li key={at} className={change.decides ? '' : 'dimmed'}>
                  <span className={`change change-${change.kind}`}>{change.sentence}</span>
                </li>
              ))}
            </ul>
          </>
        )
      }}
    </Loaded>
  )
}
