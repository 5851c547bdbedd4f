import { useQuery } from '@tanstack/react-query'
import type { EntitiesView, SettingsView } from '#server/client.ts'
import { Loaded } from '../frame/loaded.tsx'
import { ChoiceField, TextField } from '../inspect/fields.tsx'
import { languageName } from '../mail-templates/language-name.ts'
import { OptionalNumber } from './number-fields.tsx'
import { changeSettings, entitiesQuery } from './settings-data.ts'
import { SettingsForm } from './settings-form.tsx'
import { text } from './words.ts'

/** Languages letters come in with Dunlin, and those most often added. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'] as const
const NAMED = LANGUAGES.map((code) => [code, languageName(code)] as const)

/** Whose books these are: name, entities, the language of letters, and how long things are kept. */
export function CompanySection({ settings }: { settings: SettingsView }) {
  const entities = useQuery(entitiesQuery)
  return (
    <Loaded query={entities} rows={4}>
      {(found) => <Company settings={settings} entities={found.entities} />}
    </Loaded>
  )
}

type Entities = EntitiesView['entities']

function Company({ settings, entities }: { settings: SettingsView; entities: Entities }) {
  const { name, language, entityLanguages, retention } = settings
  const saved = { name, language, entityLanguages }
  const kept = { decisionDays: retention.decisionDays ?? null, messageDays: retention.messageDays ?? null }
  return (
    <>
      <SettingsForm
        key={JSON.stringify(saved)}
        title={text.sections.company}
        sentence={text.fixed(settings.currency, settings.timeZone)}
        saved={saved}
        save={(draft, why) => changeSettings({ ...draft, why })}
      >
        {(draft, change) => (
          <>
            <TextField
              label={text.name}
              path="name"
              value={draft.name}
              onChange={(next) => change({ name: next })}
            />
            <ChoiceField
              label={text.letterLanguage}
              help={text.letterLanguageHelp}
              path="language"
              value={draft.language}
              values={NAMED}
              onChange={(next) => change({ language: next })}
            />
            {entities.map((entity) => (
              <ChoiceField
                key={entity.id}
                label={text.entityLanguage(entity.name)}
                path={`entityLanguages.${entity.id}`}
                value={draft.entityLanguages[entity.id] ?? ''}
                values={[['', text.asCompany], ...NAMED]}
                onChange={(next) => {
                  const { [entity.id]: _, ...others } = draft.entityLanguages
                  change({ entityLanguages: next === '' ? others : { ...others, [entity.id]: next } })
                }}
              />
            ))}
          </>
        )}
      </SettingsForm>
      <EntitiesTable entities={entities} />
      <SettingsForm
        key={JSON.stringify(kept)}
        title={text.retention}
        sentence={text.retentionSentence}
        saved={kept}
        save={({ decisionDays, messageDays }, why) =>
          changeSettings({
            retention: {
              ...(decisionDays !== null && { decisionDays }),
              ...(messageDays !== null && { messageDays }),
            },
            why,
          })
        }
      >
        {(draft, change) => (
          <>
            <OptionalNumber
              label={text.decisionDays}
              path="retention.decisionDays"
              value={draft.decisionDays}
              onChange={(decisionDays) => change({ decisionDays })}
            />
            <OptionalNumber
              label={text.messageDays}
              path="retention.messageDays"
              value={draft.messageDays}
              onChange={(messageDays) => change({ messageDays })}
            />
          </>
        )}
      </SettingsForm>
    </>
  )
}

function EntitiesTable({ entities }: { entities: Entities }) {
  return (
    <section className="settings-block">
      <h2>{text.entities}</h2>
      <p>{text.entitiesSentence}</p>
      {entities.length === 0 ? (
        <p className="empty">{text.noEntities}</p>
      ) : (
        <div className="scroll-x">
          <table className="table">
            <thead>
              <tr>
                <th>{text.entity}</th>
                <th>{text.currency}</th>
                <th>{text.timeZone}</th>
                <th>{text.country}</th>
              </tr>
            </thead>
            <tbody>
              {entities.map(({ id, name, currency, timeZone, country }) => (
                <tr key={id}>
                  <td>{name}</td>
                  <td>{currency}</td>
                  <td>{timeZone}</td>
                  <td>{country ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
