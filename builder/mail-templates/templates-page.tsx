import './mail-templates.css'
import { useQuery } from '@tanstack/react-query'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { words } from '../words/words.ts'
import { languageName } from './language-name.ts'
import { NewTemplate } from './new-template.tsx'
import { type Template, templatesQuery } from './template-data.ts'
import { TemplateEditor } from './template-editor.tsx'
import { text } from './words.ts'

/** The template and language that are open; part of the address. */
export type Chosen = { readonly name: string; readonly language: string }
type Props = { readonly chosen: Chosen | null; readonly onChoose: (chosen: Chosen | null) => void }

/** The letters rules write with: a list, and an editor that shows each as a customer would get it. */
export function TemplatesPage({ chosen, onChoose }: Props) {
  const templates = useQuery(templatesQuery)
  const role = useRole()
  return (
    <>
      <PageTitle title={text.title} />
      <p className="form-width">{text.sentence}</p>
      <Loaded query={templates} rows={6}>
        {({ templates: all, fields }) => (
          <>
            <TemplatesTable templates={all} chosen={chosen} onChoose={onChoose} />
            {isOffered(role, 'publish-rules') && <NewTemplate onBegin={onChoose} />}
            {chosen === null ? (
              <p className="empty">{text.pick}</p>
            ) : (
              <TemplateEditor
                key={`${chosen.name} ${chosen.language}`}
                {...chosen}
                fields={fields}
                listed={all.find(({ name }) => name === chosen.name) ?? null}
                onChoose={onChoose}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  )
}

function TemplatesTable({ templates, chosen, onChoose }: Props & { templates: readonly Template[] }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <div className="scroll-x">
      <table className="table templates-table">
        <thead>
          <tr>
            <th>{text.name}</th>
            <th>{text.subject}</th>
            <th>{text.languages}</th>
            <th>{text.version}</th>
            <th>{text.saved}</th>
          </tr>
        </thead>
        <tbody>
          {templates.map(({ name, subject, language, languages, version, savedBy, savedAt }) => (
            <tr key={name} className={name === chosen?.name ? 'chosen' : ''}>
              <td>
                <button type="button" className="row-button" onClick={() => onChoose({ name, language })}>
                  {words.engine.letter(name)}
                </button>
              </td>
              <td className="template-subject">{subject}</td>
              <td>{languages.map(languageName).join(', ')}</td>
              <td>{version === 0 ? text.withDunlin : text.ownVersion(version)}</td>
              <td>
                {savedAt === null ? '–' : text.savedBy(savedBy ?? '', readableInstant(savedAt, timeZone))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
