import { useQuery } from '@tanstack/react-query'
import { companyQuery } from '../data/queries.ts'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { type TemplateVersion, versionsQuery } from './template-data.ts'
import { text } from './words.ts'

type Props = {
  readonly name: string
  readonly language: string
  /** Takes the words of a version into the form, to be looked at and saved anew. */
  readonly onUse: (version: TemplateVersion) => void
}

/** What a company has saved of a template: by whom, when and why. History is never changed, only taken up again. */
export function TemplateVersions({ name, language, onUse }: Props) {
  const found = useQuery(versionsQuery(name, language))
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <section aria-label={text.versions}>
      <h3>{text.versions}</h3>
      <Loaded query={found} rows={2}>
        {({ versions }) =>
          versions.length === 0 ? (
            <p className="empty">{text.noVersions}</p>
          ) : (
            <ul className="plain-list template-versions">
              {versions.map((version) => (
                <li key={version.version}>
                  <strong>{version.version}</strong>{' '}
                  {version.savedAt !== null &&
                    text.savedBy(version.savedBy ?? '', readableInstant(version.savedAt, timeZone))}
                  {version.removedAt !== null &&
                    `, ${text.removedOn(readableInstant(version.removedAt, timeZone))}`}
                  {version.why !== null && <span className="dimmed">: {version.why}</span>}{' '}
                  <button type="button" className="row-button" onClick={() => onUse(version)}>
                    {text.use(version.version)}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
